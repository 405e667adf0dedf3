import HarnessKit
import Ledger
import Verifier

/// One thing that must hold when a task is done, and the scenarios that say they show it.
struct Criterion {
    let id: String
    let text: String
    let scenarios: [Scenario]

    /// The criteria of a task: those it was given, else its name.
    static func all(of task: TaskRecord, in sources: [ScenarioSource]) -> [Criterion] {
        let named = task.namedCriteria.map { ($0.id, $0.text) }
        let scenarios = sources.filter(\.isOwn).flatMap(\.file.scenarios)
        return (named.isEmpty ? [("AC-1", task.title)] : named).map { id, text in
            Criterion(id: id, text: text, scenarios: scenarios.filter { $0.claims(id) })
        }
    }

    func shown(_ report: Report?) -> CriterionShown {
        var shown = CriterionShown()
        shown.id = id
        shown.text = text
        shown.scenarios = scenarios.map(\.id)
        return shown
    }
}

extension Scenario {
    /// Whether it says that it proves the criterion; "ac-1" is as good as "AC-1".
    func claims(_ id: String) -> Bool {
        proves.contains { $0.uppercased() == id }
    }
}

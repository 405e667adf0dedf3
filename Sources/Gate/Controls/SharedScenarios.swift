import HarnessKit
import Ledger
import Verifier

/// Scenarios that alone stand for several criteria, with too few steps to tell these apart.
struct SharedScenarios {
    let criteria: [Criterion]
    /// The scenarios' run, graded.
    let report: Report
    /// The tests that passed on the base, in steps that failed there.
    let passedTests: [StepName: Set<String>]

    /// Two criteria may well be one answer's.
    private static let fewest = 3

    func notes() -> [NamedNote] {
        let names = criteria.flatMap(\.scenarios).map(\.id).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        let notes = names.compactMap { name -> NamedNote? in
            let alone = criteria.filter { $0.scenarios.allSatisfy { $0.id == name } }
            guard alone.count >= Self.fewest, let played = report.own.first(where: { $0.name == name }) else {
                return nil
            }
            let steps = telling(in: [played])
            guard steps < alone.count else { return nil }
            let noticing = "\(steps) step\(steps == 1 ? "" : "s") that would notice anything"
            return NamedNote(
                GateCode.fewSteps.rawValue,
                "'\(name)' alone is to show \(alone.count) criteria (\(alone.map(\.id).joined(separator: ", "))), and has "
                    + noticing,
                hint: "write a scenario for each criterion, or a step that expects what this one asks for")
        }
        return notes.isEmpty ? copies() : notes
    }

    /// Scenarios that bear other names and ask the same.
    private func copies() -> [NamedNote] {
        let shown = criteria.filter { !$0.scenarios.isEmpty }
        let names = Set(shown.flatMap(\.scenarios).map(\.id))
        let played = names.compactMap { name in report.own.first { $0.name == name } }
        let steps = telling(in: played)
        guard shown.count >= Self.fewest, names.count >= Self.fewest, played.count == names.count, steps < shown.count
        else { return [] }
        return [
            NamedNote(
                GateCode.fewSteps.rawValue,
                "the \(names.count) scenarios for \(shown.count) criteria come to \(steps) different "
                    + "step\(steps == 1 ? "" : "s") that would notice anything",
                hint: "let each scenario ask for what its criterion says")
        ]
    }

    /// How many different questions would notice something else than was found; a test is a question.
    private func telling(in scenarios: [ScenarioReport]) -> Int {
        var asked: [JSON] = []
        var count = 0
        for scenario in scenarios {
            let worth = (scenario.strength?.steps ?? []).filter { $0.notice != .nothing && $0.void == nil }.map(\.id)
            for step in scenario.steps where worth.contains(step.id) {
                let request: JSON = ["kind": .string(step.kind), "request": step.request]
                guard !asked.contains(request) else { continue }
                asked.append(request)
                let new = step.passedTests.subtracting(passedTests[StepName(scenario.name, step.id)] ?? [])
                let passed = step.response["counts"]?["passed"]?.integer ?? 0
                count += step.kind == "tests" ? max(1, step.passedTests.isEmpty ? passed : new.count) : 1
            }
        }
        return count
    }
}

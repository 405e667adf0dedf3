import HarnessKit
import Ledger

extension Desk {
    /// A report as it counts for its task: what was not registered for it speaks for none of its criteria.
    func held(_ report: Report) throws -> Report {
        guard let id = report.task.flatMap({ TaskID($0) }), let task = try store.ledger.task(id) else { return report }
        let proved = task.receipt?.body.files.map(\.path) ?? []
        let files = try Set(registered(for: id) + proved)
        var report = report
        let moved = report.own.filter { !files.contains($0.file ?? "") }
        report.own.removeAll { !files.contains($0.file ?? "") }
        report.others = moved + report.others
        report.others.indices.forEach { report.others[$0].isRegression = true }
        let named = task.namedCriteria.map(\.id)
        // A task without criteria has one: what it is called.
        report.asked = named.isEmpty ? ["AC-1"] : named
        let status = report.status
        report.summarise()
        report.status = status
        if !moved.isEmpty { report.grade = report.criteria.map(\.grade).min() }
        return report
    }
}

extension Report {
    /// What is played in several rounds told once: where one of them failed, that one.
    var withoutRounds: Report {
        var report = self
        report.own = Self.once(own)
        report.others = Self.once(others)
        return report
    }

    private static func once(_ scenarios: [ScenarioReport]) -> [ScenarioReport] {
        var places: [Bytes: Int] = [:]
        var told: [ScenarioReport] = []
        for scenario in scenarios {
            let key = Bytes("\(scenario.file ?? "")\u{0}\(scenario.name)".utf8)
            if scenario.round != nil, let place = places[key] {
                if told[place].status == .pass, scenario.status == .fail { told[place] = scenario }
                continue
            }
            places[key] = told.count
            told.append(scenario)
        }
        return told
    }

    /// The task's scenarios that say that they prove a criterion.
    func scenarios(for criterion: String) -> [ScenarioReport] {
        own.filter { scenario in scenario.proves.contains { $0.uppercased() == criterion } }
    }

    /// The task's criteria that no scenario of its own speaks for.
    var notShown: [String] { asked.filter { scenarios(for: $0).isEmpty } }
}

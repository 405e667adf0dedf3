import HarnessKit

extension Rule {
    static let flakyScenario = Rule(
        name: "flaky-scenario", type: "flaky_scenario", about: "a scenario that fails and passes on the same work",
        remedy: .mendScenario, confidence: 0.6,
        examples: Examples(
            fires: [
                .trials("fpfp", of: "note-is-stored"), .trials("pfpfp", of: "note-is-stored"),
                .trials("ffp", of: "note-is-stored", on: "same"),
            ],
            nearMisses: [
                .trials("ffffp", of: "note-is-stored"), .trials("ppp", of: "note-is-stored"),
                .trials("fpfpfp", of: "note-is-stored", workBetween: true), .trials("pf", of: "note-is-stored"),
            ]),
        gather: { evidence in
            var groups: [String: [Trial]] = [:]
            for trial in evidence.history.trials { groups[trial.scenario, default: []].append(trial) }
            return groups.keys.sorted { $0.precedes($1) }.map { scenario in
                Cluster(subject: scenario, own: flips(in: groups[scenario] ?? []))
            }
        },
        word: { cluster, _ in
            Wording(
                title: "scenario \(cluster.subject) fails and passes on the same work",
                hypothesis: "it depends on time, order or on what an earlier run left behind",
                change: .agents(
                    "Scenario `\(cluster.subject)` is flaky: do not run it again until it passes. Give it values of "
                        + "its own "
                        + "(new names in every run), wait for what it needs instead of sleeping, then run it ten times."
                ))
        })

    /// Failures that are followed by a pass though no work was noted in between, or that ran on the same bytes.
    static func flips(in trials: [Trial]) -> [Incident] {
        var found: [Incident] = []
        var groups: [String: [Trial]] = [:]
        for trial in trials { groups[trial.manifest ?? "\(trial.task)@\(trial.step)", default: []].append(trial) }
        for key in groups.keys.sorted(by: { $0.precedes($1) }) {
            let group = groups[key] ?? []
            let isSame = group.allSatisfy { $0.manifest != nil }
            for (index, trial) in group.enumerated() where !trial.passed {
                let passesBefore = group[..<index].contains { $0.passed }
                let passesLater = group[index...].contains { $0.passed }
                // Red, then green, is how work is done; green, red, green without work in between is not.
                guard isSame ? passesBefore || passesLater : passesBefore && passesLater || isBeforeFlip(index, group)
                else { continue }
                found.append(
                    Incident(
                        .verify, "scenario \(trial.scenario) failed, then passed", at: trial.at, task: trial.task,
                        scenario: trial.scenario))
            }
        }
        return found
    }

    /// A first failure counts too where a later one follows a pass.
    private static func isBeforeFlip(_ index: Int, _ group: [Trial]) -> Bool {
        guard let pass = group[index...].firstIndex(where: { $0.passed }),
            let fail = group[pass...].firstIndex(where: { !$0.passed })
        else { return false }
        return group[fail...].contains { $0.passed }
    }
}

extension History {
    /// Runs of one scenario in one task: "p" passed, "f" failed.
    static func trials(
        _ verdicts: String, of scenario: String, on manifest: String? = nil, workBetween: Bool = false
    ) -> History {
        var history = History()
        history.trials = verdicts.enumerated().map { index, verdict in
            var trial = Trial()
            trial.scenario = scenario
            trial.task = "task-1"
            trial.passed = verdict == "p"
            trial.manifest = manifest
            trial.step = workBetween ? index : 0
            return trial
        }
        return history
    }
}

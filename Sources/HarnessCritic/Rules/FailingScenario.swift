import HarnessKit

extension Rule {
    static let failingScenario = Rule(
        name: "failing-scenario", type: "failing_scenario", about: "a scenario that task after task breaks",
        remedy: .updateDocs, floor: 3, confidence: 0.6,
        examples: Examples(
            fires: [
                .of(failing("a"), failing("b"), failing("c")), .of(failing("a"), failing("a"), failing("b")),
                .of(failing("a"), failing("b"), failing("a"), failing("b")),
            ],
            nearMisses: [
                .of(failing("a"), failing("a"), failing("a")), .of(failing("a"), failing("b")),
                .of(failing("a"), failing("b"), failing("c", scenario: "another")),
            ]),
        gather: { evidence in
            let clusters = evidence.clusters(of: evidence.incidents(of: .verify)) { incident, _ in incident.scenario }
            return clusters.map { cluster in
                var cluster = cluster
                cluster.isMeant = evidence.tasks(of: cluster).count >= 2
                return cluster
            }
        },
        word: { cluster, evidence in
            Wording(
                title: "scenario \(cluster.subject) is broken by one task after the other",
                hypothesis: "what it protects is not known to those who change the code",
                change: .agents(
                    "`\(cluster.subject)` was broken \(cluster.count) times in \(evidence.tasks(of: cluster).count) "
                        + "tasks. "
                        + "Read it before changing what it covers, and run it (`verify run`) before the first "
                        + "checkpoint."
                ))
        })

    private static func failing(_ task: String, scenario: String = "unknown-is-404") -> Incident {
        Incident(.verify, "scenario \(scenario) fails at step ghost", task: task, scenario: scenario)
    }
}

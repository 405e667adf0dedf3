import HarnessKit

extension Rule {
    static let repeatedAttempt = Rule(
        name: "repeated-attempt", type: "repeated_attempt",
        about: "tries at the same phase that fail one after the other",
        remedy: .updateDocs, confidence: 0.5,
        examples: Examples(
            fires: [
                .of(tried("a", 1), tried("a", 1)), .of(tried("a", 1), tried("b", 1), tried("b", 1), tried("a", 1)),
                .of(tried("a", nil), tried("a", nil)), .of(again("a", 2), again("a", 2)),
            ],
            nearMisses: [
                .of(tried("a", 1), tried("a", 2)), .of(tried("a", 1), tried("b", 1)),
                .times(3, Incident(.attempt, "the router panics")), .of(again("a", 2), tried("a", 2)),
            ]),
        gather: { evidence in
            let tries = evidence.clusters(of: evidence.incidents(of: .attempt, .retry)) { incident, _ in
                guard let task = incident.task else { return nil }
                return "\(incident.kind)\n\(task)\n\(incident.phase ?? 0)"
            }
            let again = tries.filter { $0.count >= 2 }.flatMap(\.members).sorted()
            return again.isEmpty ? [] : [Cluster(subject: "", members: again)]
        },
        word: { cluster, evidence in
            Wording(
                title: "a phase is tried again and again",
                hypothesis:
                    "the next try begins with what the last one began with: mostly "
                    + "\(evidence.commonestShape(of: cluster))",
                change: .agents(
                    "After a failed try, write down what was wrong before the next one begins (`task-state attempt "
                        + "end`). "
                        + "After two, change the approach or split the phase; after three, `task-state block` and ask.")
            )
        })

    private static func tried(_ task: String, _ phase: Int?) -> Incident {
        Incident(.attempt, "the router panics", task: task, phase: phase)
    }

    private static func again(_ task: String, _ phase: Int) -> Incident {
        Incident(.retry, "phase \(phase) was checkpointed again", task: task, phase: phase)
    }
}

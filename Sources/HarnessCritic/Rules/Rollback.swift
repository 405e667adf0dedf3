import HarnessKit

extension Rule {
    static let rollback = Rule(
        name: "rollback", type: "rollback", about: "work that is taken back more than once in a task",
        remedy: .updateDocs, confidence: 0.5,
        examples: Examples(
            fires: [
                .of(back("a"), back("a")), .of(back("a"), back("b"), back("a"), back("b")),
                .of(back("a"), back("a"), back("a")),
            ],
            nearMisses: [
                .of(back("a"), back("b")), .of(back("a")),
                .of(back("a"), Incident(.retry, "phase 1 was checkpointed again", task: "a")),
            ]),
        gather: { evidence in
            let byTask = evidence.clusters(of: evidence.incidents(of: .restore)) { incident, _ in incident.task }
            let again = byTask.filter { $0.count >= 2 }.flatMap(\.members).sorted()
            return again.isEmpty ? [] : [Cluster(subject: "", members: again)]
        },
        word: { cluster, _ in
            Wording(
                title: "work is taken back more than once in a task",
                hypothesis: "steps are larger than what can be checked, so that a mistake costs all of them",
                change: .agents(
                    "Checkpoint after each step that passes its check, before trying something uncertain. After the "
                        + "second "
                        + "`task-state restore` in a task, stop and write down what both tries had in common."))
        })

    private static func back(_ task: String) -> Incident {
        Incident(.restore, "work was taken back to checkpoint 1", task: task, phase: 1)
    }
}

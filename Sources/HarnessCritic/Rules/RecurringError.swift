import HarnessKit

extension Rule {
    static let recurringError = Rule(
        name: "recurring-error", type: "recurring_error",
        about: "the same message again, in several tasks, though it says what to do",
        remedy: .updateDocs, floor: 3, confidence: 0.6,
        examples: Examples(
            fires: [
                .of(inTask("a"), inTask("b"), inTask("c")),
                .of(inTask("a"), inTask("a"), inTask("b")),
                .times(3, Incident(.build, "error: add 'import HarnessKit' to \"Note.swift\"")),
            ],
            nearMisses: [
                .of(inTask("a"), inTask("b")),
                .of(inTask("a"), inTask("a"), inTask("a")),
                .times(3, Incident(.test, "exit status 1")),
                .of(
                    Incident(.test, "add a row"), Incident(.test, "add a column"), Incident(.test, "use a table")),
            ]),
        gather: { evidence in
            shapes(of: evidence, where: isGuided).map { cluster in
                var cluster = cluster
                let isInOneTask =
                    cluster.members.allSatisfy { evidence.history.incidents[$0].task != nil }
                    && evidence.tasks(of: cluster).count < 2
                cluster.isMeant = !isInOneTask
                return cluster
            }
        },
        word: { cluster, evidence in
            Wording(
                title: "“\(cluster.subject.head(60))” again and again",
                hypothesis: "what the message asks for is not known before the work, only after it",
                change: .agents(
                    "Known trap: “\(cluster.subject.head(160))” (\(cluster.count) times). Do what it asks for before "
                        + "running the check, not after it failed."))
        })

    private static func inTask(_ task: String) -> Incident {
        Incident(.test, "migrations are behind: run 'make migrate' first", task: task)
    }
}

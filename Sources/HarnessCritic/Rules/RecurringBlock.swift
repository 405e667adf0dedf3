import HarnessKit

extension Rule {
    static let recurringBlock = Rule(
        name: "recurring-block", type: "recurring_block", about: "work that waits for the same thing again",
        remedy: .updateDocs, confidence: 0.65,
        examples: Examples(
            fires: [
                .times(2, Incident(.block, "no access to the staging database")),
                .of(Incident(.block, "waits for ticket 4711"), Incident(.block, "waits for ticket 4712")),
                .of(Incident(.block, "No key for 'maps'"), Incident(.block, "no key for 'mail'")),
            ],
            nearMisses: [
                .of(Incident(.block, "no access to the staging database")),
                .of(Incident(.block, "waits for a review"), Incident(.block, "no network")),
                .times(3, Incident(.test, "no access to the staging database")),
            ]),
        gather: { evidence in
            evidence.clusters(of: evidence.incidents(of: .block)) { _, index in evidence.shapeText(of: index) }
        },
        word: { cluster, evidence in
            let said = evidence.incidents(cluster).first?.message ?? ""
            return Wording(
                title: "work waits for “\(cluster.subject.head(60))” again",
                hypothesis: "what is needed could be asked for before the work begins",
                change: .agents(
                    "“\(said.head(120))” stopped work \(cluster.count) times. Make sure of it before a task that "
                        + "needs it "
                        + "begins; until then take another task."))
        })
}

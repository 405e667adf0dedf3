import HarnessKit

extension Rule {
    static let timeout = Rule(
        name: "timeout", type: "timeout", about: "commands that do not end in time",
        remedy: .updateDocs, confidence: 0.65,
        examples: Examples(
            fires: [
                .times(2, Incident(.test, "'npm test' timed out after 120 s")),
                .times(2, Incident(.verify, "it was started and did not become ready", rule: "E_NOT_READY")),
                .of(
                    Incident(.validation, "context deadline exceeded"),
                    Incident(.validation, "context deadline exceeded")),
            ],
            nearMisses: [
                .of(Incident(.test, "'npm test' timed out after 120 s")),
                .times(3, Incident(.build, "unknown option --timeout")),
                .times(3, Incident(.test, "the timeouts table has 3 rows")),
                .of(
                    Incident(.test, "'npm test' timed out after 120 s"),
                    Incident(.test, "'make lint' timed out after 60 s")),
            ]),
        gather: { evidence in
            let members = evidence.members(
                saying: .timeout, orRuled: ["timeout", "timed out", "run timeout", "not ready"],
                of: Incident.Kind.ofCode.union([.refusal]))
            return evidence.clusters(of: members) { incident, index in
                quoted(in: incident.message) ?? evidence.shapeText(of: index)
            }
        },
        word: { cluster, _ in
            Wording(
                title: "“\(cluster.subject.head(60))” does not end in time",
                hypothesis: "it waits for something that never comes, or takes longer than it is given",
                change: .agents(
                    "“\(cluster.subject.head(100))” ran out of time \(cluster.count) times. Run the part that is "
                        + "needed (one test, one package) with a deadline of its own; look for what waits (a prompt, "
                        + "a port, a watcher) before giving it more."))
        })

    static let timeoutPhrases: Phrases = [
        "timed out", "timeout exceeded", "timeout after", "timeout expired", "timeout of", "timeouterror",
        "deadline exceeded", "took too long", "time limit exceeded", "exceeded the time limit", "ready in time",
    ]

    /// The first quoted text: which command it was.
    private static func quoted(in message: String) -> String? {
        for quote in ["'", "\"", "`"] {
            let parts = message.split(separator: quote, maxSplits: 2, omittingEmptySubsequences: false)
            if parts.count == 3, !parts[1].isEmpty, parts[1].utf8.count <= 120 { return String(parts[1]) }
        }
        return nil
    }
}

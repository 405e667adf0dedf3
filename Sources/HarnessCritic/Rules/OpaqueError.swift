import HarnessKit

extension Rule {
    static let opaqueError = Rule(
        name: "opaque-error", type: "opaque_error", about: "the same short message, which does not say what to do",
        remedy: .improveErrorMessage, floor: 3, confidence: 0.75,
        examples: Examples(
            fires: [
                .times(3, Incident(.lint, "bad file header", file: "a.go", rule: "header")),
                .of(
                    Incident(.test, "exit status 1: 4711"), Incident(.test, "exit status 3: 12"),
                    Incident(.test, "exit status 2: 9")),
                .times(4, Incident(.validation, "check 'deps' failed")),
            ],
            nearMisses: [
                .times(2, Incident(.lint, "bad file header", rule: "header")),
                .times(4, Incident(.lint, "bad file header: add the line '// swift-tools-version'", rule: "header")),
                .times(4, Incident(.refusal, "criterion AC-1 has no scenario")),
                .of(
                    Incident(.test, "exit status 1"), Incident(.test, "disk full"),
                    Incident(.test, "bad address")),
            ]),
        gather: { evidence in
            shapes(of: evidence) { !isGuided($0) }
        },
        word: { cluster, _ in
            Wording(
                title: "“\(cluster.subject.head(60))” says nothing about what to do",
                hypothesis: "whoever reads the message has to find the way by trying",
                change: .agents(
                    "When “\(cluster.subject.head(100))” comes up: find what prints it, and let it say what is "
                        + "wrong, "
                        + "why, and the command or line that mends it. Until then write the remedy here."))
        })

    /// Words by which a message helps.
    static let guidance: Phrases = [
        "fix", "to fix", "instead", "should be", "must be", "try", "consider", "move", "rename", "remove", "add", "use",
        "did you mean", "run", "expected", "change", "replace", "see", "hint",
    ]

    /// A long message is given the benefit of the doubt.
    static func isGuided(_ shape: Evidence.Shape) -> Bool {
        shape.text.utf8.count >= 100 || shape.saying.contains(.guidance)
    }

    /// Complaints of tools that no other rule speaks for, each shape a cluster.
    static func shapes(of evidence: Evidence, where isWanted: (Evidence.Shape) -> Bool) -> [Cluster] {
        let kinds: Set<Incident.Kind> = [.lint, .build, .test, .verify, .validation, .other]
        return evidence.shapes(ofAtLeast: 3).compactMap { shape in
            guard isWanted(shape), !isSpokenFor(shape) else { return nil }
            let members = shape.members.filter {
                kinds.contains(evidence.history.incidents[$0].kind) && evidence.history.incidents[$0].scenario == nil
            }
            return members.isEmpty ? nil : Cluster(subject: shape.text, members: members)
        }
    }

    private static func isSpokenFor(_ shape: Evidence.Shape) -> Bool {
        !shape.saying.isDisjoint(with: [.layer, .naming, .timeout, .late])
    }
}

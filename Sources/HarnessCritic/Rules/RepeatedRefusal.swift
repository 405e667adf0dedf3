import HarnessKit

extension Rule {
    static let repeatedRefusal = Rule(
        name: "repeated-refusal", type: "repeated_refusal", about: "the same refusal twice within a task",
        remedy: .updateDocs, confidence: 0.75,
        examples: Examples(
            fires: [
                .of(refused("a"), refused("a")), .of(refused("a"), refused("b"), refused("a"), refused("b")),
                .of(refused("a"), refused("a", "E_WEAK"), refused("a")),
            ],
            nearMisses: [
                .of(refused("a"), refused("b"), refused("c")), .of(refused("a"), refused("a", "E_WEAK")),
                .of(refused("a")), .times(3, Incident(.test, "refused", rule: "E_NO_SCENARIO", task: "a")),
            ]),
        gather: { evidence in
            let pairs = evidence.clusters(of: evidence.incidents(of: .refusal)) { incident, _ in
                guard let code = incident.rule, let task = incident.task else { return nil }
                return "\(code)\n\(task)"
            }
            let again = pairs.filter { $0.count >= 2 }.flatMap(\.members).sorted()
            return evidence.clusters(of: again) { incident, _ in incident.rule }
        },
        word: { cluster, evidence in
            let said = evidence.incidents(cluster).first?.message ?? ""
            return Wording(
                title: "\(cluster.subject) is refused again after it was refused",
                hypothesis: "the refusal is tried away instead of being answered: “\(said.head(80))”",
                change: .agents(
                    "`\(cluster.subject)` (“\(said.head(120))”): do not run `task-state complete` again before "
                        + "something "
                        + "was changed that answers it. What cannot be proved is ended with `--unverified` and a "
                        + "reason."
                ))
        })

    private static func refused(_ task: String, _ code: String = "E_NO_SCENARIO") -> Incident {
        Incident(.refusal, "criterion AC-1 has no scenario", rule: code, task: task)
    }
}

import HarnessKit

extension Rule {
    static let hotspotFile = Rule(
        name: "hotspot-file", type: "failure_hotspot", about: "a file that fails again and again",
        remedy: .updateDocs, floor: 3, confidence: 0.6,
        examples: Examples(
            fires: [
                .times(3, Incident(.test, "expected 404, got 200", file: "Sources/Routes.swift")),
                .of(
                    Incident(.lint, "line too long", file: "a.go"), Incident(.build, "undefined: x", file: "a.go"),
                    Incident(.test, "TestA failed", file: "./a.go"), Incident(.test, "TestB failed", file: "b.go")),
                crowd(of: 40, with: 15),
            ],
            nearMisses: [
                .times(2, Incident(.test, "expected 404, got 200", file: "Sources/Routes.swift")),
                .times(5, Incident(.test, "no file is named here")),
                .times(5, Incident(.refusal, "criterion AC-1 has no scenario", file: "Sources/Routes.swift")),
                crowd(of: 40, with: 5),
            ]),
        gather: { evidence in
            var clusters = evidence.clusters(byFile: { $0 })
            Chance.mark(&clusters)
            return clusters
        },
        word: { cluster, evidence in
            let said = evidence.commonestShape(of: cluster)
            return Wording(
                title: "\(cluster.subject) fails again and again",
                hypothesis: "what holds in this file is not written where one looks before changing it",
                change: .agents(
                    "`\(cluster.subject)` failed \(cluster.count) times (mostly: \(said)). Before changing it read its "
                        + "tests; after each change run them, before anything else."))
        })

    /// Paths as people write them, so that "./a.go" and "a.go" are one file.
    static func plainPath(_ path: String) -> String { path.hasPrefix("./") ? String(path.dropFirst(2)) : path }

    /// Many files that fail three times each, and one that fails more often.
    private static func crowd(of files: Int, with count: Int) -> History {
        var history = History()
        for file in 1...files {
            history.incidents += Array(repeating: Incident(.test, "test failed", file: "f\(file).py"), count: 3)
        }
        history.incidents += Array(repeating: Incident(.test, "test failed", file: "hot.py"), count: count)
        return history
    }
}

extension Evidence {
    /// What the most members say, without what differs between them.
    func commonestShape(of cluster: Cluster) -> String {
        var counts: [Int: Int] = [:]
        for member in cluster.members { counts[shapeOf[member], default: 0] += 1 }
        let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return best.map { "“\(shape($0.key).text.head(80))”" } ?? "nothing was said"
    }
}

import HarnessKit

extension Rule {
    static let hotspotModule = Rule(
        name: "hotspot-module", type: "failure_hotspot", about: "a folder whose files fail, one after the other",
        remedy: .updateDocs, floor: 5, confidence: 0.5,
        examples: Examples(
            fires: [
                scattered(["a.go", "b.go", "c.go", "d.go", "e.go"], in: "internal/cache"),
                scattered(["A.swift", "B.swift", "C.swift", "A.swift", "B.swift"], in: "Sources/Store"),
                scattered(["x.py", "y.py", "z.py", "x.py", "z.py", "w.py"], in: "app/db"),
            ],
            nearMisses: [
                scattered(["a.go", "b.go", "c.go", "d.go"], in: "internal/cache"),
                scattered(["a.go", "a.go", "a.go", "a.go", "b.go"], in: "internal/cache"),
                scattered(["a.go", "b.go", "a.go", "b.go", "a.go"], in: "internal/cache"),
                scattered(["a.go", "b.go", "c.go", "d.go", "e.go"], in: ""),
            ]),
        gather: { evidence in
            let hot = Set(Rule.hotspotFile.gather(evidence).filter { $0.isMeant && $0.count >= 3 }.map(\.subject))
            var clusters = evidence.clusters(byFile: { hot.contains($0) ? nil : folder(of: $0) })
            Chance.mark(&clusters)
            return clusters.map { cluster in
                var cluster = cluster
                guard cluster.isMeant, cluster.count >= 5 else { return cluster }
                cluster.isMeant = Set(cluster.members.map { evidence.fileOf[$0] }).count >= 3
                return cluster
            }
        },
        word: { cluster, evidence in
            let files = Set(cluster.members.compactMap { evidence.history.incidents[$0].file }).count
            return Wording(
                title: "\(files) files of \(cluster.subject)/ fail, one after the other",
                hypothesis: "the rules of this module are not written down, or it does too much",
                change: .agents(
                    "`\(cluster.subject)/` failed \(cluster.count) times in \(files) files. Read one of its working "
                        + "neighbours before adding to it, keep a change within one file, and run its tests each time.")
            )
        })

    /// The folder that a file lies in; nil for one at the top.
    private static func folder(of file: String) -> String? {
        guard let slash = file.utf8.lastIndex(of: UInt8(ascii: "/")), slash > file.startIndex else { return nil }
        return String(file[..<slash])
    }

    private static func scattered(_ files: [String], in folder: String) -> History {
        var history = History()
        history.incidents = files.map { file in
            Incident(.test, "test failed", file: folder.isEmpty ? file : "\(folder)/\(file)")
        }
        return history
    }
}

import HarnessKit

extension Rule {
    static let layerViolation = Rule(
        name: "layer-violation", type: "layer_violation", about: "code that imports what its layer must not",
        remedy: .updateLayerMap, confidence: 0.7,
        examples: Examples(
            fires: [
                .of(
                    Incident(.lint, "internal/types cannot import internal/store", file: "internal/types/user.go"),
                    Incident(.lint, "layer violation: internal/types -> internal/api", file: "internal/types/id.go")),
                .times(2, Incident(.lint, "Forbidden import of 'Ledger' in HarnessKit")),
                .of(
                    Incident(.build, "import cycle not allowed"),
                    Incident(.lint, "see the map", rule: "layer-violation")),
            ],
            nearMisses: [
                .times(3, Incident(.test, "important: the player is not ready")),
                .times(3, Incident(.test, "the layers panel shows 2 of 3 layers")),
                .times(3, Incident(.build, "the importer reads no CSV")),
                .of(Incident(.lint, "internal/types cannot import internal/store")),
            ]),
        gather: { evidence in
            let members = evidence.members(saying: .layer, orRuled: ["layer", "layers", "restricted imports"])
            return members.isEmpty ? [] : [Cluster(subject: "", members: members)]
        },
        word: { cluster, evidence in
            let modules = modules(of: evidence.incidents(cluster))
            let named = modules.isEmpty ? "several modules" : modules.map { "`\($0)`" }.joined(separator: ", ")
            return Wording(
                title: "imports that point the wrong way",
                hypothesis:
                    "which module may import which is not written down for \(named), or one is in the wrong layer",
                change: .agents(
                    "Imports point one way only. \(named): most often broken there. Before adding an import look up "
                        + "the "
                        + "layer of both sides; hand what is needed in as a value instead of importing upwards."))
        })

    static let layerPhrases: Phrases = [
        "layer violation", "layering violation", "violates layer", "violates the layer", "violates layering",
        "cannot import", "may not import", "must not import", "should not import", "not allowed to import",
        "forbidden import", "import is forbidden", "import forbidden", "forbidden dependency", "import cycle",
        "circular import", "circular dependency", "cyclic dependency", "cyclic import", "dependency cycle",
    ]

    /// The folders of the files, the most frequent first.
    private static func modules(of incidents: [Incident]) -> [String] {
        var counts: [String: Int] = [:]
        for incident in incidents {
            guard let file = incident.file, let slash = file.utf8.lastIndex(of: UInt8(ascii: "/")) else { continue }
            counts[String(file[..<slash]), default: 0] += 1
        }
        let sorted = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key.precedes($1.key) }
        return sorted.prefix(3).map(\.key)
    }
}

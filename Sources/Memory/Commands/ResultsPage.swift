import HarnessKit

/// What a search found, for people and for programs.
struct ResultsPage: Sendable {
    let query: String
    let results: SearchResults
    let isExplaining: Bool

    /// What to know beside the list.
    var notes: [String] {
        var notes: [String] = results.corrected.map {
            "'\($0.word)' is in no entry: looked for \($0.terms.joined(separator: ", "))"
        }
        if !results.unknown.isEmpty { notes.append("in no entry: \(results.unknown.joined(separator: ", "))") }
        if results.hits.isEmpty { notes.append("\(results.searched) entries were looked through") }
        return notes
    }

    var json: JSON {
        var members: [JSON.Member] = [
            .init("query", .string(query)), .init("results", .array(results.hits.map(json))),
            .init("unknown_terms", results.unknown.json),
            .init(
                "corrected",
                .object(.init(results.corrected.map { .init($0.word, .string($0.terms.joined(separator: " "))) }))),
            .init("searched", .integer(results.searched)),
        ]
        // As existing skills read them.
        for type in EntryType.allCases {
            members.append(.init(type.rawValue, .array(results.hits.filter { $0.entry.type == type }.map(json))))
        }
        return .object(.init(members))
    }

    private func json(_ hit: Hit) -> JSON {
        guard case .object(var object) = hit.entry.listed else { return .null }
        object["score"] = .number((hit.score * 1000).rounded() / 1000)
        object["superseded_by"] = hit.supersededBy.map(JSON.string)
        object["stale"] = hit.isStale ? true : nil
        object["times"] = hit.times > 1 ? .integer(hit.times) : nil
        object["helped"] = hit.helped > 0 ? .integer(hit.helped) : nil
        object["hurt"] = hit.hurt > 0 ? .integer(hit.hurt) : nil
        object["similar"] = hit.similar.isEmpty ? nil : hit.similar.json
        if isExplaining {
            object["explain"] = .object(
                .init(hit.parts.map { .init($0.name, .number(($0.value * 1000).rounded() / 1000)) }))
        }
        return .object(object)
    }

    func text(_ style: Style) -> String {
        guard !results.hits.isEmpty else { return "nothing found" }
        return results.hits.map { text($0, style) }.joined(separator: "\n")
    }

    private func text(_ hit: Hit, _ style: Style) -> String {
        var lines = [style.bold(hit.entry.id) + "  " + labels(hit, style) + TerminalText.oneLine(hit.entry.headline)]
        for lesson in hit.entry.lessons where lesson != hit.entry.headline {
            lines.append("    " + TerminalText.oneLine(lesson))
        }
        if !hit.entry.files.isEmpty {
            lines.append("    " + style.dim(hit.entry.files.prefix(5).joined(separator: " ")))
        }
        if !hit.similar.isEmpty {
            lines.append("    " + style.dim("nearly the same: \(hit.similar.joined(separator: " "))"))
        }
        if isExplaining {
            let parts = hit.parts.map { "\($0.name) \(($0.value * 100).rounded() / 100)" }
            lines.append(
                "    " + style.dim("score \((hit.score * 100).rounded() / 100): \(parts.joined(separator: ", "))"))
        }
        return lines.joined(separator: "\n")
    }

    private func labels(_ hit: Hit, _ style: Style) -> String {
        var labels = [hit.entry.at.day, hit.entry.outcome?.rawValue ?? hit.entry.type.rawValue]
        if let successor = hit.supersededBy { labels.append(style.yellow("superseded by \(successor)")) }
        if hit.isStale { labels.append(style.yellow("stale")) }
        if hit.times > 1 { labels.append("learnt \(hit.times) times") }
        return labels.joined(separator: "  ") + "  "
    }
}

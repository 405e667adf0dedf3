import HarnessKit

/// What `init` wrote, and what is left to do.
struct InitPage {
    let outcome: NewFiles.Outcome
    let notes: [String]
    let isDry: Bool

    var text: String {
        var lines: [String] = []
        for file in outcome.written {
            lines.append((isDry ? "would write " : "wrote ") + file.path)
            if isDry {
                lines += file.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { "  " + $0 }
            }
        }
        lines += outcome.kept.map { "kept \($0), which was there" }
        if !outcome.missing.isEmpty { lines += ["still to be written:"] + outcome.missing.map { "  " + $0 } }
        return lines.joined(separator: "\n")
    }

    var json: JSON {
        .members([
            "written": isDry ? [] : outcome.written.map(\.path).json, "kept": outcome.kept.json,
            "missing": outcome.missing.json, "notes": notes.json,
            "would_write": isDry
                ? .array(outcome.written.map { ["path": .string($0.path), "text": .string($0.text)] }) : nil,
        ])
    }
}

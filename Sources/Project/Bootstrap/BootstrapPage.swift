import HarnessKit
import Ledger

/// What `bootstrap` wrote, or would write, and what is left to do.
struct BootstrapPage {
    let work: Groundwork
    let written: [String]
    let tried: [Documents.Tried]
    let isDry: Bool

    var text: String {
        var lines: [String] = []
        if isDry {
            for file in work.files {
                lines.append("would write \(file.path)")
                lines += file.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
                    "  + " + $0
                }
            }
            if let addition = work.addition {
                lines += ["would add to \(addition.path)", "  + \(addition.line ?? "")"]
            }
        } else {
            if let addition = work.addition { lines += ["added to \(addition.path)", "  + \(addition.line ?? "")"] }
            lines += written.filter { $0 != work.addition?.path }.map { "wrote \($0)" }
        }
        lines += work.kept.map { "kept \($0), which was there" }
        lines += tried.compactMap { tried in
            guard let record = tried.record else { return nil }
            let hollow = record.code.map { ", but \(record.reason ?? "") (\($0))" } ?? ""
            let words = record.outcome == .pass ? "passed\(hollow)" : "did not pass, \(record.trouble)"
            return "tried \(tried.step.line): \(words)"
        }
        if work.isEmpty { lines.append("nothing to write") }
        if !work.missing.isEmpty { lines += ["still to be written:"] + work.missing.map { "  " + $0 } }
        return lines.joined(separator: "\n")
    }

    var json: JSON {
        .members([
            "written": written.json, "kept": work.kept.json, "missing": work.missing.json,
            "tried": .array(tried.compactMap { $0.record?.json }),
            "would_write": isDry
                ? .array(work.files.map { ["path": .string($0.path), "text": .string($0.text)] }) : nil,
            "addition": work.addition?.json,
        ])
    }
}

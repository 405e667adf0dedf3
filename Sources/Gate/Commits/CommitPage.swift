import HarnessKit
import Worktree

/// What `verify commit` says.
struct CommitPage {
    let change: Git.Change
    let touched: TouchedTests
    /// Nil where the commit brings no tests.
    let outcome: CommitExamination.Outcome?
    let style: Style

    var answer: Answer {
        let document = json
        let text = lines.joined(separator: "\n")
        return Answer(exit: outcome?.finding.holds == true ? .yes : .no, notes: notes, json: document, text: text)
    }

    private var notes: [String] {
        var notes = outcome?.notes ?? []
        if change.parents.count > 1, outcome != nil {
            notes.append("a merge is compared with its first parent, \(change.base.hash.prefix(8))")
        }
        return notes
    }

    private var sentence: String {
        if let outcome, !outcome.finding.items.isEmpty { return whole(outcome.finding) ?? outcome.finding.sentence }
        if outcome != nil {
            return "the commit changes \(Self.counted(touched.files.count, "test file")), and no test in them"
        }
        let count = touched.code.count
        return "the commit brings no new or changed tests: "
            + (count == 0 ? "it changes no file" : "\(Self.counted(count, "file")) changed, none of them a test file")
    }

    /// The same for a command that was judged as a whole.
    private func whole(_ finding: CommitFinding) -> String? {
        guard finding.isWhole, finding.items.count == 1, let item = finding.items.first else { return nil }
        let files = Self.counted(touched.files.count, "changed test file")
        switch item.verdict {
        case .failsWithout, .needsChange:
            return
                "'\(item.name)' fails without the change and passes with it, by \(files); which tests, it does not say"
        case .passesWithout: return "'\(item.name)' passes without the change, whatever is in the \(files)"
        default: return "'\(item.name)' fails with the change, or fails without these tests too: nothing can be told"
        }
    }

    static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    // For people.

    private var lines: [String] {
        let hash = String(change.commit.hash.prefix(8))
        var lines = ["\(style.bold(hash))  \(TerminalText.oneLine(change.commit.subject))"]
        guard let outcome else { return lines + ["", sentence] }
        lines.append("")
        var file: String?
        let items = outcome.finding.items
        for item in items {
            if item.file != file, let name = item.file { lines.append(style.dim(name)) }
            file = item.file
            lines.append(
                "  \(word(item.verdict))  \(TerminalText.oneLine(item.name))"
                    + (item.manner == .changed ? style.dim("  (changed)") : "")
            )
            if let message = item.message, item.verdict != .passesWithout {
                lines.append(style.dim("\(Self.gap)\(Self.short(message))"))
            }
        }
        if !items.isEmpty { lines.append("") }
        lines.append(style.bold(sentence))
        for run in outcome.runs {
            lines.append(
                style.dim(
                    "\(run.with.job.line): \(run.with.duration.words) with it, \(run.without.duration.words) without"))
        }
        return lines
    }

    private static let gap = String(repeating: " ", count: 21)

    private static func short(_ text: String) -> String {
        let line = TerminalText.oneLine(String(text.drop { $0 == " " }))
        return line.count > 160 ? line.prefix(160) + "…" : line
    }

    private func word(_ verdict: CommitFinding.Verdict) -> String {
        let (text, paint): (String, (String) -> String) =
            switch verdict {
            case .failsWithout: ("fails without it", style.green)
            case .needsChange: ("needs the change", style.green)
            case .passesWithout: ("PASSES WITHOUT IT", style.red)
            case .skipped: ("skipped", style.yellow)
            case .failsWith: ("fails with it, too", style.red)
            case .notRun: ("was not run", style.yellow)
            }
        return paint(text) + String(repeating: " ", count: max(0, 17 - text.count))
    }

    // For programs.

    private var json: JSON {
        let finding = outcome?.finding
        let counts = CommitFinding.Verdict.allCases.map { verdict in
            JSON.Member(verdict.rawValue, .integer(finding?.items.count { $0.verdict == verdict } ?? 0))
        }
        return .members([
            "commit": .string(change.commit.hash), "parent": .string(change.base.hash),
            "subject": .string(change.commit.subject), "holds": .bool(finding?.holds ?? false),
            "sentence": .string(sentence),
            "judged": .string(outcome == nil ? "nothing" : finding?.isWhole == true ? "command" : "tests"),
            "counts": .object(.init(counts)), "tests": .array((finding?.items ?? []).map(Self.json)),
            "runs": .array(
                (outcome?.runs ?? []).map { run in
                    .members([
                        "command": .string(run.with.job.line), "with": Self.json(run.with),
                        "without": Self.json(run.without), "parent": run.base.map(Self.json),
                    ])
                }), "test_files": .array(touched.files.map { .string($0.description) }), "notes": notes.json,
        ])
    }

    private static func json(_ item: CommitFinding.Item) -> JSON {
        .members([
            "name": .string(item.name), "file": item.file.map(JSON.string), "change": .string(item.manner.rawValue),
            "verdict": item.verdict.json, "message": item.message.map(JSON.string),
        ])
    }

    private static func json(_ run: TestRun) -> JSON {
        .members([
            "exit": .string(run.how), "seconds": .number((run.duration.fractionalMilliseconds.rounded()) / 1000),
            "tests": .integer(run.cases.count),
        ])
    }
}

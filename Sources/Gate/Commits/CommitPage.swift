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
        let text = TerminalText.visible(lines.joined(separator: "\n"))
        let holds = outcome?.finding.holds == true
        return Answer(exit: holds ? .yes : .no, next: next, notes: notes, json: document, text: text)
    }

    /// After tests that notice: the next work. After others: the same question, once they are mended or named.
    private var next: String {
        guard outcome?.finding.holds != true else { return "harness-executor start TEXT" }
        let hash = change.commit.hash.prefix(8)
        return touched.all.isEmpty ? "verify commit \(hash) --test-file PATH" : "verify commit HEAD"
    }

    private var notes: [String] {
        var notes = outcome?.notes ?? []
        if outcome?.finding.items.contains(where: { $0.verdict == .passesWithout }) == true {
            notes.append(
                "one that passes without the change notices nothing of it: let it expect what is new, and leave it where it "
                    + "guards what was there before")
        }
        if change.parents.count > 1, outcome != nil {
            notes.append("a merge is compared with its first parent, \(change.base.hash.prefix(8))")
        }
        return notes
    }

    private var sentence: String {
        if let outcome, !outcome.finding.items.isEmpty { return whole(outcome.finding) ?? outcome.finding.sentence }
        if !touched.all.isEmpty {
            let them = touched.all.count == 1 ? "it" : "them"
            return "the commit changes \(Self.counted(touched.all.count, "test file")), and no test in \(them)"
        }
        let count = touched.code.count
        return "the commit brings no new or changed tests: "
            + (count == 0 ? "it changes no file" : "\(Self.counted(count, "file")) changed, none of them a test file")
    }

    /// The same for a command that was judged as a whole.
    private func whole(_ finding: CommitFinding) -> String? {
        guard finding.isWhole, finding.items.count == 1, let item = finding.items.first else { return nil }
        let files = "the " + Self.counted(touched.all.count, "changed test file")
        switch item.verdict {
        case .failsWithout, .needsChange:
            return
                "'\(item.name)' fails without the change and passes with it, by \(files); which tests, it does not say"
        case .passesWithout: return "'\(item.name)' passes without the change, whatever stands in \(files)"
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
        let items = outcome.finding.items
        let files = items.map(\.file).reduce(into: [String?]()) { if !$0.contains($1) { $0.append($1) } }
        for file in files { lines += block(items.filter { $0.file == file }, of: file) }
        if !items.isEmpty { lines.append("") }
        lines.append(style.bold(sentence))
        for run in outcome.runs {
            lines.append(
                style.dim(
                    "\(run.with.job.line): \(run.with.duration.words) with it, \(run.without.duration.words) without"))
        }
        return lines
    }

    /// So many tests of a file are shown where there is nothing to say of them.
    private static let mostShown = 8

    /// The tests of a file: those that somebody must look at, and some of the others.
    private func block(_ items: [CommitFinding.Item], of file: String?) -> [String] {
        var lines = file.map { [style.dim($0)] } ?? []
        var (shown, said) = (0, "")
        for item in items {
            if item.verdict.isGood { shown += 1 }
            if item.verdict.isGood, shown > Self.mostShown { continue }
            lines.append(
                "  \(word(item.verdict))  \(TerminalText.oneLine(item.name))"
                    + (item.manner == .changed ? style.dim("  (changed)") : ""))
            if let message = item.message, message != said {
                lines.append(style.dim("\(Self.gap)\(Self.short(message))"))
                said = message
            }
        }
        if shown > Self.mostShown {
            lines.append(
                style.dim("\(Self.gap)and \(shown - Self.mostShown) more that fail without it (--json names them)"))
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
                }), "test_files": .array(touched.all.map { .string($0.description) }), "notes": notes.json,
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

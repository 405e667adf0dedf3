import HarnessKit

/// A report for a pull request: the verdict, a table, the exchanges that failed.
struct MarkdownDocument {
    /// What GitHub takes as one comment is 65,536 characters; these keep a report below it.
    private static let mostRows = 150
    private static let mostFailures = 10
    private static let mostBody = 2000

    let report: Report

    var text: String {
        let verdict = ReportVerdict(report: report)
        var blocks = ["**\(verdict.word).** \(plain(verdict.sentence))"]
        if let trouble = report.trouble { blocks += self.blocks(of: trouble) }
        if !report.warnings.isEmpty {
            let shown = report.warnings.prefix(20).map { "- **Warning** \(code($0.code)): \(plain($0.message))" }
            blocks.append(shown.joined(separator: "\n"))
        }
        if !report.scenarios.isEmpty { blocks.append(table) }
        for scenario in failed.prefix(Self.mostFailures) { blocks += self.blocks(of: scenario) }
        if failed.count > Self.mostFailures {
            blocks.append("\(failed.count - Self.mostFailures) more failed; `verify explain` tells of all of them.")
        }
        let task = report.task.map { ", task \(code($0))" } ?? ""
        blocks.append("<sub>Run \(code(report.run))\(task), \(plain(TimeText.moment(report.timing.started))).</sub>")
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private var failed: [ScenarioReport] { report.scenarios.filter { $0.status == .fail } }

    /// Those that failed come first.
    private var table: String {
        let ordered = failed + report.scenarios.filter { $0.status == .pass }
        var lines = ["| | Scenario | Criteria | Steps | Time |", "|---|---|---|--:|--:|"]
        for scenario in ordered.prefix(Self.mostRows) {
            let isGood = scenario.status == .pass
            let claims = (scenario.proves + scenario.keeps.map { "keeps \($0)" }).prefix(8).map(code)
            let criteria = scenario.isRegression ? ["regression"] : claims
            lines.append(
                "| \(isGood ? "pass" : "**fail**") | \(code(scenario.name)) | \(criteria.joined(separator: ", ")) "
                    + "| \(isGood ? "" : "\(scenario.steps.count) of ")\(scenario.stepsTotal) "
                    + "| \(TimeText.milliseconds(scenario.milliseconds)) |")
        }
        let rest = ordered.count - Self.mostRows
        if rest > 0 { lines.append("| | and \(rest) more | | | |") }
        lines += report.notShown.map { "| **not shown** | | \(code($0)) | | |" }
        return lines.joined(separator: "\n")
    }

    private func blocks(of trouble: RunTrouble) -> [String] {
        let hint = trouble.hint.map { " Hint: \(plain($0))" } ?? ""
        var blocks = ["\(code(trouble.code)).\(hint)"]
        if let log = trouble.log { blocks.append(fenced(log)) }
        return blocks
    }

    private func blocks(of scenario: ScenarioReport) -> [String] {
        var blocks = ["### \(code(scenario.name)) failed", plain(scenario.complaint)]
        guard let step = scenario.failedStep else { return blocks }
        let wrong = step.assertions.filter { !$0.hasPassed }.prefix(20)
        if !wrong.isEmpty {
            let rows = wrong.map { "| \(code($0.subject)) | \(code($0.expected)) | \(code($0.found)) |" }
            blocks.append((["| | Expected | Found |", "|---|---|---|"] + rows).joined(separator: "\n"))
        }
        if step.attempts > 1 { blocks.append("Tried \(step.attempts) times.") }
        let sheet = ExchangeSheet(step: step)
        return blocks + [fenced(sheet.request), fenced(sheet.response.isEmpty ? "(no answer)" : sheet.response)]
    }

    /// A block whose fence is longer than any within, so that its content cannot end it.
    private func fenced(_ text: String) -> String {
        let text = VisibleText.of(VisibleText.shortened(text, to: Self.mostBody)).trimmedLineEnds
        var (longest, run) = (0, 0)
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)text\n\(text)\n\(fence)"
    }

    /// A name or a value: code, in which nobody is mentioned and nothing is a link.
    private func code(_ text: String) -> String {
        let line = VisibleText.oneLine(text, atMost: 120)
        let isSafe =
            !line.isEmpty && !line.hasPrefix(" ") && !line.hasSuffix(" ") && !line.contains { "`|\\".contains($0) }
        return isSafe ? "`\(line)`" : "<code>\(escaped(line))</code>"
    }

    /// A sentence in which no sign has a meaning.
    ///
    /// A mention is looked for after references are resolved; a joiner that takes no room keeps it from being one.
    private func plain(_ text: String) -> String {
        let line = VisibleText.oneLine(text, atMost: 400).drop { $0 == " " }
        return escaped(line.map { "@#".contains($0) ? "\($0)\u{2060}" : String($0) }.joined())
    }

    /// Whatever could have a meaning is written as a reference: "1." and "-" at the start, "://" anywhere.
    private func escaped(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        let digits = scalars.prefix { ("0"..."9").contains($0) }.count
        return scalars.indices.map { index in
            let scalar = scalars[index]
            let isAddress = scalar == ":" && scalars.dropFirst(index + 1).first == "/"
            let isList = index == 0 ? scalar == "-" : index == digits && (scalar == "." || scalar == ")")
            let isKept = !scalar.isASCII || (Self.isPlain(scalar) && !isAddress && !isList)
            return isKept ? String(scalar) : "&#\(scalar.value);"
        }.joined()
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || "0123456789 -.,;:?%='\"()/".unicodeScalars.contains(scalar)
    }
}

import HarnessKit
import Ledger

/// The figures as text, for a terminal.
struct TasksSummary {
    let figures: TasksFigures

    var lines: [StyledLine] {
        let ended = figures.ended.count
        guard !figures.trails.isEmpty else { return [StyledLine("no task moved in this time")] }
        var first = StyledLine(ended == 0 ? "no task ended" : "\(figures.verified) of \(ended) tasks verified", .strong)
        let words = figures.proofs.filter { $0.count > 0 }.map { "\($0.count) \($0.word.rawValue)" }
        if !words.isEmpty { first.add(": \(words.joined(separator: ", "))") }
        if figures.openCount > 0 { first.add("; \(figures.openCount) in progress") }
        var lines = [first]
        lines += rows("failures", figures.failures.prefix(6).map { ("\($0.count)", $0.kind) })
        lines += rows("let through", figures.tries.filter { $0.count > 0 }.map { ("\($0.count)", $0.word) })
        lines += rows(
            "time (half within, nine in ten within)",
            figures.steps.map { ($0.name, "\(SpanText.words($0.median)), \(SpanText.words($0.most)) (\($0.count))") })
        lines += rows("again and again", figures.patterns.prefix(3).map { ($0.priority, $0.title) })
        return lines + figures.troubles.map { StyledLine("not read: \($0)", .doubtful) }
    }

    private func rows(_ title: String, _ rows: [(left: String, right: String)]) -> [StyledLine] {
        guard !rows.isEmpty else { return [] }
        let width = rows.map(\.left.columns).max() ?? 0
        return [StyledLine(title, .soft)]
            + rows.map { row in
                var line = StyledLine("  " + row.left)
                line.pad(to: width + 4)
                line.add(row.right)
                return line
            }
    }
}

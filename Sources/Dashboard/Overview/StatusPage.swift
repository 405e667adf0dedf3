import HarnessKit
import Ledger

/// An overview as lines of a screen, for 40 columns and more.
struct StatusPage {
    let overview: Overview
    let columns: Int

    /// So many tasks have a block of lines each; more have two lines.
    static let mostBlocks = 3

    var lines: [StyledLine] {
        var lines = [heading]
        if overview.open.count > Self.mostBlocks { lines.append(StyledLine()) }
        for standing in overview.open {
            if overview.open.count <= Self.mostBlocks {
                lines += [StyledLine()] + block(standing)
            } else {
                lines += row(standing)
            }
        }
        if overview.hidden > 0 {
            lines.append(StyledLine("  and \(overview.hidden) more: harness-executor status --all", .soft))
        }
        if !overview.ended.isEmpty { lines += [StyledLine(), StyledLine("ended", .strong)] }
        lines += overview.ended.map { ended($0.task, $0.place) }
        lines += overview.flaws.flatMap { StyledLine("tampered: \($0)", .bad).wrapped(at: columns) }
        if !overview.flaws.isEmpty { lines.append(StyledLine("  next: task-state doctor --repair", .soft)) }
        lines += overview.troubles.map { StyledLine("not read: \($0)", .doubtful) }
        return lines
    }

    private var heading: StyledLine {
        StyledLine(overview.countWords, overview.open.count <= Self.mostBlocks ? .plain : .strong)
    }

    /// Title and phase; id; what happened last; what is in the way; the next command.
    private func block(_ standing: TaskStanding) -> [StyledLine] {
        var right = StyledLine("phase \(standing.phaseText)  ")
        right.add(standing.proofText, standing.lastRun?.outcome == "fail" ? .bad : .soft)
        var first = title(standing, leaving: right.columns)
        first.pad(to: columns - right.columns)
        first.add(right)
        var lines = [first]
        // An id is for copying: it is never cut.
        lines.append(StyledLine("  \(standing.line.id)\(standing.place.map { "  in \($0)" } ?? "")", .soft))
        var last = StyledLine("  ")
        last.add(standing.last?.words ?? "nothing recorded", standing.last?.tone ?? .plain)
        last.add(" \(Age.ago(standing.lastAt, now: overview.now))", .soft)
        // What is in the way says the same again.
        let isRepeated = [GateRefused.kind, TaskBlocked.kind].contains(standing.lastKind)
        if let detail = standing.last?.detail, !detail.isEmpty, !isRepeated { last.add(": \(detail)", .soft) }
        lines.append(last.cut(to: columns))
        if let obstacle = standing.obstacle {
            var line = StyledLine("  \(obstacle.word)", obstacle.tone)
            if let code = obstacle.code { line.add(" \(code)", obstacle.tone) }
            if !obstacle.text.isEmpty { line.add(": \(obstacle.text)") }
            lines += line.wrapped(at: columns).prefix(3)
        }
        var next = StyledLine("  next: ", .soft)
        next.add(standing.next)
        return lines + [next]
    }

    private func title(_ standing: TaskStanding, leaving right: Int) -> StyledLine {
        var line = StyledLine(standing.isHere ? "* " : "  ", .good)
        line.add(standing.line.name.cut(toColumns: max(8, columns - right - 4)), .strong)
        return line
    }

    /// One line to see, one to type.
    private func row(_ standing: TaskStanding) -> [StyledLine] {
        [Self.row(standing, now: overview.now, columns: columns), StyledLine("    \(standing.next)", .soft)]
    }

    static func row(_ standing: TaskStanding, now: Date, columns: Int) -> StyledLine {
        // On a wide screen the eye would lose the line.
        let columns = min(columns, 120)
        let state = standing.obstacle.map { $0.code ?? $0.word } ?? standing.last?.words ?? ""
        let tone = standing.obstacle?.tone ?? standing.last?.tone ?? .plain
        let age = Age.words(since: standing.lastAt, now: now)
        let stateWidth = columns >= 100 ? 26 : columns >= 72 ? 22 : 18
        let titleWidth = max(8, columns - stateWidth - 2 - 6 - 8)
        var line = StyledLine(standing.isHere ? "* " : "  ", .good)
        let place = standing.place.map { " [\($0)]" } ?? ""
        line.add((standing.line.name + place).cut(toColumns: titleWidth))
        line.pad(to: 2 + titleWidth + 1)
        line.add(standing.phaseText)
        line.pad(to: 2 + titleWidth + 7)
        line.add(state.cut(toColumns: stateWidth - 1), tone)
        line.pad(to: 2 + titleWidth + 6 + stateWidth)
        line.add(String(repeating: " ", count: max(0, 6 - age.count)) + age, .soft)
        return line.cut(to: columns)
    }

    func ended(_ task: TaskLine, _ place: String?) -> StyledLine {
        let proof = task.proof
        var line = StyledLine("  \(proof.rawValue)", proof.tone)
        line.pad(to: 14)
        let age = task.ended.map { Age.ago($0, now: overview.now) } ?? ""
        let right = [task.level ?? "", age].filter { !$0.isEmpty }.joined(separator: "  ")
        let title = task.name + (place.map { " [\($0)]" } ?? "")
        line.add(title.cut(toColumns: max(8, columns - 14 - right.count - 2)))
        line.pad(to: columns - right.count)
        line.add(right, .soft)
        return line.cut(to: columns)
    }
}

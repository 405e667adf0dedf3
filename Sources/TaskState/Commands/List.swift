import HarnessKit
import Ledger

/// Shows tasks, the newest first.
struct List: Command {
    static let name = "list"
    static let summary = "shows tasks, the newest first"
    static let notes = """
        It is read from a cache beside the events. The newest 100 that are shown are held against their events, and what was \
        edited by hand is named; 'task-state doctor' holds all of them.
        """
    static let parameters: [Parameter<Self>] = [
        .repeated("--status", value: "S", to: \.statuses, "only those that stand so"),
        .option(
            "--since", value: "T", to: \.since, "only those started since then: 30m, 24h, 7d, 4w, a date or a time"),
        .flag("--archived", "--all", to: \.withArchived, "those that were archived too"),
        .option("--limit", value: "N", to: \.limit, "at most so many"),
    ]

    var statuses: [TaskStatus] = []
    var since: TimeExpression?
    var limit: Int?
    var withArchived = false

    func run(in context: Context) throws -> Answer {
        if let limit, limit < 1 {
            throw Failure(.usage, "--limit takes a number from 1 on, not \(limit)", hint: "leave it out to see all")
        }
        guard let store = try TaskStore.openForReading(in: context) else {
            return Answer(next: "harness-executor start TEXT", json: [], text: "no tasks")
        }
        let filter = TaskFilter(
            statuses: statuses, since: since?.moment(before: context.clock.now()), limit: limit,
            withArchived: withArchived)
        let (table, open) = try store.ledger.snapshot {
            (try store.ledger.table(filter), try store.ledger.openTasks(in: store.worktree, atMost: 2).map(\.id))
        }
        if table.rows.isEmpty { try refuseLoss(in: store) }
        let current = open.first?.text
        for flaw in table.flaws { context.warn("\(flaw); run 'task-state doctor'") }
        let style = context.styles.output
        var answer = Answer(
            items: { items in try Self.write(table, current: current, to: &items) },
            text: table.rows.isEmpty
                ? "no tasks"
                : table.rows.map { line($0, table, current: current, style) }.joined(separator: "\n"))
        answer.next =
            !table.flaws.isEmpty
            ? "task-state doctor --repair"
            : open.first.map { "task-state resume" + (open.count == 1 ? "" : " --task-id \($0)") }
                ?? "harness-executor start TEXT"
        // A list is counted and cut by other programs: it stands alone on standard output.
        answer.isBare = true
        return answer
    }

    /// Fails where the ledger has no task at all, and tasks of its own left their files.
    private func refuseLoss(in store: TaskStore) throws {
        guard try store.ledger.table(TaskFilter(limit: 1, withArchived: true)).rows.isEmpty else { return }
        let lost = try store.forgotten()
        guard let first = lost.first else { return }
        let rest = lost.count > 1 ? " and \(lost.count - 1) more" : ""
        throw Failure(
            .malformed,
            "\(store.location.database) knows no task, and \(first)\(rest) left files here: a part of it is lost",
            hint: "run 'task-state doctor', or restore it together with its -wal from a copy")
    }

    /// Straight into bytes and in the order of the names: ten thousand tasks are half a million values.
    private static func write(_ table: TaskTable, current: String?, to items: inout JSONItems) throws {
        let current = current.map { Bytes($0.utf8) }
        for row in table.rows {
            try items.object { item in
                if let archived = row.archived { item.member("archived", archived) }
                table.withTexts(of: row) { id, name in
                    if let flaw = table.flaw(of: row) { item.member("flaw", text: flaw) }
                    item.member("id", text: id)
                    if row.isImported { item.member("imported", true) }
                    item.member("is_current", current.map { id.elementsEqual($0) } ?? false)
                    item.member("kind", text: table.kind(of: row))
                    item.member("phase", Int(row.phase), of: Int(row.phases))
                    item.member("started", row.started)
                    item.member("status", word: row.status.rawValue)
                    item.member("task", text: name)
                    item.member("updated", row.updated)
                }
            }
        }
    }

    private func line(_ row: TaskTable.Row, _ table: TaskTable, current: String?, _ style: Style) -> String {
        let id = table.id(of: row)
        let mark = id == current ? style.green("*") : " "
        let name = row.status.rawValue
        let status = name + String(repeating: " ", count: 20 - name.utf8.count)
        return "\(mark) \(paint(status, row.status, style)) \(row.phase)/\(row.phases)  \(id)  "
            + style.dim((row.isImported ? "imported: " : "") + oneLine(table.name(of: row)))
    }

    private func paint(_ text: String, _ status: TaskStatus, _ style: Style) -> String {
        switch status {
        case .completed: style.green(text)
        case .blocked, .completedUnverified: style.yellow(text)
        case .failed: style.red(text)
        case .inProgress: style.bold(text)
        case .abandoned: style.dim(text)
        }
    }

    private func oneLine(_ text: String) -> String {
        if text.utf8.count <= 60, !text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x80 }) { return text }
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 60 ? line.prefix(59) + "…" : line
    }
}

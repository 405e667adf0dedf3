import HarnessKit
import Ledger

/// Shows tasks, the newest first.
struct List: Command {
    static let name = "list"
    static let summary = "shows tasks, the newest first"
    static let parameters: [Parameter<Self>] = [
        .repeated("--status", value: "S", to: \.statuses, "only those that stand so"),
        .option(
            "--since", value: "T", to: \.since, "only those started since then: 30m, 24h, 7d, 4w, a date or a time"),
        .flag("--archived", to: \.withArchived, "those that were archived too"),
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
            return Answer(next: "task-state init NAME", json: [], text: "no tasks")
        }
        let filter = TaskFilter(
            statuses: statuses, since: since?.moment(before: context.clock.now()), limit: limit,
            withArchived: withArchived)
        let (tasks, current) = try store.ledger.snapshot {
            (try store.ledger.tasks(filter), try store.ledger.openTasks(in: store.worktree).first?.id)
        }
        let style = context.styles.output
        return Answer(
            items: tasks.lazy.map { json($0, isCurrent: $0.id == current) },
            text: tasks.isEmpty
                ? "no tasks" : tasks.map { line($0, isCurrent: $0.id == current, style) }.joined(separator: "\n"))
    }

    /// Written in the order of the names, which spares a long list the sorting.
    private func json(_ task: TaskLine, isCurrent: Bool) -> JSON {
        let members: [JSON.Member] = [
            .init("id", .string(task.id.text)), .init("is_current", .bool(isCurrent)),
            .init("kind", .string(task.kind)),
            .init("phase", .string("\(task.phase)/\(task.phases)")), .init("started", .string(task.started.iso8601)),
            .init("status", task.status.json), .init("task", .string(task.name)),
            .init("updated", .string(task.updated.iso8601)),
        ]
        guard let archived = task.archived else { return .object(.init(members)) }
        return .object(.init([.init("archived", .string(archived.iso8601))] + members))
    }

    private func line(_ task: TaskLine, isCurrent: Bool, _ style: Style) -> String {
        let mark = isCurrent ? style.green("*") : " "
        let status = task.status.rawValue + String(repeating: " ", count: 20 - task.status.rawValue.count)
        return
            "\(mark) \(paint(status, task.status, style)) \(task.phase)/\(task.phases)  \(task.id)  \(style.dim(oneLine(task.name)))"
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
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 60 ? line.prefix(59) + "…" : line
    }
}

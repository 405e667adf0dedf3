import HarnessKit
import Ledger

/// Keeps a lesson.
struct Remember: Command {
    static let name = "remember"
    static let summary = "keeps a lesson, so that later tasks find it"
    static let notes = """
        The same lesson again raises its count. Secrets are taken out, and so is text that memory itself handed out. Say with \
        --when in which situation it helps, and with --alias what else one might call it: search knows no synonyms.
        """
    static let examples = [
        CommandExample(
            #"memory-query remember --lesson "the router matches in order" --when "a route answers 404" --file src/router.c"#,
            "a lesson with its occasion")
    ]
    static let parameters: [Parameter<Self>] = [
        .required("--lesson", value: "TEXT", to: \.lesson, "what is worth remembering"),
        .option("--when", value: "TRIGGER", to: \.trigger, "the situation in which it helps"),
        .repeated("--alias", value: "WORDS", to: \.aliases, "other words for it"),
        .repeated("--file", value: "F", to: \.files, "a file that it is about"),
        .option("--supersedes", value: "ID", to: \.supersedes, "the entry it takes the place of"),
        .option("--verify", value: "COMMAND", to: \.verify, "a command that exits with 0 as long as it holds"),
        .option("--ttl", value: "SPAN", to: \.ttl, "how long it counts before it is stale: 90d"),
        .option(
            "--task-id", value: "ID", to: \.taskID, "the task it came from; the one in progress where there is one"),
    ]

    var lesson = ""
    var trigger: String?
    var aliases: [String] = []
    var files: [String] = []
    var supersedes: String?
    var verify: String?
    var ttl: TimeExpression?
    var taskID: String?

    func run(in context: Context) throws -> Answer {
        guard lesson.contains(where: { !$0.isWhitespace }) else {
            throw Failure(.usage, "the lesson is empty", hint: "say with --lesson what is worth remembering")
        }
        var draft = Entry()
        draft.lessons = [lesson]
        draft.trigger = trigger
        draft.aliases = aliases
        draft.files = files
        draft.supersedes = supersedes
        draft.verify = verify
        draft.expires = ttl.map { expiry($0, context.clock.now()).milliseconds }
        draft.taskID = taskID ?? CurrentTask.id(in: context)
        switch try Archive(in: context).remember(draft) {
        case .stored(let entry, let near):
            let notes = near.map { "nearly the same: \($0.entry.listLine)" }
            return Answer(
                next: near.first.map { "memory-query supersede \($0.entry.id) \(entry.id)" }
                    ?? "memory-query show \(entry.id)",
                notes: notes,
                json: [
                    "id": .string(entry.id), "stored": true, "times": 1,
                    "similar": .array(near.map { .string($0.entry.id) }),
                ],
                text: entry.id)
        case .again(let entry, let times):
            return Answer(
                next: "memory-query show \(entry.id)", notes: ["known already, now \(times) times"],
                json: ["id": .string(entry.id), "stored": false, "times": .integer(times), "similar": []],
                text: entry.id)
        case .recalled:
            return Answer(
                next: "memory-query search TEXT",
                notes: ["nothing was stored: all of the text came out of memory"], json: ["stored": false], text: "")
        }
    }

    /// "90d" is that long from now; a date is that date.
    private func expiry(_ ttl: TimeExpression, _ now: Date) -> Date {
        switch ttl {
        case .ago(let span): Date(milliseconds: now.milliseconds + span.milliseconds)
        case .at(let moment): moment
        }
    }
}

/// The task in progress, where the ledger knows one.
enum CurrentTask {
    static func id(in context: Context) -> String? {
        guard let store = try? TaskStore.openForReading(in: context) else { return nil }
        return try? store.ledger.openTasks(in: store.worktree).first?.id.text
    }
}

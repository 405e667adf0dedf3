import HarnessKit

/// What a line of a day's file or a file of knowledge tells, as whichever tool wrote it.
enum MemoryLine: Sendable {
    case entry(Entry)
    case mark(Mark)
    /// No JSON object: a writer was cut off here.
    case torn
}

/// Reads what tools of this kind write, with fields as they are.
struct LineReading {
    let source: String
    /// What stands for a time that a line does not give.
    let fallback: Date

    func line(_ bytes: Bytes) -> MemoryLine {
        guard let json = try? JSON.parse(bytes, .loneSurrogates), case .object = json else { return .torn }
        let at = Self.moment(of: json) ?? fallback
        if let mark = Mark(line: json, milliseconds: at.milliseconds) { return .mark(mark) }
        var entry = self.entry(json, type: json["type"]?.string.flatMap(EntryType.init(rawValue:)) ?? .episodic, at: at)
        if entry.id.isEmpty {
            entry.id = "e-" + Self.fingerprint(of: json["event"]?.string.map { Bytes($0.utf8) } ?? bytes)
        }
        return .entry(entry)
    }

    /// The entries of a file of knowledge or procedures: an object, or an array of them.
    func entries(_ json: JSON, type: EntryType) -> [Entry] {
        let items: [JSON] =
            switch json {
            case .array(let items): items
            case .object(let object) where Self.isList(object): object.members.flatMap { $0.value.items ?? [] }
            default: [json]
            }
        return items.compactMap { item in
            let json: JSON = if case .object = item { item } else { ["lessons": [item]] }
            var entry = entry(json, type: type, at: Self.moment(of: json) ?? fallback)
            if entry.id.isEmpty {
                let prefix = type == .procedural ? "p-" : "k-"
                entry.id = prefix + Self.fingerprint(of: Bytes(source.utf8) + json.bytes(.compact))
            }
            return entry
        }
    }

    /// Whether an object is nothing but lists of entries.
    private static func isList(_ object: JSON.Object) -> Bool {
        let lists = object.members.filter { member in
            guard let items = member.value.items, !items.isEmpty else { return false }
            return items.allSatisfy { if case .object = $0 { true } else { false } }
        }
        return !lists.isEmpty
            && ["procedure", "task", "title", "fact", "lessons", "steps"].allSatisfy { object[$0] == nil }
    }

    private func entry(_ json: JSON, type: EntryType, at: Date) -> Entry {
        var entry = Entry()
        entry.source = source
        entry.type = type
        entry.milliseconds = at.milliseconds
        entry.id = json["id"]?.string ?? ""
        entry.task = Self.first(of: ["task", "procedure", "title", "name", "topic", "fact", "pattern"], in: json) ?? ""
        entry.taskID = json["task_id"]?.string
        entry.session = json["session"]?.string
        entry.outcome = Self.outcome(json["outcome"]?.string)
        entry.isAbandoned = entry.outcome == .failure && Self.isAbandoned(json)
        entry.lessons = Self.texts(json["lessons"]).map(Recalled.without)
            .filter { !$0.isEmpty }
        entry.files = Self.texts(json["files"])
        entry.trigger = json["when"]?.string
        entry.aliases = Self.texts(json["aliases"])
        entry.supersedes = json["supersedes"]?.string
        entry.verify = json["verify"]?.string
        entry.expires = json["expires"]?.string.flatMap { Date(iso8601: $0) }?.milliseconds
        entry.commit = json["commit"]?.string
        entry.author = json["author"]?.string
        entry.successRate = json["success_rate"]?.string
        entry.steps = Self.texts(json["steps"])
        entry.lastUsed = json["last_used"]?.string
        entry.validation = json["validation"].flatMap { Self.texts($0).first }
        entry.details = details(of: json)
        return entry
    }

    /// What is told beside the known keys, so that a word in any field of any tool is found.
    private func details(of json: JSON) -> [String] {
        guard case .object(let object) = json else { return [] }
        return object.members.filter { !Self.known.contains($0.name) }.flatMap { Self.texts($0.value) }
    }

    private static let known = Set([
        "task", "procedure", "title", "name", "topic", "fact", "pattern", "id", "type", "task_id", "session", "outcome",
        "lessons", "files", "when", "aliases", "supersedes", "verify", "expires", "commit", "author", "success_rate",
        "steps", "validation", "event", "kind",
    ]).union(times)

    private static func first(of names: [String], in json: JSON) -> String? {
        names.lazy.compactMap { json[$0]?.string }.first { !$0.isEmpty }
    }

    static func outcome(_ text: String?) -> Outcome? {
        switch text?.lowercased() {
        case "success", "completed", "succeeded", "pass", "passed": .success
        case "failure", "failed", "error", "abandoned": .failure
        case "partial", "completed-unverified", "blocked": .partial
        default: nil
        }
    }

    /// Whether nobody wanted a task any more, as its outcome or one of its events says.
    private static func isAbandoned(_ json: JSON) -> Bool {
        json["outcome"]?.string?.lowercased() == "abandoned"
            || json["key_events"]?.items?.contains { $0["event"]?.string == "abandoned" } ?? false
    }

    /// Where tools keep the moment of an entry, the best first.
    private static let times = [
        "timestamp", "last_used", "updated_at", "updated", "last_updated", "created_at", "created", "date",
    ]

    static func moment(of json: JSON) -> Date? {
        for name in times {
            if let text = json[name]?.string, let moment = Date(iso8601: text) { return moment }
        }
        return nil
    }

    /// Every text below a value, in order.
    static func texts(_ json: JSON?) -> [String] {
        switch json {
        case .string(let text): [text]
        case .array(let items): items.flatMap { texts($0) }
        case .object(let object):
            [object.members.flatMap { texts($0.value) }.joined(separator: ": ")].filter { !$0.isEmpty }
        case .integer, .number, .literal: [json?.text(.compact) ?? ""]
        default: []
        }
    }

    static func fingerprint(of bytes: Bytes) -> String {
        String(SHA256.digest(of: bytes).description.prefix(12))
    }
}

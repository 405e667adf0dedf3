import HarnessKit
import Worktree

/// Writes into memory: every change is a line at the end of the day's file.
struct Archive {
    let folder: MemoryFolder
    let context: Context

    init(in context: Context) throws {
        self.context = context
        folder = try MemoryFolder.find(in: context)
    }

    /// What came of a lesson that was to be kept.
    enum Outcome {
        case stored(Entry, near: [Hit])
        case again(Entry, times: Int)
        /// All of the text had come out of memory.
        case recalled
    }

    func remember(_ draft: Entry) throws -> Outcome {
        var entry = draft
        entry.lessons = entry.lessons.map { clean($0) }.filter { !$0.isEmpty }
        entry.trigger = entry.trigger.map { clean($0) }
        entry.aliases = entry.aliases.map { clean($0) }
        entry.verify = entry.verify.map { context.secrets.redact($0) }
        guard let lesson = entry.lessons.first else { return .recalled }
        entry.id = "m-" + LineReading.fingerprint(of: Bytes(Self.normal(lesson).utf8))
        entry.type = .semantic
        let now = context.clock.now()
        entry.milliseconds = now.milliseconds
        entry.author = author
        entry.commit = Git(of: folder.workspace, in: context)?.head()
        let (known, near) = try MemoryIndex.with(folder, in: context) { index -> (Entry?, [Hit]) in
            if let number = try index.number(of: entry.id) { return (try index.entry(number), []) }
            if let old = entry.supersedes { entry.supersedes = try Self.existing(old, in: index).id }
            return (nil, try similar(to: lesson, in: index))
        }
        if let known {
            try append(Mark(target: known.id, kind: .again))
            let times = try MemoryIndex.with(folder, in: context) { index in
                try index.number(of: known.id).map { try index.facts(of: $0).times } ?? 1
            }
            return .again(known, times: times)
        }
        try folder.append(entry.line, at: now)
        return .stored(entry, near: near)
    }

    /// Adds what is said of an entry; returns the entry.
    func mark(_ kind: Mark.Kind, _ id: String, detail: String = "") throws -> Entry {
        let entry = try MemoryIndex.with(folder, in: context) { try Self.existing(id, in: $0) }
        try append(Mark(target: entry.id, kind: kind, detail: clean(detail)))
        return entry
    }

    private func append(_ mark: Mark) throws {
        let now = context.clock.now()
        try folder.append(mark.line(at: now, by: author, own: context.random(4)), at: now)
    }

    /// The entry that an id names.
    static func existing(_ id: String, in index: MemoryIndex) throws -> Entry {
        guard let number = try index.number(of: id), let entry = try index.entry(number) else {
            throw Failure(.missing, "there is no entry '\(id)'", hint: "run 'memory-query search TEXT' to find its id")
        }
        return entry
    }

    /// Entries that say nearly the same.
    private func similar(to lesson: String, in index: MemoryIndex) throws -> [Hit] {
        let own = Set(Tokenizer.terms(of: lesson))
        var query = SearchQuery([lesson])
        query.limit = 5
        return try Search(index).results(for: query).hits.filter { hit in
            hit.entry.lessons.contains { text in
                let other = Set(Tokenizer.terms(of: text))
                let common = own.intersection(other).count
                return common * 10 >= (own.count + other.count - common) * 6
            }
        }
    }

    private func clean(_ text: String) -> String { context.secrets.redact(Recalled.without(text)) }

    var author: String? { context.environment.nonEmpty("HARNESS_ACTOR") ?? context.environment.nonEmpty("USER") }

    /// A lesson without what does not make it another: case, spaces, the mark at its end.
    private static func normal(_ text: String) -> String {
        var words = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        while let last = words.last, ".!;".contains(last) { words.removeLast() }
        return words
    }
}

extension Entry {
    /// A remembered lesson as a line of the day's file, in fields that other tools read too.
    fileprivate var line: JSON {
        .members([
            "id": .string(id), "type": type.json, "task": .string(task), "task_id": taskID.map(JSON.string),
            "timestamp": .string(at.iso8601), "lessons": lessons.json, "when": trigger.map(JSON.string),
            "aliases": aliases.isEmpty ? nil : aliases.json, "files": files.isEmpty ? nil : files.json,
            "supersedes": supersedes.map(JSON.string), "verify": verify.map(JSON.string),
            "expires": expires.map { .string(Date(milliseconds: $0).iso8601) }, "commit": commit.map(JSON.string),
            "author": author.map(JSON.string),
        ])
    }
}

import HarnessKit

/// One entry with all that is known of it.
struct ShowEntry: Command {
    static let name = "show"
    static let summary = "shows an entry with all that was said of it"
    static let parameters: [Parameter<Self>] = [
        .argument("ID", to: \.id, "the entry; the beginning of its id is enough")
    ]

    var id = ""

    func run(in context: Context) throws -> Answer {
        let folder = try MemoryFolder.find(in: context)
        return try MemoryIndex.with(folder, in: context) { index in
            let entry = try Archive.existing(id, in: index)
            let marks = try index.marks(of: entry.id)
            guard case .object(var object) = entry.listed else { return Answer(json: .null, text: "") }
            object["source"] = .string(entry.source)
            object["history"] = .array(
                marks.map { mark in
                    .members([
                        "what": .string(mark.kind.rawValue),
                        "at": .string(Date(milliseconds: mark.milliseconds).iso8601),
                        "detail": mark.detail.isEmpty ? nil : .string(mark.detail),
                    ])
                })
            let json = JSON.object(object)
            return Answer(next: "memory-query timeline \(entry.id)", json: json, text: Self.page(entry, marks))
        }
    }

    private static func page(_ entry: Entry, _ marks: [Mark]) -> String {
        let rows: [(String, [String])] = [
            ("task", [entry.taskID].compactMap { $0 }), ("when", [entry.trigger].compactMap { $0 }),
            ("lesson", entry.lessons), ("step", entry.steps), ("told", entry.details), ("file", entry.files),
            ("also", entry.aliases), ("verify", [entry.verify].compactMap { $0 }),
            ("commit", [entry.commit].compactMap { $0 }), ("author", [entry.author].compactMap { $0 }),
            ("in", [entry.source]),
        ]
        let history = marks.map { mark in
            "\(Date(milliseconds: mark.milliseconds).iso8601)  \(mark.kind.rawValue)  \(mark.detail)"
        }
        let lines = rows.flatMap { row in row.1.map { "\(row.0): \(TerminalText.oneLine($0))" } }
        return ([entry.listLine] + lines + history).joined(separator: "\n")
    }
}

/// What happened around an entry.
struct Timeline: Command {
    static let name = "timeline"
    static let summary = "shows the entries of the same task or session, in the order of time"
    static let parameters: [Parameter<Self>] = [.argument("ID", to: \.id, "an entry, a task or a session")]

    var id = ""

    func run(in context: Context) throws -> Answer {
        let folder = try MemoryFolder.find(in: context)
        let known = try MemoryIndex.with(folder, in: context) { index in
            try index.number(of: id).flatMap { try index.entry($0) }
        }
        let group = known.map(\.group) ?? id
        let all = try EntryList.all(in: context) { entry in
            guard let group else { return entry.id == known?.id }
            return entry.session == group || entry.taskID == group
        }
        guard !all.entries.isEmpty else {
            throw Failure(
                .missing, "there is no entry, task or session '\(id)'",
                hint: "run 'memory-query search TEXT' to find its id")
        }
        return EntryList(entries: all.entries.reversed()).answer(limit: .max, none: "")
    }
}

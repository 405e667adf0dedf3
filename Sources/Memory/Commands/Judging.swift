import HarnessKit

/// Says whether an entry was of use.
struct Used: Command {
    static let name = "used"
    static let summary = "says whether an entry helped or hurt; helpful ones rise"
    static let parameters: [Parameter<Self>] = [
        .argument("ID", to: \.id, "the entry"), .flag("--helped", to: \.helped, "it was of use"),
        .flag("--hurt", to: \.hurt, "it led astray"),
    ]

    var id = ""
    var helped = false
    var hurt = false

    func run(in context: Context) throws -> Answer {
        guard helped != hurt else {
            throw Failure(
                .usage, helped ? "both --helped and --hurt are given" : "neither --helped nor --hurt is given",
                hint: "run 'memory-query used \(id) --helped' or 'memory-query used \(id) --hurt'")
        }
        let entry = try Archive(in: context).mark(helped ? .helped : .hurt, id)
        return Answer(
            next: "memory-query show \(entry.id)",
            json: ["id": .string(entry.id), "outcome": .string(helped ? "helped" : "hurt")],
            text: "noted: \(entry.id) \(helped ? "helped" : "hurt")")
    }
}

/// Puts an entry in another's place.
struct Supersede: Command {
    static let name = "supersede"
    static let summary = "puts a newer entry in the place of an older one"
    static let parameters: [Parameter<Self>] = [
        .argument("OLD", to: \.old, "the entry that no longer holds"),
        .argument("NEW", to: \.new, "the entry that does"),
    ]

    var old = ""
    var new = ""

    func run(in context: Context) throws -> Answer {
        let archive = try Archive(in: context)
        let (older, newer) = try MemoryIndex.with(archive.folder, in: context) {
            (try Archive.existing(old, in: $0), try Archive.existing(new, in: $0))
        }
        guard older.id != newer.id else {
            throw Failure(
                .usage, "'\(older.id)' cannot take its own place",
                hint: "name the newer entry second: supersede OLD NEW")
        }
        _ = try archive.mark(.superseded, older.id, detail: newer.id)
        return Answer(
            next: "memory-query show \(newer.id)", json: ["id": .string(older.id), "superseded_by": .string(newer.id)],
            text: "\(older.id) is superseded by \(newer.id)")
    }
}

/// Takes an entry out of all answers.
struct Forget: Command {
    static let name = "forget"
    static let summary = "takes an entry out of all answers; it stays in the history"
    static let parameters: [Parameter<Self>] = [
        .argument("ID", to: \.id, "the entry"), .required("--reason", value: "TEXT", to: \.reason, "why"),
    ]

    var id = ""
    var reason = ""

    func run(in context: Context) throws -> Answer {
        let entry = try Archive(in: context).mark(.forgotten, id, detail: reason)
        return Answer(
            next: "memory-query show \(entry.id)",
            json: ["id": .string(entry.id), "forgotten": true, "reason": .string(reason)],
            text: "forgotten: \(entry.id)")
    }
}

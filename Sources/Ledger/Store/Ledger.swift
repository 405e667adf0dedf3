import HarnessKit

/// The durable record of every task of a project. Its SQL stands in this folder and nowhere else.
package final class Ledger {
    let database: Database
    /// What no event may hold.
    let secrets: Redactor
    /// Which store this is, for events that travel.
    package let id: String
    /// Tasks as this command last saw them, so that it checks and folds each event once.
    var seen: [TaskID: (task: TaskRecord, head: Event)] = [:]

    private init(_ database: Database, id: String, hiding secrets: Redactor) {
        self.database = database
        self.secrets = secrets
        self.id = id
    }

    /// Opens the ledger for writing, and makes it where there is none.
    package static func open(_ path: Path, in context: Context) throws -> Ledger {
        let database = try Database.open(path, .ledger, .writing, busyTimeout: .seconds(30))
        if let id = try database.first("select id from store", { try $0[0] as String }) {
            return Ledger(database, id: id, hiding: context.secrets)
        }
        let new = context.random(8).hexadecimal
        try database.transaction {
            let now = context.clock.now().milliseconds
            try database.execute(
                "insert into store (id, created) select \(new), \(now) where not exists (select 1 from store)")
        }
        // From now on the file by itself is a ledger, also for whoever copies it without its log.
        database.emptyLog()
        return Ledger(database, id: try database.value("select id from store"), hiding: context.secrets)
    }

    /// Opens the ledger for reading, or nil where there is none: reading creates nothing.
    package static func openForReading(_ path: Path) throws -> Ledger? {
        guard FileStatus(of: path) != nil else { return nil }
        let database = try Database.open(path, .ledger, .reading)
        let id = try database.first("select id from store") { try $0[0] as String } ?? ""
        return Ledger(database, id: id, hiding: Redactor())
    }

    /// A ledger that lasts as long as this command.
    package static func passing(in context: Context) throws -> Ledger {
        try open(":memory:", in: context)
    }

    /// All or nothing; short, and without work on processes or files.
    package func transaction<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try database.transaction(body)
        } catch {
            // What was folded within it never happened.
            seen = [:]
            throw error
        }
    }

    /// Several readings of the same moment.
    package func snapshot<Value>(_ body: () throws -> Value) throws -> Value {
        try database.snapshot(body)
    }
}

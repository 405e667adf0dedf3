import HarnessKit

/// The index over the files of memory; as new as they are once it is open.
///
/// Everything in it is derived: whatever is wrong with it, it is made again. All of its SQL stands in `Store`.
final class MemoryIndex {
    let database: Database
    let folder: MemoryFolder
    /// What was skipped on the way in, for whoever opened it.
    private(set) var tornNow: [String] = []
    /// What lies among the files and is none of them.
    private(set) var misfits: [String] = []

    private init(_ database: Database, of folder: MemoryFolder) {
        self.database = database
        self.folder = folder
    }

    /// Does something with the index, as new as the files; where nothing may be written, with a passing one.
    ///
    /// Who uses the index holds its folder; it is taken away only by who holds it alone, since a database that is made
    /// beside the log of another would hold pages of both.
    static func with<Value>(
        _ folder: MemoryFolder, in context: Context, _ body: (MemoryIndex) throws -> Value
    ) throws -> Value {
        guard folder.exists else { return try body(try passing(of: folder)) }
        let held = try Folder(folder.path)
        for _ in 1...2 {
            guard held.hold(with: .others, within: .seconds(10)) else { break }
            let file = folder.indexFile
            do {
                return try asked(try stored(of: folder), context, body)
            } catch let error where isDoubtful(error) {
                if let kind = (error as? DatabaseError)?.kind, [.denied, .folder, .busy, .full].contains(kind) {
                    break
                }
                guard remove(file, of: folder, held) else { break }
                // Lines that stood in two files, or another way of cutting text, are nothing to tell.
                if !(error is Doubt) {
                    context.warn("the index of memory could not be used, and is made again from the files")
                }
            }
        }
        do {
            if let current = try current(of: folder) { return try asked(current, context, body) }
        } catch let error where isDoubtful(error) {}
        return try asked(try passing(of: folder), context, body)
    }

    /// Asks what the index says at one moment: others take in entries meanwhile.
    private static func asked<Value>(
        _ index: MemoryIndex, _ context: Context, _ body: (MemoryIndex) throws -> Value
    ) throws -> Value {
        let value = try index.database.snapshot { try body(index) }
        for line in index.misfits + index.tornNow { context.warn(line) }
        return value
    }

    /// Whether the index may be at fault: SQLite says so, its rows are not what they should be, or do not fit together.
    private static func isDoubtful(_ error: any Error) -> Bool {
        error is DatabaseError || error is Doubt || (error as? Failure)?.code == .malformed
    }

    /// The index cannot be what it claims to be.
    struct Doubt: Error {}

    private static func stored(of folder: MemoryFolder) throws -> MemoryIndex {
        let index = MemoryIndex(try Database.open(folder.indexPath, .memoryIndex, .writing), of: folder)
        try index.takeIn()
        // Most pages are read once: those that are kept would each be fresh memory.
        try index.database.execute("pragma cache_size = -256")
        return index
    }

    /// The index as it lies there, if it is as new as the files.
    private static func current(of folder: MemoryFolder) throws -> MemoryIndex? {
        guard let database = try? Database.open(folder.indexPath, .memoryIndex, .reading) else { return nil }
        let index = MemoryIndex(database, of: folder)
        return (try? index.changes())?.isEmpty == true ? index : nil
    }

    private static func passing(of folder: MemoryFolder) throws -> MemoryIndex {
        let index = MemoryIndex(try Database.open(":memory:", .memoryIndex, .writing), of: folder)
        try index.takeIn()
        return index
    }

    /// Takes the index away, whatever it is; false where others are using it.
    static func remove(of folder: MemoryFolder) throws -> Bool {
        guard folder.exists else { return true }
        return remove(folder.indexFile, of: folder, try Folder(folder.path))
    }

    /// Takes one index away, unless another lies in its place already; the log first, so that it never meets another
    /// database.
    private static func remove(_ file: UInt64?, of folder: MemoryFolder, _ held: Folder) -> Bool {
        held.letGo()
        guard held.hold(with: .nobody, within: .seconds(2)) else { return false }
        defer { held.letGo() }
        guard folder.indexFile == file else { return true }
        do {
            for suffix in ["-wal", "-shm", "-journal", ""] {
                try held.remove(try RelativePath(naming: "index.db\(suffix)"))
            }
            return true
        } catch {
            return false
        }
    }

    // What is new.

    private struct Changes {
        var read: [MemoryFolder.Source] = []
        var gone: [String] = []
        var generation = 0

        var isEmpty: Bool { read.isEmpty && gone.isEmpty }
    }

    private func changes() throws -> Changes {
        var changes = Changes()
        let version: (generation: Int, analysis: Int)? = try database.first(
            "select generation, analysis from state"
        ) { (try $0[0], try $0[1]) }
        guard let version, version.analysis == Self.analysis else { throw Doubt() }
        changes.generation = version.generation
        let rows = try database.rows("select name, size, changed from source") { row in
            (name: try row[0] as String, size: try row[1] as Int, changed: try row[2] as Int)
        }
        var known: [String: (size: Int, changed: Int)] = [:]
        known.reserveCapacity(rows.count)
        for row in rows { known[row.name] = (row.size, row.changed) }
        let present = try folder.sources()
        misfits = present.misfits
        for source in present.files {
            let row = known.removeValue(forKey: source.name)
            if row?.size != source.size || row?.changed != source.changed { changes.read.append(source) }
        }
        changes.read.sort { $0.name.precedes($1.name) }
        changes.gone = known.keys.sorted { $0.precedes($1) }
        return changes
    }

    private func known(_ name: String) throws -> SourceReading.Known? {
        try database.first("select size, changed, taken, digest from source where name = \(name)") { row in
            SourceReading.Known(size: try row[0], changed: try row[1], taken: try row[2], digest: try row[3])
        }
    }

    /// Counted up whenever the same text would give other terms or numbers.
    static let analysis = 4

    /// Takes in what is new, in one transaction; whoever was faster is let through first.
    private func takeIn() throws {
        while true {
            let changes = try changes()
            guard !changes.isEmpty else { return }
            var taken = 0
            let isDone = try database.relaxed {
                try database.transaction {
                    guard try database.value("select generation from state") as Int == changes.generation else {
                        return false
                    }
                    taken = try take(changes)
                    return true
                }
            }
            guard isDone else { continue }
            // The log of many entries would be read by every process that comes.
            if taken > Self.bulk { database.emptyLog() }
            return
        }
    }

    private static let bulk = 1_000_000

    /// Takes in changes file by file, so that they are never in memory all at once; returns how many bytes.
    private func take(_ changes: Changes) throws -> Int {
        // Lines that stood in two files are known by one of them only.
        let repeats: Int = try database.value("select repeats from state")
        if !changes.gone.isEmpty, repeats > 0 { throw Doubt() }
        var intake = try Intake(database)
        var (taken, torn): (Int, [String]) = (0, [])
        for name in changes.gone { try intake.drop(name) }
        for source in changes.read {
            guard let bytes = try folder.read(source.name) else { continue }
            let reading = SourceReading(source, bytes: bytes, known: try known(source.name))
            if reading.isAnew, repeats > 0 { throw Doubt() }
            try intake.take(reading)
            taken += bytes.count
            torn += TornLines.words(source.name, reading.torn, " is torn and skipped", " are too")
        }
        try intake.finish()
        tornNow += torn
        return taken
    }
}

import CHarness
import CSQLite

/// A connection to one SQLite file.
///
/// Writers use WAL with `synchronous=FULL`: what a transaction returned from is there after a power cut.
package final class Database {
    package let path: Path
    let handle: OpaquePointer
    private var idle: [String: [Statement]] = [:]
    private let busyTimeout: Duration
    private var isInTransaction = false
    /// What its owner advises where it turns out to be damaged, which may be long after it was opened.
    private var hint: String?
    private static let mostStatements = 100

    package enum Access: Sendable {
        /// Creates the file where it is missing and brings its format up to date.
        case writing
        /// Neither creates a file nor changes what one holds; SQLite may still recover what a crash left.
        case reading
    }

    private init(
        _ path: Path, opening name: Bytes, flags: Int32, checked: Bool = false, _ busyTimeout: Duration
    ) throws {
        var handle: OpaquePointer?
        let files = checked ? harness_checked_pages() : nil
        // Not Sendable, so that it is always one thread's: SQLite takes no lock for each column then.
        let flags = flags | SQLITE_OPEN_NOMUTEX
        let code = Path(bytes: name).withCString { sqlite3_open_v2($0, &handle, flags, files) }
        guard let handle else { throw DatabaseError(.full, path.description, "out of memory") }
        self.path = path
        self.handle = handle
        self.busyTimeout = busyTimeout
        guard code == SQLITE_OK else { throw error(code) }
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, Int32(busyTimeout.milliseconds))
        _ = csqlite_set(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        // Every short command reads the whole log once: a tenth of SQLite's thousand pages.
        sqlite3_wal_autocheckpoint(handle, 100)
        _ = csqlite_set(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
        _ = csqlite_set(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
        _ = csqlite_set(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1)
        if checked { reserveSums() }
        try execute("pragma recursive_triggers = on")
    }

    deinit {
        idle = [:]
        sqlite3_close_v2(handle)
    }

    /// Opens a file of the given format.
    package static func open(
        _ path: Path, _ format: DatabaseFormat, _ access: Access, busyTimeout: Duration = .seconds(10)
    ) throws -> Database {
        do {
            try checkFile(path, access)
            switch access {
            case .writing:
                let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                let database = try Database(
                    path, opening: path.bytes, flags: flags, checked: format.checksPages, busyTimeout)
                database.hint = format.hint
                try database.prepareForWriting(format, busyTimeout)
                return database
            case .reading:
                let database = try openForReading(path, checked: format.checksPages, busyTimeout)
                database.hint = format.hint
                try database.prepareForReading(format)
                return database
            }
        } catch var error as DatabaseError {
            error.hint = error.hint ?? format.hint
            throw error
        }
    }

    private static func checkFile(_ path: Path, _ access: Access) throws {
        guard path != ":memory:" else { return }
        // What stands beside it is made by whoever writes; who only reads does without the shared memory.
        for suffix in ["-wal", "-journal"] + (access == .writing ? ["-shm"] : []) {
            let file = path.appending(suffix)
            guard FileStatus(of: file)?.kind != .folder else { throw DatabaseError(.folder, file.description, "") }
        }
        switch FileStatus(of: path)?.kind {
        case .file: return
        case .link: throw DatabaseError(.denied, path.description, "it is a link")
        case .folder: throw DatabaseError(.folder, path.description, "it is a folder")
        case .other: throw DatabaseError(.denied, path.description, "it is no file")
        case nil where access == .writing: return
        case nil: throw DatabaseError(.missing, path.description, "no such file")
        }
    }

    /// A read-only folder breaks WAL: its `-shm` cannot be made.
    ///
    /// Without a `-wal` the file holds everything and can be read as it is; with one, both are copied first.
    private static func openForReading(
        _ path: Path, checked: Bool = false, _ busyTimeout: Duration
    ) throws -> Database {
        func open(_ path: Path, as name: Bytes? = nil, _ flags: Int32) throws -> Database {
            try Database(path, opening: name ?? path.bytes, flags: flags, checked: checked, busyTimeout)
        }
        let writable = try? open(path, SQLITE_OPEN_READWRITE)
        if let writable, (try? writable.header) != nil { return writable }
        let readable = try open(path, SQLITE_OPEN_READONLY)
        do {
            _ = try readable.header
            return readable
        } catch let error as DatabaseError where error.kind == .denied {
            guard FileStatus(of: path.appending("-wal")) == nil else {
                return try PrivateCopy(of: path).open { try open($0, SQLITE_OPEN_READWRITE) }
            }
            let uri = Bytes("file:".utf8) + path.bytes.flatMap(escaped) + Bytes("?immutable=1".utf8)
            return try open(path, as: uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
        }
    }

    /// Opens a file whose format is not ours, for reading only.
    static func openForeign(_ path: Path, busyTimeout: Duration) throws -> Database {
        try checkFile(path, .reading)
        let database = try openForReading(path, busyTimeout)
        try database.execute("pragma query_only = on")
        return database
    }

    /// Keeps room at the end of every page of a new file; one that exists has it or none.
    private func reserveSums() {
        var count = Int32(HARNESS_PAGE_SUM)
        sqlite3_file_control(handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &count)
    }

    private static func escaped(_ byte: UInt8) -> Bytes {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "/") ? [byte] : [UInt8(ascii: "%")] + HexDigits.upper(byte)
    }

    /// What the file says of itself, all of one moment.
    private struct Header {
        let version: Int
        let application: Int
        let tables: Int

        var isEmpty: Bool { version == 0 && application == 0 && tables == 0 }
    }

    private var header: Header {
        get throws {
            let header = try first(
                """
                select user_version, application_id, (select count(*) from sqlite_schema)
                from pragma_user_version, pragma_application_id
                """
            ) { Header(version: try $0[0], application: try $0[1], tables: try $0[2]) }
            guard let header, header.version >= 0 else {
                throw DatabaseError(.damaged, path.description, "its format number is negative")
            }
            return header
        }
    }

    private func check(_ header: Header, _ format: DatabaseFormat) throws {
        guard header.isEmpty || header.application == format.applicationID else {
            throw DatabaseError(.foreign, path.description, "it belongs to another program")
        }
        guard header.version <= format.migrations.count else {
            throw DatabaseError(
                .tooNew(found: header.version, known: format.migrations.count), path.description, "too new")
        }
    }

    private func prepareForReading(_ format: DatabaseFormat) throws {
        try execute("pragma query_only = on")
        let header = try header
        try check(header, format)
        guard !header.isEmpty else { throw DatabaseError(.missing, path.description, "it is empty") }
        guard header.version == format.migrations.count else {
            throw DatabaseError(
                .tooOld(found: header.version, needed: format.migrations.count), path.description, "too old")
        }
    }

    private func prepareForWriting(_ format: DatabaseFormat, _ busyTimeout: Duration) throws {
        let header = try header
        try check(header, format)
        if header.isEmpty { try setJournal(busyTimeout) }
        let journal: String = try value("pragma journal_mode")
        try execute("pragma synchronous = \(raw: journal == "wal" ? "full" : "extra")")
        if header.version < format.migrations.count { try migrate(format) }
    }

    /// WAL needs shared memory, which a network's file system does not have.
    ///
    /// SQLite does not wait for others here, so that we do.
    private func setJournal(_ busyTimeout: Duration) throws {
        let isShared = path.parent.map { FileSystem.isShared($0) } ?? false
        let end = Clock.system.uptime() + busyTimeout
        while true {
            do {
                _ = try value("pragma journal_mode = \(raw: isShared ? "delete" : "wal")") as String
                return
            } catch let error as DatabaseError where error.kind == .busy && Clock.system.uptime() < end {
                usleep(2000)
            }
        }
    }

    private func migrate(_ format: DatabaseFormat) throws {
        try transaction {
            let version = try value("pragma user_version") as Int  // another process may have been faster
            for index in format.migrations.indices.dropFirst(version) {
                try run(script: format.migrations[index].statements)
            }
            try execute("pragma application_id = \(raw: "\(format.applicationID)")")
            try execute("pragma user_version = \(raw: "\(max(version, format.migrations.count))")")
        }
    }

    // Asking.

    package func execute(_ sql: SQL) throws {
        try withStatement(sql) { statement in while try statement.step() {} }
    }

    /// How many rows the last statement changed.
    package var changes: Int { Int(sqlite3_changes64(handle)) }

    /// All or nothing. The body does no work with processes, the network or files.
    package func transaction<Value>(_ body: () throws -> Value) throws -> Value {
        precondition(!isInTransaction, "a transaction within a transaction")
        try execute("begin immediate")
        isInTransaction = true
        defer { isInTransaction = false }
        do {
            let value = try body()
            try execute("commit")
            return value
        } catch {
            // SQLite has already rolled back after some errors; then there is nothing left to do.
            if sqlite3_get_autocommit(handle) == 0 { try? execute("rollback") }
            throw error
        }
    }

    /// Writes that may be lost in a power cut, because whoever reads the file then does them again.
    package func relaxed<Value>(_ body: () throws -> Value) throws -> Value {
        let level: Int = try value("pragma synchronous")
        try execute("pragma synchronous = normal")
        defer { try? execute("pragma synchronous = \(raw: "\(level)")") }
        return try body()
    }

    /// Moves the log into the file and empties it, unless somebody else is at work there.
    package func emptyLog() {
        sqlite3_busy_timeout(handle, 0)
        sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        sqlite3_busy_timeout(handle, Int32(busyTimeout.milliseconds))
    }

    /// Several readings of the same moment.
    package func snapshot<Value>(_ body: () throws -> Value) throws -> Value {
        try execute("begin")
        defer { try? execute("rollback") }
        return try body()
    }

    /// A statement of the same text may be running further out: each use has one of its own.
    func withStatement<Value>(_ sql: SQL, _ body: (Statement) throws -> Value) throws -> Value {
        // After some errors SQLite rolls back by itself; what followed would be outside the transaction.
        guard !isInTransaction || sqlite3_get_autocommit(handle) == 0 else {
            throw DatabaseError(.other, path.description, "the transaction was rolled back", statement: sql.text)
        }
        let statement = try idle[sql.text]?.popLast() ?? Statement(sql.text, in: self)
        defer {
            statement.reset()
            if idle.count < Self.mostStatements { idle[sql.text, default: []].append(statement) }
        }
        try statement.bind(sql.values)
        return try body(statement)
    }

    private func run(script: String) throws {
        let code = sqlite3_exec(handle, script, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, in: script) }
    }

    func error(_ code: Int32, in statement: String? = nil) -> DatabaseError {
        let message = String(cString: sqlite3_errmsg(handle))
        return DatabaseError(
            DatabaseError.kind(ofCode: code), path.description, message, statement: statement, hint: hint)
    }
}

extension SQL.StringInterpolation {
    /// Text of our own for where SQLite takes no parameter, as in pragmas.
    fileprivate mutating func appendInterpolation(raw text: String) {
        self.text += text
    }
}

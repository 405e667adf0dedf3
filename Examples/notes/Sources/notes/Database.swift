import CSQLite

/// A connection to SQLite: values are bound, never pasted into the statement.
final class Database {
    enum Value {
        case integer(Int)
        case text(String)
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct Row {
        fileprivate let statement: OpaquePointer?

        func integer(_ column: Int32) -> Int {
            Int(sqlite3_column_int64(statement, column))
        }

        /// By length, since a text may hold the character NUL.
        func text(_ column: Int32) -> String {
            guard let start = sqlite3_column_text(statement, column) else { return "" }
            let count = Int(sqlite3_column_bytes(statement, column))
            return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
        }
    }

    private var handle: OpaquePointer?

    init(_ path: String) throws(Failure) {
        guard sqlite3_open(path, &handle) == SQLITE_OK else {
            throw Failure(description: "\(path): \(String(cString: sqlite3_errmsg(handle)))")
        }
        // Whoever looks into the file from outside may hold it for a moment.
        sqlite3_busy_timeout(handle, 2000)
    }

    deinit {
        sqlite3_close(handle)
    }

    /// The row ID of the last insertion.
    var lastID: Int { Int(sqlite3_last_insert_rowid(handle)) }

    /// Runs a statement and tells how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: Value...) throws(Failure) -> Int {
        _ = try rows(sql, values) { _ in }
        return Int(sqlite3_changes(handle))
    }

    /// Every row of the answer, decoded.
    func rows<Decoded>(_ sql: String, _ values: Value..., decode: (Row) -> Decoded) throws(Failure) -> [Decoded] {
        try rows(sql, values, decode)
    }

    private func rows<Decoded>(_ sql: String, _ values: [Value], _ decode: (Row) -> Decoded) throws(Failure)
        -> [Decoded]
    {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        try check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
        for (index, value) in zip(Int32(1)..., values) { try check(bind(value, at: index, in: statement)) }
        var decoded: [Decoded] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: decoded.append(decode(Row(statement: statement)))
            case SQLITE_DONE: return decoded
            case let code: try check(code)
            }
        }
    }

    private func bind(_ value: Value, at index: Int32, in statement: OpaquePointer?) -> Int32 {
        switch value {
        case .integer(let number): sqlite3_bind_int64(statement, index, Int64(number))
        case .text(let text): csqlite_bind_text(statement, index, text, Int64(text.utf8.count))
        }
    }

    private func check(_ code: Int32) throws(Failure) {
        guard code == SQLITE_OK else { throw Failure(description: String(cString: sqlite3_errmsg(handle))) }
    }
}

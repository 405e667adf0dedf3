import CSQLite

/// A prepared statement; `Database` keeps those that are not in use.
final class Statement {
    let text: String
    private let handle: OpaquePointer
    private unowned let database: Database

    init(_ text: String, in database: Database) throws {
        var handle: OpaquePointer?
        var source = text
        let (code, rest) = source.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { buffer -> (Int32, Int) in
                var tail: UnsafePointer<CChar>?
                let code = sqlite3_prepare_v3(
                    database.handle, buffer.baseAddress, Int32(buffer.count), UInt32(SQLITE_PREPARE_PERSISTENT),
                    &handle, &tail)
                let read = tail.flatMap { tail in buffer.baseAddress.map { tail - $0 } } ?? buffer.count
                return (code, buffer.dropFirst(read).count { isspace(Int32($0)) == 0 })
            }
        }
        guard code == SQLITE_OK, let handle else { throw database.error(code, in: text) }
        guard rest == 0 else {
            sqlite3_finalize(handle)
            throw DatabaseError(.other, database.path.description, "more than one statement", statement: text)
        }
        self.text = text
        self.handle = handle
        self.database = database
    }

    deinit {
        sqlite3_finalize(handle)
    }

    var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

    var parameterCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

    func bind(_ values: [SQLValue]) throws {
        for (offset, value) in values.enumerated() {
            let index = Int32(offset + 1)
            let code =
                switch value {
                case .null: sqlite3_bind_null(handle, index)
                case .integer(let number): sqlite3_bind_int64(handle, index, number)
                case .real(let number): sqlite3_bind_double(handle, index, number)
                case .blob(let bytes):
                    bytes.withUnsafeBytes { csqlite_bind_blob(handle, index, $0.baseAddress, Int64($0.count)) }
                case .text(var text):
                    text.withUTF8 { utf8 in
                        utf8.withMemoryRebound(to: CChar.self) {
                            csqlite_bind_text(handle, index, $0.baseAddress, Int64($0.count))
                        }
                    }
                }
            guard code == SQLITE_OK else { throw database.error(code, in: text) }
        }
    }

    /// Moves to the next row; false at the end.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw database.error(code, in: text)
        }
    }

    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    func column(_ index: Int32) -> SQLValue {
        switch sqlite3_column_type(handle, index) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, index))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, index))
        case SQLITE_NULL: return .null
        case SQLITE_BLOB: return .blob(Bytes(bytes(sqlite3_column_blob(handle, index), index)))
        default: return .text(String(decoding: bytes(sqlite3_column_text(handle, index), index), as: UTF8.self))
        }
    }

    /// The column's text; nil where it holds something else.
    func text(_ index: Int32) -> String? {
        guard sqlite3_column_type(handle, index) == SQLITE_TEXT else { return nil }
        return String(decoding: bytes(sqlite3_column_text(handle, index), index), as: UTF8.self)
    }

    /// Adds the bytes of the column's text; false where it holds something else.
    func append(_ index: Int32, to text: inout Bytes) -> Bool {
        guard sqlite3_column_type(handle, index) == SQLITE_TEXT else { return false }
        text.append(contentsOf: bytes(sqlite3_column_text(handle, index), index))
        return true
    }

    /// The column's bytes, valid until the next step; nil where it holds something else.
    func blob(_ index: Int32) -> UnsafeRawBufferPointer? {
        guard sqlite3_column_type(handle, index) == SQLITE_BLOB else { return nil }
        return bytes(sqlite3_column_blob(handle, index), index)
    }

    /// Whether the column is text of just these bytes.
    func has(_ known: Bytes, _ index: Int32) -> Bool {
        guard sqlite3_column_type(handle, index) == SQLITE_TEXT else { return false }
        return bytes(sqlite3_column_text(handle, index), index).elementsEqual(known)
    }

    /// The column's number; nil where it holds something else.
    func integer(_ index: Int32) -> Int? {
        guard sqlite3_column_type(handle, index) == SQLITE_INTEGER else { return nil }
        return Int(sqlite3_column_int64(handle, index))
    }

    /// The column's bytes, valid until the next step; sqlite3_column_bytes must come after the pointer.
    private func bytes(_ start: UnsafeRawPointer?, _ index: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, index)))
    }

    /// About as many bytes as the columns of the row hold.
    var rowBytes: Int {
        (0..<sqlite3_column_count(handle)).reduce(0) { sum, index in
            let isLong = [SQLITE_TEXT, SQLITE_BLOB].contains(sqlite3_column_type(handle, index))
            return sum + 16 + (isLong ? Int(sqlite3_column_bytes(handle, index)) : 0)
        }
    }

    var columnNames: [String] {
        (0..<sqlite3_column_count(handle)).map { sqlite3_column_name(handle, $0).map { String(cString: $0) } ?? "" }
    }
}

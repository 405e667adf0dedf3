/// The present row of a running query; only valid within the closure that is given it.
package struct Row {
    let statement: Statement

    /// The column as the type that the caller wants.
    package subscript<Value: SQLConvertible>(_ index: Int) -> Value {
        get throws { try decoded(index) }
    }

    // The commonest without a detour through a generic: a long list asks for a hundred thousand of them.

    package subscript(_ index: Int) -> String {
        get throws { try statement.text(Int32(index)) ?? decoded(index) }
    }

    package subscript(_ index: Int) -> Int {
        get throws { try statement.integer(Int32(index)) ?? decoded(index) }
    }

    package subscript(_ index: Int) -> Int? {
        get throws { try statement.integer(Int32(index)) ?? decoded(index) }
    }

    private func decoded<Value: SQLConvertible>(_ index: Int) throws -> Value {
        let found = statement.column(Int32(index))
        guard let value = Value(sql: found) else {
            throw Failure(
                .malformed, "column \(statement.columnNames[index]) holds \(found), which is no \(Value.self)",
                hint: "restore the database from a copy")
        }
        return value
    }

    /// Adds the bytes of a column's text to others, without a string.
    package func append(_ index: Int, to bytes: inout Bytes) throws {
        guard statement.append(Int32(index), to: &bytes) else {
            bytes += (try decoded(index) as String).utf8
            return
        }
    }

    /// Adds a column's bytes to others.
    package func append(blob index: Int, to bytes: inout Bytes) throws {
        try withBlob(index) { bytes.append(contentsOf: $0) }
    }

    /// Looks at a column's bytes where they lie.
    @inline(__always)
    package func withBlob<Value>(_ index: Int, _ body: (UnsafeRawBufferPointer) throws -> Value) throws -> Value {
        guard let bytes = statement.blob(Int32(index)) else {
            return try (decoded(index) as Bytes).withUnsafeBytes(body)
        }
        return try body(bytes)
    }

    /// Whether the column is text of just these bytes.
    package func has(_ bytes: Bytes, at index: Int) -> Bool { statement.has(bytes, Int32(index)) }

    /// The column as SQLite has it.
    package func value(_ index: Int) -> SQLValue { statement.column(Int32(index)) }
}

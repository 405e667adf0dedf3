/// What a statement gives, row by row.
extension Database {
    /// Hands out every row.
    package func each(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        try withStatement(sql) { while try $0.step() { try body(Row(statement: $0)) } }
    }

    /// Every row, decoded.
    package func rows<Value>(_ sql: SQL, _ decode: (Row) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        try each(sql) { values.append(try decode($0)) }
        return values
    }

    /// The first row, decoded, or nil where there is none.
    package func first<Value>(_ sql: SQL, _ decode: (Row) throws -> Value) throws -> Value? {
        try withStatement(sql) { try $0.step() ? decode(Row(statement: $0)) : nil }
    }

    /// The first column of the first row.
    package func value<Value: SQLConvertible>(_ sql: SQL) throws -> Value {
        guard let value: Value = try first(sql, { try $0[0] }) else {
            throw DatabaseError(.other, path.description, "no row", statement: sql.text)
        }
        return value
    }
}

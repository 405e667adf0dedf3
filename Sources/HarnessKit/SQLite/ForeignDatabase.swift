import CSQLite

/// Somebody else's database file, asked and never changed.
package enum ForeignDatabase {
    /// How much of an answer is read; more of it is an error.
    package struct Limits: Sendable {
        package var rows = 10_000
        package var bytes = 8 * 1024 * 1024

        package init() {}
    }

    /// The rows of one statement that only reads, each an object of its columns.
    ///
    /// While it works it asks every few milliseconds whether to go on; what that throws ends it, and is thrown.
    package static func rows(
        of path: Path, _ query: String, _ arguments: [SQLValue], busyTimeout: Duration = .seconds(5),
        limits: Limits = Limits(), goesOn: @escaping () throws -> Bool = { true }
    ) throws -> [JSON] {
        let database = try Database.openForeign(path, busyTimeout: busyTimeout)
        database.limitValues(to: limits.bytes)
        return try database.asking(whether: goesOn) { try database.table(query, arguments, limits) }
    }
}

extension Row {
    /// The row as an object of its columns; a blob as hexadecimal digits.
    var json: JSON {
        .object(
            .init(
                statement.columnNames.enumerated().map { index, name in
                    JSON.Member(name, Self.json(statement.column(Int32(index))))
                }))
    }

    private static func json(_ value: SQLValue) -> JSON {
        switch value {
        case .null: .null
        case .integer(let number): .integer(Int(number))
        case .real(let number): .number(number)
        case .text(let text): .string(text)
        case .blob(let bytes): .string(bytes.hexadecimal)
        }
    }
}

extension JSON {
    /// What stands for a `?`; nil for arrays and objects, which no column holds.
    package var sqlValue: SQLValue? {
        switch self {
        case .null: .null
        case .bool(let value): .integer(value ? 1 : 0)
        case .integer(let value): .integer(Int64(value))
        case .number(let value): .real(value)
        case .literal(let text): Double(text).map { .real($0) }
        case .string(let text): .text(text)
        case .array, .object: nil
        }
    }
}

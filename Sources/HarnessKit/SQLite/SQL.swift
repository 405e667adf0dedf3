/// A statement whose interpolated values are bound, never pasted.
///
///     let sql: SQL = "select * from task where id = \(id)"
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    package let text: String
    package let values: [SQLValue]

    package init(stringLiteral text: String) {
        self.text = text
        values = []
    }

    package init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        values = stringInterpolation.values
    }

    /// A statement that somebody else wrote, with its values beside it.
    init(foreign text: String, _ values: [SQLValue]) {
        self.text = text
        self.values = values
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        var text: String
        var values: [SQLValue] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            text = ""
            text.reserveCapacity(literalCapacity + interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        package mutating func appendInterpolation(_ value: some SQLConvertible) {
            text += "?"
            values.append(value.sql)
        }

        /// Nothing is NULL.
        package mutating func appendInterpolation<Value: SQLConvertible>(_ value: Value?) {
            text += "?"
            values.append(value.sql)
        }

        /// A list, as `in` takes it: `where id in \(ids)`.
        package mutating func appendInterpolation(_ list: [some SQLConvertible]) {
            text += "(\(String(repeating: ", ?", count: list.count).dropFirst(2)))"
            values += list.map(\.sql)
        }

        /// A piece of SQL within another.
        package mutating func appendInterpolation(_ sql: SQL) {
            text += sql.text
            values += sql.values
        }
    }
}

/// A value as SQLite keeps it.
package enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob(Bytes)
}

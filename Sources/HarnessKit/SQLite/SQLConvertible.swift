/// A type that a column can hold.
package protocol SQLConvertible: Sendable {
    var sql: SQLValue { get }
    /// Nil where the column holds something else.
    init?(sql: SQLValue)
}

extension Int: SQLConvertible {
    package var sql: SQLValue { .integer(Int64(self)) }

    package init?(sql: SQLValue) {
        guard case .integer(let value) = sql else { return nil }
        self.init(exactly: value)
    }
}

extension Bool: SQLConvertible {
    package var sql: SQLValue { .integer(self ? 1 : 0) }

    package init?(sql: SQLValue) {
        switch sql {
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }
}

extension Double: SQLConvertible {
    package var sql: SQLValue { .real(self) }

    package init?(sql: SQLValue) {
        switch sql {
        case .real(let value): self = value
        case .integer(let value): self.init(exactly: value)
        default: return nil
        }
    }
}

extension String: SQLConvertible {
    package var sql: SQLValue { .text(self) }

    package init?(sql: SQLValue) {
        guard case .text(let value) = sql else { return nil }
        self = value
    }
}

extension Bytes: SQLConvertible {
    package var sql: SQLValue { .blob(self) }

    package init?(sql: SQLValue) {
        guard case .blob(let value) = sql else { return nil }
        self = value
    }
}

extension Digest: SQLConvertible {
    package var sql: SQLValue { .blob(bytes) }

    package init?(sql: SQLValue) {
        guard case .blob(let value) = sql else { return nil }
        self.init(bytes: value)
    }
}

extension Optional: SQLConvertible where Wrapped: SQLConvertible {
    package var sql: SQLValue { self?.sql ?? .null }

    package init?(sql: SQLValue) {
        if sql == .null {
            self = .none
        } else if let value = Wrapped(sql: sql) {
            self = .some(value)
        } else {
            return nil
        }
    }
}

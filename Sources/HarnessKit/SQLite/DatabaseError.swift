import CSQLite

/// What SQLite refused, sorted by what a caller can do about it.
package struct DatabaseError: Error, Sendable {
    package enum Kind: Sendable, Equatable {
        case busy
        case damaged
        /// Not a database at all, or one of another program.
        case foreign
        case tooNew(found: Int, known: Int)
        case tooOld(found: Int, needed: Int)
        case missing
        case denied
        /// A folder lies where a file of it should.
        case folder
        case full
        case constraint
        case other
    }

    package let kind: Kind
    package let path: String
    package let message: String
    package var statement: String?
    /// The owner's advice for a damaged or missing file.
    package var hint: String?

    package init(_ kind: Kind, _ path: String, _ message: String, statement: String? = nil, hint: String? = nil) {
        self.kind = kind
        self.path = path
        self.message = message
        self.statement = statement
        self.hint = hint
    }

    static func kind(ofCode code: Int32) -> Kind {
        if code == csqlite_ioerr_data { return .damaged }
        return switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: .busy
        case SQLITE_CORRUPT: .damaged
        case SQLITE_NOTADB: .foreign
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH: .denied
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM: .full
        case SQLITE_CONSTRAINT: .constraint
        default: .other
        }
    }
}

/// One step of a database's format; its place in the list is the version it leads to.
///
/// Append only: what has once been released is never changed.
package struct Migration: Sendable {
    let statements: String

    package init(_ statements: String) {
        self.statements = statements
    }
}

/// What kind of database a file is.
package struct DatabaseFormat: Sendable {
    /// Written into the file's header, so that no other program's database is taken for ours.
    let applicationID: Int
    let migrations: [Migration]
    /// What to do about a damaged or missing file.
    let hint: String
    /// Whether every page carries a sum, so that what was overwritten is noticed and not read as something else.
    let checksPages: Bool

    package init(applicationID: Int, migrations: [Migration], hint: String, checksPages: Bool = false) {
        self.applicationID = applicationID
        self.migrations = migrations
        self.hint = hint
        self.checksPages = checksPages
    }
}

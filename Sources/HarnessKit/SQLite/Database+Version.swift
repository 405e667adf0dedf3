import CSQLite

extension Database {
    /// Which SQLite this program carries or was given: "3.40.1".
    package static var libraryVersion: String { String(cString: sqlite3_libversion()) }
}

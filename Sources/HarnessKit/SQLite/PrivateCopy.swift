/// A database and its log, copied to where we may write, for as long as it takes to read them.
struct PrivateCopy {
    private let folder: TemporaryFolder
    private let original: Path

    init(of original: Path) throws {
        folder = try TemporaryFolder(in: .inherited)
        self.original = original
    }

    /// Opens the copy; its files are gone from sight at once, and from the disk when the database is closed.
    func open(_ body: (Path) throws -> Database) throws -> Database {
        defer { withExtendedLifetime(folder) {} }
        let target = try Folder(folder.path)
        guard let source = original.parent.flatMap({ try? Folder($0) }) else {
            throw SystemError("open", original.description)
        }
        for suffix in ["", "-wal"] {
            let name = try RelativePath(naming: original.name + suffix)
            if let bytes = try source.read(name) { try target.write(bytes, to: name, .renamed) }
        }
        let database = try body(folder.path / original.name)
        // The first reading takes hold of the log, which must still have its name then.
        _ = try database.value("select count(*) from sqlite_schema") as Int
        return database
    }
}

/// A folder for as long as somebody holds it, gone with all that is in it afterwards.
package final class TemporaryFolder {
    package let path: Path

    /// Makes one in TMPDIR, else in /tmp. Its name says nothing of us: a program could tell that it is watched.
    package init(in environment: Environment, named name: String = "run") throws {
        let base = environment.nonEmpty("TMPDIR") ?? "/tmp"
        var template = Array("\(base)/\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError("make", "a temporary folder in \(base)") }
        path = try Path(bytes: template.dropLast().map(UInt8.init(bitPattern:))).resolved()
    }

    /// Where one could be made: a name that chance chose and nobody has; the folder is not made yet.
    package static func place(in environment: Environment, named name: String = "run", by chance: Bytes) throws -> Path
    {
        let base = environment.nonEmpty("TMPDIR") ?? "/tmp"
        guard FileStatus(following: Path(base))?.kind == .folder else {
            throw SystemError("make", "a temporary folder in \(base)", number: ENOENT)
        }
        return try Path(base).resolved() / "\(name)-\(chance.hexadecimal)"
    }

    /// Makes one in a place where nothing is yet.
    package init(at path: Path) throws {
        guard path.withCString({ mkdir($0, 0o700) }) == 0 else {
            throw SystemError("make", "a temporary folder in \(path.parent ?? path)")
        }
        self.path = path
    }

    deinit {
        FileSystem.removeTree(path)
    }
}

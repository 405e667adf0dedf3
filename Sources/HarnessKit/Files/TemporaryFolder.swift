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

    deinit {
        FileSystem.removeTree(path)
    }
}

import HarnessKit

/// A folder of a test's own, gone with it.
package final class Workbench {
    package let path: Path

    package init() throws {
        signal(SIGPIPE, SIG_IGN)  // as our main does
        let place = Environment.inherited.nonEmpty("HARNESS_TEST_FOLDER") ?? "/tmp"
        var template = Array("\(place)/harness-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError("make", "a temporary folder") }
        path = try Path(bytes: template.dropLast().map(UInt8.init(bitPattern:))).resolved()
    }

    deinit {
        FileSystem.removeTree(path)
        guard FileStatus(of: path) != nil else { return }
        _ = try? run(["chmod", "-R", "u+rwX", path.description])
        _ = try? run(["rm", "-rf", path.description])
    }

    /// Runs a program here, with the environment of this process.
    @discardableResult
    package func run(_ arguments: [String], input: String = "", environment: Environment = .inherited) throws
        -> ProgramOutcome
    {
        let call = ProgramCall(arguments, in: path, environment: environment, input: Bytes(input.utf8))
        return try call.runPlainly(clock: .system, deadline: .seconds(60))
    }

    /// Runs a line in the shell.
    @discardableResult
    package func shell(_ line: String) throws -> ProgramOutcome {
        try run(["/bin/sh", "-c", line])
    }

    package func write(_ text: String, to name: String) throws {
        try write(Bytes(text.utf8), to: name)
    }

    package func write(_ bytes: Bytes, to name: String) throws {
        guard let name = RelativePath(name) else { throw SystemError("write", name, number: EINVAL) }
        try Folder(path).write(bytes, to: name, .renamed)
    }

    /// The file's text, or nil where there is none.
    package func text(of name: String) throws -> String? {
        try bytes(of: name).map { String(decoding: $0, as: UTF8.self) }
    }

    package func bytes(of name: String) throws -> Bytes? {
        guard let name = RelativePath(name) else { return nil }
        return try Folder(path).read(name)
    }
}

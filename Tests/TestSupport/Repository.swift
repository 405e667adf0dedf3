import HarnessKit

/// This repository, as its own tests see it.
package enum Repository {
    package static let root: Path = {
        let here = Path(#filePath)
        return here.parent?.parent?.parent ?? "."
    }()

    /// The executable that was built beside the tests.
    package static let program: Path = (Path(CommandLine.arguments[0]).parent ?? ".") / "harness-executor"

    package static func text(of name: String) throws -> String {
        guard let path = RelativePath(name), let bytes = try Folder(root).read(path) else {
            throw SystemError("read", name, number: ENOENT)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Files below a folder, relative to the root, in byte order; hidden ones and build folders left out.
    package static func files(below folder: String, endingWith suffix: String) throws -> [String] {
        let call = ProgramCall(
            ["find", folder, "-name", "*\(suffix)", "-type", "f", "-not", "-path", "*/.*"], in: root,
            environment: .inherited)
        let found = try call.runPlainly(clock: .system).output.text
        return found.split(separator: "\n").map(String.init).sorted { $0.precedes($1) }
    }
}

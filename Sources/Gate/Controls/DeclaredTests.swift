import HarnessKit
import Worktree

/// The tests that a project declares, as they stand in its files.
struct DeclaredTests {
    private let all: [DeclaredTest]

    private static let mostBytes = 1024 * 1024

    /// Reads the test files among these; what is no text of a known language is passed over.
    init(in files: [Manifest.Entry], of root: Path) throws {
        let paths = try TestPaths()
        let top = try Folder(root)
        all = try files.flatMap { entry -> [DeclaredTest] in
            guard case .tests(let language) = paths.role(of: entry.path), entry.kind != .link,
                entry.size <= Self.mostBytes, let text = try top.read(entry.path)
            else { return [] }
            return try DeclaredTest.all(in: text, of: language, file: entry.path)
        }
    }

    /// Whether each test of these names is known, and none looks further than whether something is there.
    ///
    /// Without names nothing can be told; what a test does that cannot be found is taken to be right.
    func onlyLookForNames(_ names: Set<String>) -> Bool {
        !names.isEmpty
            && names.allSatisfy { name in
                let found = all.filter { name.hasSuffix($0.name) }
                return !found.isEmpty && found.allSatisfy(\.onlyLooksForNames)
            }
    }
}

extension DeclaredTest {
    private static let reflection = [
        "hasattr(", "callable(", "inspect.", "typeof ", "respond_to", "find_spec", "import_module", "__dict__",
        "__all__", "in dir(", ", dir(", "method_defined", "method_exists", "function_exists", "class_exists",
        "isfunction", "ismethod",
    ].map { Bytes($0.utf8) }

    /// Whether every line that checks or calls something asks only for the names of what is there.
    var onlyLooksForNames: Bool {
        let lines = body.dropFirst().map { line in line.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 } }
        let calls = lines.filter { $0.contains(UInt8(ascii: "(")) }
        let checks = lines.filter(TestTexts.checks)
        return (checks.isEmpty ? calls : checks).allSatisfy { line in
            Self.reflection.contains { line.offset(of: $0) != nil }
        }
    }
}

import HarnessKit
import Worktree

/// Data outside of any folder of tests that only tests read: what they compare with stands there.
///
/// A test names it, and nothing of the product does.
final class NamedData {
    private let shop: Workshop
    private let paths: TestPaths
    private var texts: [(path: RelativePath, isTest: Bool, text: Bytes)]?

    private static let endings: Set = [
        "json", "jsonl", "yaml", "yml", "csv", "tsv", "txt", "xml", "snap", "golden", "expected", "out", "dat", "sql",
    ]
    private static let mostFiles = 5000
    private static let mostBytes = 256 * 1024

    init(shop: Workshop, paths: TestPaths) {
        self.shop = shop
        self.paths = paths
    }

    static func mayBe(_ path: RelativePath) -> Bool {
        let parts = Path(bytes: path.bytes).name.split(separator: ".")
        return parts.count > 1 && parts.last.map { endings.contains(String($0)) } ?? false
            && !RunnerSettings.isOne(path)
    }

    /// The test that names a file; nil where none does, or the product does too.
    func reader(of path: RelativePath) throws -> RelativePath? {
        let name = Bytes(Path(bytes: path.bytes).name.utf8)
        let naming = try read().filter { $0.path != path && $0.text.offset(of: name) != nil }
        return naming.allSatisfy(\.isTest) ? naming.first?.path : nil
    }

    /// All code that is there, read once.
    private func read() throws -> [(path: RelativePath, isTest: Bool, text: Bytes)] {
        if let texts { return texts }
        let top = try Folder(shop.store.workspace.root)
        let code = shop.tree.before.entries.filter { entry in
            entry.kind != .link && entry.size <= Self.mostBytes && !Self.mayBe(entry.path)
                && !DocumentsControl.isDocument(entry.path.description)
        }
        // Where there is too much to look at, nobody can tell what the product reads.
        let found =
            code.count > Self.mostFiles
            ? []
            : try code.compactMap { entry in
                try top.read(entry.path).map { (entry.path, paths.isTest(entry.path), $0) }
            }
        texts = found
        return found
    }
}

import HarnessKit
import Verifier
import Worktree

/// What a step needs to be started at all: the program that its words name, and the folder that it runs in.
///
/// A state from before the work may lack them. What could not be started there has not failed; with them laid over it,
/// it shows whether what was there answers as well.
struct Starters {
    private(set) var files: [Manifest.Entry] = []
    private(set) var folders: Set<RelativePath> = []

    init() {}

    /// Those of a step that runs a program, as it was played on the bytes of now; nothing that a build has made.
    init(of step: StepReport, at root: Path, among entries: [Manifest.Entry]) {
        func below(_ path: Path) -> RelativePath? {
            let (text, top) = (path.plain.description, root.plain.description)
            return text.hasPrefix(top + "/") ? RelativePath(String(text.dropFirst(top.count + 1))) : nil
        }
        let folder = step.request["cwd"]?.string.map { root / Path($0) } ?? root
        let word = step.request["argv"]?.items?.first?.string ?? ""
        let named = word.contains("/") ? [folder / word] : []
        let found = step.request["program"]?.string.map { Path($0) }
        let paths = Set((named + [found, folder].compactMap(\.self)).compactMap(below))
        files = entries.filter { paths.contains($0.path) }
        if let place = below(folder), !files.contains(where: { $0.path == place }) { folders = [place] }
    }

    var isEmpty: Bool { files.isEmpty && folders.isEmpty }

    func contains(_ others: Starters) -> Bool {
        others.folders.isSubset(of: folders)
            && others.files.allSatisfy { file in files.contains { $0.path == file.path } }
    }

    mutating func add(_ others: Starters) {
        folders.formUnion(others.folders)
        files += others.files.filter { file in !files.contains { $0.path == file.path } }
    }

    /// The files that a state lacks, or has in a form that cannot be started.
    func missing(in state: Manifest) -> [Manifest.Entry] {
        files.filter { file in !state.entries.contains { $0.path == file.path && $0.kind == file.kind } }
    }

    /// Makes the folders, following no link.
    func makeFolders(in tree: Path) throws {
        for path in folders.sorted(by: { $0 < $1 }) {
            var folder = try Folder(tree)
            for name in path.components { folder = try folder.makeFolder(Bytes(name)) }
        }
    }

    /// What results with them depend on.
    var key: String {
        guard !isEmpty else { return "" }
        return Journal.key(
            files.map { "\($0.path) \($0.kind.rawValue) \($0.digest)" }
                + folders.sorted { $0 < $1 }.map { "folder \($0)" })
    }
}

extension StepReport {
    /// Whether its program could not be started: neither what it printed nor how it ended is known.
    var hasNotStarted: Bool {
        kind == "exec" && !hasPassed && response["error"]?.string != nil && response["exit"] == nil
    }
}

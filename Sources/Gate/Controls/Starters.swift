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
    /// Those of the files that are laid over other versions of them as well.
    private var replacing: Set<RelativePath> = []

    init() {}

    /// Files that a step looks at beside what it runs: with them there, only what it runs can fail.
    init(lookingAt files: [Manifest.Entry]) {
        self.files = files
        replacing = Set(files.map(\.path))
    }

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
            && others.replacing.isSubset(of: replacing)
    }

    mutating func add(_ others: Starters) {
        folders.formUnion(others.folders)
        replacing.formUnion(others.replacing)
        files += others.files.filter { file in !files.contains { $0.path == file.path } }
    }

    /// The files that a state lacks, or has in a form that cannot be started.
    func missing(in state: Manifest) -> [Manifest.Entry] {
        files.filter { file in
            !state.entries.contains { entry in
                entry.path == file.path && entry.kind == file.kind
                    && (entry.digest == file.digest || !replacing.contains(file.path))
            }
        }
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
            files.map { "\($0.path) \($0.kind.rawValue) \($0.digest) \(replacing.contains($0.path))" }
                + folders.sorted { $0 < $1 }.map { "folder \($0)" })
    }
}

extension StepReport {
    /// Whether its program could not be started: neither what it printed nor how it ended is known.
    var hasNotStarted: Bool {
        kind == "exec" && !hasPassed && response["error"]?.string != nil && response["exit"] == nil
    }
}

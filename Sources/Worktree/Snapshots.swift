import HarnessKit

/// States of a work tree, untracked files included and ignored ones left out, as commits in a git of our own.
///
/// The user's repository is only read: not its index, branches, refs or stash are touched, and `.git` may be
/// read-only. Its objects are borrowed to find what is known already, and every object of a snapshot is copied, so
/// that a rebase and `git gc` there take nothing away here.
package struct Snapshots {
    let git: Git
    let workspace: Workspace
    /// The repository that holds the snapshots.
    let repository: Path
    /// The work tree's own index of it, which makes the next snapshot quick.
    let index: RelativePath
    private let lock: RelativePath
    /// From how many bytes on a file is told of; what is shared with copies has the same bound.
    package var largeFile = 1_000_000_000
    /// Tells the person beside the terminal.
    private let warn: @Sendable (String) -> Void

    /// Nil outside git. The store is the folder of the ledger, which linked work trees share.
    package init?(of workspace: Workspace, beside store: Path, in context: Context) throws {
        guard let git = Git(of: workspace, in: context) else { return nil }
        self.git = git
        self.workspace = workspace
        repository = store / "snapshots.git"
        index = try RelativePath(naming: "cache/snapshots.index")
        lock = try RelativePath(naming: "cache/.snapshots.lock")
        warn = { context.warn($0) }
    }

    /// Saves the present state under a name; returns the commit that holds it.
    package func take(named name: String, saying message: String) throws -> String {
        try exclusively {
            let tree = try stage(isTold: true)
            // Git is asked where it keeps the name elsewhere than in a file of its own.
            let previous =
                commit(in: repository / "refs/snapshots/last")
                ?? (try? run(["rev-parse", "--verify", "--quiet", "refs/snapshots/last"]))
            do {
                return try save(tree, as: name, saying: message, after: previous)
            } catch {
                // What is only there to be quick is thrown away, and all is saved from the files alone.
                try forget()
                return try save(try stageOnce(), as: name, saying: message, after: nil)
            }
        }
    }

    private func save(_ tree: String, as name: String, saying message: String, after previous: String?) throws -> String
    {
        let parent = previous.map { ["-p", $0] } ?? []
        let text = Bytes("\(message)\n\(try presentModes().text)".utf8)
        let commit = try run(["commit-tree", tree, "-F", "-"] + parent, input: text)
        try keep(commit, as: ["tasks/\(name)", "last"], after: previous)
        return commit
    }

    /// Saves the files of a commit of the project under a name; returns the commit that holds them here.
    ///
    /// They are the bytes that git keeps, which may be others than it checks out: line ends, filters.
    package func take(_ commit: String, named name: String, saying message: String) throws -> String {
        try exclusively {
            try prepare()
            let index = ["GIT_INDEX_FILE": indexPath(try RelativePath(naming: "cache/base.index"))]
            _ = try run(["read-tree", "\(commit)^{tree}"], with: index)
            try leaveOutHarness(with: index)
            let saved = try run(["commit-tree", try run(["write-tree"], with: index), "-m", message])
            try keep(saved, as: ["tasks/\(name)"], after: nil)
            return saved
        }
    }

    /// The tree of the present state, which no name keeps.
    package func present() throws -> String {
        try exclusively { try stage() }
    }

    /// A file that differs between two states.
    package struct Change: Sendable {
        /// A added, D deleted, M modified, T of another type.
        package let kind: String
        package let path: String
        /// The object of its bytes as they lie there; nil where it is gone, is a repository, or nobody asked.
        package let object: String?

        package init(kind: String, path: String, object: String? = nil) {
            (self.kind, self.path, self.object) = (kind, path, object)
        }

        /// Of ":100644 100644 OLD NEW M", the head of what `git diff --raw` says of a file.
        init?(raw: String, path: String) {
            let words = raw.split(separator: " ")
            guard words.count == 5 else { return nil }
            let isFile = words[4] != "D" && words[1] != "160000"
            self.init(kind: String(words[4]), path: path, object: isFile ? String(words[3]) : nil)
        }
    }

    /// Which of these commits are not held any more: somebody removed the repository, or a part of it.
    package func lost(among commits: [String]) throws -> [String] {
        guard !commits.isEmpty, FileStatus(of: repository / "objects") != nil else { return commits }
        let lost = commits.filter { (try? run(["cat-file", "-e", "\($0)^{tree}"])) == nil }
        guard !lost.isEmpty, flaw() != nil else { return lost }
        // Its settings are damaged; what it holds can be there all the same, and the project's git can look at it.
        let objects = ["GIT_OBJECT_DIRECTORY": (repository / "objects").description]
        return lost.filter { (try? git.call(["cat-file", "-e", "\($0)^{tree}"], with: objects)) == nil }
    }

    /// Reads a commit that is held; where it is not, the failure says in words what is gone.
    func reading<Value>(_ commit: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            guard try !lost(among: [commit]).isEmpty else { throw error }
            throw Failure(
                .missing,
                "the state \(commit.prefix(12)) to compare with is lost: snapshots.git does not hold it any more",
                hint: "name another one: 'task-state amend --base HEAD --reason TEXT'", codes: [Self.lostCode])
        }
    }

    /// The word of a failure that says so.
    package static let lostCode = "E_BASE_LOST"

    /// What differs between a snapshot and the present state.
    package func changes(since commit: String) throws -> [Change] {
        let fields = try difference(["--raw", "--no-abbrev", "--no-renames", "-z"], since: commit)
            .split(separator: "\0").map(String.init)
        return stride(from: 0, to: fields.count - 1, by: 2).compactMap { Change(raw: fields[$0], path: fields[$0 + 1]) }
    }

    /// The same, line by line.
    package func patch(since commit: String) throws -> String {
        try difference(["--no-color", "--no-ext-diff", "--no-textconv"], since: commit)
    }

    private func difference(_ options: [String], since commit: String) throws -> String {
        try reading(commit) {
            let tree = try exclusively { try stage() }
            return try git.call(["diff"] + options + [commit, tree], with: variables).output.text
        }
    }

    /// Brings our index up to the present state of the work tree; returns its tree.
    private func stage(isTold: Bool = false) throws -> String {
        do {
            return try stageOnce(isTold: isTold)
        } catch {
            // What git cannot add of the work tree, it cannot add the second time.
            let isOfFiles = Failure(translating: error).message.hasPrefix("git add failed")
            guard !isOfFiles || flaw() != nil || !hasReadableIndex else { throw error }
            try forget()
            return try stageOnce(isTold: isTold)
        }
    }

    private func stageOnce(isTold: Bool = false) throws -> String {
        try prepare()
        if FileStatus(of: workspace.harness / Path(bytes: index.bytes)) == nil, let head = git.head() {
            try beginIndex(at: head)
        }
        for folder in try add(["."] + Self.harnessLeftOut) where isTold {
            warn("\(folder) is a git repository without a commit: no snapshot holds what is in it")
        }
        return try run(["write-tree"])
    }

    /// Files that are tracked and ignored as well are known from there; the index takes its place when it is whole.
    private func beginIndex(at head: String) throws {
        let draft = try RelativePath(naming: "\(index).new")
        let variables = ["GIT_INDEX_FILE": indexPath(draft)]
        _ = try run(["read-tree", "\(head)^{tree}"], with: variables)
        try leaveOutHarness(with: variables)
        try Folder(workspace.harness).move(draft, to: index)
    }

    private static let harnessLeftOut = [":(top,exclude)harness", ":(top,exclude).harness"]

    /// Adds what lies there; returns the repositories inside that have no commit yet, of which git can add nothing.
    private func add(_ pathspecs: [String], leavingOut left: [String] = []) throws -> [String] {
        let words = ["add", "--all", "--verbose", "--"] + pathspecs + left.map { ":(top,exclude,literal)\($0)" }
        let outcome = try git.call(words, with: variables, accepting: [0, 128])
        guard outcome.exit != .exited(0) else {
            tellLarge(outcome.output.text)
            return left
        }
        let lines = outcome.errors.text.split(separator: "\n")
        let name = lines.lazy.compactMap(Self.withoutCommit).first
        guard let name, !left.contains(name), left.count < Self.mostLeftOut else {
            let reason = lines.first.map(String.init) ?? outcome.exit.description
            throw Failure(.unavailable, "git add failed: \(reason)", hint: "run 'git status' in \(workspace.root)")
        }
        return try add(pathspecs, leavingOut: left + [name])
    }

    private static let mostLeftOut = 50

    /// Names what is large of the files that git says it took in: it is saved whole, and copied whole where the gate works.
    private func tellLarge(_ lines: String) {
        for line in lines.split(separator: "\n") where line.hasPrefix("add '") && line.hasSuffix("'") {
            let name = String(line.dropFirst(5).dropLast())
            guard let status = FileStatus(of: workspace.root / name), status.kind == .file, status.size >= largeFile
            else { continue }
            warn(
                "\(name) has \(status.size) bytes, and all of them were saved: "
                    + "where it is no part of the project, name it in .gitignore")
        }
    }

    /// The folder that git names in "error: 'nested/' does not have a commit checked out".
    private static func withoutCommit(_ line: Substring) -> String? {
        let (start, end) = ("error: '", "/' does not have a commit checked out")
        guard line.hasPrefix(start), line.hasSuffix(end) else { return nil }
        return String(line.dropFirst(start.count).dropLast(end.count))
    }

    /// Takes the harness's own folders out of an index, also where the user has committed and changed what is in them.
    func leaveOutHarness(with variables: [String: String]) throws {
        let words = ["rm", "-r", "-f", "-q", "--cached", "--ignore-unmatch", "--", "harness", ".harness"]
        _ = try run(words, with: variables)
    }

    func exclusively<Value>(_ body: () throws -> Value) throws -> Value {
        let harness = try Folder(workspace.root).folder(
            try RelativePath(naming: workspace.harnessName), creating: .renamed)
        return try harness.locked(lock) {
            try requireRegularPlaces(in: harness)
            // Whoever was killed here left git's own lock behind; ours says that nobody is at work.
            for ending in [".lock", ".new.lock"] { try harness.remove(try RelativePath(naming: "\(index)\(ending)")) }
            return try body()
        }
    }

    /// Refuses what git would wait for or stumble over: a pipe in place of its index, a file in place of its repository.
    private func requireRegularPlaces(in harness: Folder) throws {
        if let status = FileStatus(of: repository), status.kind != .folder {
            throw Failure(
                .malformed, "\(repository) is no folder, and snapshots are kept in one of that name",
                hint: "move it away, and a new one is made")
        }
        for name in [index, try RelativePath(naming: "\(index).new"), try RelativePath(naming: "cache/base.index")] {
            let path = harness.path / Path(bytes: name.bytes)
            guard let status = FileStatus(of: path), status.kind != .file else { continue }
            throw Failure(
                .malformed, "\(path) is no regular file, and git keeps its index there",
                hint: "move it away: it is made again")
        }
    }

    /// Runs git on the snapshots; returns the first line it prints.
    @discardableResult
    func run(_ arguments: [String], with others: [String: String] = [:], input: Bytes = []) throws -> String {
        do {
            let text = try git.call(arguments, with: variables.merging(others) { $1 }, input: input).output.text
            return text.split(separator: "\n").first.map(String.init) ?? ""
        } catch var failure as Failure {
            // It is our repository that is ill, not the user's.
            failure.hint = "run 'task-state doctor'"
            throw failure
        }
    }

    private func indexPath(_ name: RelativePath) -> String {
        (workspace.harness / Path(bytes: name.bytes)).description
    }

    /// What the snapshots hold.
    var objects: GitObjects { GitObjects(git, with: variables) }

    var variables: [String: String] {
        [
            "GIT_DIR": repository.description, "GIT_WORK_TREE": workspace.root.description,
            "GIT_INDEX_FILE": indexPath(index),
            "GIT_AUTHOR_NAME": "harness", "GIT_AUTHOR_EMAIL": "harness@localhost", "GIT_COMMITTER_NAME": "harness",
            "GIT_COMMITTER_EMAIL": "harness@localhost", "GIT_CONFIG_GLOBAL": "/dev/null",
        ]
    }
}

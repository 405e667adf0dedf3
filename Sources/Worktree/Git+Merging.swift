import HarnessKit

/// Branches put together in a throw-away store of objects: the repository itself is only read.
package final class TrialMerge {
    private let git: Git
    private let store: TemporaryFolder
    private let variables: [String: String]
    /// Attributes that hold wherever no file of the project says something else, the user's own first.
    private let attributes: Path
    /// What the branches together are.
    package private(set) var commit: String

    /// Merges revisions one after the other; what conflicts fails by its files.
    package init(
        of revisions: [String], in git: Git, environment: Environment, attributes rules: String = ""
    ) throws {
        guard let first = revisions.first, let common = git.commonFolder else {
            throw Failure(.usage, "no branch is named", hint: "name two or more: 'verify audit --merge main work'")
        }
        self.git = git
        store = try TemporaryFolder(in: environment, named: "merge")
        _ = try Folder(store.path).folder(try RelativePath(naming: "objects/pack"), creating: .renamed)
        variables = [
            "GIT_OBJECT_DIRECTORY": (store.path / "objects").description,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": (common / "objects").description,
            "GIT_AUTHOR_NAME": "harness", "GIT_AUTHOR_EMAIL": "harness@localhost", "GIT_COMMITTER_NAME": "harness",
            "GIT_COMMITTER_EMAIL": "harness@localhost",
        ]
        attributes = store.path / "attributes"
        let own = try Self.attributes(of: git, environment)
        let name = try RelativePath(naming: "attributes")
        try Folder(store.path).write(own + Bytes("\n\(rules)".utf8), to: name, .renamed)
        commit = try Self.known(first, git)
        for revision in revisions.dropFirst() {
            let other = try Self.known(revision, git)
            let tree = try merge(other, named: revision)
            let words = ["commit-tree", tree, "-p", commit, "-p", other, "-m", "together with \(revision)"]
            commit = try line(of: git.call(words, with: variables))
        }
    }

    /// What the user's git has been told for all repositories.
    private static func attributes(of git: Git, _ environment: Environment) throws -> Bytes {
        let set = try git.call(["config", "--path", "core.attributesFile"], accepting: [0, 1]).output.text
        let home = environment.nonEmpty("HOME")
        let folder = environment.nonEmpty("XDG_CONFIG_HOME") ?? home.map { "\($0)/.config" }
        let place = set.split(separator: "\n").first.map(String.init) ?? folder.map { "\($0)/git/attributes" }
        guard let place, let path = Optional(place.hasPrefix("/") ? Path(place) : git.root / Path(place)),
            let parent = path.parent, let name = RelativePath(path.name)
        else { return [] }
        return (try? Folder(parent).read(name)) ?? []
    }

    private static func known(_ revision: String, _ git: Git) throws -> String {
        if let commit = git.commit(of: revision) { return commit }
        throw git.ignorance(of: revision, hint: "run 'git fetch', or 'git branch --all' to see them")
    }

    private func merge(_ other: String, named name: String) throws -> String {
        let words = [
            "-c", "core.attributesFile=\(attributes)", "merge-tree", "--write-tree", "--name-only", "--no-messages",
            commit, other,
        ]
        let outcome = try git.call(words, with: variables, accepting: [0, 1, 129])
        guard outcome.exit != .exited(129) else {
            throw Failure(
                .unavailable, "this git cannot put branches together without a work tree",
                hint: "install git 2.38 or later")
        }
        let lines = outcome.output.text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        guard let tree = lines.first, outcome.exit.isSuccess else {
            throw Failure(
                .no, "'\(name)' conflicts with what comes before it", hint: "merge them by hand, and audit the result",
                details: Array(lines.dropFirst().prefix(20)))
        }
        return tree
    }

    private func line(of outcome: ProgramOutcome) throws -> String {
        outcome.output.text.split(separator: "\n").first.map(String.init) ?? ""
    }

    /// Writes all files of the result into an empty folder.
    package func export(into folder: Path) throws -> BaseExport {
        var writer = try BaseWriter(
            into: folder, of: git, largeFiles: git.commonFolder.map { $0 / "lfs/objects" }, scope: .everything)
        return try writer.export(commit, from: GitObjects(git, with: variables))
    }
}

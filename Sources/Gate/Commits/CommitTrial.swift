import HarnessKit
import Project
import Verifier
import Worktree

/// The folders in which a commit's tests are run: with its change, without it, and its base untouched.
final class CommitTrial {
    enum Side: String { case with, without, base }

    let change: Git.Change
    private let git: Git
    private let touched: TouchedTests
    private let workspace: Workspace
    private let context: Context
    private let loop: PollLoop
    private let progress: Progress
    private let limit: Duration
    private var folders: [Side: (owner: TemporaryFolder, root: Path)] = [:]
    private(set) var notes: [String] = []

    init(
        of change: Git.Change, _ touched: TouchedTests, in git: Git, _ workspace: Workspace, limit: Duration,
        on loop: PollLoop, in context: Context, progress: Progress
    ) {
        self.change = change
        self.git = git
        self.touched = touched
        self.workspace = workspace
        self.context = context
        self.loop = loop
        self.progress = progress
        self.limit = limit
    }

    /// The folder of a side, made when it is first asked for.
    func root(of side: Side) throws -> Path {
        if let made = folders[side] { return made.root }
        progress.update("writing \(side == .with ? "the commit" : "its parent") into a folder of its own")
        let owner = try TemporaryFolder(in: context.environment, named: "tests")
        // Packages may be named after their folder.
        let name = try RelativePath(naming: workspace.root.name)
        let folder = try Folder(owner.path).folder(name, creating: .renamed)
        folders[side] = (owner, folder.path)
        let overlay = side == .without ? Overlay(touched.files, of: change.commit.hash) : nil
        let revision = side == .with ? change.commit.hash : change.base.hash
        let export = try git.export(revision, into: folder.path, .everything, with: overlay)
        if side == .without {
            for (path, bytes) in touched.spliced { try folder.write(bytes, to: path, .renamed) }
        }
        for path in export.missing where side == .with {
            note("'\(path)' is a submodule or large file whose content is not on this machine")
        }
        try share(with: folder, of: export.manifest)
        return folder.path
    }

    /// Ignored folders of dependencies, from the work tree, wherever the project has a manifest.
    private func share(with folder: Folder, of manifest: Manifest) throws {
        let units = try Detection(of: folder.path).units.map(\.folder)
        let folders = ([""] + units).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let names = folders.flatMap { folder in
            SharedInputs.usualNames.compactMap { RelativePath(folder.isEmpty ? $0 : "\(folder)/\($0)") }
        }.filter { FileStatus(following: workspace.root / Path(bytes: $0.bytes)) != nil }
        guard !names.isEmpty else { return }
        progress.update("copying \(names.map(\.description).joined(separator: ", "))")
        let inputs = try SharedInputs(of: workspace, cache: nil).share(
            names, into: folder.path, of: manifest, locks: LockFiles.digest(of: manifest))
        for input in inputs where input.outcome == .tooLarge {
            try link(input.name, in: folder)
            note("\(input.name) is too large to copy: the tests use that of the work tree")
        }
    }

    private func link(_ name: RelativePath, in folder: Folder) throws {
        let parts = name.components
        let parent = RelativePath(bytes: Bytes(parts.dropLast().joined(separator: [UInt8(ascii: "/")])))
        let place = try parent.map { try folder.folder($0, creating: .renamed) } ?? folder
        try place.makeLink(parts.last ?? [], saying: (workspace.root / Path(bytes: name.bytes)).bytes)
    }

    private func note(_ text: String) {
        if !notes.contains(text) { notes.append(text) }
    }

    /// Runs a command on a side; builds that fail count as its own failure.
    func run(_ job: TestJob, on side: Side, within most: Duration? = nil) throws -> TestRun {
        let limit = most.map { min($0, self.limit) } ?? self.limit
        let root = try root(of: side)
        let place = job.folder.isEmpty ? root : root / job.folder
        var last: ProgramOutcome?
        var duration = Duration.zero
        for words in job.builds + [job.words] {
            if let last, !last.exit.isSuccess || last.isTimedOut { break }
            let what = side == .with ? "with the change" : side == .without ? "without the change" : "on the parent"
            let call = ProgramCall(words, in: place, environment: environment(root, place))
            last = try call.run(
                on: loop, deadline: limit, outputLimit: 4 * 1024 * 1024, hiding: context.secrets
            ) { [progress] in progress.update("\(what): \(job.line)") }
            duration += last?.duration ?? .zero
        }
        guard let last else { throw Failure(.malformed, "no test command is named", hint: "give --test a command") }
        return TestRun(job, last, in: root, taking: duration, reports: reports(in: place))
    }

    /// The caller's variables, without those that would point git or Python elsewhere.
    private func environment(_ root: Path, _ place: Path) -> Environment {
        var environment = context.environment
        for name in environment.names where name.hasPrefix("GIT_") { environment[name] = nil }
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        // Or messages are cut to what fits a terminal.
        environment["COLUMNS"] = "200"
        // Or a file that cannot be loaded keeps pytest from running the tests of every other one.
        environment["PYTEST_ADDOPTS"] =
            [environment.nonEmpty("PYTEST_ADDOPTS"), "--continue-on-collection-errors"].compactMap { $0 }
            .joined(separator: " ")
        let programs = [place, root].map { ($0 / "node_modules/.bin").description }
        environment["PATH"] = (programs + [environment["PATH"] ?? "/usr/bin:/bin"]).joined(separator: ":")
        // Installed for work on it, a package would be found in the work tree.
        let folders = [place, place / "src", root].filter { FileStatus(following: $0)?.kind == .folder }
        let paths = folders.map(\.description) + [environment.nonEmpty("PYTHONPATH")].compactMap { $0 }
        environment["PYTHONPATH"] = paths.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            .joined(separator: ":")
        return environment
    }

    /// What runners of Java leave.
    private func reports(in place: Path) -> [TestReport] {
        ["target/surefire-reports", "build/test-results/test"].flatMap { name -> [TestReport] in
            guard let folder = try? Folder(place / name), let names = try? folder.names(atMost: 2000) else { return [] }
            return names.filter { $0.hasPrefix("TEST-") && $0.hasSuffix(".xml") }.compactMap { file in
                guard let path = RelativePath(file), let bytes = try? folder.read(path) else { return nil }
                return TestReport(name: file, bytes: bytes)
            }
        }
    }
}

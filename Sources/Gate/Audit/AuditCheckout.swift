import HarnessKit
import Ledger
import Verifier
import Worktree

/// The committed files in a throw-away folder: of HEAD, or of branches put together.
struct AuditCheckout {
    let root: Path
    let harness: String
    /// What was written.
    let manifest: Manifest
    /// What `share` names and the work tree has not.
    private(set) var missing: [String] = []
    private let owner: TemporaryFolder
    private let workspace: Workspace
    private let git: Git
    private let isMerged: Bool
    /// The revisions that it is made of.
    let revisions: [String]

    init(_ merged: [String], of git: Git, _ workspace: Workspace, in context: Context) throws {
        owner = try TemporaryFolder(in: context.environment, named: "tree")
        self.workspace = workspace
        self.git = git
        isMerged = !merged.isEmpty
        revisions = isMerged ? merged : ["HEAD"]
        let folder = try Folder(owner.path).folder(try RelativePath(naming: workspace.root.name), creating: .renamed)
        root = folder.path
        let export =
            merged.isEmpty
            ? try git.export("HEAD", into: root, .everything)
            : try TrialMerge(
                of: merged, in: git, environment: context.environment,
                attributes: HarnessFolder.mergeRules(below: workspace.harnessName)
            ).export(into: root)
        manifest = export.manifest
        harness = FileStatus(of: root / ".harness")?.kind == .folder ? ".harness" : "harness"
        let name = try RelativePath(naming: "\(harness)/config/environment.json")
        guard let bytes = try folder.read(name) else { return }
        let project: ProjectEnvironment = try JSON.Source(name: name.description, bytes: bytes).decode()
        let shared = try share(root, project, export.manifest)
        missing = shared.filter { $0.outcome == .missing }.map(\.name.description)
    }

    /// Copies what the project says that a copy of it needs, from the work tree.
    @discardableResult
    func share(_ copy: Path, _ project: ProjectEnvironment, _ manifest: Manifest) throws -> [SharedInput] {
        let names = try project.sharedPaths()
        guard !names.isEmpty else { return [] }
        let inputs = try SharedInputs(of: workspace, cache: nil).share(
            names, into: copy, of: manifest, locks: LockFiles.digest(of: manifest))
        if let input = inputs.first(where: { $0.outcome == .tooLarge }) {
            throw Failure(
                .unavailable, "\(input.name) is too large to copy here",
                hint: "run it where files can share their bytes (XFS, Btrfs, APFS)")
        }
        return inputs
    }

    /// The caller's world for what runs in a copy: paths that lead into the work tree lead into the copy.
    func context(in copy: Path, like context: Context) -> Context {
        var context = context
        context.environment.redirect(from: workspace.root, to: copy)
        return context
    }

    /// The work tree itself, where its files are those that are committed: it has what git ignores.
    func workTree(in context: Context) throws -> Result<Path, SiteMaker.Obstacle> {
        guard !isMerged else { return .failure(.init(reason: "branches put together lie in no work tree")) }
        let committed = try git.export("HEAD", into: nil).manifest
        let changes = try Manifest.take(of: workspace, in: context).changes(from: committed)
        guard let path = (changes.changed + changes.removed + changes.added).first else {
            return .success(workspace.root)
        }
        return .failure(
            .init(reason: "'\(path)' in the work tree is not what is committed: commit it first"))
    }
}

import HarnessKit

/// Where a work tree's ledger lies: its own folder, or the main tree's, so that agents in several trees share one.
///
/// The first `init` in a tree chooses and writes the choice into `store.json`; everyone later obeys it. A choice
/// made anew each time would split the ledger between the inside and the outside of a sandbox.
package struct StoreLocation: Sendable {
    package let database: Path
    /// The work tree's name in the ledger: "." for the main one, which may move, else its path.
    package let worktree: String
    private let recordedID: String?

    private static let choice = "store.json"

    /// Finds the place that was chosen, or the one where a ledger already lies, or the one to choose.
    package init(of workspace: Workspace, in context: Context) throws {
        worktree = workspace.mainRoot == nil ? "." : workspace.root.description
        if FileStatus(of: workspace.harness)?.kind == .link {
            throw Failure(
                .denied, "\(workspace.harness) is a link, and nothing is written through it",
                hint: "replace it by a folder, or name the project with --project-root")
        }
        if let recorded = try Self.recorded(in: workspace) {
            database = workspace.harness / recorded.database
            recordedID = recorded.id
            return
        }
        recordedID = nil
        let candidates = Self.candidates(for: workspace, in: context)
        let existing = candidates.first { FileStatus(of: $0 / "state.db") != nil }
        let writable = candidates.first { Self.canWrite($0) }
        database = (existing ?? writable ?? workspace.harness) / "state.db"
    }

    /// Whether there is no ledger yet.
    package var isNew: Bool { FileStatus(of: database) == nil }

    /// Opens the ledger for writing; makes it, and notes the choice, where this is the first time.
    package func open(for workspace: Workspace, in context: Context) throws -> Ledger {
        try makeFolder(for: workspace)
        let ledger: Ledger
        do {
            ledger = try Ledger.open(database, in: context)
        } catch let error as DatabaseError where error.kind == .denied && recordedID != nil {
            throw Failure(
                .denied, "the ledger of this work tree is \(database), which cannot be written: \(error.message)",
                hint: "run the same command outside the sandbox")
        }
        if let recordedID, recordedID != ledger.id {
            throw Failure(
                .denied, "\(database) is another ledger (\(ledger.id)) than this work tree's (\(recordedID))",
                hint: "restore the ledger, or remove \(workspace.harnessName)/store.json to use this one")
        }
        if recordedID == nil { try record(ledger, for: workspace) }
        return ledger
    }

    /// Opens the ledger for reading, or nil where there is none.
    package func openForReading() throws -> Ledger? {
        try Ledger.openForReading(database)
    }

    private static func candidates(for workspace: Workspace, in context: Context) -> [Path] {
        var folders: [Path] = []
        if let chosen = context.environment.nonEmpty("HARNESS_STATE_DIR") {
            folders.append(context.directory / Path(chosen))
        }
        if let main = workspace.mainRoot {
            let hidden = main / ".harness"
            folders.append(FileStatus(of: hidden)?.kind == .folder ? hidden : main / "harness")
        }
        return folders + [workspace.harness]
    }

    private static func canWrite(_ folder: Path) -> Bool {
        let place = FileStatus(of: folder) == nil ? folder.parent ?? folder : folder
        return place.withCString { access($0, W_OK) } == 0
    }

    private func makeFolder(for workspace: Workspace) throws {
        guard let folder = database.parent, FileStatus(of: folder) == nil else { return }
        let made = folder.withCString { mkdir($0, 0o777) }
        guard made == 0 || errno == EEXIST else { throw SystemError("create", folder.description) }
    }

    private static func recorded(in workspace: Workspace) throws -> (database: Path, id: String)? {
        guard FileStatus(of: workspace.harness / choice) != nil, let name = RelativePath(choice) else { return nil }
        guard let bytes = try Folder(workspace.harness).read(name) else { return nil }
        let file = (workspace.harness / choice).description
        let choice: StoreChoice = try JSON.Source(name: file, bytes: bytes).decode()
        return (Path(choice.database), choice.id)
    }

    private func record(_ ledger: Ledger, for workspace: Workspace) throws {
        let isOwn = database.parent == workspace.harness
        var choice = StoreChoice()
        choice.database = isOwn ? "state.db" : database.description
        choice.id = ledger.id
        guard let name = RelativePath("\(workspace.harnessName)/\(Self.choice)") else { return }
        try Folder(workspace.root).write(choice.json.bytes(.indented) + [0x0A], to: name, .synced)
    }
}

/// The file in which a work tree notes its ledger.
private struct StoreChoice: JSONRecord {
    static let title = "a store's choice"
    static let fields: [Field<Self>] = [
        .required("database", \.database, "the ledger's file, relative to this one's folder"),
        .required("id", \.id, "the ledger's id"),
    ]

    var database = ""
    var id = ""
}

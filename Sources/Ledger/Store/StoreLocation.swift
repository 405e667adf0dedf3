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
        try Self.refuseLink(at: workspace.harness)
        if let recorded = try Self.recorded(in: workspace) {
            database = workspace.harness / recorded.database
            recordedID = recorded.id
            worktree = Self.worktree(of: workspace, database)
            return
        }
        recordedID = nil
        let candidates = Self.candidates(for: workspace, in: context)
        let existing = candidates.first { FileStatus(of: $0 / "state.db") != nil }
        let writable = candidates.first { Self.canWrite($0) }
        database = (existing ?? writable ?? workspace.harness) / "state.db"
        worktree = Self.worktree(of: workspace, database)
    }

    /// Only the tree in whose own folder the ledger lies needs no path, and may be moved.
    private static func worktree(of workspace: Workspace, _ database: Path) -> String {
        database.parent == workspace.harness ? "." : workspace.root.description
    }

    /// Opens the ledger for writing; makes it, and notes the choice, where this is the first time.
    package func open(for workspace: Workspace, in context: Context) throws -> Ledger {
        try Self.refuseLink(at: database.parent)
        try refuseEmptied()
        if recordedID != nil {
            // Nothing is made where a file in the project points: what it names must be there already.
            guard let status = FileStatus(of: database), status.kind != .file || status.size > 0 else {
                throw missing(workspace)
            }
        } else {
            try makeFolder(for: workspace)
        }
        let ledger: Ledger
        do {
            ledger = try Ledger.open(database, in: context)
        } catch let error as DatabaseError where error.kind == .denied && recordedID != nil {
            if FileSystem.otherOwner(of: database) != nil { throw Failure(translating: error) }
            throw Failure(
                .denied, "the ledger of this work tree is \(database), which cannot be written: \(error.message)",
                hint: "run the same command outside the sandbox")
        }
        if let recordedID {
            try check(ledger.id, against: recordedID, workspace)
        } else {
            try record(ledger, for: workspace)
        }
        return ledger
    }

    /// Opens the ledger for reading, or nil where none was ever begun.
    package func openForReading(for workspace: Workspace) throws -> Ledger? {
        try Self.refuseLink(at: database.parent)
        try refuseEmptied()
        let ledger = try Ledger.openForReading(database)
        guard let recordedID else { return ledger }
        guard let ledger else { throw missing(workspace) }
        try check(ledger.id, against: recordedID, workspace)
        return ledger
    }

    /// Whether there is no ledger yet, and none was chosen.
    package var isNew: Bool { recordedID == nil && FileStatus(of: database) == nil }

    private func missing(_ workspace: Workspace) -> Failure {
        Failure(
            .missing, "the ledger of this work tree is \(database), and it is not there",
            hint: "restore it, or remove \(workspace.harnessName)/store.json to begin a new one")
    }

    /// Even a reader would delete the log beside a file that somebody emptied, and with it what was recorded last.
    private func refuseEmptied() throws {
        guard let file = FileStatus(of: database), file.kind == .file, file.size == 0, let folder = database.parent,
            let log = FileStatus(of: folder / "\(database.name)-wal"), log.size > 0
        else { return }
        throw Failure(
            .malformed, "\(database) is empty, and \(database.name)-wal beside it still holds what was recorded last",
            hint: "restore \(database.name) from a copy, or move both away and let the files below tasks/ be read")
    }

    private func check(_ id: String, against recorded: String, _ workspace: Workspace) throws {
        guard id != recorded else { return }
        throw Failure(
            .denied, "\(database) is another ledger (\(id)) than this work tree's (\(recorded))",
            hint: "restore the ledger, or remove \(workspace.harnessName)/store.json to use this one")
    }

    /// A link in place of the folder would lead out of the project.
    private static func refuseLink(at folder: Path?) throws {
        guard let folder, let kind = FileStatus(of: folder)?.kind, kind != .folder else { return }
        guard kind == .link else {
            throw Failure(
                .denied, "\(folder) is no folder, and the harness keeps its files there",
                hint: "move it away, or name the project with --project-root")
        }
        throw Failure(
            .denied, "\(folder) is a link, and nothing is written through it",
            hint: "replace it by a folder, or name the project with --project-root")
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
        guard let folder = database.parent, let place = folder.parent, FileStatus(of: folder) == nil else { return }
        _ = try Folder(place).folder(try RelativePath(naming: folder.name), creating: .synced)
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

import HarnessKit
import Ledger
import Worktree

/// The ledgers of every work tree of the project; trees that share one are one member.
struct LedgerSet {
    struct Member {
        let store: TaskStore
        /// What a command needs so that it reaches this ledger from here: " --project-root DIR", or nothing.
        let address: String

        var ledger: Ledger { store.ledger }

        /// The work tree of a task in few words; nothing where it is the one that one stands in.
        func place(of task: TaskLine) -> String? {
            if task.worktree == store.worktree, address.isEmpty { return nil }
            return task.worktree == "." ? store.location.database.parent?.parent?.name : Path(task.worktree).name
        }

        /// Whether a task belongs to the tree that one stands in.
        func isHere(_ task: TaskLine) -> Bool { address.isEmpty && task.worktree == store.worktree }
    }

    private(set) var members: [Member] = []
    /// Ledgers that could not be read, a line each.
    private(set) var troubles: [String] = []

    /// Opens what can be read; this tree's own must be readable where it is there.
    init(in context: Context) throws {
        let workspace = try Workspace.find(in: context)
        try add(workspace, in: context)
        for root in otherTrees(of: workspace, in: context) {
            var other = context
            other.projectRoot = root
            do {
                try add(try Workspace.find(in: other), in: other, address: " --project-root \(Self.quoted(root))")
            } catch {
                troubles.append("\(root): \(Failure(translating: error).message)")
            }
        }
    }

    private mutating func add(_ workspace: Workspace, in context: Context, address: String = "") throws {
        let location = try StoreLocation(of: workspace, in: context)
        guard !members.contains(where: { $0.store.location.database == location.database }) else { return }
        guard let store = try TaskStore.openForReading(in: context) else { return }
        members.append(Member(store: store, address: address))
    }

    private mutating func otherTrees(of workspace: Workspace, in context: Context) -> [Path] {
        guard let git = Git(of: workspace, in: context) else { return [] }
        do {
            return try git.worktrees().filter { $0 != workspace.root && FileStatus(of: $0) != nil }
        } catch {
            troubles.append("the other work trees: \(Failure(translating: error).message)")
            return []
        }
    }

    private static func quoted(_ path: Path) -> String {
        let text = path.description
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                || "/._-+".unicodeScalars.contains(scalar)
        }
        let parts = text.split(separator: "'", omittingEmptySubsequences: false)
        return isPlain ? text : "'" + parts.joined(separator: #"'\''"#) + "'"
    }
}

import HarnessKit
import Ledger
import TaskState
import Verifier
import Worktree

/// Looks at what was proved: as it stands written, or made again from a clean checkout.
struct VerifyAudit: Command {
    static let name = "audit"
    static let summary = "checks receipts, and with --replay makes again what they say"
    static let notes = """
        Without --replay nothing is run: each receipt in harness/receipts is held against its scenario files and, where \
        the ledger that made it is here, against that.

        With --replay the committed files (HEAD, or with --merge the branches together) are written into a throw-away folder, \
        the scenarios of each receipt are played there with new values, on the commit that the work began with, and against \
        stand-ins. No ledger is needed. A receipt of level V2 that holds in all of this is V3, independent.

        Exit status: 0 every receipt holds, 1 one does not or there is none, 65 a file is wrong, 69 nothing could be run.
        """
    static let examples = [
        CommandExample("verify audit", "are the receipts here what they claim?"),
        CommandExample("verify audit --replay --since origin/main --min V2", "one line for CI"),
        CommandExample("verify audit --merge main work-a work-b", "does the combination of branches still hold?"),
    ]
    static let parameters: [Parameter<Self>] = [
        .flag("--replay", to: \.replays, "plays their scenarios again, from the committed files"),
        .option("--min", value: "LEVEL", to: \.minimum, "the level that each must hold: V1, V2 or V3"),
        .option(
            "--since", value: "REV", to: \.since,
            "only receipts that REV does not have, or whose scenarios were other ones there"),
        .list("--merge", value: "REV", to: \.merged, "replays what these branches are together"),
        .flag("--allow-none", to: \.allowsNone, "no receipt at all is no failure"),
        .taskID(to: \.taskID),
    ]

    var replays = false
    var minimum: AskedLevel?
    var since: String?
    var merged: [String] = []
    var allowsNone = false
    var taskID: TaskID?

    enum AskedLevel: String, CaseIterable, ArgumentValue {
        case replayed = "V1"
        case controlled = "V2"
        case independent = "V3"
    }

    func run(in context: Context) throws -> Answer {
        let workspace = try Workspace.find(in: context)
        let progress = Progress(context)
        defer { progress.finish() }
        var audit = Audit(workspace: workspace, context: context, progress: progress)
        let gone = try lost(in: context)
        var audited: [AuditedReceipt]
        if replays || !merged.isEmpty {
            audited = try replay(audit, in: context, missing: gone)
        } else {
            let receipts = try Receipt.all(in: workspace.harness)
            audit.names = Receipt.names(in: receipts)
            audit.all = receipts
            audited = try audit.look(try chosen(receipts, below: workspace.root, workspace, in: context, missing: gone))
        }
        // A replay reads what is committed: there a file that was only removed here is.
        audited += gone.filter { lost in !audited.contains { $0.task == lost.task.id.text } }
            .map { AuditedReceipt($0) }
        progress.finish()
        return AuditPage(
            receipts: audited, minimum: minimum.flatMap { Level(rawValue: $0.rawValue) }, since: since,
            allowsNone: allowsNone,
            isReplayed: replays || !merged.isEmpty, isInGit: Git(of: workspace, in: context) != nil,
            openNext: try openNext(in: context),
            style: context.styles.output
        ).answer
    }

    /// Receipts that the ledger here made and that are gone; with --since those that are new are asked for.
    private func lost(in context: Context) throws -> [LostReceipt] {
        guard since == nil, merged.isEmpty, let store = try TaskStore.openForReading(in: context) else { return [] }
        return try store.lostReceipts().filter { taskID == nil || $0.task.id == taskID }
    }

    private func openNext(in context: Context) throws -> String? {
        guard let store = try TaskStore.openForReading(in: context) else { return nil }
        return try store.ledger.openTasks(in: store.worktree, atMost: 1).first.map {
            try store.next(for: store.task($0.id))
        }
    }

    private func replay(_ audit: Audit, in context: Context, missing gone: [LostReceipt]) throws -> [AuditedReceipt] {
        guard let git = Git(of: audit.workspace, in: context) else {
            throw Failure(
                .unavailable, "\(audit.workspace.lackOfGit): there are no committed files to replay",
                hint: "run 'verify audit' without --replay")
        }
        let checkout = try AuditCheckout(merged, of: git, audit.workspace, in: context)
        let all = try Receipt.all(in: checkout.root / checkout.harness)
        let receipts = try chosen(all, below: checkout.root, audit.workspace, in: context, missing: gone)
        var audit = audit
        audit.names = Receipt.names(in: all)
        audit.all = all
        let store = try TaskStore.openForReading(in: context)
        let loop = PollLoop(clock: context.clock)
        let interruption = try Interruption(on: loop)
        return try withExtendedLifetime(interruption) {
            try receipts.map { name, bytes in
                try audit.examine(name, bytes, below: checkout.root) { receipt, audited in
                    // Evidence that is made again says nothing of words that somebody changed.
                    try audit.compare(receipt, with: store, &audited)
                    guard audited.holds, !audited.isSuperseded else { return }
                    audit.progress.update("replaying \(receipt.task)")
                    var replay = Replay(
                        receipt: receipt, checkout: checkout, git: git, context: context, loop: loop,
                        progress: audit.progress)
                    try replay.run(into: &audited)
                }
            }
        }
    }

    /// Those that are asked for: of one task, or new since a revision and those whose scenarios it had otherwise.
    private func chosen(
        _ receipts: [(name: String, bytes: Bytes)], below root: Path, _ workspace: Workspace, in context: Context,
        missing gone: [LostReceipt]
    ) throws -> [(name: String, bytes: Bytes)] {
        var chosen = receipts.filter { taskID == nil || $0.name == "\(taskID?.text ?? "").json" }
        if let taskID, chosen.isEmpty, gone.isEmpty {
            throw Failure(
                .missing, "there is no receipt of \(taskID) here",
                hint: "run 'verify audit' to see those that are there")
        }
        guard let since else { return chosen }
        let hint = "fetch it: a CI checkout often has only the last commit ('fetch-depth: 0')"
        guard let git = Git(of: workspace, in: context) else {
            throw Failure(.missing, "git knows no commit '\(since)' here", hint: hint)
        }
        guard let commit = git.commit(of: since) else { throw git.ignorance(of: since, hint: hint) }
        let names = ["harness", ".harness"].flatMap { folder in
            chosen.compactMap { RelativePath("\(folder)/receipts/\($0.name)") }
        }
        let known = try git.contents(of: Set(names), in: commit)
        try chosen.removeAll { receipt in
            guard
                known.contains(where: { $0.key.description.hasSuffix("/\(receipt.name)") && $0.value == receipt.bytes })
            else { return false }
            return try !Self.lostScenarios(receipt.name, receipt.bytes, below: root, since: commit, of: git)
        }
        return chosen
    }

    /// Whether what a receipt was made with stood in a commit, and is gone or another one here.
    private static func lostScenarios(
        _ name: String, _ bytes: Bytes, below root: Path, since commit: String, of git: Git
    ) throws -> Bool {
        guard let files = (try? Receipt(name: name, bytes: bytes))?.body.files else { return false }
        let former = try git.contents(of: Set(files.compactMap { RelativePath($0.path) }), in: commit)
        let folder = try Folder(root)
        return files.contains { file in
            guard let path = RelativePath(file.path), let was = former[path],
                SHA256.digest(of: was).description == file.digest
            else { return false }
            return (try? folder.read(path)) != was
        }
    }
}

import HarnessKit
import Ledger
import Worktree

/// Takes the work tree back to where it was at a checkpoint.
struct Restore: Command {
    static let name = "restore"
    static let summary = "makes the work tree what it was at a checkpoint; its present state is saved first"
    static let notes = """
        Files that were deleted, changed or added since come back, change back or go; files that git ignores stay as they are. \
        The user's index, branches and stash are not touched. The answer says how to get the present state back.
        """
    static let parameters: [Parameter<Self>] = [
        .option("--phase", value: "N", to: \.phase, "which checkpoint; 0 is the start"),
        .option(
            "--snapshot", value: "COMMIT", to: \.snapshot, "a state by its own name, as an earlier restore printed it"),
        .taskID(to: \.taskID),
    ]

    var phase: Int?
    var snapshot: String?
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context)
        let task = try store.task(try store.resolve(taskID))
        _ = try Transitions.status(after: .restore, from: task.status, of: task.id)
        let (snapshots, commit) = try target(of: task, in: store)
        let name = "\(task.id)/before-\(context.clock.now().compact)-\(context.random(4).hexadecimal)"
        let saved = try snapshots.save(before: commit, as: name)
        // First of all the way back: whatever ends this half-way, the log has it.
        _ = try store.record(.restore, on: task.id) { _ in
            var body = SnapshotRestored()
            body.snapshot = commit
            body.saved = saved
            body.phase = phase
            return [body]
        }
        let back = "task-state restore --task-id \(task.id) --snapshot \(saved)"
        let changes = try snapshots.changes(from: saved, to: commit)
        let progress = Progress(context)
        defer { progress.finish() }
        var given: [String] = []
        do {
            given = try snapshots.restore(commit, from: saved) { progress.update("writing \(changes.count) files") }
        } catch let interrupted as Interruption.Interrupted {
            let failure = failure(interrupted.failure, in: snapshots, since: saved, back: back, mending: "")
            throw interrupted.telling(failure)
        } catch {
            throw failure(Failure(translating: error), in: snapshots, since: saved, back: back)
        }
        progress.finish()
        let deleted = changes.count { $0.kind == "D" }
        let written = changes.count - deleted
        let target = "\(phase.map { "phase \($0)" } ?? String(commit.prefix(12))) of \(task.id)"
        var count = "\(written) file\(written == 1 ? "" : "s") written, \(deleted) deleted"
        let modes = Set(given).subtracting(changes.map(\.path)).count
        if changes.isEmpty { count = modes == 0 ? "every file was so already" : "no file written" }
        if modes > 0 { count += ", permissions of \(modes) given back" }
        let outcome = count
        return Answer(
            next: try store.next(for: task),
            json: [
                "task_id": .string(task.id.text), "snapshot": .string(commit), "saved": .string(saved),
                "back": .string(back), "written": .integer(written), "deleted": .integer(deleted),
                "permissions": .integer(modes),
            ],
            text: "restored \(target): \(outcome)\nback: \(back)")
    }

    /// Says whether anything was touched before it went wrong.
    private func failure(
        _ failure: Failure, in snapshots: Snapshots, since saved: String, back: String,
        mending: String = "mend that, and "
    ) -> Failure {
        if let changes = try? snapshots.changes(since: saved), changes.isEmpty {
            return Failure(
                failure.code, "nothing was restored, and no file was touched: \(failure.message)",
                hint: failure.hint ?? "mend that, and run the same command again")
        }
        return Failure(
            failure.code, "it was restored in part only: \(failure.message)",
            hint: "\(mending)run '\(back)' for what was there before, or the same command again")
    }

    private func target(of task: TaskRecord, in store: TaskStore) throws -> (Snapshots, String) {
        switch (phase, snapshot) {
        case (let phase?, nil): return try store.snapshot(ofPhase: phase, of: task)
        case (nil, let snapshot?):
            guard let snapshots = try store.snapshots(), (40...64).contains(snapshot.utf8.count),
                snapshot.allSatisfy(\.isHexDigit)
            else {
                throw Failure(
                    .usage, "--snapshot takes a whole commit, not '\(snapshot)'",
                    hint: "copy it from an earlier restore's answer")
            }
            return (snapshots, snapshot)
        default:
            throw Failure(
                .usage, "restore needs either --phase N or --snapshot COMMIT",
                hint: "run 'task-state show' to see the phases")
        }
    }
}

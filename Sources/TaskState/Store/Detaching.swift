import HarnessKit
import Ledger

/// Lets a `complete` go on by itself, so that a client's time limit does not end it.
struct Detaching {
    let task: TaskID
    let store: TaskStore

    private static let patience = Duration.seconds(10)

    /// Where its answer and progress are written.
    var log: Path { store.workspace.harness / "tasks/\(task)/complete.log" }

    /// Starts it in a session of its own; returns once it is at work, or has ended already.
    func start(_ words: [String]) throws {
        guard let program = store.context.program else {
            throw Failure(
                .unavailable, "where this program lies cannot be told, and it cannot start itself",
                hint: "run it by its full path, or leave --detach out")
        }
        let folder = try Folder(store.workspace.root).folder(
            try RelativePath(naming: "\(store.workspace.harnessName)/tasks/\(task)"), creating: .renamed)
        try folder.write([], to: try RelativePath(naming: "complete.log"), .renamed)
        let tool = program.name == "task-state" ? [] : ["task-state"]
        let session = ["/usr/bin/setsid", "/bin/setsid"].first { FileStatus(following: Path($0)) != nil }
        let line = #"log=$1; shift; nohup "$@" > "$log" 2>&1 < /dev/null & echo $!"#
        let call = ProgramCall(
            ["/bin/sh", "-c", line, "sh", log.description] + [session].compactMap(\.self) + [program.description]
                + tool + words,
            in: store.context.directory, environment: store.context.environment)
        let outcome = try call.runPlainly(clock: store.context.clock, deadline: Self.patience, limit: 4096)
        guard outcome.exit.isSuccess else {
            throw Failure(
                .unavailable, "it could not be started in the background: \(outcome.errors.text)",
                hint: "leave --detach out")
        }
        try awaitWork()
    }

    /// Whoever calls `wait` next must find it at work.
    private func awaitWork() throws {
        let loop = PollLoop(clock: store.context.clock)
        let end = loop.now + Self.patience
        while loop.now < end {
            if try store.ledger.holder(of: "complete/\(task)") != nil { return }
            if try store.task(task).status.isFinal { return }
            if let text = try? Folder(store.workspace.harness).read(
                try RelativePath(naming: "tasks/\(task)/complete.log")), text.contains(0x0A)
            {
                return
            }
            try loop.turn(until: loop.now + .milliseconds(20))
        }
    }
}

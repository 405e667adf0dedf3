import HarnessKit

/// A work tree's tasks: the ledger, and the files that are made from it.
package struct TaskStore {
    package let context: Context
    package let workspace: Workspace
    package let ledger: Ledger
    package let location: StoreLocation

    /// The work tree's name in the ledger.
    package var worktree: String { location.worktree }

    /// Opens for a command that changes something; `init` alone makes a ledger where there is no task at all.
    package static func open(in context: Context, creating: Bool = false) throws -> TaskStore {
        let workspace = try Workspace.find(in: context)
        let location = try StoreLocation(of: workspace, in: context)
        let foreign = location.isNew ? ForeignStore(in: workspace.harness) : nil
        if !creating, location.isNew, foreign?.tasks.isEmpty != false { throw noTasks(in: workspace) }
        let ledger = try location.open(for: workspace, in: context)
        let store = TaskStore(context: context, workspace: workspace, ledger: ledger, location: location)
        if let foreign { try store.take(foreign) }
        return store
    }

    /// Opens for a command that only reads; nil where no task was ever started.
    ///
    /// Tasks of another tool are taken into a ledger that lasts as long as the command: reading changes nothing.
    package static func openForReading(in context: Context) throws -> TaskStore? {
        let workspace = try Workspace.find(in: context)
        let location = try StoreLocation(of: workspace, in: context)
        if let ledger = try location.openForReading(for: workspace) {
            return TaskStore(context: context, workspace: workspace, ledger: ledger, location: location)
        }
        let foreign = ForeignStore(in: workspace.harness)
        foreign.tellSkipped(in: context)
        guard !foreign.tasks.isEmpty else { return nil }
        let ledger = try Ledger.passing(in: context)
        let store = TaskStore(context: context, workspace: workspace, ledger: ledger, location: location)
        try store.take(ForeignStore(tasks: foreign.tasks, skipped: []))
        return store
    }

    /// Opens for a command that only reads and needs a task to read of.
    package static func existing(in context: Context) throws -> TaskStore {
        guard let store = try openForReading(in: context) else { throw noTasks(in: try Workspace.find(in: context)) }
        return store
    }

    /// Who wrote the events of a task that was read from its files.
    private static let importer = "import"

    /// Whether the ledger knows of a task only what its files say: nothing of what was proved.
    package func isTakenFromFiles(_ id: TaskID) throws -> Bool {
        let events = try ledger.events(of: id.text)
        return events.first?.actor == Self.importer && !events.contains { $0.kind == GatePassed.kind }
    }

    /// Takes another tool's tasks into the ledger, once; their files stay as they are.
    private func take(_ foreign: ForeignStore) throws {
        foreign.tellSkipped(in: context)
        try ledger.transaction {
            for task in foreign.tasks where try !ledger.hasTask(task.id) {
                var last: Event?
                for (body, at) in task.events {
                    last = try ledger.append(body, to: task.id.text, at: at, by: Self.importer)
                }
                if let last { try ledger.cache(try self.task(task.id), head: last, in: worktree) }
            }
        }
    }

    /// A folder with a name of its own within a project that has tasks is probably not what is meant.
    private static func noTasks(in workspace: Workspace) -> Failure {
        let above = workspace.root.parent?.nearest { FileStatus(of: $0 / "harness/store.json") != nil }
        guard let above else {
            return Failure(
                .missing, "no task was ever started here",
                hint: "run 'task-state init NAME', or name the project with --project-root")
        }
        return Failure(
            .missing, "no task was ever started in \(workspace.root); the project with tasks is \(above)",
            hint: "run it in \(above), or name that with --project-root", codes: ["E_ROOT"])
    }

    /// The task that is meant by who only looks: where none is in progress here, the one that ended last.
    package func resolveToRead(_ id: TaskID?) throws -> TaskID {
        if id == nil, try ledger.openTasks(in: worktree, atMost: 1).isEmpty,
            let last = try ledger.lastEnded(in: worktree)
        {
            return last.id
        }
        return try resolve(id)
    }

    /// The task that is meant: the one named, or the only one in progress in this work tree.
    package func resolve(_ id: TaskID?) throws -> TaskID {
        if let id {
            guard try ledger.hasTask(id) else {
                throw Failure(.missing, "there is no task \(id)", hint: "run 'task-state list'")
            }
            return id
        }
        let open = try ledger.openTasks(in: worktree)
        guard let first = open.first else {
            let hint =
                try ledger.lastEnded(in: worktree).map { "name one with --task-id; the last here was \($0.id)" }
                ?? "run 'task-state list' and name one with --task-id ID"
            throw Failure(.missing, "no task is in progress here", hint: hint)
        }
        guard open.count == 1 else {
            throw Failure(
                .usage, "\(open.count) tasks are in progress here: which one is meant", hint: "add --task-id ID",
                details: open.map { "\($0.id)  \($0.name)" })
        }
        return first.id
    }

    /// The task that something is done for: the one named, the only one in progress, or none.
    package func meant(_ id: TaskID?) throws -> TaskID? {
        if id == nil, try ledger.openTasks(in: worktree, atMost: 1).isEmpty { return nil }
        return try resolve(id)
    }

    package func task(_ id: TaskID) throws -> TaskRecord {
        guard let task = try ledger.task(id) else {
            throw Failure(.missing, "there is no task \(id)", hint: "run 'task-state list'")
        }
        return task
    }

    /// Records what was done to a task, if its state allows it, and writes the files that follow from it.
    ///
    /// The check, the events, the cache and the outbox are one transaction.
    package func record(
        _ action: TaskAction, on id: TaskID, _ bodies: (TaskRecord) throws -> [any EventBody]
    ) throws -> TaskRecord {
        // What others record meanwhile makes the ledger's events only more.
        let mark = mark(ofFiles: id)
        let task = try ledger.transaction {
            let before = try self.task(id)
            try requireEnd(of: before, whereFilesSay: mark)
            _ = try Transitions.status(after: action, from: before.status, of: id)
            return try append(try bodies(before), to: id)
        }
        deliver()
        return task
    }

    /// The stream of what belongs to no task.
    package static let commonStream = "harness"

    /// Records what happened beside the life of a task; it changes no status.
    package func note(in stream: String, to sinks: [Sink] = [], _ bodies: () throws -> [any EventBody]) throws {
        try ledger.transaction {
            let now = context.clock.now()
            var last: Event?
            for body in try bodies() {
                let event = try ledger.append(body, to: stream, at: now, by: actor)
                for sink in sinks { try ledger.post(event, to: sink, in: worktree) }
                last = event
            }
            if let last, let id = TaskID(stream), let task = try ledger.task(id) { try ledger.cache(task, head: last) }
        }
        // What has no sink leaves the files to commands that change something: reading ones note things too.
        if !sinks.isEmpty { deliver() }
    }

    /// Writes the files that follow from the events. These are recorded: whatever fails here is finished later.
    package func deliver() {
        do {
            try Delivery(store: self).run()
        } catch {
            var failure = Failure(translating: error)
            failure.message = "recorded, but its files are not written yet: \(failure.message)"
            failure.hint = "mend that; the next command that writes finishes it"
            context.aftermath.note(failure)
        }
    }

    /// Begins a task under an id that nobody has.
    package func begin(
        _ body: TaskStarted, savingState: (TaskID, inout TaskStarted) throws -> Void
    ) throws -> TaskRecord {
        var id = newID(for: body.name)
        while try ledger.hasTask(id) { id = newID(for: body.name) }
        var body = body
        try savingState(id, &body)
        let task = try ledger.transaction {
            // Somebody may have taken the id meanwhile.
            while try ledger.hasTask(id) { id = newID(for: body.name) }
            return try append([body], to: id)
        }
        deliver()
        return task
    }

    /// Takes in an exported task; returns how many of its events were new.
    package func take(_ archive: TaskArchive) throws -> (task: TaskRecord, added: Int) {
        guard let id = TaskID(archive.taskID) else {
            throw Failure(
                .malformed, "'\(archive.taskID)' is no task's id", hint: "export the task again where it comes from")
        }
        let result = try ledger.transaction {
            let added = try ledger.take(archive, as: id)
            let task = try self.task(id)
            if let last = added.last {
                try ledger.cache(task, head: last, in: worktree)
                try ledger.post(last, to: .files, in: try ledger.worktree(of: task))
            }
            return (task, added.count)
        }
        deliver()
        return result
    }

    /// Adds events to a task's stream, with all that hangs on them; only within a transaction.
    func append(_ bodies: [any EventBody], to id: TaskID) throws -> TaskRecord {
        let now = context.clock.now()
        let events = try bodies.map { try ledger.append($0, to: id.text, at: now, by: actor) }
        let task = try self.task(id)
        if let last = events.last { try ledger.cache(task, head: last) }
        let home = try ledger.worktree(of: task)
        for event in events where event.kind == EpisodeRecorded.kind { try ledger.post(event, to: .episode, in: home) }
        for event in events where event.kind == GatePassed.kind { try ledger.post(event, to: .receipt, in: home) }
        if let last = events.last { try ledger.post(last, to: .files, in: home) }
        return task
    }

    /// A name whose words look like a token would be unreadable wherever it is printed: then it is left out.
    private func newID(for name: String) -> TaskID {
        let (now, random) = (context.clock.now(), context.random(4))
        let id = TaskID(for: name, at: now, random: random)
        return context.secrets.redact(id.text) == id.text ? id : TaskID(for: "task", at: now, random: random)
    }

    private var actor: String {
        let name = context.environment.nonEmpty("HARNESS_ACTOR") ?? context.environment.nonEmpty("USER") ?? "unknown"
        // That word says that a task was read from files, and nobody else may say so.
        return name == Self.importer ? "unknown" : name
    }
}

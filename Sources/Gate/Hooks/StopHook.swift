import HarnessKit
import Ledger
import TaskState
import Worktree

/// Holds up the end of a session whose task is neither proved nor ended honestly.
struct StopHook: Hook {
    static let name = "stop"
    static let summary = "holds up the end of a session whose task is in progress, three times at most"
    static let notes = """
        A task is the session's once 'hook pre-tool-use' saw the command that began it or took it up. Nothing is held up \
        while the task is blocked or waits for an approval, when nothing changed since it began or since the last time, when \
        the agent's last words ask the user something, and while background work is under way.
        """

    func answer(to input: HookInput, in context: Context) throws -> HookAnswer {
        try StopRule(input: input, context: context).answer { _ in true }
    }
}

/// The same for a sub-agent, and the tasks that it began or took up itself.
struct SubagentStopHook: Hook {
    static let name = "subagent-stop"
    static let summary = "the same for a sub-agent and the tasks that it began or took up itself"

    func answer(to input: HookInput, in context: Context) throws -> HookAnswer {
        guard !input.who.agent.isEmpty else { return .silent }
        return try StopRule(input: input, context: context).answer { $0.who.agent == input.who.agent }
    }
}

/// When the end of a session is held up.
struct StopRule {
    let input: HookInput
    let context: Context

    /// Clients end a hook's loop by themselves, or never; so it counts for itself.
    static let mostBlocks = 3

    func answer(for isMeant: (SessionTask) -> Bool) throws -> HookAnswer {
        guard !input.session.isEmpty, !input.asksUser, input.backgroundTasks == 0,
            let place = try HookPlace(in: context), let known = try place.reading(),
            !(try known.ledger.sessionTasks(input.who.client, input.session)).isEmpty
        else { return .silent }
        let store = try place.store()
        let bindings = try SessionBook(store: store).tasks(of: input.who)
        let open = try bindings.filter(isMeant).compactMap { binding in
            try openTask(binding, in: store).map { (binding: binding, task: $0) }
        }
        guard !open.isEmpty else { return .silent }
        let manifest = try WorkTree(store: store).manifest()
        guard !bindings.contains(where: { $0.blocked == manifest.digest }),
            let found = try open.first(where: { try hasChanged($0.task, $0.binding, manifest, store) })
        else { return .silent }
        let blocks = bindings.reduce(0) { $0 + $1.blocks }
        guard blocks < Self.mostBlocks else {
            try recordBypass(of: found.task, blocks, manifest, in: store)
            return .silent
        }
        try store.ledger.countBlock(found.binding, at: manifest.digest)
        return .block(try reason(for: found.task, block: blocks + 1, in: store))
    }

    /// The task, if it is one that somebody should go on with now.
    private func openTask(_ binding: SessionTask, in store: TaskStore) throws -> TaskRecord? {
        guard let id = binding.task, let task = try store.ledger.task(id), task.status == .inProgress,
            try store.ledger.holder(of: "complete/\(id)") == nil, try !waitsForApproval(task, in: store)
        else { return nil }
        return task
    }

    private func waitsForApproval(_ task: TaskRecord, in store: TaskStore) throws -> Bool {
        guard task.planPath != nil, !(try PlanApproval.holds(for: task, in: store)) else { return false }
        let policy = try Policy.read(for: task, in: store)
        return policy.requiresPlanApproval || (task.checkpoints.isEmpty && task.attempts.isEmpty)
    }

    private func hasChanged(
        _ task: TaskRecord, _ binding: SessionTask, _ manifest: Manifest, _ store: TaskStore
    ) throws -> Bool {
        if let snapshot = task.baseSnapshot, let snapshots = try store.snapshots() {
            return try !snapshots.changes(since: snapshot).isEmpty
        }
        return binding.seen != manifest.digest
    }

    private func reason(for task: TaskRecord, block: Int, in store: TaskStore) throws -> String {
        let which = "--task-id \(task.id)"
        return """
            the task \(task.id) is in progress, its files have changed, and nothing is proved yet (\(block) of \
            \(Self.mostBlocks) reminders)
            next: \(try store.next(for: task).throughCoordinator)
            where it cannot be proved, end it honestly: harness-executor task-state complete \(which) --summary TEXT \
            --unverified CODE --reason TEXT
            where it has to wait: harness-executor task-state block \(which) --reason TEXT
            """
    }

    /// Notes once that a session got past; not where what lies there is what last passed.
    private func recordBypass(
        of task: TaskRecord, _ blocks: Int, _ manifest: Manifest, in store: TaskStore
    ) throws {
        let stream = task.id.text
        let isNoted = try store.ledger.events(of: stream).contains { event in
            guard event.kind == GateBypassed.kind else { return false }
            return try event.decode(as: GateBypassed.self).session == input.session
        }
        guard !isNoted, try !WorkTree(store: store).passed(task, manifest) else { return }
        var body = GateBypassed()
        body.client = input.who.client
        body.session = input.session
        body.blocks = blocks
        body.manifest = manifest.digest.description
        try store.note(in: stream, to: [.files]) { [body] }
    }
}

import HarnessKit
import Ledger

/// Which session is at which task.
struct SessionBook {
    let store: TaskStore

    /// How long after a session was about to begin a task one that appears is taken for it, in seconds.
    private static let patience = 3600.0

    /// The tasks of a session; one that it was only about to begin is looked for first.
    func tasks(of who: SessionTask.Who) throws -> [SessionTask] {
        let known = try store.ledger.sessionTasks(who.client, who.session)
        guard known.contains(where: { $0.task == nil }) else { return known }
        try settle()
        return try store.ledger.sessionTasks(who.client, who.session)
    }

    /// Gives every session the task that it was about to begin, before another takes it up.
    private func settle() throws {
        for wish in try store.ledger.sessionWishes() {
            if let id = try find(wish) { try store.ledger.settle(wish, as: id) }
        }
    }

    private func find(_ wish: SessionTask) throws -> TaskID? {
        let candidates = try store.ledger.unclaimedTasks(of: store.worktree, since: wish.noted).compactMap {
            try store.ledger.task($0)
        }.filter { $0.startedAt.timeIntervalSince(wish.noted) < Self.patience }
        guard let wanted = wish.wanted else { return candidates.first?.id }
        if let named = candidates.first(where: { $0.started.name == wanted }) { return named.id }
        // Our reading of a quoted name may be wrong; but what was only announced must be of that name.
        return wish.seen != nil && candidates.count == 1 ? candidates.first?.id : nil
    }

    /// Notes what a harness command that is about to run makes this session's.
    func note(_ call: HarnessCall, by who: SessionTask.Who) throws {
        let now = store.context.clock.now()
        try settle()
        switch call.effect {
        case .begins:
            let seen = try WorkTree(store: store).manifest().digest
            try store.ledger.note(SessionTask(who, task: nil, wanted: call.wanted, noted: now, seen: seen))
        case .announces:
            guard call.wanted != nil, try tasks(of: who).isEmpty else { return }
            try store.ledger.note(SessionTask(who, task: nil, wanted: call.wanted, noted: now))
        case .takesUp, .worksOn:
            guard let id = try? store.resolve(call.task) else { return }
            let known = try tasks(of: who)
            if call.effect == .worksOn, known.contains(where: { $0.task == id }) { return }
            let seen = try WorkTree(store: store).manifest().digest
            try store.ledger.note(SessionTask(who, task: id, noted: now, seen: seen))
        }
    }
}

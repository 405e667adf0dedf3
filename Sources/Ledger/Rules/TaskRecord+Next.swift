import HarnessKit

extension TaskRecord {
    /// The exact command that brings this task further; it names the task unless it is the only one in progress.
    ///
    /// This is the one answer to "what next": every command, hook and overview gives it.
    package func nextCommand(isOnly: Bool) -> String {
        let which = isOnly && !status.isFinal ? "" : " --task-id \(id)"
        let mended = hindrance?.next(naming: which)
        return switch status {
        case .inProgress where lacksPlan: "task-state plan new\(which)"
        case .inProgress where lacksScenarios: "verify init\(which)"
        case .inProgress where lastPhase < started.phases && started.phases > 1:
            "task-state checkpoint\(which) --phase \(lastPhase + 1) --summary TEXT"
        case .inProgress where mended != nil: mended ?? ""
        case .inProgress where kind != .docs && !isVerified: "verify run\(which)"
        case .inProgress: "task-state complete\(which) --summary TEXT"
        case .blocked: "task-state reopen\(which) --reason TEXT"
        case .completed, .completedUnverified, .failed, .abandoned: "task-state show\(which)"
        }
    }

    /// Whether the work was not begun, as far as anybody said.
    private var isUntouched: Bool { lastPhase == 0 && !wasAttempted && attempts.isEmpty }

    private var lacksPlan: Bool { started.phases > 1 && planPath == nil && isUntouched }

    /// Whether nothing says yet what will prove it; asked at the start, and again where only its proof is left.
    private var lacksScenarios: Bool {
        kind != .docs && !hasScenarios && (isUntouched || lastPhase == started.phases || started.phases == 1)
    }
}

extension TaskRecord {
    /// The command that gives it another base, where it has none or lost it.
    package var choosingBase: String {
        "task-state amend --task-id \(id) --base \(started.baseCommit.map { String($0.prefix(12)) } ?? "HEAD") --reason TEXT"
    }
}

extension String {
    /// A command as it is typed where only the coordinator's name is on the path.
    package var throughCoordinator: String {
        hasPrefix("harness-executor ") ? self : "harness-executor " + self
    }
}

extension TaskStore {
    /// What a command about a task adds to mean it: nothing while it is the only one in progress.
    package func naming(_ id: TaskID) throws -> String {
        let open = try ledger.openTasks(in: worktree, atMost: 2)
        return open.count == 1 && open.first?.id == id ? "" : " --task-id \(id)"
    }

    /// The exact command that brings a task further.
    package func next(for task: TaskRecord) throws -> String {
        let open = try ledger.openTasks(in: worktree, atMost: 2)
        return task.nextCommand(isOnly: open.count == 1 && open.first?.id == task.id)
    }
}

import HarnessKit

/// A task as the JSON files that other tools and agents read; made from the ledger, never read back.
package struct TaskFiles {
    let task: TaskRecord

    package init(task: TaskRecord) {
        self.task = task
    }

    /// The files that change with every event, by their names in the task's folder.
    package var files: [(name: String, json: JSON)] {
        var files = [("state/task.json", FileMark(of: task).added(to: taskFile)), ("state/context.json", contextFile)]
        if let resultFile { files.append(("state/result.json", resultFile)) }
        return files
    }

    /// Every name that a file of the task may have here.
    var allNames: [String] {
        ["state/task.json", "state/context.json", "state/result.json"]
            + task.checkpoints.map { "checkpoints/phase-\($0.body.phase).json" }
    }

    /// Writes them; what lies there and knows of more events is set aside first. Returns where that is then.
    func write(into folder: Folder, at now: Date) throws -> String? {
        let own = try folder.folder(try RelativePath(naming: "tasks/\(task.id)"), creating: .renamed)
        try Self.clear(own, at: now)
        let isBehind = FileMark(in: own.path)?.isAhead(of: task) == true
        let aside = isBehind ? try Self.setAside(task.id, in: folder, at: now) : nil
        var all = files
        for checkpoint in task.checkpoints {
            let name = "checkpoints/phase-\(checkpoint.body.phase).json"
            let isLast = checkpoint.body.phase == task.lastPhase
            if isLast || FileStatus(of: own.path / name) == nil {
                all.append((name, checkpointFile(checkpoint)))
            }
        }
        // A task that was taken up again has no result any more.
        if resultFile == nil { try own.remove(try RelativePath(naming: "state/result.json")) }
        for (name, json) in all {
            try own.write(json.bytes(.indented) + [UInt8(ascii: "\n")], to: try RelativePath(naming: name), .renamed)
        }
        return aside
    }

    /// Removes what killed writers left in a task's folder; returns how many files those were.
    @discardableResult
    package static func clear(_ own: Folder, at now: Date, atLeast age: Duration = .seconds(60)) throws -> Int {
        try ["state", "checkpoints"].reduce(0) { count, name in
            guard FileStatus(of: own.path / name)?.kind == .folder else { return count }
            let folder = try own.folder(try RelativePath(naming: name), creating: nil)
            return try count + folder.removeAbandoned(at: now, atLeast: age)
        }
    }

    package var taskFile: JSON {
        .members([
            "task_id": .string(task.id.text), "name": .string(task.started.name), "task": .string(task.title),
            "started_at": .string(task.startedAt.iso8601),
            "phase": .integer(task.phase), "total_phases": .integer(task.started.phases),
            "status": .string(task.status.rawValue), "plan_path": task.planPath.map(JSON.string),
            "completed_at": task.ending.map { .string($0.at.iso8601) },
            "summary": task.ending.map { .string($0.body.summary) },
            "files_changed": task.ending == nil ? nil : task.filesChanged.json,
            "files_created": task.ending == nil ? nil : task.filesCreated.json,
            "kind": .string(task.kind.rawValue), "criteria": task.criteria.json,
            "base_commit": (task.chosenBase?.commit ?? task.started.baseCommit).map(JSON.string),
            "warnings": task.warnings.isEmpty ? nil : .array(task.warnings.map(\.json)),
            "archived_at": task.archivedAt.map { .string($0.iso8601) },
            "blocked_because": task.blockedBecause.map(JSON.string), "verification": verification,
        ])
    }

    package var contextFile: JSON {
        let done = task.checkpoints.map { "Phase \($0.body.phase): \($0.body.summary)" }
        let (phase, phases) = (task.lastPhase + 1, task.started.phases)
        return [
            "completed": done.json, "current": .string(phase <= phases ? "Phase \(phase) of \(phases)" : ""),
            "remaining": (phase < phases ? (phase + 1...phases).map { "Phase \($0)" } : []).json,
            "key_decisions": .array(task.decisions), "files_modified": task.filesChanged.json,
            "files_created": task.filesCreated.json,
        ]
    }

    /// How the task ended; nil while it has not.
    package var resultFile: JSON? {
        guard let (ending, at) = task.ending else { return nil }
        return .members([
            "status": .string(ending.status == .completed ? "success" : ending.status.rawValue),
            "files_changed": task.filesChanged.json, "files_created": task.filesCreated.json,
            "files_deleted": task.filesDeleted.isEmpty ? nil : task.filesDeleted.json,
            "summary": .string(ending.summary), "completed_at": .string(at.iso8601), "validation": validation,
            "lessons": ending.lessons.isEmpty ? nil : .array(ending.lessons),
        ])
    }

    /// What build, lint and test came to; what was claimed of them stands for it only where nothing was recorded.
    package var validation: JSON? {
        let claim = task.ending?.body.validation
        guard let (body, at) = task.validation else { return claim }
        var members = ["build", "lint", "test"].compactMap { kind in
            body.outcome(of: kind).map { JSON.Member(kind, $0.json) }
        }
        members.append(.init("outcome", body.outcome.json))
        members.append(.init("at", .string(at.iso8601)))
        if body.isPartial { members.append(.init("is_partial", true)) }
        if let claim { members.append(.init("claimed", claim)) }
        return .object(.init(members))
    }

    /// What was proved: the level, and why there is no more of it.
    package var verification: JSON? {
        task.ending.map { ending, _ in
            .members([
                "level": ending.level.map(JSON.string), "code": ending.code.map(JSON.string),
                "reason": ending.reason.map(JSON.string),
            ])
        }
    }

    func checkpointFile(_ checkpoint: (body: PhaseCheckpointed, at: Date), with context: JSON? = nil) -> JSON {
        [
            "phase": .integer(checkpoint.body.phase), "summary": .string(checkpoint.body.summary),
            "timestamp": .string(checkpoint.at.iso8601), "context_snapshot": context ?? contextFile,
        ]
    }
}

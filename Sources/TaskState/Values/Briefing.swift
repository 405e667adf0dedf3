import HarnessKit
import Ledger

/// All that somebody without memory needs to go on with a task, in a few hundred words.
struct Briefing {
    let task: TaskRecord
    let plan: Plan?
    let moved: Movement
    let style: Style
    /// What earlier tasks taught.
    var lessons: LessonRecall.Lessons?

    private static let mostFiles = 30

    var text: String {
        var lines = ["\(style.bold(task.started.name))  \(task.id)"]
        if let description = task.started.description, description != task.started.name { lines.append(description) }
        lines.append("\(task.status.rawValue), phase \(task.phase) of \(task.started.phases), \(task.kind.rawValue)")
        if let reason = task.blockedBecause { lines.append("blocked: \(reason)") }
        lines += section("criteria", task.criteria)
        lines += section("done", task.checkpoints.map { "phase \($0.body.phase): \($0.body.summary)" })
        lines += section("now", nextPhase)
        lines += section("decisions", task.decisions.map(\.line))
        lines += section("files of this task", shortened(files))
        lines += section("commits since the last checkpoint", moved.commits.map { "\($0.hash) \($0.subject)" })
        lines += section("changed files that no checkpoint mentions", shortened(moved.files))
        if let planMoved { lines.append(planMoved) }
        if let gap = moved.gap { lines.append(style.dim(gap)) }
        lines += section("the last try failed", failure)
        if let lessons { lines.append(lessons.text) }
        return lines.joined(separator: "\n")
    }

    var json: JSON {
        .members([
            "task_id": .string(task.id.text), "name": .string(task.started.name),
            "description": task.started.description.map(JSON.string), "status": task.status.json,
            "kind": task.kind.json, "criteria": task.criteria.json, "phase": .integer(task.phase),
            "total_phases": .integer(task.started.phases),
            "completed": task.checkpoints.map { "Phase \($0.body.phase): \($0.body.summary)" }.json,
            "now": nextPhase.json, "decisions": .array(task.decisions),
            "files": files.json,
            "commits_since": .array(moved.commits.map { ["hash": .string($0.hash), "subject": .string($0.subject)] }),
            "unmentioned_files": moved.files.json, "plan": planJSON,
            "blocked_because": task.blockedBecause.map(JSON.string),
            "not_known": moved.gap.map(JSON.string), "last_failure": failure.isEmpty ? nil : failure.json,
            "lessons": lessons.map { ["text": .string($0.text), "shown": $0.shown.json, "cut": $0.cut.json] },
        ])
    }

    /// That the plan is not what it was when somebody approved it, or when the last phase ended.
    private var planMoved: String? {
        guard let plan else { return nil }
        if plan.standing(for: task) == .changed {
            return
                "the plan \(plan.place) changed since it was approved: 'task-state plan amend --reason TEXT' says why"
        }
        guard let before = task.checkpoints.last?.body.planDigest, before != plan.digest.description else { return nil }
        return "the plan \(plan.place) changed since the last checkpoint"
    }

    private var planJSON: JSON? {
        task.planPath.map { path in
            .members([
                "path": .string(plan?.place ?? path),
                "standing": .string(plan?.standing(for: task).rawValue ?? "missing"),
                "moved": planMoved.map(JSON.string),
            ])
        }
    }

    /// What the task is about and where it stands, in words to look for.
    var subject: String {
        let description = [task.started.description].compactMap { $0 }.filter { $0 != task.started.name }
        return ([task.started.name] + description + task.criteria + (plan == nil ? [] : nextPhase) + failure.prefix(1))
            .joined(separator: "\n")
    }

    var files: [String] { task.filesChanged + task.filesCreated }

    /// The phase that comes next, with its steps where there is a plan.
    private var nextPhase: [String] {
        guard task.status == .inProgress else { return [] }
        guard task.lastPhase < task.started.phases else { return ["all phases are done: complete the task"] }
        let steps = plan?.section(ofPhase: task.lastPhase + 1) ?? []
        if !steps.isEmpty { return steps }
        let missing = task.planPath.map { plan == nil ? " (its plan \($0) is missing)" : "" } ?? ""
        return ["phase \(task.lastPhase + 1) of \(task.started.phases)\(missing)"]
    }

    /// The last attempt, if it did not succeed.
    private var failure: [String] {
        guard let last = task.attempts.last?.body, last.status != .success else { return [] }
        let output = last.validationOutput.map { $0.split(separator: "\n").suffix(5).map(String.init) } ?? []
        return ["\(last.status.rawValue): \(last.summary)"] + last.blockers.map(\.line) + output
    }

    private func shortened(_ files: [String]) -> [String] {
        files.count <= Self.mostFiles
            ? files : files.prefix(Self.mostFiles) + ["and \(files.count - Self.mostFiles) more"]
    }

    private func section(_ title: String, _ items: [String]) -> [String] {
        items.isEmpty ? [] : [style.bold("\(title):")] + items.map { "  - \($0)" }
    }
}

import HarnessKit
import Ledger

/// Writes a plan to fill in.
struct PlanNew: Command {
    static let name = "new"
    static let summary = "writes a plan to fill in, below docs/exec-plans/active"
    static let parameters: [Parameter<Self>] = [.taskID(to: \.taskID)]

    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        let task = try store.task(id)
        _ = try Transitions.status(after: .plan, from: task.status, of: id)
        let day = context.clock.now().day
        let path = task.planPath ?? "docs/exec-plans/active/\(day)-\(TaskID.slug(of: task.started.name)).md"
        let folder = try Folder(store.workspace.root)
        let name = try RelativePath(naming: path)
        let present = try Plan(of: task, in: store.workspace)?.place ?? (try folder.read(name) == nil ? nil : path)
        if let present {
            throw Failure(
                .refused, "the plan \(present) is there already", hint: "edit it, or run 'task-state plan show'")
        }
        try folder.write(Bytes(Plan.skeleton(for: task, on: day).utf8), to: name, .synced)
        _ = try store.record(.plan, on: id) { _ in
            var body = PlanCreated()
            body.path = path
            return [body]
        }
        return Answer(
            next: "task-state plan show\(try store.naming(id))",
            json: ["task_id": .string(id.text), "path": .string(path)],
            text: "wrote \(path): fill it in; 'plan show' tells what is left, then have it approved")
    }
}

/// Shows a task's plan and whether it is approved.
struct PlanShow: Command {
    static let name = "show"
    static let summary = "shows the plan and whether it is approved as it is"
    static let parameters: [Parameter<Self>] = [.taskID(to: \.taskID)]

    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.existing(in: context)
        let task = try store.task(try store.resolve(taskID))
        let plan = try task.plan(in: store.workspace)
        let standing = plan.standing(for: task)
        let blank = task.status.isFinal ? nil : plan.blank
        let state = blank.map { "not filled in, \($0)" } ?? standing.rawValue
        return Answer(
            next: blank != nil
                ? ShellLine.editing(plan.place, then: "task-state plan show") : try next(for: task, standing, store),
            json: .members([
                "task_id": .string(task.id.text), "path": .string(plan.place),
                "sha256": .string(plan.digest.description), "blank": blank.map(JSON.string),
                "standing": .string(standing.rawValue), "text": .string(plan.text),
                "amendments": task.planAmendments.map(\.reason).json,
            ]),
            text: "\(plan.place): \(state)\n\n\(plan.text)")
    }

    private func next(for task: TaskRecord, _ standing: Plan.Standing, _ store: TaskStore) throws -> String {
        let which = try store.naming(task.id)
        return switch standing {
        case _ where task.status.isFinal: try store.next(for: task)
        case .approved: try store.next(for: task)
        case .unapproved, .rejected: "task-state plan approve\(which) --by WHO"
        case .changed: "task-state plan amend\(which) --reason TEXT"
        }
    }
}

/// Records what somebody said of the plan.
struct PlanApprove: Command {
    static let name = "approve"
    static let summary = "records who approved or rejected the plan as it is now"
    static let parameters: [Parameter<Self>] = [
        .required("--by", value: "WHO", to: \.by, "who judged"),
        .option("--verdict", value: "V", to: \.verdict, "what they said; approved where nothing is said"),
        .taskID(to: \.taskID),
    ]

    var by = Prose()
    var verdict = PlanJudged.Verdict.approved
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        let plan = try store.task(id).plan(in: store.workspace)
        if verdict != .rejected { try refuseUnfilled(plan) }
        let task = try store.record(.plan, on: id) { _ in
            var body = PlanJudged()
            body.path = plan.path
            body.digest = plan.digest.description
            body.verdict = verdict
            body.by = by.text
            return [body]
        }
        return Answer(
            next: verdict == .rejected ? "task-state plan show\(try store.naming(id))" : try store.next(for: task),
            json: [
                "task_id": .string(id.text), "path": .string(plan.path), "sha256": .string(plan.digest.description),
                "verdict": verdict.json,
            ],
            text: "\(plan.path): \(verdict.rawValue) by \(by.text)")
    }

    /// Nobody can have meant to approve what is still to be filled in.
    private func refuseUnfilled(_ plan: Plan) throws {
        let hint = "fill it in, show it to whoever approves it, then run 'task-state plan approve --by WHO' again"
        if plan.text.allSatisfy(\.isWhitespace) {
            throw Failure(.refused, "the plan \(plan.place) is empty", hint: hint)
        }
        guard let blank = plan.blank else { return }
        throw Failure(.refused, "the plan \(plan.place) is not filled in: \(blank)", hint: hint)
    }
}

/// Keeps an approval valid through a change, with the reason.
struct PlanAmend: Command {
    static let name = "amend"
    static let summary = "records why an approved plan was changed"
    static let parameters: [Parameter<Self>] = [
        .required("--reason", value: "TEXT", to: \.reason, "why"), .taskID(to: \.taskID),
    ]

    var reason = Prose()
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        let before = try store.task(id)
        let plan = try before.plan(in: store.workspace)
        guard before.judgement != nil else {
            throw Failure(
                .refused, "the plan \(plan.path) was never approved, so that there is nothing to amend",
                hint: "run 'task-state plan approve --by WHO'")
        }
        let task = try store.record(.plan, on: id) { _ in
            var body = PlanAmended()
            body.path = plan.path
            body.digest = plan.digest.description
            body.reason = reason.text
            return [body]
        }
        return Answer(
            next: try store.next(for: task),
            json: ["task_id": .string(id.text), "standing": .string(plan.standing(for: task).rawValue)],
            text: "\(plan.path): \(plan.standing(for: task).rawValue), amended")
    }
}

extension TaskRecord {
    /// The plan as it is now; refused with the way to one where there is none.
    fileprivate func plan(in workspace: Workspace) throws -> Plan {
        guard let planPath else {
            throw Failure(.missing, "\(id) has no plan", hint: "run 'task-state plan new'")
        }
        guard let plan = try Plan(of: self, in: workspace) else {
            throw Failure(.missing, "the plan \(planPath) of \(id) is not there", hint: "run 'task-state plan new'")
        }
        return plan
    }
}

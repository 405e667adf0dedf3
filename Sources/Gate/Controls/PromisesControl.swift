import Ledger

/// Whether what the task promised is asked for at all, where its kind leaves the state before the work out.
struct PromisesControl {
    let task: TaskRecord
    let criteria: [Criterion]

    /// What is missing; nil where nothing is.
    func run() -> ControlResult? {
        let (began, now) = (task.started.taskKind, task.kind)
        if isAskedLess {
            return result("it began as a \(began.rawValue) and was made a \(now.rawValue), of which less is asked")
        }
        // Without criteria of its own, its name stands in for one: a refactoring need not show that.
        guard now.keepsBehaviour, !task.criteria.isEmpty, let open = criteria.first(where: \.scenarios.isEmpty) else {
            return nil
        }
        return result("no scenario shows \(open.id): \(open.text)")
    }

    /// What shows more.
    var hint: String {
        isAskedLess
            ? "for V2 begin such a task as what it is: 'task-state init NAME --kind \(task.kind.rawValue)'"
            : "for V2 write a scenario that proves each criterion"
    }

    private var isAskedLess: Bool { !task.started.taskKind.isLenient && task.kind.isLenient }

    private func result(_ reason: String) -> ControlResult {
        ControlResult("promises", .couldNotRun, reason, code: GateCode.promises.rawValue)
    }
}

extension TaskKind {
    /// Of which nobody asks that it fails without the change.
    fileprivate var isLenient: Bool { keepsBehaviour || self == .newProject || self == .docs }
}

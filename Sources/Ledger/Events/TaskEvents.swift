import HarnessKit

/// A task began: what is to be done, and how one will know.
package struct TaskStarted: EventBody {
    package static let kind = "task.started"
    package static let fields: [Field<Self>] = [
        .required("name", \.name, "what the task is called"),
        .optional("description", \.description, "what it is about"),
        .defaulted("kind", \.taskKind, "what sort of change it makes"),
        .defaulted("criteria", \.criteria, "what must hold when it is done"),
        .defaulted("phases", \.phases, "how many phases it has"),
        .optional("plan_path", \.planPath, "its plan file"),
        .defaulted("worktree", \.worktree, "the work tree it was started in"),
        .optional("base_commit", \.baseCommit, "the commit that was checked out"),
        .optional("snapshot", \.snapshot, "the state of the work tree at the start"),
        .optional("base", \.base, "what the work is compared with, where that is not the start"),
        .defaulted("rules", \.rules, "policy, validation and scenario files as they were at the start"),
    ]

    package var name = ""
    package var description: String?
    package var taskKind = TaskKind.feature
    package var criteria: [String] = []
    package var phases = 1
    package var planPath: String?
    package var worktree = ""
    package var baseCommit: String?
    package var snapshot: String?
    package var base: ChosenBase?
    package var rules: [RegisteredFile] = []

    package init() {}
}

/// What a task is about was changed on purpose, and why.
package struct TaskAmended: EventBody {
    package static let kind = "task.amended"
    package static let fields: [Field<Self>] = [
        .optional("kind", \.taskKind, "the new kind"),
        .defaulted("criteria", \.criteria, "criteria that were added"),
        .defaulted("withdrawn", \.withdrawn, "criteria that were taken back: AC-2"),
        .optional("base", \.base, "what the work is compared with from now on"),
        .required("reason", \.reason, "why"),
    ]

    package var taskKind: TaskKind?
    package var criteria: [String] = []
    package var withdrawn: [String] = []
    package var base: ChosenBase?
    package var reason = ""

    package init() {}
}

/// Work cannot go on for now.
package struct TaskBlocked: EventBody {
    package static let kind = "task.blocked"
    package static let fields: [Field<Self>] = [
        .required("reason", \.reason, "what it waits for"),
        .optional("code", \.code, "a word for it: awaiting-gate"),
        .optional("ending", \.ending, "how it is to end, once the gate can do its work"),
    ]

    package var reason = ""
    package var code: String?
    package var ending: TaskEnded?

    package init() {}
}

/// Work goes on, after a block or after an end.
package struct TaskReopened: EventBody {
    package static let kind = "task.reopened"
    package static let fields: [Field<Self>] = [.required("reason", \.reason, "why")]

    package var reason = ""

    package init() {}
}

/// An ended task was put out of the way; its events stay where they are.
package struct TaskArchived: EventBody {
    package static let kind = "task.archived"
    package static let fields: [Field<Self>] = []

    package init() {}
}

/// A task ended, in whatever way its status says.
package struct TaskEnded: EventBody {
    package static let kind = "task.ended"
    package static let fields: [Field<Self>] = [
        .required("status", \.status, "how it ended"),
        .required("summary", \.summary, "what was done, or why it was given up"),
        .optional("code", \.code, "why nothing was proved"),
        .optional("reason", \.reason, "the same in words"),
        .optional("level", \.level, "what the gate found: V0 to V3"),
        .optional("evidence", \.evidence, "the SHA-256 of a report that this rests on"),
        .defaulted("files_changed", \.filesChanged, "files that were changed"),
        .defaulted("files_created", \.filesCreated, "files that were created"),
        .defaulted("files_deleted", \.filesDeleted, "files that are not there any more"),
        .defaulted("files_unchanged", \.filesUnchanged, "those of them that are as they were at the start"),
        .optional("validation", \.validation, "what was claimed of build, lint and test"),
        .defaulted("lessons", \.lessons, "what is worth remembering"),
        .defaulted("warnings", \.warnings, "what a reader must not take at its word"),
    ]

    package var status = TaskStatus.completed
    package var summary = ""
    package var code: String?
    package var reason: String?
    package var level: String?
    package var evidence: String?
    package var filesChanged: [String] = []
    package var filesCreated: [String] = []
    package var filesDeleted: [String] = []
    package var filesUnchanged: [String] = []
    package var validation: JSON?
    package var lessons: [JSON] = []
    package var warnings: [NamedNote] = []

    package init() {}
}

/// A phase is done, or done again.
package struct PhaseCheckpointed: EventBody {
    package static let kind = "phase.checkpointed"
    package static let fields: [Field<Self>] = [
        .required("phase", \.phase, "which phase, counted from 1"),
        .required("summary", \.summary, "what was done"),
        .defaulted("decisions", \.decisions, "what was decided"),
        .defaulted("files_changed", \.filesChanged, "files that were changed"),
        .defaulted("files_created", \.filesCreated, "files that were created"),
        .defaulted("files_unchanged", \.filesUnchanged, "those of them that are as they were at the start"),
        .optional("snapshot", \.snapshot, "the state of the work tree then"),
        .optional("commit", \.commit, "the commit that was checked out then"),
        .optional("plan_sha256", \.planDigest, "the plan's bytes then"),
        .optional("unapproved", \.unapproved, "how the plan of a task with several phases stood, if not approved"),
    ]

    package var phase = 1
    package var summary = ""
    package var decisions: [JSON] = []
    package var filesChanged: [String] = []
    package var filesCreated: [String] = []
    package var filesUnchanged: [String] = []
    package var snapshot: String?
    package var commit: String?
    package var planDigest: String?
    package var unapproved: String?

    package init() {}
}

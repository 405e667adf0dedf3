import HarnessKit
import Ledger
import TaskState

/// A receipt and all that an audit found of it.
struct AuditedReceipt {
    let task: String
    /// Its file, below the project; nil where that is named after its task.
    var path: String?
    /// What mends it, where no replay can.
    var remedy: String?
    let title: String
    let receipt: String
    /// What it says of itself.
    let claimed: String
    /// What holds, by this audit.
    var level: Level
    var problems: [NamedNote] = []
    var warnings: [NamedNote] = []
    /// What was run again; empty where nothing was.
    var controls: [ControlResult] = []

    var holds: Bool { problems.isEmpty && !controls.contains { $0.outcome == .failed } }

    init(_ receipt: Receipt) {
        task = receipt.task
        title = receipt.title
        self.receipt = receipt.id
        claimed = receipt.body.level
        level = receipt.level
    }

    /// What the ledger knows of, and whose file is gone.
    init(_ lost: LostReceipt) {
        task = lost.task.id.text
        title = lost.task.title
        receipt = lost.task.receipt?.hash.description ?? ""
        claimed = lost.task.receipt?.body.level ?? ""
        level = .unverified
        path = lost.path.description
        remedy = lost.remedy
        fail(.missing, lost.problem, hint: "run '\(lost.remedy)', which brings it back")
    }

    /// Something that is called a receipt and cannot be read.
    init(unreadable name: String, in folder: String, _ failure: Failure) {
        path = folder + name
        remedy = "git log -p -- \(ShellLine.quoted(folder + name))"
        task = name
        title = name
        receipt = ""
        claimed = ""
        level = .unverified
        problems = [NamedNote(AuditCode.malformed.rawValue, failure.message, hint: failure.hint)]
    }

    mutating func fail(_ code: AuditCode, _ message: String, hint: String? = nil) {
        problems.append(NamedNote(code.rawValue, message, hint: hint))
    }

    mutating func warn(_ code: AuditCode, _ message: String) {
        warnings.append(NamedNote(code.rawValue, message))
    }

    var json: JSON {
        .members([
            "task_id": .string(task), "task": .string(title), "receipt": .string(receipt), "claimed": .string(claimed),
            "level": level.json, "holds": .bool(holds), "problems": problems.json, "warnings": warnings.json,
            "controls": controls.json,
        ])
    }
}

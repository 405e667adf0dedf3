import HarnessKit
import Ledger
import TaskState
import Verifier

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
    /// The most that it could be.
    var most = Level.independent
    var problems: [NamedNote] = []
    var warnings: [NamedNote] = []
    /// What later receipts say of its scenario files, and whether nothing of it is left.
    private(set) var successors: [(file: String, successor: Successors.Successor)] = []
    var isSuperseded = false
    /// Whether nothing of it could be made again.
    var wasNotRun = false
    /// What was run again; empty where nothing was.
    var controls: [ControlResult] = []

    var holds: Bool { problems.isEmpty && !controls.contains { $0.outcome == .failed } }

    init(_ receipt: Receipt) {
        task = receipt.task
        title = receipt.title
        self.receipt = receipt.id
        claimed = receipt.body.level
        level = receipt.level
        most = receipt.mostLevel
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

    mutating func supersede(_ file: String, by successor: Successors.Successor) {
        successors.append((file, successor))
    }

    mutating func fail(_ code: AuditCode, _ message: String, hint: String? = nil) {
        problems.append(NamedNote(code.rawValue, message, hint: hint))
    }

    mutating func warn(_ code: AuditCode, _ message: String) {
        warnings.append(NamedNote(code.rawValue, message))
    }

    mutating func warn(_ code: GateCode, _ message: String, hint: String? = nil) {
        warnings.append(NamedNote(code.rawValue, message, hint: hint))
    }

    /// Whether scenarios passed when they were played again.
    mutating func judge(_ name: String, _ scenarios: [ScenarioReport], code: GateCode) {
        guard !scenarios.isEmpty else { return }
        let failed = scenarios.first { $0.status == .fail }
        controls.append(
            ControlResult(
                name, failed == nil ? .held : .failed,
                failed.map { "'\($0.name)' fails: \($0.failure ?? "")" }
                    ?? "\(scenarios.count) of \(scenarios.count) passed",
                code: failed == nil ? nil : code.rawValue))
    }

    /// Tells of scenarios that no receipt names and that fail; returns those that break nothing.
    ///
    /// What held before the work is broken, whoever wrote it down; where that cannot be asked, it is not whole.
    mutating func note(_ unclaimed: UnclaimedControl.Outcome) -> Set<String> {
        var idle: Set<String> = []
        for (scenario, (file, before)) in unclaimed.failing.sorted(by: { $0.key.precedes($1.key) }) {
            guard before != .held else { continue }
            idle.insert(scenario)
            let what = "the scenario '\(scenario)' of \(file), which no receipt names, fails"
            guard before == .unknown else {
                warn(
                    .unregistered, "\(what), and failed before the work as well",
                    hint: "write what holds and have a task prove it, or delete it")
                continue
            }
            let reason = "\(what), and whether it did before could not be seen"
            warn(.unregistered, reason, hint: "replay it where the commit is that the work began with")
            controls.append(ControlResult("unnamed", .couldNotRun, reason, code: GateCode.unregistered.rawValue))
        }
        return idle
    }

    var json: JSON {
        .members([
            "task_id": .string(task), "task": .string(title), "receipt": .string(receipt), "claimed": .string(claimed),
            "level": level.json, "most": most < .independent ? most.json : nil, "holds": .bool(holds),
            "problems": problems.json, "warnings": warnings.json,
            "controls": controls.json, "superseded": isSuperseded ? true : nil,
            "successors": successors.isEmpty
                ? nil
                : .array(
                    successors.map {
                        [
                            "file": .string($0.file), "by": .string($0.successor.task),
                            "reason": .string($0.successor.reason),
                        ]
                    }),
        ])
    }
}

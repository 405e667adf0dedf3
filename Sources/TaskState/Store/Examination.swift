import HarnessKit
import Ledger

/// Something wrong with a store.
struct Finding {
    enum Remedy { case none, files, cache, snapshots, setAside }

    let subject: String
    let problem: String
    let remedy: Remedy
    /// What a person can type where nothing can be made again.
    var advice: String?

    /// Whether it can be made again and nothing is lost by that.
    var isMendable: Bool { remedy != .none && remedy != .setAside }

    var json: JSON {
        ["subject": .string(subject), "problem": .string(problem), "mendable": .bool(isMendable)]
    }
}

/// The check of a whole store: does everything that is made from the events agree with them?
struct Examination {
    let store: TaskStore

    func run() throws -> [Finding] {
        let damage = try store.ledger.damage().map { Finding(subject: "the database", problem: $0, remedy: .none) }
        let lost = try store.ledger.tasksWithoutEvents().map {
            Finding(subject: $0, problem: "the list of tasks has it, and all of its events are missing", remedy: .none)
        }
        return try damage + lost + forgotten() + snapshotFindings() + store.ledger.streams().flatMap(findings)
            + receipts()
    }

    private func receipts() throws -> [Finding] {
        // Where a history is not whole, that is told, and nothing is made from it.
        guard let lost = try? store.lostReceipts() else { return [] }
        return lost.map {
            let fromGit = $0.isInGit ? "; git has it: '\($0.remedy)'" : ""
            return Finding(subject: $0.task.id.text, problem: $0.problem + fromGit, remedy: .files)
        }
    }

    /// Tasks that left their files here, and that the database knows nothing of: it lost a part, or is another one.
    private func forgotten() throws -> [Finding] {
        try store.forgotten().map {
            Finding(
                subject: $0.text,
                problem: "tasks/\($0) is there, and the database knows nothing of it: a part of it is lost",
                remedy: .none)
        }
    }

    /// Mends what can be mended; what the files alone know is put aside, and never overwritten.
    func repair(_ findings: [Finding]) throws -> Repair {
        if findings.contains(where: { $0.remedy == .snapshots }) { try store.snapshots()?.mend(knowing: knownStates()) }
        let tasks = Set(findings.filter { $0.remedy != .none }.map(\.subject)).compactMap { TaskID($0) }
        let receipts = (try? store.lostReceipts()) ?? []
        let aside = try setAside(findings)
        try store.ledger.transaction {
            for receipt in receipts { try store.ledger.post(receipt.event, to: .receipt, in: store.worktree) }
            for id in tasks {
                guard let last = try store.ledger.events(of: id.text).last, let task = try store.ledger.task(id) else {
                    continue
                }
                try store.ledger.cache(task, head: last)
                try store.ledger.post(last, to: .files, in: try store.ledger.worktree(of: task))
            }
        }
        try mendCheckpoints(of: tasks)
        try Delivery(store: store).run()
        return Repair(left: try run(), setAside: aside)
    }

    private func findings(in stream: String) throws -> [Finding] {
        let events = try store.ledger.events(of: stream)
        let flaw = try TaskID(stream).map { try store.ledger.flaw(inTask: $0) } ?? store.ledger.flaw(in: stream)
        if let flaw { return [Finding(subject: stream, problem: "its events are not whole: \(flaw)", remedy: .none)] }
        guard let id = TaskID(stream), let last = events.last, let task = try store.ledger.task(id) else { return [] }
        var found: [Finding] = []
        if let flaw = try store.ledger.rowFlaw(of: task) {
            found.append(Finding(subject: stream, problem: flaw, remedy: .cache))
        } else if try store.ledger.cachedHead(of: id)?.hash != last.hash {
            found.append(Finding(subject: stream, problem: "the list of tasks is behind its events", remedy: .cache))
        }
        // Files of another tool stay as they are; those of another work tree are there, those of an archived task gone.
        if !task.status.isFinal, try store.ledger.worktree(of: task) == store.worktree,
            let loss = try lostStates(of: task)
        {
            found.append(Finding(subject: stream, problem: loss, remedy: .none, advice: task.choosingBase))
        }
        guard task.archivedAt == nil, last.actor != "import", try store.ledger.worktree(of: task) == store.worktree
        else { return found }
        return try found + fileFindings(of: task, after: events)
    }
}

extension TaskStore {
    /// Tasks that left their files here, and that the ledger knows nothing of.
    func forgotten() throws -> [TaskID] {
        let folders = workspace.harness / "tasks"
        let names = ((try? Folder(folders).names()) ?? []).compactMap { TaskID($0) }
        return try names.filter { name in
            guard let file = RelativePath("\(name)/state/task.json"), !(try ledger.hasTask(name)),
                let bytes = try? Folder(folders).read(file), let json = try? JSON.parse(bytes)
            else { return false }
            // Those of another tool have no criteria.
            return json["task_id"] == .string(name.text) && json["criteria"] != nil
        }
    }
}

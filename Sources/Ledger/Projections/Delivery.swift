import HarnessKit

/// Writes into files what the ledger's outbox holds, and takes it off the list.
///
/// Delivery is at least once: whoever was killed in between is finished by the next writing command. One
/// process at a time, so that an older state never replaces a newer one.
package struct Delivery {
    let store: TaskStore

    package init(store: TaskStore) {
        self.store = store
    }

    /// Delivers for this work tree, and for the task's own where that is another.
    package func run() throws {
        for worktree in try store.ledger.outboxWorktrees() {
            guard let harness = try harness(of: worktree) else { continue }
            try deliver(for: worktree, into: harness)
        }
    }

    /// The harness folder of a work tree that shares this ledger; nil where that is not there any more.
    private func harness(of worktree: String) throws -> Folder? {
        if worktree == store.worktree {
            return try Folder(store.workspace.root).folder(try name(store.workspace.harnessName), creating: .renamed)
        }
        // The main tree is the one in whose folder the ledger lies.
        let path = worktree == "." ? store.location.database.parent : Path(worktree) / "harness"
        guard let path, FileStatus(of: path)?.kind == .folder else { return nil }
        return try Folder(path)
    }

    private func deliver(for worktree: String, into folder: Folder) throws {
        try HarnessFolder(folder: folder).prepare()
        // Whoever delivers does it for all: of many that wait, few have anything left to do.
        guard let last = try store.ledger.lastPosted(in: worktree) else { return }
        let isDone = { try store.ledger.hasDelivered(to: worktree, upTo: last) }
        _ = try folder.locked(try name("tasks/.lock"), unless: isDone) {
            var trouble: (any Error)?
            // One task whose files cannot be written does not hold up the others.
            let entries = try store.ledger.outbox(of: worktree)
            for (stream, group) in Dictionary(grouping: entries, by: \.event.stream).sorted(by: {
                $0.key.precedes($1.key)
            }) {
                do {
                    try deliver(group, of: stream, into: folder)
                    // One by one, so that whoever is killed in a long list leaves a shorter one.
                    try store.ledger.settle(group)
                } catch {
                    trouble = trouble ?? error
                }
            }
            try pointAtCurrent(of: worktree, in: folder)
            if let trouble { throw trouble }
        }
    }

    private func deliver(_ entries: [OutboxEntry], of stream: String, into folder: Folder) throws {
        try deliverEpisodes(entries, into: folder)
        if let last = entries.last(where: { $0.sink == .report }) {
            try deliverReport(last.event, of: stream, into: folder)
        }
        for entry in entries where entry.sink == .receipt { try deliverReceipt(entry.event, of: stream, into: folder) }
        guard entries.contains(where: { $0.sink == .files }), let id = TaskID(stream),
            let task = try store.ledger.task(id)
        else { return }
        if task.archivedAt != nil {
            try ArchiveFile(task: task).write(
                try store.ledger.archive(of: id), into: folder, at: store.context.clock.now())
        } else {
            let aside = try TaskFiles(task: task).write(into: folder, at: store.context.clock.now())
            if let aside {
                store.context.warn("the files of \(id) knew more than the ledger: they lie in \(aside) now")
            }
        }
    }

    /// Once a line is in the day's file, that file is the truth; its event's hash tells a repetition.
    private func deliverEpisodes(_ entries: [OutboxEntry], into folder: Folder) throws {
        for entry in entries where entry.sink == .episode {
            guard case .object(var episode) = try JSON.parse(entry.event.body) else { continue }
            episode["event"] = .string(entry.event.hash.description)
            let line = JSON.object(episode).bytes(.compact) + [UInt8(ascii: "\n")]
            try folder.append(line, to: try name("memory/episodes/\(entry.event.at.day).jsonl"))
        }
    }

    /// What was proved, for git, CI and pull requests.
    private func deliverReceipt(_ event: Event, of stream: String, into folder: Folder) throws {
        guard case .object(var receipt) = try JSON.parse(event.body) else { return }
        receipt["receipt"] = .string(event.hash.description)
        receipt["task_id"] = .string(stream)
        receipt["at"] = .string(event.at.iso8601)
        if let id = TaskID(stream), let task = try store.ledger.task(id) {
            receipt["task"] = .string(task.title)
            receipt["kind"] = task.kind.json
        }
        receipt[ReceiptSeal.member] = .string(ReceiptSeal.of(receipt))
        let bytes = JSON.object(receipt).bytes(.indented) + [UInt8(ascii: "\n")]
        try folder.write(bytes, to: try name("receipts/\(stream).json"), .renamed)
    }

    /// The latest report of a task, and the latest of all.
    private func deliverReport(_ event: Event, of stream: String, into folder: Folder) throws {
        let body: RunFinished = try event.decode()
        guard let run = try store.ledger.run(body.run) else { return }
        let bytes = try store.ledger.report(of: run).bytes(.indented) + [UInt8(ascii: "\n")]
        if try store.ledger.hasTask(named: stream) {
            try folder.write(bytes, to: try name("tasks/\(stream)/verification-report.json"), .renamed)
        }
        try folder.write(bytes, to: try name("trace/verification-report.json"), .renamed)
    }

    /// `tasks/current` leads to the task that was started last of those in progress here.
    private func pointAtCurrent(of worktree: String, in folder: Folder) throws {
        let current = try store.ledger.openTasks(in: worktree, atMost: 1).first
        try folder.link(try name("tasks/current"), to: current.map { Path($0.id.text) })
    }

    private func name(_ text: String) throws -> RelativePath { try RelativePath(naming: text) }
}

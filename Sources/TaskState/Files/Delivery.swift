import HarnessKit
import Ledger

/// Writes into files what the ledger's outbox holds, and takes it off the list.
///
/// Delivery is at least once: whoever was killed in between is finished by the next writing command. One
/// process at a time, so that an older state never replaces a newer one.
struct Delivery {
    let store: TaskStore

    func run() throws {
        let folder = try Folder(store.workspace.root).folder(try name(store.workspace.harnessName), creating: .renamed)
        try HarnessFolder(folder: folder).prepare()
        try folder.locked(try name("tasks/.lock")) {
            let entries = try store.ledger.outbox(of: store.worktree)
            try deliverEpisodes(entries, into: folder)
            var delivered: Set<String> = []
            for entry in entries where entry.sink == .files && delivered.insert(entry.event.stream).inserted {
                guard let id = TaskID(entry.event.stream), let task = try store.ledger.task(id) else { continue }
                try TaskFiles(task: task).write(into: folder)
            }
            try pointAtCurrent(in: folder)
            try store.ledger.settle(entries)
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

    /// `tasks/current` leads to the task that was started last of those in progress here.
    private func pointAtCurrent(in folder: Folder) throws {
        let current = try store.ledger.openTasks(in: store.worktree).first
        try folder.link(try name("tasks/current"), to: current.map { Path($0.id.text) })
    }

    private func name(_ text: String) throws -> RelativePath { try RelativePath(naming: text) }
}

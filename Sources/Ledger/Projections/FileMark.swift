import HarnessKit

/// How far a task's files have come: how many events they were made from, and the hash of the last one.
package struct FileMark: Equatable, Sendable {
    package let events: Int
    package let head: String

    package init(of task: TaskRecord) {
        events = task.head
        head = task.headHash?.description ?? ""
    }

    /// What `task.json` says of it; nil where that is not there, cannot be read, or was written before there were marks.
    package init?(in own: Path) {
        guard FileStatus(of: own)?.kind == .folder, let name = RelativePath("state/task.json"),
            let bytes = try? Folder(own).read(name), let json = try? JSON.parse(bytes)
        else { return nil }
        self.init(json)
    }

    package init?(_ json: JSON) {
        guard let events = json["events"]?.integer, let head = json["head"]?.string else { return nil }
        self.events = events
        self.head = head
    }

    /// Whether what bears it was made from events that the ledger does not have.
    package func isAhead(of task: TaskRecord) -> Bool {
        events > task.head || (events == task.head && self != FileMark(of: task))
    }

    func added(to file: JSON) -> JSON {
        guard case .object(var members) = file else { return file }
        members["events"] = .integer(events)
        members["head"] = .string(head)
        return .object(members)
    }

    /// The same file without its mark, which changes with every event.
    package static func removed(from file: JSON) -> JSON {
        guard case .object(var members) = file else { return file }
        members["events"] = nil
        members["head"] = nil
        return .object(members)
    }
}

extension TaskFiles {
    /// Puts a task's files out of the way, so that nothing of them is lost; returns where they lie then.
    ///
    /// The lock on deliveries is the caller's.
    @discardableResult
    package static func setAside(_ id: TaskID, in folder: Folder, at now: Date) throws -> String? {
        let own = folder.path / "tasks/\(id)"
        let parts = ["state", "checkpoints"].filter { FileStatus(of: own / $0)?.kind == .folder }
        guard !parts.isEmpty else { return nil }
        let stem = "tasks/\(id)/set-aside-\(now.compact)"
        // Never into a folder that is there already.
        let name = (1...).lazy.map { $0 == 1 ? stem : "\(stem)-\($0)" }.first {
            FileStatus(of: folder.path / $0) == nil
        }
        guard let name else { return nil }
        _ = try folder.folder(try RelativePath(naming: name), creating: .synced)
        for part in parts {
            try folder.move(
                try RelativePath(naming: "tasks/\(id)/\(part)"), to: try RelativePath(naming: "\(name)/\(part)"))
        }
        return name
    }
}

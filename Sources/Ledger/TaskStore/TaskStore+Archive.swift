import HarnessKit

extension TaskStore {
    /// Puts tasks that ended before a moment out of the way; one that was taken up again meanwhile stays.
    ///
    /// The events stay in the ledger. Whoever is killed here is finished by the next command that writes.
    package func archive(_ ids: [TaskID], endedBefore moment: Date) throws -> [TaskRecord] {
        let archived = try ledger.transaction {
            try ids.compactMap { id -> TaskRecord? in
                let task = try self.task(id)
                guard let end = task.ending?.at, end < moment, task.archivedAt == nil else { return nil }
                return try append([TaskArchived()], to: id)
            }
        }
        deliver()
        return archived
    }
}

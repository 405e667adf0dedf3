import HarnessKit

/// A task with all its events, as one document that another store can take in.
package struct TaskArchive: JSONRecord {
    package static let title = "an exported task"
    package static let fields: [Field<Self>] = [
        .constant("schema", "harness.task/1", "the file's format"),
        .required("task_id", \.taskID, "the task"),
        .required("events", \.events, "all of its events, in order"),
    ]

    package var taskID = ""
    package var events: [ArchivedEvent] = []

    package init() {}
}

/// An event on its way: the body as the text that its hash covers.
package struct ArchivedEvent: JSONRecord {
    package static let title = "an exported event"
    package static let fields: [Field<Self>] = [
        .required("seq", \.sequence, "its place, counted from 1"),
        .required("kind", \.kind, "what happened"),
        .required("at_ms", \.milliseconds, "when, in milliseconds since 1970"),
        .required("origin", \.origin, "the store in which it was first written"),
        .required("actor", \.actor, "who did it"),
        .required("body", \.body, "its body, byte for byte"),
        .required("hash", \.hash, "the hash over all of this and the event before"),
    ]

    package var sequence = 0
    package var kind = ""
    package var milliseconds = 0
    package var origin = ""
    package var actor = ""
    package var body = ""
    package var hash = ""

    package init() {}
}

extension Ledger {
    /// A task as a document; refused where its chain is broken.
    package func archive(of id: TaskID) throws -> TaskArchive {
        let events = try events(of: id.text)
        if let flaw = EventChain.flaw(in: events) {
            throw Failure(.malformed, "the events of \(id) are not whole: \(flaw)", hint: "run 'task-state doctor'")
        }
        var archive = TaskArchive()
        archive.taskID = id.text
        archive.events = events.map { event in
            var archived = ArchivedEvent()
            archived.sequence = event.sequence
            archived.kind = event.kind
            archived.milliseconds = event.at.milliseconds
            archived.origin = event.origin
            archived.actor = event.actor
            archived.body = String(decoding: event.body, as: UTF8.self)
            archived.hash = event.hash.description
            return archived
        }
        return archive
    }

    /// Takes in what this store does not have yet of an exported task; only within a transaction.
    ///
    /// Returns the events that were added. What is here must be the beginning of what comes, or the same.
    package func take(_ archive: TaskArchive, as id: TaskID) throws -> [Event] {
        let coming = try events(in: archive)
        if let flaw = EventChain.flaw(in: coming) {
            throw Failure(
                .malformed, "the exported task is not whole: \(flaw)", hint: "export it again where it comes from")
        }
        let present = try events(of: id.text)
        for (mine, theirs) in zip(present, coming) where mine.hash != theirs.hash {
            throw Failure(
                .refused, "\(id) went on differently here from event \(mine.sequence) on",
                hint: "run 'task-state log --task-id \(id)' in both places and keep one of them")
        }
        let new = Array(coming.dropFirst(present.count))
        for event in new { try insert(event) }
        return new
    }

    private func events(in archive: TaskArchive) throws -> [Event] {
        var previous: Digest?
        return try archive.events.map { archived in
            guard let hash = Digest(archived.hash) else {
                throw Failure(
                    .malformed, "'\(archived.hash)' is no SHA-256", hint: "export the task again where it comes from")
            }
            let event = Event(
                stream: archive.taskID, sequence: archived.sequence, kind: archived.kind,
                at: Date(milliseconds: archived.milliseconds), origin: archived.origin, actor: archived.actor,
                body: Bytes(archived.body.utf8), previous: previous, hash: hash)
            previous = hash
            return event
        }
    }
}

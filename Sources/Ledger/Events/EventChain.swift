import HarnessKit

/// What links a stream's events: each hash covers the one before and every stored byte of its own.
enum EventChain {
    /// The hash over all fields, each with its length, so that no byte can move from one into another.
    static func hash(
        stream: String, sequence: Int, kind: String, at: Date, origin: String, actor: String, body: Bytes,
        previous: Digest?
    ) -> Digest {
        var hash = SHA256()
        for field in [
            Bytes("harness.event/1".utf8), Bytes(stream.utf8), Bytes("\(sequence)".utf8), Bytes(kind.utf8),
            Bytes("\(at.milliseconds)".utf8), Bytes(origin.utf8), Bytes(actor.utf8), previous?.bytes ?? [], body,
        ] {
            hash.add(Bytes("\(field.count):".utf8))
            hash.add(field)
        }
        return hash.finished()
    }

    /// What is wrong with a stream's events, given in order, after one that is whole; nil where the chain is whole.
    static func flaw(in events: [Event], after head: Event? = nil) -> String? {
        var previous = head?.hash
        for (place, event) in zip(((head?.sequence ?? 0) + 1)..., events) {
            if event.sequence != place { return "\(name(of: event)) stands where event \(place) belongs" }
            if event.previous != previous { return "\(name(of: event)) does not follow the event before it" }
            let hash = hash(
                stream: event.stream, sequence: event.sequence, kind: event.kind, at: event.at, origin: event.origin,
                actor: event.actor, body: event.body, previous: event.previous)
            if event.hash != hash { return "\(name(of: event)) was changed after it was written" }
            previous = event.hash
        }
        return nil
    }

    private static func name(of event: Event) -> String { "event \(event.sequence) (\(event.kind))" }
}

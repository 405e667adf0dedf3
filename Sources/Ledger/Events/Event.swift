import HarnessKit

/// Something that happened: one link of a stream's chain, never changed once it is written.
package struct Event: Sendable {
    package let stream: String
    /// Counted from 1 within the stream.
    package let sequence: Int
    package let kind: String
    package let at: Date
    /// The store in which it was first written.
    package let origin: String
    /// Who did it, as far as we were told.
    package let actor: String
    /// The body as it is stored and hashed; never re-encoded.
    package let body: Bytes
    package let previous: Digest?
    package let hash: Digest

    /// The body as the type that its kind is known to have.
    package func decode<Body: EventBody>(as type: Body.Type = Body.self) throws -> Body {
        try JSON.Source(name: "event \(sequence) of \(stream)", bytes: body, options: .strict).decode()
    }

    /// For people and programs: without the links of the chain.
    package var json: JSON {
        .members([
            "seq": .integer(sequence), "kind": .string(kind), "at": .string(at.iso8601), "actor": .string(actor),
            "body": (try? JSON.parse(body)) ?? .null, "hash": .string(hash.description),
        ])
    }
}

/// A typed body: the contract between who writes an event and who reads it.
package protocol EventBody: JSONRecord {
    static var kind: String { get }
}

extension EventBody {
    package static var title: String { "an event \(kind)" }
    /// A newer program may have added to it.
    package static var isClosed: Bool { false }
}

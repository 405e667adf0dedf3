/// A question to a JSON value, as in RFC 9535: `$.items[?@.price < 10].name`.
///
/// Whole but for `\p{…}` in the patterns of `match()` and `search()`, which is refused. A pattern that comes from the
/// value and cannot be read is an error too, where the RFC would have it match nothing: a test should not pass by it.
package struct JSONPathQuery: Sendable {
    package let description: String
    private let segments: [JSONPathSegment]

    /// Fails with the column of what it does not know.
    package init(_ text: String) throws {
        description = text
        var parser = try JSONPathParser(text)
        segments = try parser.query()
    }

    /// Whether it names at most one place, by names and indexes only.
    package var isSingular: Bool { segments.isSingular }

    /// What it selects, in the RFC's order; members of objects in the order in which they were written.
    ///
    /// Fails where it would hold more than 500,000 values at once, or look at more than 5,000,000.
    package func values(in json: JSON) throws -> [JSON] {
        try found(in: json).map(\.value)
    }

    /// The same with each value's place.
    package func nodes(in json: JSON) throws -> [(path: JSON.Path, value: JSON)] {
        try found(in: json).map { ($0.path, $0.value) }
    }

    func found(in json: JSON, within limits: JSONPathSearch.Limits = .init()) throws -> [JSONPathNode] {
        var search = JSONPathSearch(of: description, in: json, within: limits)
        return try search.nodes(segments, from: search.root)
    }
}

extension JSONPathQuery: Hashable {
    package static func == (left: JSONPathQuery, right: JSONPathQuery) -> Bool {
        left.description.hasSameBytes(as: right.description)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in description.utf8 { hasher.combine(byte) }
    }
}

extension JSONPathQuery: CustomStringConvertible, JSONConvertible {
    package static var schema: JSONSchema { .plain(["type": "string"]) }
    package var json: JSON { .string(description) }

    package init(json: JSON) throws {
        let text = try String(json: json)
        do {
            try self.init(text)
        } catch let failure as Failure {
            throw JSONMismatches(failure.message, hint: failure.hint)
        }
    }
}

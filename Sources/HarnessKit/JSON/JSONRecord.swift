/// An object with known keys; the table of its fields gives decoding, writing and the published schema.
package protocol JSONRecord: JSONConvertible {
    /// What a file or a message calls it: "a step", "a scenario".
    static var title: String { get }
    static var fields: [Field<Self>] { get }
    /// Groups of keys of which exactly one must be there.
    static var alternatives: [[String]] { get }
    /// Whether keys that are not in the table are mistakes; they are, unless other tools write such files too.
    static var isClosed: Bool { get }
    init()
}

/// One key of a record.
package struct Field<Root>: Sendable {
    let name: String
    let isRequired: Bool
    let about: String
    let schema: @Sendable () -> JSONSchema
    let read: @Sendable (inout Root, JSON) throws -> Void
    let write: @Sendable (Root) -> JSON?

    /// A key that must be there.
    package static func required<Value: JSONConvertible>(
        _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ about: String
    ) -> Field {
        Field(name, isRequired: true, about, path)
    }

    /// A key that may be left out; the record's own value then stands.
    package static func defaulted<Value: JSONConvertible>(
        _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ about: String
    ) -> Field {
        Field(name, isRequired: false, about, path)
    }

    /// A key that may be left out, and then is left out in writing too.
    package static func optional<Value: JSONConvertible>(
        _ name: String, _ path: any WritableKeyPath<Root, Value?> & Sendable, _ about: String
    ) -> Field {
        Field(
            name: name, isRequired: false, about: about, schema: { Value.schema },
            read: { $0[keyPath: path] = try Value(json: $1) },
            write: { $0[keyPath: path]?.json })
    }

    /// A key that always holds this text, such as a file's format.
    package static func constant(_ name: String, _ text: String, _ about: String) -> Field {
        Field(
            name: name, isRequired: true, about: about, schema: { .plain(["const": .string(text)]) },
            read: { _, json in
                guard json == .string(text) else { throw JSONMismatches("must be \"\(text)\", not \(json.summary)") }
            },
            write: { _ in .string(text) })
    }

    private init<Value: JSONConvertible>(
        _ name: String, isRequired: Bool, _ about: String, _ path: any WritableKeyPath<Root, Value> & Sendable
    ) {
        self.init(
            name: name, isRequired: isRequired, about: about, schema: { Value.schema },
            read: { $0[keyPath: path] = try Value(json: $1) }, write: { $0[keyPath: path].json })
    }

    private init(
        name: String, isRequired: Bool, about: String, schema: @escaping @Sendable () -> JSONSchema,
        read: @escaping @Sendable (inout Root, JSON) throws -> Void, write: @escaping @Sendable (Root) -> JSON?
    ) {
        self.name = name
        self.isRequired = isRequired
        self.about = about
        self.schema = schema
        self.read = read
        self.write = write
    }
}

extension JSONRecord {
    package static var alternatives: [[String]] { [] }
    package static var isClosed: Bool { true }

    package var json: JSON {
        .object(.init(Self.fields.compactMap { field in field.write(self).map { JSON.Member(field.name, $0) } }))
    }

    package init(json: JSON) throws {
        guard case .object(let object) = json else {
            throw JSONMismatches("must be an object (\(Self.title)), not \(json.summary)")
        }
        self.init()
        var mismatches: [JSONMismatch] = []
        for field in Self.fields {
            guard let value = object[field.name] else {
                if field.isRequired { mismatches.append(.missing(field.name, in: Self.title, field.about)) }
                continue
            }
            if value == .null, !Self.isClosed, !field.isRequired { continue }
            do {
                try field.read(&self, value)
            } catch let error as JSONMismatches {
                mismatches += error.below(.key(field.name))
            }
        }
        mismatches += Self.unknownKeys(of: object) + Self.brokenAlternatives(of: object)
        guard mismatches.isEmpty else { throw JSONMismatches(mismatches) }
    }

    private static func unknownKeys(of object: JSON.Object) -> [JSONMismatch] {
        guard isClosed else { return [] }
        let known = fields.map(\.name)
        let unknown = object.members.filter { member in !known.contains { $0.hasSameBytes(as: member.name) } }
        return unknown.map { member in
            let guess = Suggestion.nearest(to: member.name, among: known)
            return JSONMismatch(
                "unknown key '\(member.name)' in \(title)",
                hint: guess.map { "did you mean '\($0)'?" } ?? "use one of: \(known.joined(separator: ", "))",
                at: .init([.key(member.name)]))
        }
    }

    private static func brokenAlternatives(of object: JSON.Object) -> [JSONMismatch] {
        alternatives.compactMap { group in
            let present = group.filter { object[$0] != nil }
            guard present.count != 1 else { return nil }
            let found = present.isEmpty ? "none" : present.joined(separator: " and ")
            return JSONMismatch("\(title) takes exactly one of \(group.joined(separator: ", ")); found \(found)")
        }
    }
}

extension JSONMismatch {
    fileprivate static func missing(_ name: String, in title: String, _ about: String) -> JSONMismatch {
        JSONMismatch("\(title) needs the key '\(name)'", hint: "add \"\(name)\": \(about)")
    }
}

/// A type with a JSON form, and a schema that says which.
package protocol JSONConvertible: Sendable {
    static var schema: JSONSchema { get }
    /// Fails with `JSONMismatches`.
    init(json: JSON) throws
    var json: JSON { get }
}

extension JSON: JSONConvertible {
    package static var schema: JSONSchema { .plain([:]) }
    package init(json: JSON) { self = json }
    package var json: JSON { self }
}

extension Bool: JSONConvertible {
    package static var schema: JSONSchema { .plain(["type": "boolean"]) }
    package var json: JSON { .bool(self) }

    package init(json: JSON) throws {
        guard case .bool(let value) = json else { throw JSONMismatches("must be true or false, not \(json.kind)") }
        self = value
    }
}

extension Int: JSONConvertible {
    package static var schema: JSONSchema { .plain(["type": "integer"]) }
    package var json: JSON { .integer(self) }

    package init(json: JSON) throws {
        guard let value = json.integer else { throw JSONMismatches("must be a whole number, not \(json.summary)") }
        self = value
    }
}

extension Double: JSONConvertible {
    package static var schema: JSONSchema { .plain(["type": "number"]) }
    package var json: JSON { .number(self) }

    package init(json: JSON) throws {
        switch json {
        case .number(let value): self = value
        case .integer(let value): self = Double(value)
        case .literal(let text) where Double(text)?.isFinite == true: self = Double(text) ?? 0
        default: throw JSONMismatches("must be a number, not \(json.summary)")
        }
    }
}

extension String: JSONConvertible {
    package static var schema: JSONSchema { .plain(["type": "string"]) }
    package var json: JSON { .string(self) }

    package init(json: JSON) throws {
        guard case .string(let value) = json else { throw JSONMismatches("must be a string, not \(json.summary)") }
        self = value
    }
}

extension Array: JSONConvertible where Element: JSONConvertible {
    package static var schema: JSONSchema { .list(Element.schema) }
    package var json: JSON { .array(map(\.json)) }

    package init(json: JSON) throws {
        guard case .array(let items) = json else { throw JSONMismatches("must be an array, not \(json.summary)") }
        var values: [Element] = []
        var mismatches: [JSONMismatch] = []
        for (index, item) in items.enumerated() {
            do {
                values.append(try Element(json: item))
            } catch let error as JSONMismatches {
                mismatches += error.below(.index(index))
            }
        }
        guard mismatches.isEmpty else { throw JSONMismatches(mismatches) }
        self = values
    }
}

extension Dictionary: JSONConvertible where Key == String, Value: JSONConvertible {
    package static var schema: JSONSchema { .map(Value.schema) }
    package var json: JSON {
        .object(.init(map { JSON.Member($0.key, $0.value.json) }.sorted { $0.name.precedes($1.name) }))
    }

    package init(json: JSON) throws {
        guard case .object(let object) = json else { throw JSONMismatches("must be an object, not \(json.summary)") }
        self = [:]
        var mismatches: [JSONMismatch] = []
        for member in object.members {
            // Two spellings of an accented letter are two keys in JSON and one in a dictionary.
            guard self[member.name] == nil else {
                mismatches.append(
                    JSONMismatch("the key '\(member.name)' stands here twice", at: .init([.key(member.name)])))
                continue
            }
            do {
                self[member.name] = try Value(json: member.value)
            } catch let error as JSONMismatches {
                mismatches += error.below(.key(member.name))
            }
        }
        guard mismatches.isEmpty else { throw JSONMismatches(mismatches) }
    }
}

extension JSONConvertible where Self: RawRepresentable & CaseIterable, RawValue == String {
    package static var schema: JSONSchema {
        .plain(["enum": .array(allCases.map { .string($0.rawValue) })])
    }

    package var json: JSON { .string(rawValue) }

    package init(json: JSON) throws {
        let known = Self.allCases.map(\.rawValue)
        guard case .string(let text) = json, let value = Self(rawValue: text) else {
            let guess = json.string.flatMap { Suggestion.nearest(to: $0, among: known) }
            throw JSONMismatches(
                "must be one of \(known.joined(separator: ", ")), not \(json.summary)",
                hint: guess.map { "did you mean '\($0)'?" })
        }
        self = value
    }
}

extension JSON {
    /// A short form for messages: small values themselves, large ones by their kind.
    package var summary: String {
        switch self {
        case .array, .object: return kind
        case .string(let text) where text.count > 40: return "the string '\(text.prefix(40))…'"
        default: return text(.compact)
        }
    }
}

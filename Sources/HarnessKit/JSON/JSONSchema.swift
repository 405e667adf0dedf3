/// What a value must look like, from which the published JSON Schema is made.
package indirect enum JSONSchema: Sendable {
    case plain(JSON)
    case list(JSONSchema)
    case map(JSONSchema)
    /// A record, defined once under its title and referred to from everywhere.
    case record(title: String, body: @Sendable () -> [Property], isClosed: Bool, alternatives: [[String]])

    package struct Property: Sendable {
        let name: String
        let isRequired: Bool
        let about: String
        let schema: JSONSchema
    }

    /// The whole document (draft 2020-12) for a value of this shape.
    package func document(id: String) -> JSON {
        var definitions: [String: JSON] = [:]
        guard case .object(var root) = render(&definitions) else { return [:] }
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        root["$id"] = .string(id)
        if !definitions.isEmpty { root["$defs"] = definitions.json }
        return .object(root)
    }

    private func render(_ definitions: inout [String: JSON]) -> JSON {
        switch self {
        case .plain(let schema): return schema
        case .list(let items): return ["type": "array", "items": items.render(&definitions)]
        case .map(let values): return ["type": "object", "additionalProperties": values.render(&definitions)]
        case .record(let title, let body, let isClosed, let alternatives):
            let name = Self.name(of: title)
            if definitions[name] == nil {
                definitions[name] = .null  // a record may hold itself
                definitions[name] = Self.object(body(), isClosed, alternatives, &definitions)
            }
            return ["$ref": .string("#/$defs/\(name)")]
        }
    }

    private static func object(
        _ properties: [Property], _ isClosed: Bool, _ alternatives: [[String]], _ definitions: inout [String: JSON]
    ) -> JSON {
        var members: [JSON.Member] = []
        for property in properties {
            guard case .object(var schema) = property.schema.render(&definitions) else { continue }
            schema["description"] = .string(property.about)
            members.append(.init(property.name, .object(schema)))
        }
        let required = properties.filter(\.isRequired).map { JSON.string($0.name) }
        let choices = alternatives.map { group in
            ["oneOf": .array(group.map { ["required": [.string($0)]] })] as JSON
        }
        return .members([
            "type": "object", "properties": .object(.init(members)),
            "required": required.isEmpty ? nil : .array(required),
            "additionalProperties": isClosed ? false : nil,
            "allOf": choices.isEmpty ? nil : .array(choices),
        ])
    }

    /// "a step" becomes "step".
    private static func name(of title: String) -> String {
        let words = title.split(separator: " ").drop { ["a", "an", "the"].contains($0) }
        return words.joined(separator: "_")
    }
}

extension JSONRecord {
    package static var schema: JSONSchema {
        .record(
            title: title,
            body: {
                fields.map { .init(name: $0.name, isRequired: $0.isRequired, about: $0.about, schema: $0.schema()) }
            },
            isClosed: isClosed, alternatives: alternatives)
    }
}

/// A program and its words: never a line for a shell.
package struct Arguments: JSONConvertible, Equatable {
    package static let schema = JSONSchema.plain([
        "type": "array", "items": ["type": "string"], "minItems": 1,
    ])

    package var words: [String]

    package init(_ words: [String] = []) {
        self.words = words
    }

    package init(json: JSON) throws {
        if case .string(let line) = json {
            let words = line.split(separator: " ").map { JSON.string(String($0)) }
            throw JSONMismatches(
                "must be an array of words: no shell reads it",
                hint: "write \(JSON.array(words).text(.compact)), or [\"sh\", \"-c\", …] where a shell is needed")
        }
        words = try [String](json: json)
        guard words.first?.isEmpty == false else { throw JSONMismatches("must name a program in its first word") }
    }

    package var json: JSON { words.json }
}

import HarnessKit

/// A time in seconds, above zero and at most a day.
package struct TimeSpan: JSONConvertible, Equatable {
    package static let schema = JSONSchema.plain(["type": "number", "exclusiveMinimum": 0, "maximum": 86_400])

    let seconds: Double

    init(seconds: Double) {
        self.seconds = seconds
    }

    package init(json: JSON) throws {
        seconds = try Double(json: json)
        guard seconds > 0, seconds <= 86_400 else {
            throw JSONMismatches("must be a number of seconds above 0, at most 86400, not \(json.summary)")
        }
    }

    package var json: JSON { seconds == seconds.rounded() ? .integer(Int(seconds)) : .number(seconds) }

    var duration: Duration { .milliseconds(max(1, Int((seconds * 1000).rounded()))) }
}

/// A whole number from 0 to a million.
package struct Count: JSONConvertible, Equatable {
    package static let schema = JSONSchema.plain(["type": "integer", "minimum": 0, "maximum": 1_000_000])

    let value: Int

    init(_ value: Int) {
        self.value = value
    }

    package init(json: JSON) throws {
        value = try Int(json: json)
        guard (0...1_000_000).contains(value) else {
            throw JSONMismatches("must be a whole number from 0 to 1000000, not \(json.summary)")
        }
    }

    package var json: JSON { .integer(value) }
}

/// A program and its words: never a line for a shell.
package struct Arguments: JSONConvertible, Equatable {
    package static let schema = JSONSchema.plain([
        "type": "array", "items": ["type": "string"], "minItems": 1,
    ])

    var words: [String]

    init(_ words: [String] = []) {
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

/// A TCP port.
package struct Port: JSONConvertible, Equatable {
    package static let schema = JSONSchema.plain(["type": "integer", "minimum": 1, "maximum": 65_535])

    let number: UInt16

    package init(json: JSON) throws {
        guard let number = json.integer.flatMap({ UInt16(exactly: $0) }), number > 0 else {
            throw JSONMismatches("must be a port from 1 to 65535, not \(json.summary)")
        }
        self.number = number
    }

    package var json: JSON { .integer(Int(number)) }
}

/// A time in seconds, above zero and at most a day.
package struct TimeSpan: JSONConvertible, Equatable {
    package static let schema = JSONSchema.plain(["type": "number", "exclusiveMinimum": 0, "maximum": 86_400])

    package let seconds: Double

    package init(seconds: Double) {
        self.seconds = seconds
    }

    package init(json: JSON) throws {
        seconds = try Double(json: json)
        guard seconds > 0, seconds <= 86_400 else {
            throw JSONMismatches("must be a number of seconds above 0, at most 86400, not \(json.summary)")
        }
    }

    package var json: JSON { seconds == seconds.rounded() ? .integer(Int(seconds)) : .number(seconds) }

    package var duration: Duration { .milliseconds(max(1, Int((seconds * 1000).rounded()))) }
}

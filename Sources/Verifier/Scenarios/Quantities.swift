import HarnessKit

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

/// A TCP port.
package struct Port: JSONConvertible, Equatable {
    package static let schema = JSONSchema.plain(["type": "integer", "minimum": 1, "maximum": 65_535])

    package let number: UInt16

    package init(json: JSON) throws {
        guard let number = json.integer.flatMap({ UInt16(exactly: $0) }), number > 0 else {
            throw JSONMismatches("must be a port from 1 to 65535, not \(json.summary)")
        }
        self.number = number
    }

    package var json: JSON { .integer(Int(number)) }
}

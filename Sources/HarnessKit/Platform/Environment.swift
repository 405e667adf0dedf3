import CHarness

/// The variables that a process was given.
package struct Environment: Sendable {
    private var values: [String: String]

    package init(_ values: [String: String] = [:]) {
        self.values = values
    }

    /// What this process was started with.
    package static var inherited: Environment {
        var values: [String: String] = [:]
        var next = harness_environment()
        while let line = next?.pointee {
            if let equals = strchr(line, Int32(UInt8(ascii: "="))) {
                let name = String(decoding: UnsafeRawBufferPointer(start: line, count: equals - line), as: UTF8.self)
                values[name] = String(cString: equals + 1)
            }
            next = next?.advanced(by: 1)
        }
        return Environment(values)
    }

    package subscript(name: String) -> String? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// The variable's value, unless it is missing or empty.
    package func nonEmpty(_ name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    /// "NAME=value" in order of name, as exec takes them.
    package var lines: [String] {
        values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }
}

import CHarness

/// The variables that a process was given.
package struct Environment: Sendable {
    /// Values as the bytes they are: what we do not touch is handed on unchanged.
    private var values: [String: Bytes]

    package init(_ values: [String: String] = [:]) {
        self.values = values.mapValues { Bytes($0.utf8) }
    }

    /// What this process was started with.
    package static var inherited: Environment {
        var environment = Environment()
        var next = harness_environment()
        while let line = next?.pointee {
            let bytes = Bytes(UnsafeRawBufferPointer(start: line, count: strlen(line)))
            if let equals = bytes.dropFirst().firstIndex(of: UInt8(ascii: "=")) {
                environment.values[String(decoding: bytes[..<equals], as: UTF8.self)] = Bytes(bytes[(equals + 1)...])
            }
            next = next?.advanced(by: 1)
        }
        return environment
    }

    package subscript(name: String) -> String? {
        get { values[name].map { String(decoding: $0, as: UTF8.self) } }
        set { values[name] = newValue.map { Bytes($0.utf8) } }
    }

    /// The variable's value, unless it is missing or empty.
    package func nonEmpty(_ name: String) -> String? {
        guard let value = self[name], !value.isEmpty else { return nil }
        return value
    }

    package var names: [String] { values.keys.sorted { $0.precedes($1) } }

    /// The first variable that C would cut short.
    var nameWithNUL: String? {
        values.keys.sorted { $0.precedes($1) }.first { $0.utf8.contains(0) || values[$0]?.contains(0) == true }
    }

    /// "NAME=value" in order of name, as exec takes them.
    package var lines: [Bytes] {
        values.sorted { $0.key.precedes($1.key) }.map { Bytes($0.key.utf8) + [UInt8(ascii: "=")] + $0.value }
    }
}

import CHarness

/// The variables that a process was given.
package struct Environment: Sendable {
    /// Each name once, and few enough to be looked through; a dictionary's type has to be made first, which --version felt.
    private var entries: [Entry] = []

    /// The value as the bytes it is: what we do not touch is handed on unchanged.
    private struct Entry {
        let name: String
        let value: Bytes
    }

    package init(_ values: [String: String] = [:]) {
        entries = values.map { Entry(name: $0.key, value: Bytes($0.value.utf8)) }
    }

    /// What this process was started with; where a name stands twice the first counts, as for C.
    package static var inherited: Environment {
        var environment = Environment()
        var next = harness_environment()
        while let line = next?.pointee {
            let bytes = Bytes(UnsafeRawBufferPointer(start: line, count: strlen(line)))
            if let equals = bytes.dropFirst().firstIndex(of: UInt8(ascii: "=")) {
                let name = String(decoding: bytes[..<equals], as: UTF8.self)
                if !environment.entries.contains(where: { $0.name == name }) {
                    environment.entries.append(Entry(name: name, value: Bytes(bytes[(equals + 1)...])))
                }
            }
            next = next?.advanced(by: 1)
        }
        return environment
    }

    package subscript(name: String) -> String? {
        get { entries.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) } }
        set {
            entries.removeAll { $0.name == name }
            if let newValue { entries.append(Entry(name: name, value: Bytes(newValue.utf8))) }
        }
    }

    /// The variable's value, unless it is missing or empty.
    package func nonEmpty(_ name: String) -> String? {
        guard let value = self[name], !value.isEmpty else { return nil }
        return value
    }

    package var names: [String] { sorted.map(\.name) }

    /// The first variable that C would cut short.
    var nameWithNUL: String? {
        entries.first { $0.name.utf8.contains(0) || $0.value.contains(0) }?.name
    }

    /// "NAME=value" in order of name, as exec takes them.
    package var lines: [Bytes] { sorted.map { Bytes($0.name.utf8) + [UInt8(ascii: "=")] + $0.value } }

    private var sorted: [Entry] { entries.sorted { $0.name.precedes($1.name) } }
}

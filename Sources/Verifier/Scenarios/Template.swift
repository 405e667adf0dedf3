import HarnessKit

/// Text with `{{name}}` in it.
struct Template {
    enum Part: Equatable {
        case text(String)
        case name(String)
    }

    let parts: [Part]

    /// Everything is a template; what is no `{{name}}` is text.
    init(_ text: String) {
        let bytes = Bytes(text.utf8)
        var parts: [Part] = []
        var start = 0
        var index = 0
        while index < bytes.count {
            guard bytes[index] == brace, let (name, end) = Self.name(in: bytes, from: index) else {
                index += 1
                continue
            }
            if index > start { parts.append(.text(String(decoding: bytes[start..<index], as: UTF8.self))) }
            parts.append(.name(name))
            (start, index) = (end, end)
        }
        if start < bytes.count { parts.append(.text(String(decoding: bytes[start...], as: UTF8.self))) }
        self.parts = parts
    }

    var names: [String] {
        parts.compactMap { part in
            guard case .name(let name) = part else { return nil }
            return name
        }
    }

    /// The name that opens at the index, and where it ends; nil where none does.
    private static func name(in bytes: Bytes, from open: Int) -> (name: String, end: Int)? {
        let limit = min(bytes.count, open + 200)
        guard open + 1 < limit, bytes[open + 1] == brace else { return nil }
        var end = open + 2
        while end < limit, isNameByte(bytes[end]) { end += 1 }
        guard end + 1 < bytes.count, bytes[end] == closing, bytes[end + 1] == closing else { return nil }
        let name = bytes[open + 2..<end].split(separator: UInt8(ascii: " "))
        guard name.count == 1 else { return nil }
        return (String(decoding: name[0], as: UTF8.self), end + 2)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "_-. ".utf8.contains(byte)
    }
}

private let brace = UInt8(ascii: "{")
private let closing = UInt8(ascii: "}")

/// What the names stand for.
struct Bindings {
    private(set) var values: [String: JSON] = [:]
    /// Asked in the midst of long comparisons whether to go on; what it throws ends the run.
    var goesOn: (() throws -> Bool)?

    subscript(name: String) -> JSON? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// The same with numbers as the texts that they are written as: what a text is compared with is one.
    var asTexts: Bindings {
        var texts = self
        texts.values = values.mapValues { value in
            switch value {
            case .integer, .number, .literal: .string(value.text(.compact))
            default: value
            }
        }
        return texts
    }

    /// The text with every name replaced; fails where one is not known.
    func text(_ template: String) throws -> String {
        try text(template) { $0.string ?? $0.text(.compact) }
    }

    /// The same, each value passed through a spelling of the caller's.
    func text(_ template: String, spelled: (JSON) -> String) throws -> String {
        guard template.utf8.contains(UInt8(ascii: "{")) else { return template }
        return try Template(template).parts.map { part in
            switch part {
            case .text(let text): text
            case .name(let name): spelled(try value(of: name))
            }
        }.joined()
    }

    /// The value with every name replaced; a string that is one name alone becomes that name's value.
    func json(_ json: JSON) throws -> JSON {
        switch json {
        case .string(let text):
            let parts = Template(text).parts
            if parts.count == 1, case .name(let name) = parts[0] { return try value(of: name) }
            return .string(try self.text(text))
        case .array(let items): return .array(try items.map { try self.json($0) })
        case .object(let object):
            return .object(.init(try object.members.map { .init(try text($0.name), try self.json($0.value)) }))
        default: return json
        }
    }

    private func value(of name: String) throws -> JSON {
        guard let value = values[name] else {
            throw Failure(
                .malformed, "nothing is known under the name '\(name)' yet",
                hint: ScenarioCheck.waysToKnow)
        }
        return value
    }
}

/// A JSON file that a person goes on writing: its members in order, with comments, and what is left out.
package indirect enum Draft {
    case value(JSON)
    case object([Member])
    case array([Draft])

    package enum Member {
        case field(String, Draft)
        /// Lines for a person.
        case comment(String)
        /// A member that somebody may want, as a comment.
        case leftOut(String, JSON)
    }

    /// The file's text, with an end of line.
    package var text: String { lines(0).joined(separator: "\n") + "\n" }

    private static let width = 110

    /// The lines that it takes; the first one is not indented, for it follows its key.
    private func lines(_ depth: Int) -> [String] {
        if let short = plain?.line, short.count + 2 * depth <= Self.width { return [short] }
        switch self {
        case .value(let json): return Draft(opening: json)?.lines(depth) ?? [json.line]
        case .array(let items):
            return Self.block("[", items.map { [$0.lines(depth + 1).terminated] }.flatMap(\.self), "]", depth)
        case .object(let members):
            return Self.block("{", members.map { $0.lines(depth + 1) }, "}", depth)
        }
    }

    /// The value itself, where no comment stands in it.
    private var plain: JSON? {
        switch self {
        case .value(let json): return json
        case .array(let items):
            let values = items.compactMap(\.plain)
            return values.count == items.count ? .array(values) : nil
        case .object(let members):
            let fields = members.compactMap { member -> JSON.Member? in
                guard case .field(let name, let value) = member else { return nil }
                return value.plain.map { JSON.Member(name, $0) }
            }
            return fields.count == members.count ? .object(.init(fields)) : nil
        }
    }

    private static func block(_ open: String, _ parts: [[String]], _ close: String, _ depth: Int) -> [String] {
        let inner = String(repeating: "  ", count: depth + 1)
        return [open] + parts.flatMap { part in [inner + (part.first ?? "")] + part.dropFirst() }
            + [String(repeating: "  ", count: depth) + close]
    }

    /// The parts of a value that is too long for a line; nil where it has none.
    private init?(opening json: JSON) {
        switch json {
        case .object(let object): self = .object(object.members.map { .field($0.name, .value($0.value)) })
        case .array(let items): self = .array(items.map(Draft.value))
        default: return nil
        }
    }
}

extension Draft.Member {
    fileprivate func lines(_ depth: Int) -> [String] {
        switch self {
        case .field(let name, let value):
            var lines = value.lines(depth)
            lines[0] = "\(JSON.string(name).text(.compact)): \(lines[0])"
            return lines.terminated
        case .comment(let text): return ["// " + Self.oneLine(text)]
        case .leftOut(let name, let json):
            return ["// \(JSON.string(name).text(.compact)): \(Self.oneLine(json.line)),"]
        }
    }

    /// A comment ends with its line, so nothing within may end one.
    private static func oneLine(_ text: String) -> String {
        text.split { $0.isNewline || $0.unicodeScalars.contains { $0.properties.generalCategory == .control } }
            .joined(separator: " ")
    }
}

extension [String] {
    /// With a comma behind the last line; the format takes one behind the last member too.
    fileprivate var terminated: [String] {
        var lines = self
        lines[lines.count - 1] += ","
        return lines
    }
}

extension JSON {
    /// On one line, members in the order in which they were given, spaces as people write them.
    package var line: String {
        switch self {
        case .object(let object):
            let members = object.members.map { "\(JSON.string($0.name).text(.compact)): \($0.value.line)" }
            return "{\(members.joined(separator: ", "))}"
        case .array(let items): return "[\(items.map(\.line).joined(separator: ", "))]"
        default: return text(.compact)
        }
    }
}

/// A line of a screen: parts of text, each with what it means, cut and painted only when it is shown.
package struct StyledLine: Equatable, Sendable {
    package enum Tone: Sendable { case plain, strong, soft, good, bad, doubtful }

    package struct Part: Equatable, Sendable {
        package let text: String
        package let tone: Tone
    }

    package private(set) var parts: [Part] = []

    package init(_ text: String = "", _ tone: Tone = .plain) {
        add(text, tone)
    }

    package var columns: Int { parts.reduce(0) { $0 + $1.text.columns } }
    package var text: String { parts.map(\.text).joined() }

    /// Adds text from anywhere: on one line, with nothing in it that could steer a terminal.
    package mutating func add(_ text: String, _ tone: Tone = .plain) {
        guard !text.isEmpty else { return }
        parts.append(Part(text: Self.visible(text), tone: tone))
    }

    package mutating func add(_ line: StyledLine) { parts += line.parts }

    /// Adds spaces up to a column, at least one.
    package mutating func pad(to column: Int) {
        add(String(repeating: " ", count: max(1, column - columns)))
    }

    /// With the same texts changed, as a redactor does.
    package func mapText(_ change: (String) -> String) -> StyledLine {
        var line = StyledLine()
        line.parts = parts.map { Part(text: change($0.text), tone: $0.tone) }
        return line
    }

    /// As much as fits into so many columns.
    package func cut(to limit: Int) -> StyledLine {
        guard columns > limit else { return self }
        var (line, room) = (StyledLine(), limit)
        for part in parts where room > 0 {
            // The mark of what is left out takes a column that the next part would have.
            let isLast = part.text.columns >= room
            line.parts.append(Part(text: isLast ? (part.text + " ").cut(toColumns: room) : part.text, tone: part.tone))
            room = isLast ? 0 : room - part.text.columns
        }
        return line
    }

    package func painted(_ style: Style) -> String {
        parts.map { part in
            switch part.tone {
            case .plain: part.text
            case .strong: style.bold(part.text)
            case .soft: style.dim(part.text)
            case .good: style.green(part.text)
            case .bad: style.red(part.text)
            case .doubtful: style.yellow(part.text)
            }
        }.joined()
    }

    private static func visible(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D: result.append(" ")
            case 0..<0x20: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? " ")
            case 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

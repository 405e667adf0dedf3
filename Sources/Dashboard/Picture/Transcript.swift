import HarnessKit

/// What a terminal was sent, as lines of text with their colours; all else that steers a terminal is dropped.
struct Transcript {
    private(set) var lines: [StyledLine] = []

    init(_ text: String, wrappedAt columns: Int) {
        var tone = StyledLine.Tone.plain
        // A line end and the carriage return before it are one Character.
        var rest = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)[...]
        while rest.last?.allSatisfy(\.properties.isWhitespace) == true { rest = rest.dropLast() }
        for raw in rest { lines += Self.line(raw, &tone).wrapped(at: columns) }
    }

    /// What was overwritten after a carriage return was never to stay.
    private static func line(
        _ raw: Substring.UnicodeScalarView, _ tone: inout StyledLine.Tone
    ) -> StyledLine {
        var line = StyledLine()
        var text = ""
        var rest = raw
        if rest.last == "\r" { rest = rest.dropLast() }
        if let last = rest.lastIndex(of: "\r") { rest = rest[rest.index(after: last)...] }
        while let scalar = rest.popFirst() {
            guard scalar == "\u{1B}", rest.first == "[" else {
                text.unicodeScalars.append(scalar)
                continue
            }
            let body = rest.dropFirst().prefix { !(0x40...0x7E).contains($0.value) }
            let final = rest.dropFirst(1 + body.count).first
            rest = rest.dropFirst(2 + body.count)
            guard final == "m" else { continue }
            line.add(text, tone)
            text = ""
            tone = Self.tone(String(body), after: tone)
        }
        line.add(text, tone)
        return prompted(line)
    }

    /// A line that begins as a prompt does is what somebody typed.
    private static func prompted(_ line: StyledLine) -> StyledLine {
        guard line.parts.count == 1, line.text.hasPrefix("$ ") else { return line }
        var typed = StyledLine("$ ", .soft)
        typed.add(String(line.text.dropFirst(2)), .strong)
        return typed
    }

    private static func tone(_ codes: String, after tone: StyledLine.Tone) -> StyledLine.Tone {
        var tone = tone
        for code in codes.split(separator: ";", omittingEmptySubsequences: false) {
            switch code {
            case "", "0", "22", "39": tone = .plain
            case "1": tone = tone == .plain ? .strong : tone
            case "2", "90": tone = .soft
            case "31", "91": tone = .bad
            case "32", "92": tone = .good
            case "33", "93": tone = .doubtful
            default: break
            }
        }
        return tone
    }
}

/// Text on its way to a terminal.
package enum TerminalText {
    /// How colours of our own begin, until they are sent: "[31m" is as much as "[00;31m", and nobody else writes that.
    ///
    /// So they are told from those of a server's answer, a log or a test's name.
    static let ours = "\u{1B}[00;"

    /// Replaces control characters, except line ends, tabs and our own colours, by something visible.
    ///
    /// A task's name or a server's answer may hold sequences that move the cursor, hide text or retitle the window.
    package static func harmless(_ text: String) -> String { plainlyPainted(visible(text)) }

    /// The same before it is sent, wherever that will be: what an application printed is piped on to terminals too.
    package static func visible(_ text: String) -> String {
        guard text.utf8.contains(where: mayBeControl), text.unicodeScalars.contains(where: isControl) else {
            return text
        }
        var result = String.UnicodeScalarView()
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            if scalar == "\u{1B}", let code = ownColour(rest) {
                result.append(contentsOf: "\(ours)\(code)m".unicodeScalars)
                rest = rest.dropFirst(ours.unicodeScalars.count + code.count)
            } else if isControl(scalar) {
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// The same text with our own colours as terminals take them.
    static func plainlyPainted(_ text: String) -> String {
        text.utf8.contains(0x1B) ? text.replacing(ours, with: "\u{1B}[") : text
    }

    /// A message on one line, and not too long for one: what it quotes could otherwise pose as a hint of ours.
    package static func oneLine(_ text: String) -> String {
        let limit = 1000
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            default: line.unicodeScalars.append(scalar)
            }
        }
        guard line.count > limit else { return line }
        return "\(line.prefix(limit / 2)) … \(line.suffix(limit / 4))"
    }

    /// Whether a control character can begin with that byte of UTF-8: most text is told without looking further.
    private static func mayBeControl(_ byte: UInt8) -> Bool {
        byte < 0x20 ? byte != 0x09 && byte != 0x0A : byte == 0x7F || byte == 0xC2 || byte == 0xE2
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F..<0xA0: true
        case 0x202A...0x202E, 0x2066...0x2069: true  // these turn the reading direction of a line
        default: false
        }
    }

    /// The code of a colour of ours that follows an escape: "31".
    private static func ownColour(_ rest: Substring.UnicodeScalarView) -> String? {
        let start = ours.unicodeScalars.dropFirst()
        guard rest.starts(with: start) else { return nil }
        let code = rest.dropFirst(start.count).prefix(3).prefix { ("0"..."9").contains($0) }
        guard !code.isEmpty, rest.dropFirst(start.count + code.count).first == "m" else { return nil }
        return String(String.UnicodeScalarView(code))
    }
}

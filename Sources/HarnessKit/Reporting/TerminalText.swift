/// Text on its way to a terminal.
package enum TerminalText {
    /// Replaces control characters, except line ends, tabs and our own colours, by something visible.
    ///
    /// A task's name or a server's answer may hold sequences that move the cursor or retitle the window.
    package static func harmless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = String.UnicodeScalarView()
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            if scalar == "\u{1B}", let length = colourLength(rest) {
                result.append(scalar)
                result.append(contentsOf: rest.prefix(length))
                rest = rest.dropFirst(length)
            } else if isControl(scalar) {
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        // Colours of somebody else's end with their text.
        let text = String(result)
        let reset = "\u{1B}[0m"
        guard let last = text.range(ofLast: "\u{1B}["), !text[last...].hasPrefix(reset) else {
            return text
        }
        return text + reset
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

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F..<0xA0: true
        case 0x202A...0x202E, 0x2066...0x2069: true  // these turn the reading direction of a line
        default: false
        }
    }

    /// The length of "[1;31m" after an escape: it changes colours and nothing else.
    private static func colourLength(_ rest: Substring.UnicodeScalarView) -> Int? {
        guard rest.first == "[" else { return nil }
        let parameters = rest.dropFirst().prefix(8).prefix { $0 == ";" || ("0"..."9").contains($0) }
        guard rest.dropFirst(1 + parameters.count).first == "m" else { return nil }
        return parameters.count + 2
    }
}

extension String {
    /// Where the part last begins.
    fileprivate func range(ofLast part: String) -> String.Index? {
        var index = endIndex
        while index > startIndex {
            index = self.index(before: index)
            if self[index...].hasPrefix(part) { return index }
        }
        return nil
    }
}

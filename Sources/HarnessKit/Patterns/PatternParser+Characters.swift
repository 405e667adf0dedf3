extension PatternParser {
    /// What follows a backslash outside of a class.
    mutating func escape(from start: Int) throws -> PatternNode {
        switch peek {
        case "b": return assertion(.wordBoundary)
        case "B": return assertion(.noWordBoundary)
        case "A": return assertion(.textStart)
        case "z": return assertion(.textEnd)
        case "x":
            let byte = try byte(from: start)
            return byte < 0x80 ? literal(Unicode.Scalar(byte)) : .byte(byte)
        default:
            if let set = shorthand() { return .set(set) }
            return literal(try character(from: start))
        }
    }

    private mutating func assertion(_ assertion: PatternAssertion) -> PatternNode {
        index += 1
        return .assertion(assertion)
    }

    private mutating func shorthand() -> ScalarSet? {
        let set: ScalarSet? =
            switch peek {
            case "d": .digits
            case "D": .digits.inverted
            case "w": .words
            case "W": .words.inverted
            case "s": .spaces
            case "S": .spaces.inverted
            default: nil
            }
        if set != nil { index += 1 }
        return set
    }

    /// A single character by its escape.
    private mutating func character(from start: Int) throws -> Unicode.Scalar {
        guard let scalar = next() else {
            throw syntax("the escape has no end", at: start, hint: "write \\\\ for a backslash")
        }
        switch scalar {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "f": return "\u{C}"
        case "v": return "\u{B}"
        case "a": return "\u{7}"
        case "e": return "\u{1B}"
        case "u": return try numbered(from: start)
        case "1"..."9":
            throw syntax(
                "a back-reference '\\\(scalar)' is not supported", at: start,
                hint: "write out what the group may match")
        default:
            for refusal in PatternRefusal.escapes where starts(with: refusal.opening, at: start) {
                throw syntax(refusal, at: start)
            }
            guard scalar.isASCII, scalar.value >= 0x20, !ASCII.isAlphanumeric(UInt8(scalar.value)) else {
                throw syntax("unknown escape '\\\(scalar)'", at: start, hint: "write the character without a backslash")
            }
            return scalar
        }
    }

    private mutating func byte(from start: Int) throws -> UInt8 {
        index += 1
        let (high, low) = (hexDigit(), hexDigit())
        guard let high, let low else {
            throw syntax(
                "an escape \\x takes two hexadecimal digits", at: start, hint: "write \\u{…} for a character's number")
        }
        return UInt8(high << 4 | low)
    }

    private mutating func numbered(from start: Int) throws -> Unicode.Scalar {
        let error = syntax(
            "an escape \\u takes a character's number in braces", at: start, hint: "write it as \\u{20AC}")
        guard take("{"), var value = hexDigit() else { throw error }
        while let digit = hexDigit() { value = min(value << 4 | digit, 0x110000) }
        guard take("}") else { throw error }
        guard let scalar = Unicode.Scalar(value) else {
            throw syntax("\(String(scalars[start..<index])) is no character", at: start)
        }
        return scalar
    }

    private mutating func hexDigit() -> UInt32? {
        guard let scalar = peek, scalar.isASCII, let digit = HexDigits.value(of: UInt8(scalar.value)) else {
            return nil
        }
        index += 1
        return UInt32(digit)
    }

    // Classes.

    mutating func characterClass(from start: Int) throws -> ScalarSet {
        let isInverted = take("^")
        var set = ScalarSet()
        var isFirst = true
        while isFirst || peek != "]" {
            guard peek != nil else {
                throw syntax("the class that begins here has no end", at: start, hint: "write \\[ for the character")
            }
            isFirst = false
            try member(of: &set)
        }
        index += 1
        set.normalise()
        if flags.contains(.ignoresCase) { set = set.folded }
        return isInverted ? set.inverted : set
    }

    private mutating func member(of set: inout ScalarSet) throws {
        let start = index
        if starts(with: "[:", at: index), let name = posixName() {
            throw syntax(
                "the class [:\(name):] is not supported", at: start, hint: "write it as a range such as a-z or \\d, \\s"
            )
        }
        guard let low = try classCharacter(addingShorthandTo: &set) else { return try refuseRange(from: start) }
        guard peek == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
            return set.insert(low.value...low.value)
        }
        index += 1
        var none = ScalarSet()
        guard let high = try classCharacter(addingShorthandTo: &none), low.value <= high.value else {
            throw syntax(
                "'\(String(scalars[start..<index]))' is no range", at: start, hint: "write \\- for the character")
        }
        set.insert(low.value...high.value)
    }

    /// `\d-z` would read as a range and is none.
    private func refuseRange(from start: Int) throws {
        guard peek == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else { return }
        throw syntax(
            "'\(String(scalars[start...(index + 1)]))' is no range", at: start, hint: "write \\- for the character")
    }

    /// One character, or nothing where it was a shorthand such as `\d`.
    private mutating func classCharacter(addingShorthandTo set: inout ScalarSet) throws -> Unicode.Scalar? {
        let start = index
        guard let scalar = next() else { return nil }
        guard scalar == "\\" else { return scalar }
        if let shorthand = shorthand() {
            set.insert(shorthand)
            return nil
        }
        switch peek {
        case "b", "B", "A", "z":
            throw syntax("'\\\(peek ?? "b")' has no meaning in a class", at: start, hint: "write \\x08 for a backspace")
        case "x":
            let byte = try byte(from: start)
            guard byte < 0x80 else {
                throw syntax(
                    "a byte beyond \\x7F cannot stand in a class", at: start,
                    hint: "write \\u{…} for the character, or (?:…|\\xHH) for the byte")
            }
            return Unicode.Scalar(byte)
        default: return try character(from: start)
        }
    }

    private func posixName() -> String? {
        let letters = scalars[(index + 2)...].prefix { $0 == "^" || ("a"..."z").contains($0) }
        guard !letters.isEmpty, starts(with: ":]", at: letters.endIndex) else { return nil }
        return String(letters)
    }
}

/// How a language writes a text within quotes or markup: character by character.
struct SecretEscapes: Sendable {
    private let escape: @Sendable (Unicode.Scalar) -> String?
    /// How often what came of it is written within quotes once more.
    private var nesting = 0

    /// JSON as its writers differ in it, HTML as theirs do, and what Python's repr prints.
    ///
    /// Each of them stands in JSON again where somebody logs an answer, in that log's JSON, and in what we say of it.
    private static let all: [SecretEscapes] = (0...3).flatMap { depth in
        (json + html + repr).map { escapes in
            var nested = escapes
            nested.nesting = depth
            return nested
        }
    }

    /// What all of them make of a value; most values come out as they are.
    static func forms(of value: String) -> Set<Bytes> {
        let isPlain = value.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "-_.~:@+*!,;".utf8.contains($0) }
        return isPlain ? [Bytes(value.utf8)] : Set(all.map { Bytes($0.apply(to: value).utf8) })
    }

    private func apply(to value: String) -> String {
        var text = value.unicodeScalars.map { escape($0) ?? String($0) }.joined()
        for _ in 0..<nesting { text = text.unicodeScalars.map { Self.quoted($0) ?? String($0) }.joined() }
        return text
    }

    /// With and without `\/`; what is not ASCII as it is or as `\uXXXX`; what HTML knows as it is or so, too.
    private static let json: [SecretEscapes] = [false, true].flatMap { hasSlash in
        [HexDigits.lower, HexDigits.upper].flatMap { digits in
            ["", "<>&", "<>&'", "<>&'="].flatMap { marks in
                [false, true].map { isASCII in
                    SecretEscapes { scalar in
                        if scalar == "/" { return hasSlash ? "\\/" : nil }
                        if scalar.value >= 0x80 ? isASCII : marks.unicodeScalars.contains(scalar) {
                            return units(of: scalar, digits)
                        }
                        return quoted(scalar)
                    }
                }
            }
        }
    }

    private static let html: [SecretEscapes] = [
        ("&quot;", "&#39;"), ("&quot;", "&#x27;"), ("&quot;", "&#039;"), ("&quot;", "&apos;"), ("&#34;", "&#39;"),
        ("&quot;", nil), (nil, nil),
    ].map { (quote: String?, apostrophe: String?) in
        SecretEscapes { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": quote
            case "'": apostrophe
            default: nil
            }
        }
    }

    private static let repr: [SecretEscapes] = ["", "'"].map { quote in
        SecretEscapes { scalar in
            if scalar == "\"" { return nil }
            return quote.unicodeScalars.contains(scalar) ? "\\\(scalar)" : quoted(scalar)
        }
    }

    /// A scalar within double quotes, where it does not stand for itself there.
    private static func quoted(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\u{8}": "\\b"
        case "\u{C}": "\\f"
        default: scalar.value < 0x20 ? units(of: scalar, HexDigits.lower) : nil
        }
    }

    private static func units(of scalar: Unicode.Scalar, _ digits: (UInt8) -> Bytes) -> String {
        Character(scalar).utf16.map { unit in
            "\\u" + String(decoding: digits(UInt8(unit >> 8)) + digits(UInt8(unit & 0xFF)), as: UTF8.self)
        }.joined()
    }
}

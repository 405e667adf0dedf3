import HarnessKit

/// What a character is to the tokeniser.
enum LetterKind {
    case lower, upper, digit, ideograph, symbol, mark, other

    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x61...0x7A: self = .lower
        case 0x41...0x5A: self = .upper
        case 0x30...0x39: self = .digit
        case 0..<0x80: self = .other
        case 0x300...0x36F, 0xFE00...0xFE0F, 0x200D: self = .mark
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            self = .ideograph
        default:
            let properties = scalar.properties
            if properties.isEmojiPresentation {
                self = .symbol
            } else if properties.numericType == .decimal {
                self = .digit
            } else if properties.isAlphabetic {
                self = properties.isUppercase ? .upper : .lower
            } else {
                self = .other
            }
        }
    }
}

extension Unicode.Scalar {
    /// In lower case and without its accent, so that "Größe" and "grosse" meet.
    func appendFolded(to bytes: inout Bytes) {
        if value < 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) &- 0x41 < 26 ? UInt8(value) | 0x20 : UInt8(value))
        } else if let plain = Self.plain[properties.lowercaseMapping] {
            bytes += plain.utf8
        } else {
            bytes += properties.lowercaseMapping.utf8
        }
    }

    private static let plain: [String: String] = {
        let rows = [
            ("àáâãåāăąä", "a"), ("çćĉċč", "c"), ("ďđð", "d"), ("èéêëēĕėęě", "e"), ("ĝğġģ", "g"), ("ĥħ", "h"),
            ("ìíîïĩīĭįı", "i"), ("ĵ", "j"), ("ķ", "k"), ("ĺļľŀł", "l"), ("ñńņňŉ", "n"), ("òóôõøōŏőö", "o"),
            ("ŕŗř", "r"),
            ("śŝşš", "s"), ("ţťŧ", "t"), ("ùúûũūŭůűųü", "u"), ("ŵ", "w"), ("ýÿŷ", "y"), ("źżž", "z"), ("ß", "ss"),
            ("æ", "ae"), ("œ", "oe"), ("þ", "th"),
        ]
        var table: [String: String] = [:]
        for (letters, plain) in rows { for letter in letters { table[String(letter)] = plain } }
        return table
    }()
}

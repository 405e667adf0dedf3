extension Character {
    /// How many columns of a terminal it takes: none, one or two.
    package var columns: Int {
        guard let first = unicodeScalars.first else { return 0 }
        if first.isASCII { return 1 }
        if first.properties.generalCategory == .nonspacingMark || first.properties.generalCategory == .enclosingMark
            || first.properties.generalCategory == .format
        {
            return 0
        }
        let isEmoji = unicodeScalars.contains { $0.value == 0xFE0F } || first.properties.isEmojiPresentation
        return isEmoji || Self.wide.contains { $0.contains(first.value) } ? 2 : 1
    }

    /// East Asian letters that fill two columns.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x20000...0x3FFFD,
    ]
}

extension String {
    /// How many columns of a terminal it takes.
    package var columns: Int { reduce(0) { $0 + $1.columns } }

    /// The beginning that fits into so many columns, with "…" where something is left out.
    package func cut(toColumns limit: Int) -> String {
        guard columns > limit else { return self }
        var (kept, room) = ("", limit - 1)
        for character in self {
            room -= character.columns
            guard room >= 0 else { break }
            kept.append(character)
        }
        return limit > 0 ? kept + "…" : ""
    }
}

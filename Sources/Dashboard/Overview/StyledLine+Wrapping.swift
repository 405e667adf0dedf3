import HarnessKit

extension StyledLine {
    /// The line broken at so many columns, between words where there is one near; what follows is indented.
    func wrapped(at limit: Int) -> [StyledLine] {
        guard columns > limit else { return [self] }
        var lines: [StyledLine] = []
        var rest = parts.flatMap { part in part.text.map { (character: $0, tone: part.tone) } }[...]
        while !rest.isEmpty {
            let indent = lines.isEmpty ? "" : "  "
            var (end, room) = (rest.startIndex, limit - indent.count)
            while end < rest.endIndex, rest[end].character.columns <= room || end == rest.startIndex {
                room -= rest[end].character.columns
                end += 1
            }
            let space = end < rest.endIndex ? rest[..<end].lastIndex { $0.character == " " } : nil
            if let space, space - rest.startIndex > limit / 2 { end = space + 1 }
            lines.append(Self.joined(indent, rest[..<end]))
            rest = rest[end...]
        }
        return lines
    }

    private static func joined(_ indent: String, _ letters: ArraySlice<(character: Character, tone: Tone)>)
        -> StyledLine
    {
        var line = StyledLine(indent)
        var (piece, tone) = ("", Tone.plain)
        for letter in letters {
            if letter.tone != tone {
                line.add(piece, tone)
                (piece, tone) = ("", letter.tone)
            }
            piece.append(letter.character)
        }
        // The space that a line was broken at is not seen.
        while piece.hasSuffix(" ") { piece.removeLast() }
        line.add(piece, tone)
        return line
    }
}

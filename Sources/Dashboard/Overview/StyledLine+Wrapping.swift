import HarnessKit

extension StyledLine {
    /// The line broken at so many columns; what follows is indented.
    func wrapped(at limit: Int) -> [StyledLine] {
        guard columns > limit else { return [self] }
        var lines = [StyledLine()]
        for part in parts {
            var piece = ""
            var room = limit - lines[lines.count - 1].columns
            for character in part.text {
                if character.columns > room {
                    lines[lines.count - 1].add(piece, part.tone)
                    lines.append(StyledLine("  "))
                    (piece, room) = ("", limit - 2)
                }
                piece.append(character)
                room -= character.columns
            }
            lines[lines.count - 1].add(piece, part.tone)
        }
        return lines
    }
}

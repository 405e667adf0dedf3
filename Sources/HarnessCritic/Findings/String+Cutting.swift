import HarnessKit

extension String {
    /// The whole words of its beginning, and "…" where something is left out.
    func head(_ length: Int) -> String {
        guard count > length else { return self }
        let start = prefix(length)
        let end = start.lastIndex(where: \.isWhitespace) ?? start.endIndex
        return start[..<end] + "…"
    }

    /// All of it in lines of whole words.
    func wrapped(at width: Int) -> [String] {
        var lines: [String] = []
        for word in split(whereSeparator: \.isWhitespace) {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}

import HarnessKit

/// The fence around what memory hands out, so that neither reader nor memory takes it for new text.
enum Recalled {
    static let opening = "<recalled-memory>"
    static let closing = "</recalled-memory>"

    /// A text without what stands between fences; one that was never closed reaches to the end.
    static func without(_ text: String) -> String {
        guard text.contains(opening) else { return text }
        var rest = Substring(text)
        var kept = ""
        while let start = rest.firstRange(of: opening) {
            kept += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: closing) else { return trimmed(kept) }
            rest = rest[end.upperBound...]
        }
        return trimmed(kept + rest)
    }

    /// Text that cannot end the fence it stands in, on one line.
    static func harmless(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return String(line.map { $0 == "<" ? "‹" : $0 == ">" ? "›" : $0 })
    }

    private static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

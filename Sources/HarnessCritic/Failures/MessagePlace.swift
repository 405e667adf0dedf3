import HarnessKit

/// The file and line that a compiler's or linter's message names first: "Sources/Note.swift:12:3: error: …".
struct MessagePlace: Equatable {
    let file: String
    let line: Int

    /// Looks at the first words only: a place further in is of something else.
    init?(in message: String) {
        for word in message.utf8.prefix(400).split(separator: UInt8(ascii: " "), maxSplits: 4).prefix(4) {
            let parts = word.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard parts.count >= 2, let line = Int(Substring(parts[1])), line > 0, parts[0].count > 2,
                let dot = parts[0].lastIndex(of: UInt8(ascii: ".")),
                parts[0].distance(from: dot, to: parts[0].endIndex) <= 7
            else { continue }
            file = String(Substring(parts[0]))
            self.line = line
            return
        }
        return nil
    }
}

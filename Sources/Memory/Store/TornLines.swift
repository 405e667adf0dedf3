import HarnessKit

/// Lines that no tool can read, in words: of a file that is garbage all through the first few are enough.
struct TornLines {
    let count: Int
    let words: [String]

    private static let mostNamed = 3

    init(_ lines: [(source: String, offset: Int)]) {
        count = lines.count
        var words: [String] = []
        for place in lines.indices where place == 0 || lines[place - 1].source != lines[place].source {
            let source = lines[place].source
            words += Self.words(source, lines[place...].prefix { $0.source == source }.map(\.offset), "", "")
        }
        self.words = words
    }

    /// A line for each of the first, and one for all others of the file.
    static func words(_ source: String, _ offsets: [Int], _ ofOne: String, _ ofMore: String) -> [String] {
        let named = offsets.prefix(mostNamed).map { "\(source): the line at byte \($0)\(ofOne)" }
        let more = offsets.count - named.count
        return named + (more > 0 ? ["\(source): \(more) more line\(more == 1 ? "" : "s")\(ofMore)"] : [])
    }
}

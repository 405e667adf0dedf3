import HarnessKit

/// A file that every build or test run makes another, by a time or a number that it puts into it.
///
/// What was verified is what lies there, where nothing else is another: words and signs are the same, and so is every
/// number that was not another from one run to the next.
enum RebuiltFile {
    /// Whether what lies here differs from what two runs made by no more than they do from each other.
    static func isSame(_ here: Bytes, as once: Bytes, and again: Bytes) -> Bool {
        let (mine, first, second) = (Text(here), Text(once), Text(again))
        guard mine.words == first.words, first.words == second.words, first.numbers != second.numbers else {
            return false
        }
        return mine.numbers.indices.allSatisfy { index in
            first.numbers[index] != second.numbers[index] || mine.numbers[index] == first.numbers[index]
        }
    }

    /// A text taken apart into numbers and times, and what stands between them.
    private struct Text {
        private(set) var words: [ArraySlice<UInt8>] = []
        private(set) var numbers: [ArraySlice<UInt8>] = []

        init(_ bytes: Bytes) {
            var (start, index) = (0, 0)
            while index < bytes.count {
                guard Self.isDigit(bytes[index]) else {
                    index += 1
                    continue
                }
                var end = index
                while end < bytes.count, Self.isDigit(bytes[end]) || Self.signs.contains(bytes[end]) { end += 1 }
                // What ends a number is no part of it: a point, or a letter of the next word.
                while !Self.isDigit(bytes[end - 1]), bytes[end - 1] != UInt8(ascii: "Z") { end -= 1 }
                words.append(bytes[start..<index])
                numbers.append(bytes[index..<end])
                (start, index) = (end, end)
            }
            words.append(bytes[start...])
        }

        /// What stands within a time: "2031-02-03T04:05:06.789+01:00".
        private static let signs = Bytes("-:.+TZ".utf8)

        private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    }
}

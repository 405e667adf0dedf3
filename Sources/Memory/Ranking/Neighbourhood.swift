import HarnessKit

/// Finds what was probably meant by a word that stands in no entry.
struct Neighbourhood {
    private let index: MemoryIndex
    private static let mostParts = 6

    init(of index: MemoryIndex) {
        self.index = index
    }

    /// The terms that stand for the word: one that differs by a letter or two, its parts, or what it is part of.
    func nearest(to token: Tokenizer.Token) throws -> [MemoryIndex.Term] {
        let word = Bytes(token.term.utf8)
        guard word.count >= 4, word.allSatisfy({ $0 &- 0x61 < 26 || $0 >= 0x80 }), word.contains(where: { $0 < 0x80 })
        else { return [] }
        // Most slips come after the first letter, and those words lie side by side.
        let first = String(decoding: word.prefix(1), as: UTF8.self)
        let alike = try index.terms(from: first, upTo: first + "\u{10FFFF}")
        if let near = Self.nearest(to: word, among: alike, within: 1) { return [near] }
        let all = try index.allTerms()
        if let near = Self.nearest(to: word, among: all, within: 1) { return [near] }
        for form in [word, Bytes(token.word.utf8)] {
            let parts = Self.compounds(of: form, among: all)
            if !parts.isEmpty { return parts }
        }
        return word.count >= 7 ? Self.nearest(to: word, among: all, within: 2).map { [$0] } ?? [] : []
    }

    private static func nearest(
        to word: Bytes, among terms: [MemoryIndex.Term], within limit: Int
    ) -> MemoryIndex.Term? {
        var best: MemoryIndex.Term?
        var nearest = limit + 1
        for term in terms where abs(term.text.utf8.count - word.count) <= limit && term.text.utf8.count >= 3 {
            let distance = EditDistance.between(word, Bytes(term.text.utf8), atMost: limit)
            if distance < nearest || distance == nearest && distance <= limit && term.count > best?.count ?? 0 {
                (best, nearest) = (term, distance)
            }
        }
        return best
    }

    /// Known words that the word is made of, or known words that are made of it.
    private static func compounds(of word: Bytes, among terms: [MemoryIndex.Term]) -> [MemoryIndex.Term] {
        guard word.count >= 5 else { return [] }
        var wider: [MemoryIndex.Term] = []
        var starts: [MemoryIndex.Term] = []
        var ends: [MemoryIndex.Term] = []
        for term in terms {
            let text = Bytes(term.text.utf8)
            if text.count > word.count {
                if text.starts(with: word) || text.suffix(word.count).elementsEqual(word) { wider.append(term) }
            } else if text.count >= 4 {
                if word.starts(with: text) { starts.append(term) }
                if word.suffix(text.count).elementsEqual(text) { ends.append(term) }
            }
        }
        if !wider.isEmpty { return Array(wider.sorted { $0.count > $1.count }.prefix(mostParts)) }
        // The longest beginning and the longest end; German may join them by a letter or two.
        let start = starts.max { $0.text.utf8.count < $1.text.utf8.count }
        let end = ends.max { $0.text.utf8.count < $1.text.utf8.count }
        let length = (start?.text.utf8.count ?? 0) + (end?.text.utf8.count ?? 0)
        guard word.count >= 8, length + 3 >= word.count || length * 3 >= word.count * 2 else { return [] }
        return [start, end].compactMap { $0 }
    }
}

/// Edits from one word to another: insert, delete, replace, swap two neighbours.
enum EditDistance {
    /// The distance, or one more than the limit where it is larger.
    static func between(_ a: Bytes, _ b: Bytes, atMost limit: Int) -> Int {
        guard abs(a.count - b.count) <= limit else { return limit + 1 }
        var start = 0
        while start < a.count, start < b.count, a[start] == b[start] { start += 1 }
        var (endA, endB) = (a.count, b.count)
        while endA > start, endB > start, a[endA - 1] == b[endB - 1] { (endA, endB) = (endA - 1, endB - 1) }
        let (left, right) = (a[start..<endA], b[start..<endB])
        guard max(left.count, right.count) <= limit + 1 || limit > 1 else { return limit + 1 }
        return full(Bytes(left), Bytes(right), limit)
    }

    private static func full(_ a: Bytes, _ b: Bytes, _ limit: Int) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
                row.append(best)
            }
            if row.min() ?? 0 > limit { return limit + 1 }
            (beforeLast, last) = (last, row)
        }
        return min(last[b.count], limit + 1)
    }
}

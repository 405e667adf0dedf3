/// "Did you mean …?"
package enum Suggestion {
    /// The candidate that was probably meant, or nil where none is near.
    package static func nearest(to word: String, among candidates: [String]) -> String? {
        let word = bare(word)
        guard word.count >= 2 else { return nil }
        let ranked = candidates.map { (candidate: $0, distance: distance(word, bare($0))) }
        let limit = max(1, word.count / 3)
        // Of two that are equally near, the one that begins alike.
        let best = ranked.min { left, right in
            left.distance < right.distance
                || left.distance == right.distance && bare(left.candidate).first == word.first
        }
        if let best, best.distance <= limit { return best.candidate }
        let longer = candidates.filter { bare($0).starts(with: word) }
        return longer.count == 1 ? longer[0] : nil
    }

    private static func bare(_ word: String) -> [Character] {
        Array(word.lowercased().drop { $0 == "-" }.prefix(64))
    }

    /// Edits from one word to the other: insert, delete, replace, swap two neighbours.
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
                row.append(best)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}

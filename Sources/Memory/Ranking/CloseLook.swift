import HarnessKit

/// A close look at an entry that is among the best: what stands side by side, and in its headline.
struct CloseLook {
    private let pairs: [String: Double]
    private let allPairs: Double
    private let groups: Set<String>
    private let files: [String]

    /// The question's terms in order, and how telling each is.
    init(_ texts: String, sequence: [String], telling: [String: Double], files: [String]) {
        var pairs: [String: Double] = [:]
        for (left, right) in zip(sequence, sequence.dropFirst()) {
            pairs["\(left) \(right)"] = (telling[left] ?? 0) + (telling[right] ?? 0)
        }
        self.pairs = pairs
        allPairs = pairs.values.reduce(0, +)
        groups = Self.letterGroups(of: texts)
        self.files = files
    }

    /// The share of the question's pairs that the entry has too.
    func pairs(in entry: Entry) -> Double {
        guard allPairs > 0 else { return 0 }
        var seen: Set<String> = []
        for text in entry.headTexts + entry.bodyTexts {
            let terms = Tokenizer(text).tokens.filter { !$0.isWhole }.map(\.term)
            for (left, right) in zip(terms, terms.dropFirst()) { seen.insert("\(left) \(right)") }
        }
        return pairs.reduce(0) { $0 + (seen.contains($1.key) ? $1.value : 0) } / allPairs
    }

    /// How much of their letters the question and the headline share.
    func letters(in entry: Entry) -> Double {
        let own = Self.letterGroups(of: entry.headline)
        guard !own.isEmpty, !groups.isEmpty else { return 0 }
        return Double(own.intersection(groups).count) / (Double(own.count) * Double(groups.count)).squareRoot()
    }

    /// The share of the files asked for that the entry touches; one in the same folder counts half.
    func files(in entry: Entry) -> Double {
        guard !files.isEmpty else { return 0 }
        let shares = files.map { file -> Double in
            if entry.files.contains(where: { $0 == file || $0.hasSuffix("/" + file) || file.hasSuffix("/" + $0) }) {
                return 1
            }
            let folder = file.split(separator: "/").dropLast()
            return !folder.isEmpty && entry.files.contains { $0.split(separator: "/").dropLast() == folder } ? 0.5 : 0
        }
        return shares.reduce(0, +) / Double(files.count)
    }

    private static func letterGroups(of text: String) -> Set<String> {
        var folded = Bytes()
        for scalar in text.unicodeScalars.prefix(2000) {
            switch LetterKind(scalar) {
            case .other, .mark, .symbol: if folded.last != 0x20 { folded.append(0x20) }
            default: scalar.appendFolded(to: &folded)
            }
        }
        guard folded.count >= 4 else { return [] }
        return Set((0...(folded.count - 4)).map { String(decoding: folded[$0..<($0 + 4)], as: UTF8.self) })
    }
}

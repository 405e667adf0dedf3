import HarnessKit

/// A close look at an entry that is among the best: what stands side by side, and which files it touches.
struct CloseLook {
    private let pairs: [(text: String, telling: Double)]
    private let allPairs: Double
    /// The first terms of pairs: nothing else is put together.
    private let lefts: Set<String>
    private let files: [String]
    private let stems: Stems

    /// The question's terms in order, and how telling each is.
    init(_ sequence: [String], telling: [String: Double], files: [String], _ stems: Stems) {
        var texts: Set<String> = []
        pairs = zip(sequence, sequence.dropFirst()).compactMap { left, right in
            let text = "\(left) \(right)"
            return texts.insert(text).inserted ? (text, (telling[left] ?? 0) + (telling[right] ?? 0)) : nil
        }
        lefts = Set(sequence.dropLast())
        allPairs = pairs.reduce(0) { $0 + $1.telling }
        self.files = files
        self.stems = stems
    }

    /// The share of the question's pairs that the entry has too.
    func pairs(in entry: Entry) -> Double {
        guard allPairs > 0 else { return 0 }
        var seen: Set<String> = []
        for text in entry.headTexts + entry.bodyTexts {
            let terms = Tokenizer(text, stems).tokens.filter { !$0.isWhole }.map(\.term)
            for (left, right) in zip(terms, terms.dropFirst()) where lefts.contains(left) {
                seen.insert("\(left) \(right)")
            }
        }
        return pairs.reduce(0) { $0 + (seen.contains($1.text) ? $1.telling : 0) } / allPairs
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
}

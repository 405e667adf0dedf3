import HarnessKit

/// A close look at an entry that is among the best: what stands side by side, and which files it touches.
struct CloseLook {
    /// How telling each pair of the question is.
    private var pairs: [Double] = []
    private var allPairs = 0.0
    /// The place of each pair, by its first term and its second.
    private var places: [String: [String: Int]] = [:]
    /// What the terms of pairs begin with: nothing else need become a stem.
    private var beginnings = [Bool](repeating: false, count: 256)
    /// The pairs of terms that entries hold, as their marks; nil where there are too many terms for marks.
    private var marks: [Scoring.Marks]? = []
    private let files: [String]
    private let stems: Stems

    /// The question's terms in order, how telling each is, and its mark.
    init(
        _ sequence: [String], telling: [String: Double], marks known: [String: Scoring.Marks]?, files: [String],
        _ stems: Stems
    ) {
        self.files = files
        self.stems = stems
        for (left, right) in zip(sequence, sequence.dropFirst()) where places[left]?[right] == nil {
            places[left, default: [:]][right] = pairs.count
            pairs.append((telling[left] ?? 0) + (telling[right] ?? 0))
            for term in [left, right] { if let first = term.utf8.first { beginnings[Int(first)] = true } }
            if let left = known?[left], let right = known?[right] { marks?.append(left | right) }
        }
        if known == nil { marks = nil }
        allPairs = pairs.reduce(0, +)
    }

    /// Whether an entry may have a pair, by the marks of the terms that it holds.
    func canHavePairs(_ held: Scoring.Marks) -> Bool {
        allPairs > 0 && marks?.contains { held & $0 == $0 } ?? true
    }

    /// The share of the question's pairs that the entry has too.
    func pairs(in entry: Entry) -> Double {
        guard allPairs > 0 else { return 0 }
        var seen = [Bool](repeating: false, count: pairs.count)
        for text in entry.headTexts + entry.bodyTexts { mark(&seen, in: text) }
        return pairs.indices.reduce(0) { seen[$1] ? $0 + pairs[$1] : $0 } / allPairs
    }

    private func mark(_ seen: inout [Bool], in text: String) {
        // The places of the pairs that the term before begins, if it begins one.
        var next: [String: Int]?
        Cutter.cut(text) { piece in
            let term: String
            switch piece {
            case .whole: return
            case .sign(let sign): term = sign
            case .word(let bytes):
                // A stem begins as its word does, and a stop word between two terms does not count.
                guard next != nil || beginnings[Int(bytes[0])],
                    let stem = Tokenizer.term(of: bytes, stems)
                else { return }
                term = stem
            }
            if let place = next?[term] { seen[place] = true }
            next = places[term]
        }
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

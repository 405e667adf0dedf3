import HarnessKit

/// What words become, remembered while texts are read one after the other.
final class Stems {
    private var known: [String: String?] = [:]
    private static let most = 50_000

    /// The stem of a word in lower case, or nil where the word says nothing.
    func stem(of word: String) -> String? {
        if let stem = known[word] { return stem }
        if known.count >= Self.most { known = [:] }
        let stem =
            StopWords.english.contains(word)
            ? nil : String(decoding: Stemmer.stem(Bytes(word.utf8)), as: UTF8.self)
        known[word] = .some(stem)
        return stem
    }
}

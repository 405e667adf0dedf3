import HarnessKit

/// Martin Porter's algorithm of 1980: the stem that the forms of an English word share.
struct Stemmer {
    private var word: Bytes

    /// The stem of a word of lower-case ASCII letters; other words stay as they are.
    static func stem(_ word: Bytes) -> Bytes {
        guard word.count > 2, word.allSatisfy({ $0 &- 0x61 < 26 }) else { return word }
        var stemmer = Stemmer(word: word)
        stemmer.plurals()
        stemmer.finalY()
        stemmer.replaceOne(of: Self.doubleSuffixes) { $0 > 0 }
        stemmer.replaceOne(of: Self.shortSuffixes) { $0 > 0 }
        stemmer.removeLongSuffix()
        stemmer.tidyEnd()
        return stemmer.word
    }

    private struct Suffix {
        let from: StaticString
        let to: StaticString

        init(_ from: StaticString, _ to: StaticString) {
            self.from = from
            self.to = to
        }
    }

    private static let doubleSuffixes = [
        Suffix("ational", "ate"), Suffix("tional", "tion"), Suffix("enci", "ence"), Suffix("anci", "ance"),
        Suffix("izer", "ize"), Suffix("bli", "ble"), Suffix("alli", "al"), Suffix("entli", "ent"), Suffix("eli", "e"),
        Suffix("ousli", "ous"), Suffix("ization", "ize"), Suffix("ation", "ate"), Suffix("ator", "ate"),
        Suffix("alism", "al"), Suffix("iveness", "ive"), Suffix("fulness", "ful"), Suffix("ousness", "ous"),
        Suffix("aliti", "al"), Suffix("iviti", "ive"), Suffix("biliti", "ble"), Suffix("logi", "log"),
    ]

    private static let shortSuffixes = [
        Suffix("icate", "ic"), Suffix("ative", ""), Suffix("alize", "al"), Suffix("iciti", "ic"), Suffix("ical", "ic"),
        Suffix("ful", ""), Suffix("ness", ""),
    ]

    /// The longest first.
    private static let longSuffixes: [StaticString] = [
        "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ion", "ism", "ate", "iti", "ous", "ive", "ize",
        "al", "er", "ic", "ou",
    ]

    private func isConsonant(_ index: Int) -> Bool {
        switch word[index] {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): false
        case UInt8(ascii: "y"): index == 0 || !isConsonant(index - 1)
        default: true
        }
    }

    /// How often vowels are followed by consonants in the first so many letters.
    private func measure(_ length: Int) -> Int {
        var count = 0
        var wasVowel = false
        for index in 0..<length {
            let isVowel = !isConsonant(index)
            if wasVowel, !isVowel { count += 1 }
            wasVowel = isVowel
        }
        return count
    }

    private func hasVowel(_ length: Int) -> Bool { (0..<length).contains { !isConsonant($0) } }

    private func endsDoubled(_ length: Int) -> Bool {
        length >= 2 && word[length - 1] == word[length - 2] && isConsonant(length - 1)
    }

    /// Consonant, vowel, consonant, the last not w, x or y: as in "hop".
    private func endsShort(_ length: Int) -> Bool {
        guard length >= 3, isConsonant(length - 1), !isConsonant(length - 2), isConsonant(length - 3) else {
            return false
        }
        return !"wxy".utf8.contains(word[length - 1])
    }

    /// The length before the suffix, or nil where the word ends otherwise.
    private func stemLength(before suffix: StaticString) -> Int? {
        let count = suffix.utf8CodeUnitCount
        guard word.count >= count else { return nil }
        let start = word.count - count
        return word.withUnsafeBufferPointer { letters in
            // The last letter tells most apart.
            for place in (0..<count).reversed() where letters[start + place] != suffix.utf8Start[place] { return nil }
            return start
        }
    }

    private mutating func cut(to length: Int, adding text: StaticString = "") {
        word.removeLast(word.count - length)
        word.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func plurals() {
        if let length = stemLength(before: "sses") ?? stemLength(before: "ies") {
            cut(to: length + (word[length] == UInt8(ascii: "i") ? 1 : 2))
        } else if stemLength(before: "ss") == nil, let length = stemLength(before: "s") {
            cut(to: length)
        }
        if let length = stemLength(before: "eed") {
            if measure(length) > 0 { cut(to: length + 2) }
        } else if let length = stemLength(before: "ed") ?? stemLength(before: "ing"), hasVowel(length) {
            cut(to: length)
            mendEnd()
        }
    }

    /// After "ed" or "ing" was taken away.
    private mutating func mendEnd() {
        if stemLength(before: "at") != nil || stemLength(before: "bl") != nil || stemLength(before: "iz") != nil {
            word.append(UInt8(ascii: "e"))
        } else if endsDoubled(word.count), let last = word.last, !"lsz".utf8.contains(last) {
            word.removeLast()
        } else if measure(word.count) == 1, endsShort(word.count) {
            word.append(UInt8(ascii: "e"))
        }
    }

    private mutating func finalY() {
        if let length = stemLength(before: "y"), hasVowel(length) { cut(to: length, adding: "i") }
    }

    private mutating func replaceOne(of suffixes: [Suffix], where isEnough: (Int) -> Bool) {
        for suffix in suffixes {
            guard let length = stemLength(before: suffix.from) else { continue }
            if isEnough(measure(length)) { cut(to: length, adding: suffix.to) }
            return
        }
    }

    private static func isIon(_ suffix: StaticString) -> Bool {
        suffix.utf8CodeUnitCount == 3 && suffix.utf8Start[1] == UInt8(ascii: "o")
            && suffix.utf8Start[2] == UInt8(ascii: "n")
    }

    private mutating func removeLongSuffix() {
        for suffix in Self.longSuffixes {
            guard let length = stemLength(before: suffix) else { continue }
            if Self.isIon(suffix), length == 0 || !"st".utf8.contains(word[length - 1]) { return }
            if measure(length) > 1 { cut(to: length) }
            return
        }
    }

    private mutating func tidyEnd() {
        if let length = stemLength(before: "e") {
            let measure = measure(length)
            if measure > 1 || measure == 1 && !endsShort(length) { cut(to: length) }
        }
        if word.last == UInt8(ascii: "l"), endsDoubled(word.count), measure(word.count - 1) > 1 { word.removeLast() }
    }
}

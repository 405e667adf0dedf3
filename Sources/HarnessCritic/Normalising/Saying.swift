import HarnessKit

/// Which sort of complaint a message is, by the phrases that stand in it.
struct Saying: OptionSet, Sendable {
    let rawValue: UInt8

    static let layer = Saying(rawValue: 1)
    static let naming = Saying(rawValue: 2)
    static let timeout = Saying(rawValue: 4)
    static let late = Saying(rawValue: 8)
    /// Words by which a message helps.
    static let guidance = Saying(rawValue: 16)

    fileprivate static let phrases: [(saying: Saying, phrases: Phrases)] = [
        (.layer, Rule.layerPhrases), (.naming, Rule.namingPhrases), (.timeout, Rule.timeoutPhrases),
        (.late, Rule.latePhrases), (.guidance, Rule.guidance),
    ]
}

/// Finds the phrases of every sort in one pass over a text's words.
struct PhraseReading {
    private struct Entry {
        let saying: Saying
        /// The words with a space around each, as `Words` has them.
        let words: Bytes
    }

    /// By the hash of a phrase's first word, which is all that most words of a text are asked.
    private let entries: [[Entry]]
    private var words = Bytes()

    init() {
        var entries: [[Entry]] = Array(repeating: [], count: 1024)
        for (saying, phrases) in Saying.phrases {
            for needle in phrases.needles {
                let end = needle.dropFirst().firstIndex(of: space) ?? needle.endIndex
                var hash = Self.start
                for byte in needle[1..<end] { Self.add(byte, to: &hash) }
                entries[Int(hash & 1023)].append(Entry(saying: saying, words: needle))
            }
        }
        self.entries = entries
    }

    /// What the text says; a word inside another word is not a match.
    mutating func sayings(of text: some Sequence<UInt8>) -> Saying {
        words.removeAll(keepingCapacity: true)
        words.append(space)
        var (starts, hash) = ([(Int, Int)](), Self.start)
        var begin = 1
        func end(_ words: Bytes, _ starts: inout [(Int, Int)], _ hash: UInt32, _ begin: Int) {
            let slot = Int(hash & 1023)
            if words.count > begin, !entries[slot].isEmpty { starts.append((begin - 1, slot)) }
        }
        for byte in text {
            if let plain = Self.plain(byte) {
                words.append(plain)
                Self.add(plain, to: &hash)
            } else if words.count > begin {
                end(words, &starts, hash, begin)
                words.append(space)
                (begin, hash) = (words.count, Self.start)
            }
        }
        if words.count > begin {
            end(words, &starts, hash, begin)
            words.append(space)
        }
        var found: Saying = []
        for (start, slot) in starts {
            for entry in entries[slot] where words[start...].starts(with: entry.words) { found.insert(entry.saying) }
        }
        return found
    }

    /// Lower case where it is part of a word, nil where it ends one.
    private static func plain(_ byte: UInt8) -> UInt8? {
        if byte &- 0x41 < 26 { return byte | 0x20 }
        return byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte >= 0x80 ? byte : nil
    }

    private static let start: UInt32 = 2_166_136_261

    private static func add(_ byte: UInt8, to hash: inout UInt32) { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
}

private let space = UInt8(ascii: " ")

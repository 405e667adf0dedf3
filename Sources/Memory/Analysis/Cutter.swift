import HarnessKit

/// Cuts text into what terms are made of; the same for what is stored and for what is asked.
struct Cutter: ~Copyable {
    enum Piece {
        /// A word, or a part of one, in lower case.
        case word(UnsafeBufferPointer<UInt8>)
        /// A word whose parts came before it: the "foobar" of fooBar.
        case whole(UnsafeBufferPointer<UInt8>)
        /// A sign, an ideograph that stands alone, or two neighbours.
        case sign(String)
    }

    private var word = Bytes()
    /// Where the parts of the word end that are complete.
    private var ends: [Int] = []
    private var last = LetterKind.other
    private var ideographs: [Unicode.Scalar] = []

    /// Hands out the pieces in order; bytes are valid until the closure returns.
    static func cut(_ text: String, _ body: (Piece) -> Void) {
        var text = text
        text.withUTF8 { bytes in
            var cutter = Cutter()
            cutter.word.reserveCapacity(64)
            var place = 0
            while place < bytes.count {
                let scalar = Self.scalar(in: bytes, at: &place)
                cutter.take(scalar, before: bytes, place, body)
            }
            cutter.endWord(body)
            cutter.endIdeographs(body)
        }
    }

    @inline(__always)
    private static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at place: inout Int) -> Unicode.Scalar {
        let first = bytes[place]
        place += 1
        if first < 0x80 { return Unicode.Scalar(first) }
        // A string's bytes are well formed.
        let more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3
        var value = UInt32(first) & (0x3F >> UInt32(more))
        for byte in bytes[place..<min(place + more, bytes.count)] { value = value << 6 | UInt32(byte & 0x3F) }
        place += more
        return Unicode.Scalar(value) ?? " "
    }

    @inline(__always)
    private mutating func take(
        _ scalar: Unicode.Scalar, before bytes: UnsafeBufferPointer<UInt8>, _ place: Int, _ body: (Piece) -> Void
    ) {
        let kind = LetterKind(scalar)
        if kind != .ideograph, kind != .mark, !ideographs.isEmpty { endIdeographs(body) }
        switch kind {
        case .mark: return
        case .ideograph:
            endWord(body)
            ideographs.append(scalar)
        case .symbol:
            endWord(body)
            body(.sign(String(scalar)))
        case .other:
            if scalar == "_", !word.isEmpty { endPart() } else { endWord(body) }
        case .lower, .upper, .digit:
            if word.count > ends.last ?? 0, isBoundary(kind, before: bytes, place) { endPart() }
            scalar.appendFolded(to: &word)
        }
        last = kind
    }

    /// Whether a new part begins here: fooBar, HTTPServer, http2.
    @inline(__always)
    private func isBoundary(_ kind: LetterKind, before bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
        switch (last, kind) {
        case (.lower, .upper), (.digit, .lower), (.digit, .upper), (.lower, .digit), (.upper, .digit): return true
        case (.upper, .upper):
            guard place < bytes.count else { return false }
            var place = place
            return LetterKind(Self.scalar(in: bytes, at: &place)) == .lower
        default: return false
        }
    }

    private mutating func endPart() {
        if word.count > ends.last ?? 0 { ends.append(word.count) }
    }

    @inline(__always)
    private mutating func endWord(_ body: (Piece) -> Void) {
        guard !word.isEmpty else { return }
        endPart()
        word.withUnsafeBufferPointer { all in
            var start = 0
            for end in ends {
                body(.word(UnsafeBufferPointer(rebasing: all[start..<end])))
                start = end
            }
            if ends.count > 1 { body(.whole(all)) }
        }
        word.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// Two neighbours at a time, or the one that stands alone.
    private mutating func endIdeographs(_ body: (Piece) -> Void) {
        guard !ideographs.isEmpty else { return }
        let text = ideographs.map { String($0) }
        if text.count == 1 { body(.sign(text[0])) }
        for (left, right) in zip(text, text.dropFirst()) { body(.sign(left + right)) }
        ideographs.removeAll(keepingCapacity: true)
    }
}

/// Beginnings and ends of secrets beside an ellipsis: texts are cut in many places, and none of them knows of secrets.
///
/// Whoever shortens a text writes "…" where something is missing; that is what this looks for.
struct SecretEnds: Sendable {
    private var beginnings: [UInt64: [SecretPattern]] = [:]
    private var ends: [UInt64: [SecretPattern]] = [:]
    private var longest = 0

    private static let ellipsis = Bytes("…".utf8)
    /// What a cut within a character leaves of it.
    private static let replacement = Bytes("\u{FFFD}".utf8)
    private static let least = Redactor.shortestSecret

    mutating func add(_ pattern: SecretPattern) {
        longest = max(longest, pattern.bytes.count)
        pattern.bytes.withUnsafeBytes { bytes in
            beginnings[Self.eight(bytes, 0), default: []].append(pattern)
            ends[Self.eight(bytes, bytes.count - Self.least), default: []].append(pattern)
        }
    }

    /// Those that begin at `start` or later.
    func findings(in text: UnsafeRawBufferPointer, from start: Int) -> [Redactor.Finding] {
        guard longest > 0 else { return [] }
        let mark = SecretPattern(bytes: Self.ellipsis, name: "")
        return mark.findings(in: text, from: start).flatMap { place in
            [
                beginning(in: text, from: start, before: place.range.lowerBound),
                end(in: text, after: place.range.upperBound),
            ]
            .compactMap { $0 }
        }
    }

    private func beginning(in text: UnsafeRawBufferPointer, from start: Int, before mark: Int) -> Redactor.Finding? {
        var end = mark
        for part in ["\n[", " "] where ends(text, end, with: Bytes(part.utf8)) { end -= part.utf8.count }
        while ends(text, end, with: Self.replacement) { end -= Self.replacement.count }
        guard end - start >= Self.least else { return nil }
        for at in max(start, end - longest)...(end - Self.least) {
            for pattern in beginnings[Self.eight(text, at)] ?? []
            where pattern.bytes.count > end - at && text[at..<end].elementsEqual(pattern.bytes.prefix(end - at)) {
                return .init(range: at..<end, name: pattern.name)
            }
        }
        return nil
    }

    private func end(in text: UnsafeRawBufferPointer, after mark: Int) -> Redactor.Finding? {
        var start = mark
        for part in ["]\n", Self.replacementText, Self.replacementText] {
            let part = Bytes(part.utf8)
            if text[start...].starts(with: part) { start += part.count }
        }
        guard text.count - start >= Self.least else { return nil }
        for at in (start + Self.least...min(text.count, start + longest)).reversed() {
            for pattern in ends[Self.eight(text, at - Self.least)] ?? []
            where pattern.bytes.count > at - start && text[start..<at].elementsEqual(pattern.bytes.suffix(at - start)) {
                return .init(range: start..<at, name: pattern.name)
            }
        }
        return nil
    }

    private static let replacementText = "\u{FFFD}"

    private func ends(_ text: UnsafeRawBufferPointer, _ end: Int, with part: Bytes) -> Bool {
        end >= part.count && text[end - part.count..<end].elementsEqual(part)
    }

    private static func eight(_ text: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
        text.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    }
}

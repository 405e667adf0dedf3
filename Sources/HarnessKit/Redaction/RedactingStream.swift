/// Redacts what arrives in pieces: a secret that is cut across two reads is found all the same.
package struct RedactingStream {
    private let redactor: Redactor
    private var held = Bytes()

    package init(_ redactor: Redactor) {
        self.redactor = redactor
    }

    /// Takes a piece in; returns what can no longer be part of a secret.
    package mutating func add(_ piece: Bytes) -> Bytes {
        held += piece
        let reach = redactor.reach
        guard held.count >= 2 * reach else { return [] }
        return release(upTo: held.count - reach, waitsForMore: held.count < Self.longestSecret)
    }

    /// Returns the rest.
    package mutating func finish() -> Bytes {
        release(upTo: held.count, waitsForMore: false)
    }

    /// A secret that is still unfinished after this many bytes is none that we know.
    private static let longestSecret = 64 * 1024

    private mutating func release(upTo end: Int, waitsForMore: Bool) -> Bytes {
        let found = held.withUnsafeBytes { redactor.findings(in: $0) }
        var end = end
        for finding in found where finding.range.lowerBound < end {
            let isUnfinished = waitsForMore && finding.range.upperBound == held.count
            end = isUnfinished ? finding.range.lowerBound : max(end, finding.range.upperBound)
        }
        let released = Redactor.replace(found.filter { $0.range.lowerBound < end }, in: Bytes(held[..<end]))
        held.removeFirst(end)
        return released
    }
}

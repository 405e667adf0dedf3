/// Redacts what arrives in pieces: a secret that is cut across two reads is found all the same.
///
/// It holds back as much as a decision needs, and never more than twice that.
package struct RedactingStream {
    private let redactor: Redactor
    private var held = Bytes()
    /// How many bytes at the front have been released and only tell what stood before.
    private var done = 0
    /// A secret that has been recognised and goes on.
    private var swallowing: SecretExtent?

    package init(_ redactor: Redactor) {
        self.redactor = redactor
    }

    /// Takes a piece in; returns what can no longer be part of a secret.
    package mutating func add(_ piece: Bytes) -> Bytes {
        held += piece
        let reach = redactor.reach
        guard held.count - done >= 2 * reach || swallowing != nil else { return [] }
        return release(upTo: max(done, held.count - reach))
    }

    /// Returns the rest.
    package mutating func finish() -> Bytes {
        release(upTo: held.count)
    }

    private mutating func release(upTo limit: Int) -> Bytes {
        guard !swallow() else { return [] }
        var end = max(done, min(limit, held.count))
        let found = held.withUnsafeBytes { redactor.findings(in: $0, from: done) }.filter { finding in
            guard finding.range.lowerBound < end else { return false }
            end = max(end, finding.range.upperBound)
            return true
        }
        let shifted = found.map {
            Redactor.Finding(range: $0.range.lowerBound - done..<$0.range.upperBound - done, name: $0.name)
        }
        let released = Redactor.replace(shifted, in: Bytes(held[done..<end]))
        if let last = found.last, last.range.upperBound == held.count { swallowing = last.extent }
        if swallowing != nil {
            keepTail()
        } else {
            done = min(8, end)
            held.removeFirst(end - done)
        }
        return released
    }

    /// Drops what continues a secret; whether that was all there is.
    private mutating func swallow() -> Bool {
        guard let extent = swallowing else { return false }
        let count = held.withUnsafeBytes { extent.length(in: $0[...]) }
        if count == held.count {
            keepTail()
            return true
        }
        held.removeFirst(count)
        swallowing = nil
        return false
    }

    /// The closing line of a key may be cut in two: its beginning is kept, though it is no output any more.
    private mutating func keepTail() {
        held = swallowing == .privateKey ? Bytes(held.suffix(40)) : []
        done = 0
    }
}

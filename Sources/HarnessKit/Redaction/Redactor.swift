import Synchronization

/// Takes secrets out of whatever is about to be stored, printed or exported: the one choke point.
///
/// It knows the shapes of common tokens, and the values it was told, also encoded in the usual ways.
package final class Redactor: Sendable {
    /// Shorter values are not hidden: they would take ordinary words with them.
    package static let shortestSecret = 8

    private struct Known {
        /// The longest first.
        var patterns: [SecretPattern] = []
        var ends = SecretEnds()
    }

    private let known = Mutex(Known())

    package init() {}

    /// Hides a value from now on; false where it is too short for that.
    package func hide(_ value: String, named name: String) -> Bool {
        guard value.utf8.count >= Self.shortestSecret else { return false }
        let forms = SecretPattern.forms(of: value, named: name)
        known.withLock { known in
            known.patterns = (known.patterns + forms).sorted { $0.bytes.count > $1.bytes.count }
            for form in forms { known.ends.add(form) }
        }
        return true
    }

    /// Whether there is more to hide than what looks like a token.
    package var knowsValues: Bool { known.withLock { !$0.patterns.isEmpty } }

    package func redact(_ text: String) -> String {
        var text = text
        let found = text.withUTF8 { findings(in: UnsafeRawBufferPointer($0)) }
        guard !found.isEmpty else { return text }
        return String(decoding: Self.replace(found, in: Bytes(text.utf8)), as: UTF8.self)
    }

    package func redact(_ bytes: Bytes) -> Bytes {
        let found = bytes.withUnsafeBytes { findings(in: $0) }
        return found.isEmpty ? bytes : Self.replace(found, in: bytes)
    }

    /// The same value without secrets, and still a value: strings are redacted by themselves.
    package func redact(_ json: JSON) -> JSON {
        switch json {
        case .string(let text): return .string(redact(text))
        case .array(let items): return .array(items.map { redact($0) })
        case .object(let object):
            return .object(.init(object.members.map { JSON.Member(redact($0.name), redact($0.value)) }))
        case .integer, .number, .literal:
            let text = json.text(.compact)
            let safe = redact(text)
            return safe == text ? json : .string(safe)
        case .null, .bool: return json
        }
    }

    /// Whether a secret may stand in the text; cheap, and never wrong in saying no.
    func mayHoldSecret(_ bytes: Bytes, from start: Int = 0) -> Bool {
        bytes.withUnsafeBytes { !findings(in: $0, from: start).isEmpty }
    }

    /// How many bytes at the end of a stream may be the beginning of a secret.
    var reach: Int {
        max(TokenShape.lookahead, known.withLock { $0.patterns.first?.bytes.count ?? 0 })
    }

    /// Where secrets lie, in order and without overlap.
    func findings(in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> [Finding] {
        var found = TokenShape.findings(in: bytes, from: start)
        let known = known.withLock { $0 }
        for pattern in known.patterns { found += pattern.findings(in: bytes, from: start) }
        if !known.patterns.isEmpty { found += known.ends.findings(in: bytes, from: start) }
        guard found.count > 1 else { return found }
        found.sort { ($0.range.lowerBound, -$0.range.count) < ($1.range.lowerBound, -$1.range.count) }
        return found.reduce(into: []) { kept, finding in
            guard let last = kept.last, last.range.upperBound > finding.range.lowerBound else {
                return kept.append(finding)
            }
            let isLonger = finding.range.upperBound > last.range.upperBound
            let end = isLonger ? finding.range.upperBound : last.range.upperBound
            kept[kept.count - 1].range = last.range.lowerBound..<end
            kept[kept.count - 1].extent = isLonger ? finding.extent : last.extent
        }
    }

    static func replace(_ found: [Finding], in bytes: Bytes) -> Bytes {
        var result = Bytes()
        result.reserveCapacity(bytes.count)
        var at = 0
        for finding in found {
            result += bytes[at..<finding.range.lowerBound]
            result += "[redacted:\(finding.name)]".utf8
            at = finding.range.upperBound
        }
        return result + bytes[at...]
    }

    struct Finding {
        var range: Range<Int>
        let name: String
        /// How it would go on, where it reaches the end of the bytes.
        var extent: SecretExtent?
    }
}

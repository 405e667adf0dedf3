/// In which letters a pattern is written.
enum PatternDialect: Sendable {
    /// As Perl and its many children have it.
    case common
    /// RFC 9485, which JSONPath asks for: `.` is no line break of any kind.
    case interoperable

    var dot: ScalarSet {
        switch self {
        case .common: ScalarSet([0x0A...0x0A]).inverted
        case .interoperable: ScalarSet([0x0A...0x0A, 0x0D...0x0D]).inverted
        }
    }

    var dollar: PatternAssertion { self == .common ? .lastLineEnd : .textEnd }
}

struct PatternFlags: OptionSet, Sendable {
    let rawValue: Int

    static let ignoresCase = PatternFlags(rawValue: 1)
    static let manyLines = PatternFlags(rawValue: 2)
    static let dotTakesLines = PatternFlags(rawValue: 4)

    mutating func set(_ flag: PatternFlags, _ isOn: Bool) {
        if isOn { insert(flag) } else { remove(flag) }
    }
}

extension PatternParser {
    var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    mutating func next() -> Unicode.Scalar? {
        guard let scalar = peek else { return nil }
        index += 1
        return scalar
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        index += 1
        return true
    }

    func starts(with prefix: String, at start: Int) -> Bool {
        scalars[min(start, scalars.count)...].starts(with: prefix.unicodeScalars)
    }

    // Saying what is wrong.

    func syntax(_ message: String, at place: Int? = nil, hint: String? = nil) -> Failure {
        .syntax("pattern", text, column: String(scalars[..<(place ?? index)]), message, hint)
    }

    func syntax(_ refusal: PatternRefusal, at place: Int) -> Failure {
        syntax("\(refusal.name) '\(refusal.opening)' is not supported", at: place, hint: refusal.advice)
    }
}

extension Failure {
    /// What is wrong with a short text that a person typed, after so much of it.
    static func syntax(
        _ kind: String, _ text: String, column before: String, _ message: String, _ hint: String?
    ) -> Failure {
        let shown = text.count > 60 ? "\(text.prefix(60))…" : text
        return Failure(
            .malformed, "\(kind) '\(shown)', column \(before.count + 1): \(message)",
            hint: hint ?? "mend the \(kind) at column \(before.count + 1)")
    }
}

extension String {
    init(_ scalars: some Sequence<Unicode.Scalar>) {
        self.init(String.UnicodeScalarView(scalars))
    }
}

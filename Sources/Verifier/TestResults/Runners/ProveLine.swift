import HarnessKit

/// What `prove` says itself, between the lines of the programs that it runs.
enum ProveLine {
    /// "t/cart.t .. ", before what that prints.
    case file(String)
    /// "t/cart.t .. skipped: why".
    case skipped(file: String, reason: String)
    /// "Dubious, test returned 1 (wstat 256, 0x100)", of the file before.
    case dubious
    /// "Files=1, Tests=7, …", at the end.
    case totals
    /// "Result: FAIL", after those.
    case failure

    init?(_ line: Line) {
        switch line.first {
        case UInt8(ascii: "D") where line.starts(with: "Dubious, test returned "): self = .dubious
        case UInt8(ascii: "F") where Self.isTotals(line): self = .totals
        case UInt8(ascii: "R") where line.trimmed == "Result: FAIL": self = .failure
        case nil, UInt8(ascii: "#"): return nil
        default:
            guard let found = Self.heading(line) else { return nil }
            self = found
        }
    }

    private static func isTotals(_ line: Line) -> Bool {
        var line = line
        return line.take("Files=") && line.number() != nil && line.take(", Tests=") && line.number() != nil
    }

    /// With as many dots as the longest name leaves room for, and a time before it where one is asked for.
    private static func heading(_ line: Line) -> Self? {
        var line = line
        if line.take("[") {
            guard line.take(to: "] ") != nil else { return nil }
        }
        guard let name = line.take(to: " .."), !name.contains(" "), name.contains(".") || name.contains("/") else {
            return nil
        }
        while line.take(".") {}
        guard line.take(" ") || line.isEmpty else { return nil }
        if line.trimmed.isEmpty { return .file(name.text) }
        guard line.take("skipped") else { return nil }
        _ = line.take(": ")
        return .skipped(file: name.text, reason: line.trimmed.text)
    }
}

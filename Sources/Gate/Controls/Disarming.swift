import HarnessKit

/// Whether a line of code changes what tests assert with: whatever they then say holds.
enum Disarming {
    private static let forms = [
        #"(^|[^a-z_])testcase\.[a-z_]+\s*=[^=]"#, #"setattr\s*\(\s*([a-z_]+\.)?testcase\s*,"#,
        #"(^|[^a-z_.])assert\.[a-z_]+\s*=[^=>]"#,
    ].compactMap { try? Pattern($0) }
    private static let directives = [
        #"^#\s*define\s+(ndebug|assert)([^a-z_]|$)"#, #"^#\s*undef\s+assert([^a-z_]|$)"#,
    ].compactMap { try? Pattern($0) }

    static func does(_ line: ChangedLines.Line) -> Bool {
        let text = Bytes(line.text.lowercased().utf8.drop { $0 == 0x20 || $0 == 0x09 })
        return (line.isComment ? [] : forms).contains { $0.firstMatch(in: text) != nil }
            || directives.contains { $0.firstMatch(in: text) != nil }
    }
}

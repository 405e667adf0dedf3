import HarnessKit

/// Whether a line of code changes what tests assert with: whatever they then say holds.
enum Disarming {
    private static let forms = [
        #"(^|[^a-z_])testcase\.[a-z_]+\s*=[^=]"#, #"setattr\s*\(\s*([a-z_]+\.)?testcase\s*,"#,
        #"(^|[^a-z_.])assert\.[a-z_]+\s*=[^=>]"#, #"^\s*#\s*define\s+(ndebug|assert)([^a-z_]|$)"#,
        #"^\s*#\s*undef\s+assert([^a-z_]|$)"#,
    ].compactMap { try? Pattern($0) }

    static func does(_ line: String) -> Bool {
        let text = Bytes(line.lowercased().utf8)
        return forms.contains { $0.firstMatch(in: text) != nil }
    }
}

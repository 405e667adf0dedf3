import HarnessKit

/// Whether a line of code changes what tests assert with: whatever they then say holds.
enum Disarming {
    private static let forms = [
        #"(^|[^a-z_])testcase\.[a-z_]+\s*=[^=]"#, #"setattr\s*\(\s*([a-z_]+\.)?testcase\s*,"#,
        #"(^|[^a-z_.])assert\.[a-z_]+\s*=[^=>]"#,
        // What tests assert with, under its own name: a function, a macro, something that is imported.
        #"(^|[^a-z_])testcase\s*=[^=]"#,
        #"\sas\s+(testcase|assert|assert_eq|assert_ne|assert_matches|expect)([^a-z0-9_]|$)"#,
        #"macro_rules!\s*(assert|assert_eq|assert_ne|matches|panic)([^a-z0-9_]|$)"#,
        #"(^|\s)(def|func|function)\s+(assertequal|assertnotequal|asserttrue|assertfalse|assertis|assertin|assertraises)\s*\("#,
    ].compactMap { try? Pattern($0) }
    private static let directives = [
        #"^#\s*define\s+(ndebug|assert|strn?cmp|memcmp|abort|exit)([^a-z_]|$)"#, #"^#\s*undef\s+assert([^a-z_]|$)"#,
    ].compactMap { try? Pattern($0) }

    /// What a runner of tests looks for in them, and product code brings with `import *` only.
    private static let protocols = [
        #"^def\s+load_tests\s*\(\s*\w+\s*,\s*\w+\s*,"#, #"^def\s+(setupmodule|pytest_[a-z_]+)\s*\("#,
        #"^pytestmark\s*="#,
        #"\sas\s+(load_tests|setupmodule|pytestmark)(\s|,|$)"#,
    ]
    .compactMap { try? Pattern($0) }

    static func does(_ line: ChangedLines.Line, inTests: Bool = true) -> Bool {
        let text = Bytes(line.text.lowercased().utf8.drop { $0 == 0x20 || $0 == 0x09 })
        return (line.isComment ? [] : inTests ? forms : forms + protocols).contains { $0.firstMatch(in: text) != nil }
            || directives.contains { $0.firstMatch(in: text) != nil }
    }
}

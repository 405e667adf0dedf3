import HarnessKit

/// How a runner says that it ran no test at all, where it exits with 0 all the same.
struct NoTestSign: Sendable {
    let runner: String
    /// What a line of the output says.
    let pattern: String
    /// What shows that another part of the same run did run tests.
    let unless: String?
    let examples: [String]
    let misses: [String]

    static let all = [
        NoTestSign(
            runner: "go", pattern: #"\[no test files\]$|\[no tests to run\]$|^testing: warning: no tests to run"#,
            unless: #"^(?:ok  |FAIL\b|--- )[^\[]*$|^ok .*\d+\.\d+s$"#,
            examples: [
                "?   \texample.com/a\t[no test files]\n", "ok  \texample.com/a\t0.002s [no tests to run]\n",
                "?   \ta\t[no test files]\n?   \tb\t[no test files]\n",
            ],
            misses: [
                "?   \texample.com/a\t[no test files]\nok  \texample.com/b\t0.004s\n",
                "?   \ta\t[no test files]\n--- PASS: TestB (0.00s)\nok  \tb\t0.004s\n", "no test files\n",
            ]),
        NoTestSign(
            runner: "ctest", pattern: #"^No tests were found!!!$"#, unless: #"\d+% tests passed"#,
            examples: ["Test project /p/build\nNo tests were found!!!\n"],
            misses: [
                "No tests were found!!!\n100% tests passed, 0 tests failed out of 3\n", "1/1 Test #1: none .. Passed\n",
            ]),
        NoTestSign(
            runner: "maven", pattern: #"^\[INFO\] No tests (?:to run|were executed)"#, unless: #"Tests run: [1-9]"#,
            examples: ["[INFO] --- surefire:3.2.5:test (default-test) @ app ---\n[INFO] No tests to run.\n"],
            misses: ["[INFO] No tests to run.\n[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0\n"]),
        NoTestSign(
            runner: "gradle", pattern: #"^> Task \S*:test NO-SOURCE$"#, unless: #"^> Task \S*:test(?: UP-TO-DATE)?$"#,
            examples: ["> Task :compileTestJava NO-SOURCE\n> Task :test NO-SOURCE\n"],
            misses: ["> Task :a:test NO-SOURCE\n> Task :b:test\n"]),
        NoTestSign(
            runner: "swift", pattern: #"^(?:error: )?no tests found"#, unless: #"Executed [1-9]|with [1-9]\d* tests?"#,
            examples: ["error: no tests found; create a target in the 'Tests' directory\n"],
            misses: ["warning: a\nExecuted 3 tests, with 0 failures\n"]),
        NoTestSign(
            runner: "jest, vitest", pattern: #"^No test(?:s| files) found, exiting with code 0"#, unless: nil,
            examples: ["No tests found, exiting with code 0\n", "No test files found, exiting with code 0\n"],
            misses: ["No tests found, exiting with code 1\n"]),
        NoTestSign(
            runner: "npm's example", pattern: #"^no tests? (?:yet|specified|defined)\b"#, unless: nil,
            examples: ["\n> app@1.0.0 test\n> echo no tests yet\n\nno tests yet\n"],
            misses: ["12 passed, no tests skipped\n"]),
    ]

    /// Whether an output says so.
    static func isIn(_ streams: Bytes...) -> Bool {
        let text = streams.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
        return all.contains { $0.holds(for: text) }
    }

    func holds(for text: String) -> Bool {
        guard let sign = try? Pattern(pattern) else { return false }
        let other = unless.flatMap { try? Pattern($0) }
        var isSaid = false
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let line = ErrorReading.plain(Bytes(line)[...])
            if other?.firstMatch(in: line) != nil { return false }
            isSaid = isSaid || sign.firstMatch(in: line) != nil
        }
        return isSaid
    }
}

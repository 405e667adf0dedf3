import HarnessKit
import Verifier

/// What came of a test command in one folder.
struct TestRun: Sendable {
    let job: TestJob
    let exit: ProgramExit
    let isTimedOut: Bool
    let duration: Duration
    /// The tests that were named; none where the runner is not known.
    let cases: [TestCase]
    /// What it printed last.
    let tail: [String]
    /// Lines that say what is wrong.
    let complaints: [String]

    var isSuccess: Bool { exit.isSuccess && !isTimedOut }
    var how: String { isTimedOut ? "it took longer than \(duration.words)" : exit.description }

    /// Whether something ended it before its end.
    var wasCutShort: Bool {
        if case .signalled = exit { return true }
        return isTimedOut || exit == .exited(137) || cases.contains { $0.message == "did not finish" }
    }

    /// What stands before the last dot of a name.
    static func package(of name: String) -> String {
        name.split(separator: ".", omittingEmptySubsequences: false).dropLast().joined(separator: ".")
    }

    /// What a name begins with before something is put into it.
    static func fixedPart(of text: String) -> String {
        let gap = ["${", "%", "$"].compactMap { text.firstOffset(of: $0) }.min()
        return gap.map { String(decoding: text.utf8.prefix($0), as: UTF8.self) } ?? text
    }

    /// The cases of a declared test.
    func cases(of test: DeclaredTest) -> [TestCase] {
        let named = cases.filter { test.isText ? Self.hasText(test.name, $0.name) : Self.hasWord(test.name, $0.name) }
        let stem = test.file.components.last.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let module = stem.split(separator: ".").first.map(String.init) ?? stem
        return Self.narrow(
            Self.narrow(named) { [$0.contains(test.file.description), Self.hasWord(module, $0)].contains(true) }
        ) { name in test.group.map { Self.hasWord($0, name) } ?? false }
    }

    private static func narrow(_ cases: [TestCase], _ condition: (String) -> Bool) -> [TestCase] {
        let some = cases.filter { condition($0.name) }
        return some.isEmpty ? cases : some
    }

    /// Whether the name holds a word as a whole.
    static func hasWord(_ word: String, _ name: String) -> Bool {
        let (name, word) = (Bytes(name.utf8), Bytes(word.utf8))
        var start = 0
        while !word.isEmpty, let found = name.offset(of: word, from: start) {
            let end = found + word.count
            let isWhole =
                (found == 0 || !isWordPart(name[found - 1])) && (end == name.count || !isWordPart(name[end]))
            if isWhole { return true }
            start = found + 1
        }
        return false
    }

    private static func isWordPart(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte >= 0x80
    }

    /// Whether a part of the name is that text; of a text with gaps, whether it begins so.
    static func hasText(_ text: String, _ name: String) -> Bool {
        let fixed = fixedPart(of: text)
        return Self.parts(of: name).contains { part in
            if fixed.utf8.count >= 3, fixed != text { return part.utf8.starts(with: fixed.utf8) }
            if part == text { return true }
            // "name (2)" is the second of that name.
            return part.hasPrefix(text + " (") && part.hasSuffix(")")
        }
    }

    private static func parts(of name: String) -> [String] {
        var parts: [String] = []
        var rest = Bytes(name.utf8)
        let mark = Bytes(" > ".utf8)
        while let found = rest.offset(of: mark) {
            parts.append(String(decoding: rest[..<found], as: UTF8.self))
            // What is left after the first mark is a name too: it may hold one.
            rest = Bytes(rest[(found + mark.count)...])
            parts.append(String(decoding: rest, as: UTF8.self))
        }
        return parts + [String(decoding: rest, as: UTF8.self)]
    }
}

extension String {
    fileprivate func firstOffset(of part: String) -> Int? { Bytes(utf8).offset(of: Bytes(part.utf8)) }
}

extension TestRun {
    init(_ job: TestJob, _ outcome: ProgramOutcome, reports: [TestReport]) {
        self.job = job
        exit = outcome.exit
        isTimedOut = outcome.isTimedOut
        duration = outcome.duration
        let results = try? TestResults.read(
            output: outcome.output.bytes, errors: outcome.errors.bytes, reports: reports)
        cases = results?.cases ?? []
        let lines = (outcome.output.text + "\n" + outcome.errors.text).split(separator: "\n").map { line in
            String(line.filter { $0 != "\r" }.prefix(300))
        }.filter { line in line.contains { !$0.isWhitespace } }
        tail = Array(lines.suffix(12))
        complaints = Complaint.lines(of: lines)
    }
}

/// Lines of an output that say what is wrong, the plainest first.
enum Complaint {
    static func lines(of output: [String]) -> [String] {
        let plain = output.map { line in
            // What pytest puts before the lines of an error.
            String(line.hasPrefix("E  ") ? line.dropFirst(1).drop { $0 == " " } : line.drop { $0 == " " })
        }
        let found = patterns.flatMap { pattern in plain.filter { pattern.matches(Bytes($0.utf8)) } }
        return Array(found.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.prefix(3))
    }

    private static let patterns = [
        // "ImportError: cannot import name 'mode'", "error[E0425]: cannot find", "lib.c:3:5: error: …"
        #"^\w*(?:Error|Exception)(?: \[\w+\])?: "#, #"(?:^|[ :])(?:fatal )?error(?:\[\w+\])?: "#,
        #"^[\w./-]+\.\w+:[0-9]+:[0-9]+: "#,
        #"(?i)cannot find|no module named|undefined reference|no rule to make|command not found|not found:"#,
        #"(?i)unbound variable|could not resolve|does not exist|^fatal:"#,
    ].compactMap { try? Pattern($0) }
}

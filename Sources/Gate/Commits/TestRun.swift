import HarnessKit
import Verifier

/// What came of a test command in one folder.
struct TestRun: Sendable {
    let job: TestJob
    let exit: ProgramExit
    let isTimedOut: Bool
    let duration: Duration
    /// The tests that were named; none where the runner is not known.
    private(set) var cases: [TestCase]
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
        let gap = ["${", "%", "#{"].compactMap { text.firstOffset(of: $0) }.min()
        return gap.map { String(decoding: text.utf8.prefix($0), as: UTF8.self) } ?? text
    }

    /// Whether a file could not be loaded, as far as the runner names what could not.
    func hasNotLoaded(_ file: RelativePath) -> Bool {
        let module = Self.module(of: file)
        return cases.contains { test in
            test.isUnloaded == true
                && (file.description.hasSuffix(test.name) || test.name.contains(file.description)
                    || Self.hasWord(module, test.name))
        }
    }

    private static func module(of file: RelativePath) -> String {
        let stem = file.components.last.map { String(decoding: $0, as: UTF8.self) } ?? ""
        return stem.split(separator: ".").first.map(String.init) ?? stem
    }

    /// The cases of a declared test.
    func cases(of test: DeclaredTest) -> [TestCase] {
        let named = cases.filter { test.isText ? Self.hasText(test.name, $0.name) : Self.hasWord(test.name, $0.name) }
        let module = Self.module(of: test.file)
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
    /// What is said of files is said of the project's, wherever the copy lies.
    init(_ job: TestJob, _ outcome: ProgramOutcome, in root: Path, taking duration: Duration, reports: [TestReport]) {
        self.job = job
        exit = outcome.exit
        isTimedOut = outcome.isTimedOut
        self.duration = duration
        let results = try? TestResults.read(
            output: outcome.output.bytes, errors: outcome.errors.bytes, reports: reports)
        cases = (results?.cases ?? []).map { test in
            TestCase(
                test.name, test.outcome, message: test.message.map { Self.placed($0, root) },
                isUnloaded: test.isUnloaded == true)
        }
        if cases.isEmpty { cases = CTestLines.cases(in: outcome.output.text) }
        let lines = (outcome.output.text + "\n" + outcome.errors.text).split(separator: "\n").map { line in
            Self.placed(String(line.filter { $0 != "\r" }.prefix(400)), root)
        }.filter { line in line.contains { !$0.isWhitespace } }
        tail = Array(lines.suffix(12))
        complaints = Complaint.lines(of: lines)
    }
}

extension TestRun {
    private static func placed(_ text: String, _ root: Path) -> String {
        text.split(separator: root.description + "/", omittingEmptySubsequences: false).joined()
    }
}

extension TestRun {
    /// A run in which nothing could be there.
    static func nothing(_ run: TestRun) -> TestRun {
        TestRun(
            job: run.job, exit: .exited(1), isTimedOut: false, duration: .zero, cases: [], tail: [],
            complaints: ["it stands in a new file, together with code"])
    }
}

/// What ctest prints: "3/19 Test  #3: parse_number ......   Passed    0.01 sec".
enum CTestLines {
    static func cases(in output: String) -> [TestCase] {
        guard let pattern else { return [] }
        return output.split(separator: "\n").compactMap { line in
            let bytes = Bytes(line.utf8)
            guard let match = pattern.firstMatch(in: bytes), match.groups.count == 3, let name = match.groups[1],
                let word = match.groups[2]
            else { return nil }
            let result = String(decoding: bytes[word], as: UTF8.self)
            let outcome: TestOutcome =
                result.hasPrefix("Passed")
                ? .passed : result.contains("Skipped") || result.contains("Disabled") ? .skipped : .failed
            return TestCase(
                String(decoding: bytes[name], as: UTF8.self), outcome, message: outcome == .passed ? nil : result)
        }
    }

    private static let pattern = try? Pattern(
        #"^ *[0-9]+/[0-9]+ +Test +#[0-9]+: (\S+) [ .]*(?:\*\*\*)?"#
            + #"(Passed|Failed|Skipped|Timeout|Not Run[^0-9]*|Exception[^0-9]*)"#
    )
}

/// Lines of an output that say what is wrong, the plainest first.
enum Complaint {
    static func lines(of output: [String]) -> [String] {
        let plain = output.map { line in
            // What pytest puts before the lines of an error.
            String(line.hasPrefix("E  ") ? line.dropFirst(1).drop { $0 == " " } : line.drop { $0 == " " })
        }.filter { !$0.contains("Failed to import test module") }
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

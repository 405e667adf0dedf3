import HarnessKit

/// Lines of Swift Testing, whichever symbols they begin with.
///
/// Names come without their suites. Where the arguments of a parameterised test are printed, each is a case.
struct SwiftTestingReader: TestReader {
    private struct Running {
        var number = 0
        /// The cases that were announced, and how many of them belong to a test of that name that has ended.
        var arguments: [String] = []
        var used = 0
        var known: Set<String> = []
        var failing: Set<String> = []
        var message: String?
    }

    private(set) var findings = Findings()
    private var running: [String: Running] = [:]
    private var order: [String] = []

    mutating func read(_ line: Line) {
        var line = line
        guard Self.takeSymbol(&line) && line.take("Test ") || takeBehindText(&line) else { return }
        if line == "run started." { return findings.isRecognised = true }
        if line.take("run with ") { return summary(line) }
        if line.take("case passing ") || line.starts(with: "Passing ") {
            guard Self.isCut(line) || !argument(line) else { return }
            guard takeBehindText(&line) else { return }
            if line.take("case passing ") {
                _ = argument(line)
                return
            }
        }
        guard let name = Self.takeName(&line) else { return }
        event(name, line)
    }

    mutating func finish() {
        for name in order where (running[name]?.number ?? 0) > 0 {
            running[name]?.number -= 1
            findings.add(name, .failed, "did not finish")
        }
    }

    /// A symbol is one "word" with no letter or digit of ASCII in it: "✔", "◇", "+", or one of macOS's own.
    private static func takeSymbol(_ line: inout Line) -> Bool {
        let symbol = line.bytes.prefix(9).prefix { $0 != 0x20 }
        let isPlain = symbol.allSatisfy { !(($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10) }
        guard !symbol.isEmpty, symbol.count < 9, isPlain, symbol.count < line.bytes.count else { return false }
        guard line.take(String(decoding: symbol, as: UTF8.self)) else { return false }
        return line.skipBlanks() > 0
    }

    /// What a test printed last may lack its end of line; the event then stands behind it.
    private func takeBehindText(_ line: inout Line) -> Bool {
        guard !running.isEmpty else { return false }
        for mark in Self.marks {
            guard let rest = line.takeLast(from: mark) else { continue }
            line = rest
            return true
        }
        return false
    }

    private static let marks = ["✔ Test ", "✘ Test ", "◇ Test ", "➜ Test "]

    /// Whether an argument that cannot be printed (it holds a NUL) cut its line short, so that the next line stands
    /// behind it: which one that is differs from run to run.
    private static func isCut(_ line: Line) -> Bool {
        marks.contains { mark in
            var rest = line
            guard let before = rest.take(to: mark), before.literal().isOpen else { return false }
            // A text that was printed whole ends where the arguments go on, or end.
            guard let end = rest.literal(isOpen: true).end else { return true }
            return ![", ", " to ", "]", ")"].contains { end.starts(with: $0) }
        }
    }

    private static let verbs = [
        "started.", "passed after ", "failed after ", "skipped", "was cancelled after ", "with ", "recorded ",
    ]

    private static func takeName(_ line: inout Line) -> String? {
        guard line.take("\"") else {
            guard let name = line.take(to: " "), verbs.contains(where: line.starts) else { return nil }
            return name.text
        }
        // A display name may hold quotes itself.
        var name = ""
        for _ in 0..<8 {
            guard let part = line.take(to: "\" ") else { return nil }
            name += part.text
            if verbs.contains(where: line.starts) { return name }
            name += "\" "
        }
        return nil
    }

    private mutating func event(_ name: String, _ line: Line) {
        var line = line
        if line == "started." {
            guard order.count <= Findings.mostCases else { return }
            order.append(name)
            return running[name, default: Running()].number += 1
        }
        if line.take("skipped") {
            // Skipped tests do not start.
            _ = line.take(": ")
            return findings.add(name, .skipped, Self.unquoted(line))
        }
        if line.take("recorded ") { return issue(of: name, line) }
        end(name, line)
    }

    private mutating func end(_ name: String, _ line: Line) {
        guard var run = running.removeValue(forKey: name) else {
            return findings.doubt("a result of '\(Findings.short(name))' stands there, which had not started")
        }
        defer { if run.number > 0 { running[name] = run } }
        var line = line
        var cases = 0
        if line.take("with "), let number = line.number() {
            cases = number
            guard line.take(" test cases ") || line.take(" test case ") else { return }
        }
        guard let verb = line.take(anyOf: ["passed after ", "failed after ", "was cancelled after "]) else { return }
        let isKnown = line.contains(" known issue")
        var outcome = TestOutcome.passed
        if verb.starts(with: "failed") { outcome = .failed }
        if verb.starts(with: "was") || (outcome == .passed && isKnown) { outcome = .skipped }
        run.number -= 1
        let arguments = run.arguments[run.used...].prefix(cases)
        run.used += arguments.count
        let message = run.message ?? (verb.starts(with: "was") ? Self.reason(line) : nil)
        if arguments.isEmpty { findings.add(name, outcome, outcome == .passed ? nil : message) }
        for (index, argument) in arguments.enumerated() {
            let hasFailed = outcome == .failed && (run.failing.isEmpty || run.failing.contains(argument))
            let one: TestOutcome = outcome == .failed ? (hasFailed ? .failed : .passed) : outcome
            findings.add("\(name) [\(argument)]", one, one == .passed ? nil : message, isCounted: index == 0)
        }
    }

    /// "2 arguments s → "a b", n → 2 to pairs(_:_:) started."
    private mutating func argument(_ line: Line) -> Bool {
        var line = line
        _ = line.take("Passing ")
        guard line.number() != nil, line.take(" argument") else { return false }
        _ = line.take("s")
        guard line.take(" "), line.dropLast(" started.") || line.dropLast("...") else { return false }
        let isQuoted = line.dropLast("\"")
        guard let name = line.takeLast(from: isQuoted ? " to \"" : " to ")?.text,
            let count = running[name]?.arguments.count, count <= Findings.mostCases
        else { return false }
        let argument = Findings.short(line.text)
        running[name]?.arguments.append(argument)
        running[name]?.known.insert(argument)
        return true
    }

    /// "an issue with 1 argument n → 2 at File.swift:11:80: why".
    private mutating func issue(of name: String, _ line: Line) {
        var line = line
        let isKnown = line.take("a known issue ")
        guard running[name] != nil, isKnown || line.take("an issue ") else { return }
        if line.take("with "), line.number() != nil, line.take(" argument") {
            _ = line.take("s")
            _ = line.take(" ")
            var argument = ""
            for _ in 0..<8 {
                guard let part = line.take(to: " at ") else { break }
                argument += part.text
                if running[name]?.known.contains(Findings.short(argument)) == true { break }
                argument += " at "
            }
            running[name]?.failing.insert(Findings.short(argument))
        }
        guard running[name]?.message == nil, line.take(to: ": ") != nil else { return }
        running[name]?.message = isKnown ? "known issue: \(line.text)" : line.text
    }

    /// "13 tests in 2 suites failed after 0.004 seconds with 5 issues."
    private mutating func summary(_ line: Line) {
        var line = line
        guard let total = line.number(), line.starts(with: " test") else { return }
        let isGreen = line.contains(" passed after ")
        guard isGreen || line.contains(" failed after ") else { return }
        findings.claim(TestClaim(total: total, failed: isGreen ? 0 : nil))
    }

    private static func reason(_ line: Line) -> String? {
        var line = line
        guard line.take(to: ": ") != nil else { return nil }
        return unquoted(line)
    }

    private static func unquoted(_ line: Line) -> String? {
        var line = line
        if line.take("\"") { _ = line.dropLast("\"") }
        return line.isEmpty || line == "." ? nil : line.text
    }
}

extension Line {
    /// What stands behind the first quotation mark that closes a text, and whether another is open at the end.
    fileprivate func literal(isOpen: Bool = false) -> (end: Line?, isOpen: Bool) {
        var (end, isOpen, isEscaped): (Line?, Bool, Bool) = (nil, isOpen, false)
        for (index, byte) in zip(bytes.indices, bytes) {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = isOpen
            } else if byte == UInt8(ascii: "\"") {
                isOpen.toggle()
                if !isOpen, end == nil { end = Line(bytes[(index + 1)...]) }
            }
        }
        return (end, isOpen)
    }
}

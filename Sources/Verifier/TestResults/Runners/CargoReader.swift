import HarnessKit

/// `cargo test`: unit, integration and documentation tests, each group after its "running N tests".
///
/// The group's target is printed to the other stream; it is put before the names where both have as many.
struct CargoReader: TestReader {
    private struct Group {
        var results: [(name: String, outcome: TestOutcome, message: String?)] = []
        /// The names that a run with dots lists as failed.
        var listed: Set<String> = []
    }

    private(set) var findings = Findings()
    private var targets: [String] = []
    private var groups: [Group] = []
    private var isInside = false
    /// Tests that print before their outcome does.
    private var open: [String] = []
    private var failing = false

    mutating func read(_ line: Line) {
        if isInside {
            if line.starts(with: "test ") { return test(line) }
            if failing, line.starts(with: "    ") { return failed(line.trimmed) }
            failing = line == "failures:"
            if let outcome = Self.outcome(line), let name = open.popLast() { add(name, outcome.0, outcome.1) }
        } else if line.starts(with: " ") {
            return target(line.trimmed)
        }
        guard line.starts(with: "running ") else { return }
        var line = line
        _ = line.take("running ")
        guard line.number() != nil, line == " tests" || line == " test" else { return }
        settle()
        groups.append(Group())
        isInside = true
    }

    mutating func finish() {
        settle()
        if groups.contains(where: { !$0.results.isEmpty }) { findings.isRecognised = true }
        let hasTargets = targets.count == groups.count
        for (index, group) in groups.enumerated() {
            for result in group.results {
                let name = hasTargets ? "\(targets[index]) \(result.name)" : result.name
                findings.add(name, result.outcome, result.message)
            }
        }
    }

    private mutating func settle() {
        for name in open { add(name, .failed, "did not finish") }
        open = []
        failing = false
    }

    private mutating func add(_ name: String, _ outcome: TestOutcome, _ message: String?) {
        guard let last = groups.indices.last, groups[last].results.count <= Findings.mostCases else { return }
        groups[last].results.append((name, outcome, message))
    }

    /// "test tests::adds ... ok", or what is printed first of a test that prints; "test result: ok. 3 passed; …".
    private mutating func test(_ line: Line) {
        var line = line
        _ = line.take("test ")
        if line.take("result: ") { return result(line) }
        guard let head = line.take(to: " ... ") else { return }
        let name = Self.name(head)
        if let outcome = Self.outcome(line) { add(name, outcome.0, outcome.1) } else { open.append(name) }
    }

    /// Without the line of a documentation test, which moves, and without what is not part of the name.
    private static func name(_ head: Line) -> String {
        var head = head
        _ = head.dropLast(" - should panic")
        var rest = head
        guard let before = rest.take(to: " (line "), rest.number() != nil, rest.take(")") else { return head.text }
        return before.text + rest.text
    }

    private static func outcome(_ line: Line) -> (TestOutcome, String?)? {
        var line = line
        if line == "ok" || line.starts(with: "ok <") { return (.passed, nil) }
        if line == "FAILED" || line.starts(with: "FAILED <") { return (.failed, nil) }
        guard line.take("ignored"), line.isEmpty || line.take(", ") else { return nil }
        return (.skipped, line.isEmpty ? nil : line.text)
    }

    /// The names below "failures:", for runs that print dots.
    private mutating func failed(_ name: Line) {
        guard let last = groups.indices.last else { return }
        guard groups[last].results.count == groups[last].listed.count else { return }
        let name = Self.name(name)
        if groups[last].listed.insert(name).inserted { add(name, .failed, nil) }
    }

    private mutating func result(_ line: Line) {
        var line = line
        guard line.take("ok. ") || line.take("FAILED. ") else { return }
        settle()
        guard let passed = line.number(), line.take(" passed; "), let failed = line.number(),
            line.take(" failed; "), let ignored = line.number(), line.take(" ignored")
        else { return }
        isInside = false
        findings.claim(TestClaim(passed: passed, failed: failed, skipped: ignored))
    }

    /// "Running unittests src/lib.rs (target/debug/deps/cart-cc34d4ae)", "Doc-tests cart".
    private mutating func target(_ line: Line) {
        var line = line
        if line.take("Doc-tests ") { return targets.append("\(line.text) (doc)") }
        guard line.take("Running "), line.dropLast(")"), var program = line.takeLast(from: " (") else { return }
        _ = line.take("unittests ")
        _ = program.takeLast(from: "-")
        var stem = program
        _ = program.takeLast(from: "/").map { stem = $0 }
        targets.append("\(stem.text) (\(line.text))")
    }
}

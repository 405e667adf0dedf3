import HarnessKit

/// Maven Surefire's console: counts by class, and the names of failed tests only.
struct SurefireReader: TestReader {
    private(set) var findings = Findings()
    private var isResults = false

    mutating func read(_ line: Line) {
        var line = line
        if line.take("[") {
            guard line.take(anyOf: ["INFO] ", "ERROR] ", "WARNING] "]) != nil else { return }
        }
        if line == "Results:" || line == "Results :" { return isResults = true }
        if line.starts(with: "Tests run: ") { return counts(line) }
        if line.contains(" <<< ") { failure(line) }
    }

    /// "Tests run: 7, Failures: 1, Errors: 1, Skipped: 2", of a class with its time, of a module without.
    private mutating func counts(_ line: Line) {
        var line = line
        guard line.take("Tests run: "), let total = line.number(), line.take(", Failures: "),
            let failures = line.number(), line.take(", Errors: "), let errors = line.number(),
            line.take(", Skipped: "), let skipped = line.number()
        else { return }
        guard isResults, line.isEmpty else { return }
        isResults = false
        findings.hidesNames = true
        findings.claim(
            TestClaim(
                total: total, passed: max(0, total - failures - errors - skipped), failed: failures + errors,
                skipped: skipped))
    }

    /// "fails(org.example.CartTest)  Time elapsed: 0 s  <<< FAILURE!"; since 3 "org.example.CartTest.fails -- …".
    private mutating func failure(_ line: Line) {
        var line = line
        guard line.dropLast(" <<< FAILURE!") || line.dropLast(" <<< ERROR!") else { return }
        let head = line.take(to: " -- Time elapsed: ") ?? line.take(to: "  Time elapsed: ")
        guard var name = head, !name.starts(with: "Tests run:") else { return }
        if name.dropLast(")"), let owner = name.takeLast(from: "(") {
            findings.add("\(owner.text).\(name.text)", .failed)
        } else if let head {
            findings.add(head.text, .failed)
        }
    }
}

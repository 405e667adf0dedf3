import HarnessKit

/// JUnit's XML, as the writers of many runners spell it; names are "class.test", else "suite > test".
struct JUnitReader {
    private(set) var findings = Findings()
    private var suites = SuiteStack()
    private var test: TestCase?
    private var isFlaky = false
    /// The element whose text says why, and that text.
    private var explained: String?
    private var explanation = ""
    private var hasClaim = false
    private static let reasons: [String: TestOutcome] = ["failure": .failed, "error": .failed, "skipped": .skipped]

    /// Reads a report; fails with `Failure` when it is broken or something else.
    mutating func read(_ report: TestReport) throws {
        var reader = XMLReader(report.bytes)
        (suites, test, explained, hasClaim) = (SuiteStack(), nil, nil, false)
        var depth = 0
        do {
            while let event = try reader.next() {
                switch event {
                case .start(let name, let attributes):
                    guard depth > 0 || name == "testsuites" || name == "testsuite" else {
                        throw Failure(
                            .malformed, "the report '\(report.name)' is no JUnit report: it begins with '\(name)'",
                            hint: "name the files that the test runner's JUnit reporter writes")
                    }
                    depth += 1
                    start(name, attributes, at: depth)
                case .end(let name):
                    depth -= 1
                    end(name)
                case .text(let text):
                    if explained != nil, explanation.utf8.count < Findings.longestName { explanation += text }
                }
            }
        } catch let error as XMLError {
            throw Failure(
                .malformed, "the report '\(report.name)' is no XML: line \(error.line): \(error.message)",
                hint: "let the test run end before its report is read")
        }
        findings.isRecognised = true
        findings.namesAll = true
    }

    private mutating func start(_ name: String, _ attributes: [String: String], at depth: Int) {
        switch name {
        case "testcase": begin(attributes, at: depth)
        case "failure", "error", "skipped": because(name, attributes, at: depth)
        case "flakyFailure", "flakyError": isFlaky = true
        case "properties", "property", "system-out", "system-err": break
        default:
            // Some writers have an element of their own for a suite; whatever holds tests is one.
            guard test == nil else { return }
            if depth == 1 || (depth == 2 && !hasClaim) { claim(attributes, isRoot: depth == 1) }
            if let title = attributes["name"], !title.isEmpty { suites.open(title, at: depth) }
        }
    }

    private mutating func end(_ name: String) {
        if name == explained {
            explained = nil
            let text = Self.firstLine(explanation)
            if test?.message == nil, !text.isEmpty { test?.message = text }
        }
        guard name == "testcase", let test else { return }
        self.test = nil
        if isFlaky { findings.doubt("'\(Findings.short(test.name))' passed only when it was repeated") }
        findings.add(test.name, test.outcome, test.outcome == .passed ? nil : test.message)
    }

    private mutating func begin(_ attributes: [String: String], at depth: Int) {
        guard test == nil else { return }
        isFlaky = false
        let name = attributes["name"] ?? ""
        let owner = attributes["classname"] ?? ""
        // Node writes "test" for every class.
        let hasOwner = !owner.isEmpty && owner != "test"
        let isOff = attributes["status"] == "notrun" || attributes["status"] == "disabled"
        test = TestCase(hasOwner ? "\(owner).\(name)" : suites.name(name, at: depth), isOff ? .skipped : .passed)
    }

    private mutating func because(_ name: String, _ attributes: [String: String], at depth: Int) {
        guard let outcome = Self.reasons[name] else { return }
        guard test != nil else {
            if outcome == .failed {
                findings.add(
                    suites.name(name, at: depth), .failed, attributes["message"], isCounted: false, isTest: false)
            }
            return
        }
        if test?.outcome != .failed { test?.outcome = outcome }
        if test?.message == nil, let message = attributes["message"].map(Self.firstLine), !message.isEmpty,
            message != "true"
        {
            test?.message = message
        }
        explained = name
        explanation = ""
    }

    /// The counts of the outermost element that has them; some reports count assertions as failures.
    private mutating func claim(_ attributes: [String: String], isRoot: Bool) {
        guard let total = attributes["tests"].flatMap(Self.number) else { return }
        hasClaim = isRoot
        let failed = [attributes["failures"], attributes["errors"]].compactMap { $0.flatMap(Self.number) }
        findings.claim(TestClaim(total: total, failed: failed.reduce(0, +) == 0 ? 0 : nil))
    }

    private static func number(_ text: String) -> Int? {
        var line = Line(text)
        guard let number = line.number(), line.isEmpty else { return nil }
        return number
    }

    private static func firstLine(_ text: String) -> String {
        let line = Line(Line(text).bytes.drop { $0 <= 0x20 }.prefix { $0 != 0x0A })
        return Findings.short(line.trimmed.text)
    }
}

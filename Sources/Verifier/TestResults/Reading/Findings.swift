import HarnessKit

/// What a reader has found so far.
struct Findings {
    /// More than any honest project has; beyond it a hostile output would fill the memory with names.
    static let mostCases = 500_000
    static let longestName = 500
    private static let mostDoubts = 20

    private struct Entry {
        var name: String
        var outcome: TestOutcome
        var message: String?
        /// Whether the runner's summary counts it; a file that did not load is a failure and no test.
        let isCounted: Bool
        /// What is none failed in place of its tests: a file, a package, a fixture.
        let isTest: Bool
    }

    /// Whether a line was there that only this runner prints.
    var isRecognised = false
    var claim: TestClaim?
    /// Tests that contain others: some summaries count them, and the output does not say which.
    var parents = 0
    /// Whether the reader has compared the claim itself, since it counts something else than cases.
    var hasCheckedClaim = false
    /// Whether the source names every test, as reports do.
    var namesAll = false
    /// Whether tests passed that the runner did not name.
    var hidesNames = false
    private(set) var doubts: [String] = []
    private(set) var isOverfull = false
    private(set) var named = TestCounts()
    private(set) var counted = TestCounts()
    private var entries: [Entry] = []
    private var places: [String: Int] = [:]

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(
        _ name: String, _ outcome: TestOutcome, _ message: String? = nil, isCounted: Bool = true, isTest: Bool = true
    ) {
        guard entries.count < Self.mostCases else { return isOverfull = true }
        let name = Self.short(name)
        places[name] = entries.count
        named.add(1, outcome)
        if isCounted { counted.add(1, outcome) }
        entries.append(
            Entry(name: name, outcome: outcome, message: message.map(Self.short), isCounted: isCounted, isTest: isTest))
    }

    /// What is known of the test that was last added under this name.
    func outcome(of name: String) -> TestOutcome? {
        places[Self.short(name)].map { entries[$0].outcome }
    }

    /// Says something new of the last test of that name, or adds it.
    mutating func amend(
        _ name: String, _ outcome: TestOutcome, _ message: String? = nil, isCounted: Bool = true, isTest: Bool = true
    ) {
        guard let place = places[Self.short(name)] else {
            return add(name, outcome, message, isCounted: isCounted, isTest: isTest)
        }
        let old = entries[place]
        for (number, outcome) in [(-1, old.outcome), (1, outcome)] {
            named.add(number, outcome)
            if old.isCounted { counted.add(number, outcome) }
        }
        entries[place].outcome = outcome
        if let message { entries[place].message = Self.short(message) }
    }

    mutating func doubt(_ text: @autoclosure () -> String) {
        guard doubts.count < Self.mostDoubts else { return }
        let text = text()
        if !doubts.contains(text) { doubts.append(text) }
    }

    mutating func claim(_ more: TestClaim) {
        isRecognised = true
        claim = claim.map { $0 + more } ?? more
    }

    /// The tests in the order of the output; a name's second bearer is called "name (2)".
    ///
    /// Runners that work in parallel print bearers of one name in any order, so the failed ones are numbered
    /// first: two runs with the same outcomes then have the same names.
    func cases() -> [TestCase] {
        var bearers: [String: TestCounts] = [:]
        for entry in entries { bearers[entry.name, default: TestCounts()].add(1, entry.outcome) }
        var given: [String: TestCounts] = [:]
        var last: [String: Int] = [:]
        return entries.map { entry in
            var name = entry.name
            if let all = bearers[name], all.total > 1 {
                given[name, default: TestCounts()].add(1, entry.outcome)
                let number = Self.number(of: entry.outcome, given[name] ?? all, among: all)
                if number > 1 { name = free(name, number, bearers: bearers, last: &last) }
            }
            return TestCase(name, entry.outcome, message: entry.message, isUnloaded: !entry.isTest)
        }
    }

    private static func number(of outcome: TestOutcome, _ given: TestCounts, among all: TestCounts) -> Int {
        switch outcome {
        case .failed: given.failed
        case .skipped: all.failed + given.skipped
        case .passed: all.failed + all.skipped + given.passed
        }
    }

    /// "name (number)", or with more behind it should a test really be called that.
    private func free(
        _ name: String, _ number: Int, bearers: [String: TestCounts], last: inout [String: Int]
    ) -> String {
        let numbered = "\(name) (\(number))"
        guard bearers[numbered] != nil else { return numbered }
        last[numbered, default: 0] += 1
        return "\(numbered) again \(last[numbered, default: 1])"
    }

    /// A name or message that is not too long to keep.
    static func short(_ text: String) -> String {
        guard text.utf8.count > longestName else { return text }
        return String(decoding: text.utf8.prefix(longestName), as: UTF8.self) + "…"
    }
}

/// Reads one runner's lines.
protocol TestReader {
    init()
    var findings: Findings { get }
    mutating func read(_ line: Line)
    /// Settles what is open when the output has ended.
    mutating func finish()
}

extension TestReader {
    mutating func finish() {}
}

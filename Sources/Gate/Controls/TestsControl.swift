import HarnessKit
import Ledger
import Project

/// Whether every test that ran before the work still runs.
struct TestsControl {
    let now: [StepResults.Result]
    let before: [StepResults.Result]
    /// Tests that were taken away on purpose, as somebody said; a `*` at the end stands for any rest.
    let amended: [String]
    /// What a second look found: some tests run now and then only, and the lines of a runner are torn at times.
    var nowAgain: [StepResults.Result] = []
    var beforeAgain: [StepResults.Result] = []
    /// Files that lie elsewhere now.
    var moved: MovedTests?
    /// Tests that stand in other files or classes now.
    var transferred: TransferredTests?

    struct Outcome {
        /// Tests that are gone, and tests that are skipped now.
        var gone: [String] = []
        var skipped: [String] = []
        /// How many run under another name, since their file was moved.
        var moved = 0
        /// Files of those that import something else now, as a line each.
        var reworded: [String] = []
        /// How many ran before and now, where names do not tell.
        var fewer: (before: Int, now: Int)?
        var ran = 0
        var ranBefore = 0

        /// Tests that are the same, and may call something else where they stand now.
        mutating func add(_ transfers: [TransferredTests.Transfer]) {
            let names = Set(transfers.map(\.test))
            gone.removeAll { names.contains(TestsControl.stable($0)) }
            moved += names.count
            let places = Dictionary(grouping: transfers) {
                $0.from == $0.to
                    ? "\($0.to) under another name or in another class"
                    : "\($0.to), and stood in \($0.from) before the work"
            }
            reworded += places.sorted { $0.key.precedes($1.key) }.map { place, tests in
                let (name, more) = (TerminalText.oneLine(tests[0].test), tests.count - 1)
                return "'\(name)'" + (more > 0 ? " and \(more) more" : "")
                    + " stand\(more > 0 ? "" : "s") in \(place): the same lines, what they use may differ"
            }
        }

        var isWhole: Bool { gone.isEmpty && skipped.isEmpty && fewer == nil }
    }

    func run() -> Outcome {
        var outcome = Outcome()
        let (present, former) = (now.compactMap(\.tests), before.compactMap(\.tests))
        outcome.ran = max(Self.count(now), Self.count(nowAgain))
        outcome.ranBefore = beforeAgain.isEmpty ? Self.count(before) : min(Self.count(before), Self.count(beforeAgain))
        guard present.allSatisfy(\.hasNames), former.allSatisfy(\.hasNames), !former.isEmpty, !present.isEmpty else {
            let allowed = outcome.ranBefore - amended.count
            if outcome.ran < allowed { outcome.fewer = (outcome.ranBefore, outcome.ran) }
            return outcome
        }
        let known = (present + nowAgain.compactMap(\.tests)).flatMap(\.cases)
        let repeated = Set(beforeAgain.compactMap(\.tests).flatMap(\.cases).map { Self.stable($0.name) })
        let ran = Set(known.filter { $0.outcome != .skipped }.map { Self.stable($0.name) })
        let skipped = Set(known.filter { $0.outcome == .skipped }.map { Self.stable($0.name) })
        let names = former.flatMap(\.cases).map(\.name)
        for test in former.flatMap(\.cases) where test.isTest && test.outcome != .skipped {
            let name = Self.stable(test.name)
            guard !ran.contains(name), !isAmended(test.name, among: names),
                beforeAgain.isEmpty || repeated.contains(name),
                // pytest calls a test with cases after each of them.
                !ran.contains(where: { $0.hasPrefix(name + "[") })
            else { continue }
            if skipped.contains(name) { outcome.skipped.append(test.name) } else { outcome.gone.append(test.name) }
        }
        let new = ran.subtracting(former.flatMap(\.cases).map { Self.stable($0.name) })
        if let moved {
            let found = moved.found(outcome.gone.map(Self.stable), among: new)
            outcome.gone.removeAll { found.contains(Self.stable($0)) }
            outcome.moved = found.count
            if !found.isEmpty {
                outcome.reworded = moved.reworded.map {
                    "\($0.to), which was \($0.from), imports something else than before the work"
                }
            }
        }
        if let transferred { outcome.add(transferred.found(outcome.gone.map(Self.stable), among: new)) }
        return outcome
    }

    private static func count(_ results: [StepResults.Result]) -> Int {
        results.compactMap(\.tests).reduce(0) { $0 + $1.counts.passed + $1.counts.failed }
    }

    private func isAmended(_ name: String, among all: [String]) -> Bool {
        amended.contains { Self.isMeant(name, by: $0, among: all) }
    }

    /// The same for who wrote what stands in the file, where only one test of all ends with it.
    static func isMeant(_ name: String, by written: String, among all: [String]) -> Bool {
        if isMeant(name, by: written) { return true }
        let ends = { (test: String) in
            test.hasSuffix(written)
                && test.dropLast(written.count).last.map { !$0.isLetter && !$0.isNumber && $0 != "_" } == true
        }
        return !written.isEmpty && ends(name) && !all.contains(written) && Set(all.filter(ends)).count == 1
    }

    /// Whether somebody who wrote that means this test.
    static func isMeant(_ name: String, by written: String) -> Bool {
        written.hasSuffix("*") ? name.hasPrefix(written.dropLast()) : written == name
    }

    /// A name without the addresses of objects that runners print into it.
    static func stable(_ name: String) -> String {
        let parts = name.split(separator: "0x", omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(String(parts.first ?? "")) { $0 + "0x" + $1.drop { $0.isHexDigit } }
    }
}

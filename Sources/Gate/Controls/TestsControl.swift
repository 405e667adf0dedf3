import HarnessKit
import Ledger
import Project

/// Whether every test that ran before the work still runs.
struct TestsControl {
    let now: [StepResults.Result]
    let before: [StepResults.Result]
    /// Tests that were taken away on purpose, as somebody said; a `*` at the end stands for any rest.
    let amended: [String]

    struct Outcome {
        /// Tests that are gone, and tests that are skipped now.
        var gone: [String] = []
        var skipped: [String] = []
        /// How many ran before and now, where names do not tell.
        var fewer: (before: Int, now: Int)?
        var ran = 0
        var ranBefore = 0
    }

    func run() -> Outcome {
        var outcome = Outcome()
        let (present, former) = (now.compactMap(\.tests), before.compactMap(\.tests))
        outcome.ran = present.reduce(0) { $0 + $1.counts.passed + $1.counts.failed }
        outcome.ranBefore = former.reduce(0) { $0 + $1.counts.passed + $1.counts.failed }
        guard present.allSatisfy(\.hasNames), former.allSatisfy(\.hasNames), !former.isEmpty, !present.isEmpty else {
            let allowed = outcome.ranBefore - amended.count
            if outcome.ran < allowed { outcome.fewer = (outcome.ranBefore, outcome.ran) }
            return outcome
        }
        let known = present.flatMap(\.cases)
        let ran = Set(known.filter { $0.outcome != .skipped }.map { Self.stable($0.name) })
        let skipped = Set(known.filter { $0.outcome == .skipped }.map { Self.stable($0.name) })
        for test in former.flatMap(\.cases) where test.outcome != .skipped {
            let name = Self.stable(test.name)
            guard !ran.contains(name), !isAmended(test.name) else { continue }
            if skipped.contains(name) { outcome.skipped.append(test.name) } else { outcome.gone.append(test.name) }
        }
        return outcome
    }

    private func isAmended(_ name: String) -> Bool {
        amended.contains { $0.hasSuffix("*") ? name.hasPrefix($0.dropLast()) : $0 == name }
    }

    /// A name without the addresses of objects that runners print into it.
    static func stable(_ name: String) -> String {
        let parts = name.split(separator: "0x", omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(String(parts.first ?? "")) { $0 + "0x" + $1.drop { $0.isHexDigit } }
    }
}

import HarnessKit
import Verifier

/// What a commit's tests showed.
struct CommitFinding {
    /// What a test says of the change.
    enum Verdict: String, CaseIterable, JSONConvertible {
        case failsWithout = "fails-without"
        /// It cannot be compiled or loaded without the change.
        case needsChange = "needs-change"
        case passesWithout = "passes-without"
        case skipped
        case failsWith = "fails-with"
        /// The command did not run it, with the change or without.
        case notRun = "not-run"

        var isGood: Bool { self == .failsWithout || self == .needsChange }
    }

    struct Item {
        let name: String
        let file: String?
        let manner: TouchedTests.Manner
        let verdict: Verdict
        var message: String?
    }

    let items: [Item]
    /// Whether it is the test command as a whole that was judged, for want of names.
    var isWhole = false

    /// What counts: the new tests, or the changed ones where none is new.
    private var judged: [Item] {
        let new = items.filter { $0.manner == .new }
        return new.isEmpty ? items : new
    }

    /// Every new test fails without the change; of changed ones at least one does, and none fails with it.
    var holds: Bool {
        guard !judged.isEmpty else { return false }
        if judged[0].manner == .new { return judged.allSatisfy(\.verdict.isGood) }
        return judged.contains(where: \.verdict.isGood) && !judged.contains { $0.verdict == .failsWith }
    }

    /// All of it in a sentence.
    var sentence: String {
        guard let first = judged.first else { return "" }
        let noun = first.manner == .new ? "new test" : "changed test"
        var parts = [opening(noun)]
        let needing = judged.count { $0.verdict == .needsChange }
        if holds, needing > 0 {
            let them = needing == judged.count ? (needing == 1 ? "it" : "they") : "\(needing) of them"
            parts.append("\(them) cannot be compiled or loaded without it")
        }
        parts += [
            tail(.skipped, "was skipped", "were skipped"),
            tail(.failsWith, "fails with the change, too", "fail with the change, too"),
            tail(.notRun, "was not run", "were not run"),
        ].compactMap { $0 }
        let changed = items.filter { $0.manner == .changed }
        if first.manner == .new, !changed.isEmpty {
            let good = changed.count { $0.verdict.isGood }
            parts.append("of \(changed.count) changed \(good) fail\(good == 1 ? "s" : "") without it")
        }
        return parts.joined(separator: "; ")
    }

    private func opening(_ noun: String) -> String {
        let (total, good) = (judged.count, judged.count { $0.verdict.isGood })
        let hollow = judged.count { $0.verdict == .passesWithout }
        if hollow > 0 {
            let verb = hollow == 1 ? "passes" : "pass"
            return total == 1
                ? "your \(noun) passes without the change"
                : "\(hollow) of your \(total) \(noun)s \(verb) without the change"
        }
        let verbs = good == 1 ? ("fails", "passes") : ("fail", "pass")
        let what = "\(verbs.0) without the change and \(verbs.1) with it"
        if good == total {
            return total == 1
                ? "your \(noun) \(what)"
                : total == 2 ? "both of your \(noun)s \(what)" : "all \(total) of your \(noun)s \(what)"
        }
        return total == 1 ? "your \(noun) shows nothing of the change" : "\(good) of your \(total) \(noun)s \(what)"
    }

    private func tail(_ verdict: Verdict, _ one: String, _ several: String) -> String? {
        let count = judged.count { $0.verdict == verdict }
        return count == 0 ? nil : judged.count == 1 ? "it \(one)" : "\(count) \(count == 1 ? one : several)"
    }
}

extension CommitFinding {
    struct Judgement {
        let verdict: Verdict
        var message: String?

        init(_ verdict: Verdict, _ message: String? = nil) {
            self.verdict = verdict
            self.message = message
        }
    }

    /// Holds what a test came to with the change against what it came to without.
    static func judgement(of test: DeclaredTest, with: TestRun, without: TestRun) -> Judgement {
        let now = with.cases(of: test)
        guard !now.isEmpty else { return Judgement(.notRun, "'\(with.job.line)' did not run it") }
        if let failed = now.first(where: { $0.outcome == .failed }) { return Judgement(.failsWith, failed.message) }
        if now.allSatisfy({ $0.outcome == .skipped }) { return Judgement(.skipped, now[0].message) }
        let before = without.cases(of: test)
        if let failed = before.first(where: { $0.outcome == .failed }) {
            return Judgement(.failsWithout, failed.message)
        }
        guard before.isEmpty else {
            let isSkipped = before.allSatisfy { $0.outcome == .skipped }
            return isSkipped
                ? Judgement(.skipped, "without the change: \(before[0].message ?? "skipped")")
                : Judgement(.passesWithout)
        }
        if !without.isSuccess { return Judgement(.needsChange, without.complaints.first) }
        return Judgement(.notRun, "without the change '\(without.job.line)' does not run it")
    }

    /// What the command as a whole says, where tests cannot be told apart.
    static func whole(_ manner: TouchedTests.Manner, _ pair: CommitExamination.Pair) -> Item {
        let (with, without) = (pair.with, pair.without)
        let reacting = with.cases.filter { test in
            test.outcome == .passed && without.cases.contains { $0.name == test.name && $0.outcome == .failed }
        }
        let failsAnyway = reacting.isEmpty && pair.base?.isSuccess == false
        let verdict: Verdict =
            !with.isSuccess || (!without.isSuccess && failsAnyway)
            ? .failsWith : without.isSuccess ? .passesWithout : .failsWithout
        let message =
            with.isSuccess && verdict == .failsWith
            ? "it fails on the parent without these tests as well: nothing can be told"
            : reacting.first.map { "\($0.name): \($0.message ?? "fails")" } ?? without.complaints.first
        return Item(name: with.job.line, file: nil, manner: manner, verdict: verdict, message: message)
    }
}

extension CommitFinding.Item {
    init(_ item: TouchedTests.Item, _ judgement: CommitFinding.Judgement) {
        name = (item.test.group.map { "\($0) > " } ?? "") + item.test.name
        file = item.test.file.description
        manner = item.manner
        verdict = judgement.verdict
        message = judgement.message
    }
}

import HarnessKit

/// What a report comes to, in a word and in a sentence.
struct ReportVerdict {
    enum Kind: String { case passed, partly, failed, notRun = "not-run" }

    /// The most characters of a message that the sentence quotes.
    static let mostQuoted = 300

    let report: Report

    var kind: Kind {
        if report.scenarios.isEmpty { return .notRun }
        if report.trouble != nil { return .failed }
        return switch report.status {
        case .pass: .passed
        case .partial: .partly
        case .fail: .failed
        case .skip: .notRun
        }
    }

    var word: String {
        switch kind {
        case .passed: "Passed"
        case .partly: "Partly passed"
        case .failed: "Failed"
        case .notRun: "Not run"
        }
    }

    /// Ends with a period; what it quotes is kept short.
    var sentence: String {
        let total = report.scenarios.count
        let failed = report.scenarios.count { $0.status == .fail }
        let time = TimeText.seconds(report.timing.seconds)
        if let trouble = report.trouble {
            let message = VisibleText.oneLine(trouble.message, atMost: Self.mostQuoted)
            let lead =
                total == 0 ? "No scenario was played" : "The run was cut short after \(counted(total, "scenario"))"
            return "\(lead): \(message)."
        }
        if kind == .notRun {
            return report.skipReason.map { "Nothing was run: \(VisibleText.oneLine($0, atMost: Self.mostQuoted))." }
                ?? "Nothing was run."
        }
        switch (total, failed) {
        case (1, 0): return "The only scenario passed in \(time)."
        case (1, _): return "The only scenario failed; the run took \(time)."
        case (_, 0): return "All \(total) scenarios passed in \(time)."
        case (_, total): return "None of the \(total) scenarios passed; the run took \(time)."
        default: return "\(total - failed) of \(total) scenarios passed in \(time); \(failed) failed."
        }
    }
}

extension ScenarioReport {
    /// The step at which it ended, if one failed.
    var failedStep: StepReport? { steps.last { !$0.hasPassed } }

    /// What went wrong, in a line.
    var complaint: String { failure ?? failedStep?.assertion ?? "it failed" }
}

import HarnessKit
import Ledger

/// The one line that says how a task ended, and the only wording we stand by.
struct ReceiptLine {
    let task: TaskRecord
    let verdict: GateVerdict

    var text: String {
        let start = "\(task.status.rawValue) \(task.id)"
        guard let receipt = verdict.receipt else {
            return "\(start) (\(verdict.level))" + (verdict.reason.map { ": \($0)" } ?? "")
        }
        let word = ["V2", "V3"].contains(verdict.level) ? "proved" : "replayed"
        let shown = receipt.criteria.count { !$0.scenarios.isEmpty }
        var parts: [String] = []
        // The name that stands in for a criterion is none that a refactoring or a page of text need show.
        if shown > 0 || !task.criteria.isEmpty {
            parts.append("\(shown) of \(Self.count(receipt.criteria.count, "criterion", "criteria"))")
        }
        if !receipt.runs.isEmpty { parts.append(Self.count(receipt.runs.count, "run", "runs")) }
        if receipt.failedAttempts > 0 {
            parts.append("\(Self.count(receipt.failedAttempts, "failed attempt", "failed attempts")) before")
        }
        if let hash = task.receipt?.hash.description { parts.append("receipt \(hash.prefix(8))") }
        return "\(start) \(word) (\(verdict.level))" + (parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))")
    }

    private static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }
}

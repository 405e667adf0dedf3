import HarnessKit
import Ledger

/// What other receipts say of scenarios that one receipt names: behaviour that was changed on purpose since.
struct Successors {
    /// Another task's receipt, and the reason that stands in it.
    struct Successor: Equatable {
        let task: String
        let reason: String
    }

    /// Those of a folder that can be read, carry their own hash and do not contradict themselves.
    let receipts: [Receipt]
    let retired: RetiredScenarios

    init(among receipts: [(name: String, bytes: Bytes)], retired: RetiredScenarios) {
        self.retired = retired
        self.receipts = receipts.compactMap { try? Receipt(name: $0.name, bytes: $0.bytes) }
            .filter { $0.isSealed && $0.level >= .replayed && $0.contradictions().isEmpty }
    }

    private func later(than receipt: Receipt) -> [Receipt] {
        receipts.filter { $0.task != receipt.task && $0.at >= receipt.at }
    }

    /// Who amended a file to just what it is now, and says why.
    func amended(_ path: String, to digest: String, since receipt: Receipt) -> Successor? {
        for other in later(than: receipt) {
            let file = other.body.amendedFiles?.last { $0.path == path && $0.digest == digest }
            guard let reason = file?.reason, !reason.isEmpty, other.body.amendments.contains(reason) else { continue }
            return Successor(task: other.task, reason: reason)
        }
        return nil
    }

    /// Who printed why a scenario of a file was retired.
    func retired(_ scenario: String, of path: String, since receipt: Receipt) -> Successor? {
        guard let entry = retired.scenarios.last(where: { $0.id == scenario && $0.file == path }),
            !entry.reason.isEmpty
        else { return nil }
        let words = ScenarioRetired.words(for: scenario, because: entry.reason)
        return later(than: receipt).first { $0.body.amendments.contains(words) }
            .map { Successor(task: $0.task, reason: entry.reason) }
    }

    /// Who retired every scenario of a file that is gone.
    func retired(all scenarios: [String], of path: String, since receipt: Receipt) -> Successor? {
        let found = scenarios.map { retired($0, of: path, since: receipt) }
        return found.contains(nil) ? nil : found.last ?? nil
    }
}

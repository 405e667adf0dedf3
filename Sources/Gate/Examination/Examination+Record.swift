import Ledger
import TaskState
import Verifier
import Worktree

/// What an examination leaves behind: a refusal, or a receipt and a last look.
extension Examination {
    func record(_ refusal: Refusal, _ finding: GateFinding) throws {
        try store.note(in: task.id.text) { [refused(refusal, finding)] }
    }

    private func refused(_ refusal: Refusal, _ finding: GateFinding) -> GateRefused {
        var body = GateRefused()
        body.reasons = refusal.reasons
        body.controls = finding.controls
        body.runs = finding.runs
        body.manifest = finding.manifest
        body.plan = Desk(store: store).plan(for: task.id)
        return body
    }

    func verdict(_ finding: GateFinding) throws -> GateVerdict {
        var receipt = GatePassed()
        receipt.level = finding.level.rawValue
        receipt.criteria = finding.criteria
        receipt.controls = finding.controls
        receipt.runs = finding.runs
        receipt.baseCommit = task.chosenBase?.commit ?? task.started.baseCommit
        receipt.baseRevision = task.chosenBase?.revision
        if task.chosenBase != nil { receipt.startCommit = task.started.baseCommit }
        if receipt.baseCommit == nil, task.started.snapshot != nil { receipt.hadCommit = false }
        receipt.files = finding.files
        receipt.warnings =
            task.warnings.filter { $0.code == .baseChosen }.map { NamedNote($0.code.rawValue, $0.text) }
            + finding.warnings
        receipt.amendments = finding.amendments + task.amendments.map(\.words)
        let amended = try amendedFiles(finding.played)
        receipt.amendedFiles = amended.isEmpty ? nil : amended
        receipt.removedTests = finding.removedTests
        receipt.failedAttempts = finding.failedAttempts
        receipt.tool = tool
        receipt.environment = finding.environment
        receipt.manifest = finding.manifest
        receipt.documents = finding.documents
        return GateVerdict(
            isProved: true, level: finding.level.rawValue, receipt: receipt, validation: finding.validated,
            changes: finding.changes, hidden: finding.tree?.before.unseen ?? [], confirm: { try confirm(finding) })
    }

    /// Files of any task that ask for something else since somebody said why, with the bytes that were played.
    private func amendedFiles(_ played: [String: String]) throws -> [AmendedFile] {
        var reasons: [String: String] = [:]
        for event in try store.ledger.events(of: task.id.text) {
            switch event.kind {
            case ScenariosAmended.kind:
                let body: ScenariosAmended = try event.decode()
                for file in body.files where body.changes.contains(where: { $0.hasPrefix("\(file.path): ") }) {
                    reasons[file.path] = body.reason
                }
            case ScenarioRetired.kind:
                let body: ScenarioRetired = try event.decode()
                reasons[body.file] = ScenarioRetired.words(for: body.scenario, because: body.reason)
            default: continue
            }
        }
        return reasons.sorted { $0.key.precedes($1.key) }.compactMap { path, reason in
            played[path].map { digest in
                var file = AmendedFile()
                (file.path, file.digest, file.reason) = (path, digest, reason)
                return file
            }
        }
    }

    /// A last look, where the end is written: what was verified must lie there still.
    private func confirm(_ finding: GateFinding) throws {
        guard let tree = finding.tree else { return }
        var refusal = Refusal()
        let moved = try tree.moved()
        GateFinding.some(of: moved).map { refusal.addMoved($0) }
        guard !refusal.reasons.isEmpty, !refusal.isOnly(ignoring) else { return }
        throw LateRefusal(body: refused(refusal, finding), failure: refusal.failure(of: task.id))
    }
}

extension TaskAmended {
    /// The reason, and what was changed for it.
    fileprivate var words: String {
        let changes = [
            taskKind.map { "its kind is \($0.rawValue) now" },
            base.map { "it is compared with \($0.revision)" },
            criteria.isEmpty ? nil : "\(criteria.count) criteria were added",
        ]
        let made = changes.compactMap(\.self).joined(separator: ", ")
        return made.isEmpty ? reason : "\(reason) (\(made))"
    }
}

extension Manifest {
    /// The paths of files that git is told not to see.
    fileprivate var unseen: [String] {
        let tops = findings.filter { $0.reason != .noFile }.map(\.path.description)
        return entries.map(\.path.description).filter { path in
            tops.contains { path == $0 || path.hasPrefix($0 + "/") }
        }
    }
}

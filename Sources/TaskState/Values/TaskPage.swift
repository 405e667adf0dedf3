import HarnessKit
import Ledger

/// A task as text for people and agents.
struct TaskPage {
    let task: TaskRecord
    let style: Style
    /// Whether its plan is approved, if there is one.
    var planStanding: String?
    /// Where that lies now.
    var planPlace: String?
    /// The store in which it ended, where that is not this one.
    var importedFrom: String?

    var text: String {
        var lines = [
            "\(style.bold(task.started.name))  \(task.id)",
            "\(task.status.rawValue), phase \(task.phaseText), \(task.kind.rawValue), started \(task.startedAt.iso8601)",
        ]
        if let description = task.started.description, description != task.started.name { lines.append(description) }
        if let importedFrom {
            lines.append("imported: it ended in another store (\(importedFrom)), and nothing of it was proved here")
        }
        if let moment = task.archivedAt { lines.append("archived \(moment.iso8601)") }
        if let reason = task.blockedBecause { lines.append("blocked: \(reason)") }
        if let planPath = task.planPath {
            lines.append("plan: \(planPlace ?? planPath) (\(planStanding ?? "missing"))")
        }
        if let validation = task.validationLine { lines.append("validated: \(validation)") }
        lines += task.warnings.map { style.yellow("warning: \($0.line)") }
        lines += section("criteria", task.criteria)
        lines += section("done", task.checkpoints.map { "phase \($0.body.phase): \($0.body.summary)" })
        lines += section("decisions", task.decisions.map(\.line))
        lines += section("files changed", task.filesChanged)
        lines += section("files created", task.filesCreated)
        lines += section("amended", task.amendments.map(\.reason))
        if let (ending, at) = task.ending {
            let level = ending.level.map { " (\($0))" } ?? ""
            lines += section("ended \(at.iso8601)\(level)", [ending.summary])
            if let reason = ending.reason, reason != ending.summary {
                lines.append("  not proved: \(reason)\(ending.code.map { " [\($0)]" } ?? "")")
            }
            lines += section("lessons", ending.lessons.map(\.line))
        }
        return lines.joined(separator: "\n")
    }

    private func section(_ title: String, _ items: [String]) -> [String] {
        items.isEmpty ? [] : [style.bold("\(title):")] + items.map { "  - \($0)" }
    }
}

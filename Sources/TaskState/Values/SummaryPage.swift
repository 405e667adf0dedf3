import HarnessKit
import Ledger

/// What a task came to: changes, proof, lessons, in words for the person who asked for it.
struct SummaryPage {
    let task: TaskRecord
    let isMarkdown: Bool
    /// Whether git holds the project: without it there is nothing to commit.
    let isInGit: Bool

    var text: String {
        var lines = [isMarkdown ? "## \(task.started.name)" : task.started.name, ""]
        lines.append(verdict)
        if let summary = task.ending?.body.summary { lines.append(summary) }
        lines += section(
            "Changed",
            files(task.filesChanged, "changed") + files(task.filesCreated, "created")
                + files(task.filesDeleted, "deleted"))
        lines += section("Criteria", task.criteria)
        if let validation = task.validationLine {
            lines += section("Build, lint and test", [validation])
        } else {
            lines += section("Claimed of build, lint and test", task.ending?.body.validation.map { [$0.line] } ?? [])
        }
        lines += section("Verified", verification)
        lines += section("Warnings", task.warnings.map(\.line) + said.map { "\($0.message) [\($0.code)]" })
        lines += section(
            "Amended on the way", task.receipt?.body.amendments ?? task.amendments.map(\.reason))
        lines += section("Lessons", task.ending?.body.lessons.map(\.line) ?? [])
        lines += section("Next steps", nextSteps)
        return lines.joined(separator: "\n")
    }

    var json: JSON {
        .members([
            "task_id": .string(task.id.text), "name": .string(task.started.name), "status": task.status.json,
            "verdict": .string(verdict), "summary": task.ending.map { .string($0.body.summary) },
            "files_changed": task.filesChanged.json, "files_created": task.filesCreated.json,
            "files_deleted": task.filesDeleted.isEmpty ? nil : task.filesDeleted.json,
            "files_unchanged": task.filesUnchanged.isEmpty ? nil : task.filesUnchanged.json,
            "criteria": task.criteria.json, "validation": TaskFiles(task: task).validation,
            "warnings": .array(
                task.warnings.map(\.json) + said.map { ["code": .string($0.code), "message": .string($0.message)] }),
            "lessons": .array(task.ending?.body.lessons ?? []), "next_steps": nextSteps.json,
        ])
    }

    /// What the gate, or `complete` where nothing was proved, warned of.
    private var said: [NamedNote] {
        let told = task.warnings.map(\.code.rawValue)
        return ((task.receipt?.body.warnings ?? []) + (task.ending?.body.warnings ?? [])).filter {
            !told.contains($0.code)
        }
    }

    /// What whoever reads this may do now.
    private var nextSteps: [String] {
        let reopen = "'task-state reopen --task-id \(task.id) --reason TEXT'"
        let commit =
            isInGit
            ? ["commit it", "for a pull request: 'task-state summary --task-id \(task.id) --format pr'"]
            : ["keep a copy of it: no git repository holds it"]
        return switch task.status {
        case .completed: commit
        case .completedUnverified: ["have somebody try it: nothing of it was proved"] + commit
        case .failed, .abandoned: ["leave it, or take it up again: \(reopen)"]
        case .blocked: ["take it up again once it can go on: \(reopen)"]
        case .inProgress: ["go on with it: 'task-state resume --task-id \(task.id)'"]
        }
    }

    /// One sentence that never calls more proved than was.
    private var verdict: String {
        guard let ending = task.ending?.body else {
            return "Not finished: \(task.status.rawValue), phase \(task.phaseText)."
        }
        let why = ending.reason.map { ": \($0)" } ?? ""
        return switch ending.status {
        case .completed: ending.level.map(proof) ?? "Completed, not proved here\(why)."
        case .completedUnverified: "Finished, but not proved\(why)."
        case .failed: "Failed\(why)."
        default: "Given up\(why)."
        }
    }

    private func proof(_ level: String) -> String {
        ["V2", "V3"].contains(level)
            ? "Completed and proved (\(level))."
            : task.kind == .docs
                ? "Completed: nothing but documentation changed (\(level))."
                : "Completed; its scenarios passed again (replayed, \(level))."
    }

    /// What was shown and what was not, as the receipt has it.
    private var verification: [String] {
        guard let receipt = task.receipt?.body else { return [] }
        let named = receipt.criteria.filter { !$0.scenarios.isEmpty || !task.criteria.isEmpty }
        let criteria = named.map { criterion in
            guard !criterion.scenarios.isEmpty else { return "\(criterion.id): no scenario shows it" }
            let red = criterion.failedOnBase == true ? ", which failed without the change" : ""
            return "\(criterion.id): \(criterion.scenarios.joined(separator: ", "))\(red)"
        }
        return criteria
            + receipt.controls.map { control in
                let why = control.outcome == .held || control.reason.isEmpty ? "" : " (\(control.reason))"
                return "\(control.name): \(control.outcome.rawValue)\(why)"
            }
    }

    private func files(_ names: [String], _ verb: String) -> [String] {
        let unchanged = Set(task.filesUnchanged)
        return names.map { name in
            let verb = unchanged.contains(name) ? "named as \(verb), but is as it was" : verb
            return isMarkdown ? "`\(name)` \(verb)" : "\(name) (\(verb))"
        }
    }

    private func section(_ title: String, _ items: [String]) -> [String] {
        items.isEmpty
            ? []
            : ["", isMarkdown ? "### \(title)" : "\(title):", ""].filter { isMarkdown || !$0.isEmpty }
                + items.map { "- \(TerminalText.oneLine($0))" }
    }
}

import HarnessKit
import Ledger

/// What a task came to, for whoever has to say yes to it: what needs a look first, then criterion by criterion.
struct PullRequestPage {
    let task: TaskRecord
    /// What was changed on purpose in the task's scenarios and tests.
    let amended: [ScenariosAmended]
    let retired: [ScenarioRetired]

    var text: String {
        var lines = ["## \(Self.plain(task.title))", "", verdict]
        if let summary = task.ending?.body.summary { lines += ["", Self.plain(summary)] }
        lines += section("Look at this first", first)
        lines += criteria
        lines += section("What was run", controls)
        lines += section("Files", files)
        if let receipt = task.receipt {
            lines += [
                "", "Receipt `\(receipt.hash.description)` of task `\(task.id)`, by \(Self.plain(receipt.body.tool)).",
            ]
        }
        return lines.joined(separator: "\n")
    }

    /// One sentence that never calls more proved than was.
    private var verdict: String {
        guard let ending = task.ending?.body else {
            return "**Not finished**: \(task.status.rawValue), phase \(task.phaseText)."
        }
        let why = ending.reason.map { ": \(Self.plain($0))" } ?? ""
        guard ending.status == .completed, let receipt = task.receipt?.body else {
            return ending.status == .completed || ending.status == .completedUnverified
                ? "**Not proved** (V0)\(why)." : "**\(ending.status.rawValue)**\(why)."
        }
        let word = ["V2": "Proved", "V3": "Proved"][receipt.level] ?? "Replayed"
        let attempts = receipt.failedAttempts
        let before = attempts == 0 ? "" : ", after \(attempts) failed attempt\(attempts == 1 ? "" : "s")"
        let what = keepsBehaviour && word == "Proved" ? ": behaviour is what it was before the work" : ""
        return "**\(word)** (\(receipt.level))\(what)\(before)."
    }

    /// Of such a task nothing is to be red on the base.
    private var keepsBehaviour: Bool { task.kind == .refactor || task.kind == .chore }

    /// Amendments, tests that are gone, warnings, and what could not be shown.
    private var first: [String] {
        let receipt = task.receipt?.body
        var lines: [String] = []
        for body in amended {
            lines.append("amended: \(body.reason)")
            lines += body.changes.map { "weaker than it was registered: \($0)" }
            lines += body.removedTests.map { "a test was taken away: `\($0)`" }
        }
        lines += task.amendments.map { "the task was amended: \($0.reason)" }
        lines += retired.map { "the scenario `\($0.scenario)` was retired: \($0.reason)" }
        let told = task.warnings.map(\.code.rawValue)
        lines += (receipt?.warnings ?? []).filter { !told.contains($0.code) }.map { "\($0.code): \($0.message)" }
        lines += task.warnings.map(\.line)
        lines += (receipt?.controls ?? []).filter { $0.outcome == .couldNotRun }.map {
            "could not be run: \($0.name), \($0.reason)"
        }
        return lines.map(Self.plain)
    }

    private var criteria: [String] {
        guard let shown = task.receipt?.body.criteria, !shown.isEmpty else {
            return section("Criteria", task.criteria.map { "\(Self.plain($0)): not shown" })
        }
        let rows = shown.map { criterion -> String in
            let green = keepsBehaviour ? "green" : "**green as well**"
            let unknown = keepsBehaviour && criterion.scenarios.isEmpty ? "not asked" : "not run"
            let base = criterion.failedOnBase.map { $0 ? "red" : green } ?? unknown
            let grade = criterion.grade.map(String.init) ?? "-"
            let now = criterion.scenarios.isEmpty ? "-" : "green"
            let names = criterion.scenarios.map { "`\($0)`" }.joined(separator: ", ")
            return "| \(criterion.id) \(Self.cell(criterion.text)) | \(base) | \(now) | \(grade) | \(names) |"
        }
        return ["", "| criterion | on the base | now | grade | shown by |", "|---|---|---|--:|---|"] + rows
    }

    private var controls: [String] {
        (task.receipt?.body.controls ?? []).filter { $0.outcome != .couldNotRun }.map {
            "\($0.name): \($0.outcome.rawValue)" + ($0.reason.isEmpty ? "" : ", \(Self.plain($0.reason))")
        }
    }

    private var files: [String] {
        let unchanged = Set(task.filesUnchanged)
        func said(_ name: String, _ verb: String) -> String {
            "`\(Self.plain(name))` " + (unchanged.contains(name) ? "named as \(verb), but is as it was" : verb)
        }
        return task.filesChanged.map { said($0, "changed") } + task.filesCreated.map { said($0, "created") }
            + task.filesDeleted.map { said($0, "deleted") }
    }

    private func section(_ title: String, _ items: [String]) -> [String] {
        items.isEmpty ? [] : ["", "### \(title)", ""] + items.map { "- \($0)" }
    }

    /// Text of somebody's on one line, in which nothing opens a heading, a table or a tag.
    private static func plain(_ text: String) -> String {
        TerminalText.oneLine(text).split(separator: "<", omittingEmptySubsequences: false).joined(separator: "&lt;")
    }

    private static func cell(_ text: String) -> String {
        plain(text).split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}

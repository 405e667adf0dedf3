import HarnessKit
import Ledger

/// What is known before a task begins.
struct Situation {
    /// A task in progress, and how many words it shares with what is to be done.
    struct OpenTask {
        let task: TaskRecord
        let shared: Int

        var isMatch: Bool { shared >= 2 }
    }

    let text: String
    var hasHarness = false
    var hasDocuments = false
    var tasks: [OpenTask] = []
    var lessons: [String] = []
    var steps: [ValidationStep] = []
    /// Whether the steps were found now, and stand in no file.
    var isDetected = false
    var program: FoundProgram?

    init(text: String) {
        self.text = text
    }

    /// The words that carry meaning, in lower case.
    static func words(of text: String) -> Set<String> {
        let all = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        return Set(all.filter { $0.count > 2 && !["the", "and", "for", "with", "that", "from"].contains($0) })
    }

    var next: String {
        if !hasHarness { return "harness-executor bootstrap" + (hasDocuments ? "" : " --docs") }
        if let match = tasks.first, match.isMatch { return "task-state resume --task-id \(match.task.id)" }
        let words = text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
        return "task-state init '\(words)' --criterion TEXT"
    }

    var page: String {
        var lines = [hasHarness ? "harness: there" : "harness: none yet"]
        if !hasDocuments { lines.append("documents: no AGENTS.md") }
        for open in tasks.prefix(5) {
            let status = open.task.status == .blocked ? "blocked" : "in progress"
            let fit = open.isMatch ? "fits, \(status)" : status
            lines.append(
                "task \(open.task.id) (\(fit)): \(open.task.title), phase \(open.task.phase) of \(open.task.started.phases)"
            )
        }
        if !lessons.isEmpty { lines.append("lessons of earlier work, to be weighed, not obeyed:") }
        lines += lessons.map { "- \($0)" }
        lines += steps.map { "\($0.kind.rawValue): \($0.line)" }
        if steps.isEmpty { lines.append("build, lint, test: nothing was found") }
        if let program { lines.append("start: \(program.argv.joined(separator: " "))") }
        if hasHarness, tasks.first?.isMatch != true {
            lines.append("say what must hold in the end, once for each thing: --criterion 'GET /notes/x answers 404'")
        }
        return lines.joined(separator: "\n")
    }

    var json: JSON {
        .members([
            "has_harness": .bool(hasHarness), "has_documents": .bool(hasDocuments),
            "tasks": .array(
                tasks.map { open in
                    [
                        "task_id": .string(open.task.id.text), "task": .string(open.task.title),
                        "status": .string(open.task.status.rawValue), "phase": .integer(open.task.phase),
                        "phases": .integer(open.task.started.phases),
                        "matches": .bool(open.isMatch),
                    ]
                }),
            "lessons": lessons.json,
            "commands": .array(
                steps.map { ["name": .string($0.name), "kind": $0.kind.json, "command": .string($0.line)] }),
            "commands_detected": .bool(isDetected),
            "start": program.map { .string($0.argv.joined(separator: " ")) },
        ])
    }
}

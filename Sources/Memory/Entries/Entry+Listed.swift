import HarnessKit

extension Entry {
    /// As answers show it to programs.
    var listed: JSON {
        .members([
            "id": .string(id), "type": type.json, "task": .string(task), "task_id": taskID.map(JSON.string),
            "session": session.map(JSON.string), "outcome": outcome?.json, "timestamp": .string(at.iso8601),
            "lessons": lessons.json, "files": files.json, "when": trigger.map(JSON.string),
            "aliases": aliases.isEmpty ? nil : aliases.json, "supersedes": supersedes.map(JSON.string),
            "verify": verify.map(JSON.string), "expires": expires.map { .string(Date(milliseconds: $0).iso8601) },
            "commit": commit.map(JSON.string), "author": author.map(JSON.string),
            "success_rate": successRate.map(JSON.string), "steps": steps.isEmpty ? nil : steps.json,
            "last_used": lastUsed.map(JSON.string), "validation": validation.map(JSON.string),
            "details": details.isEmpty ? nil : details.json,
        ])
    }

    /// As it stands in a list for people.
    var listLine: String {
        [id, at.day, outcome?.rawValue ?? type.rawValue, TerminalText.oneLine(headline)].joined(separator: "  ")
    }
}

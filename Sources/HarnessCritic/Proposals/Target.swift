import HarnessKit

/// The file that a change goes into, as it is and as it will be. Nothing that stands there is lost.
struct Target: Sendable {
    /// Below the project's top folder.
    let file: String
    let before: String?
    let after: String

    static let heading = "## Learned from failures"

    /// Looks at what is there; refused where the change does not fit into it.
    init(of change: Change, in workspace: Workspace) throws {
        let folder = try Folder(workspace.root)
        switch change {
        case .agents(let text):
            // A client that reads CLAUDE.md alone is told there.
            let names = ["AGENTS.md", "CLAUDE.md"]
            file = try names.first { try folder.read(RelativePath(naming: $0)) != nil } ?? "AGENTS.md"
            before = try Self.read(file, in: folder)
            after = Self.adding("- \(text)", to: before)
        case .check(let check):
            file = "\(workspace.harnessName)/config/validation.json"
            before = try Self.read(file, in: folder)
            after = try Self.adding(check, to: before, named: file)
        }
    }

    var isDone: Bool { before.map { $0.hasSameBytes(as: after) } ?? false }

    private static func read(_ file: String, in folder: Folder) throws -> String? {
        guard let bytes = try folder.read(RelativePath(naming: file)) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.malformed, "\(file) is not UTF-8", hint: "convert it, and run the same command again")
        }
        return text
    }

    /// A line at the end of our section, which is made at the end where there is none.
    private static func adding(_ line: String, to text: String?) -> String {
        guard let text, !text.isEmpty else { return "# Working here\n\n\(heading)\n\n\(line)\n" }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.contains(where: { $0.hasSameBytes(as: line) }) { return text }
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard let start = lines.firstIndex(where: { $0.hasSameBytes(as: heading) }) else {
            return (lines + ["", heading, "", line]).joined(separator: "\n") + "\n"
        }
        var end = lines[(start + 1)...].firstIndex { $0.hasPrefix("# ") || $0.hasPrefix("## ") } ?? lines.count
        while end > start + 1, lines[end - 1].isEmpty { end -= 1 }
        lines.insert(contentsOf: end == start + 1 ? ["", line] : [line], at: end)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func adding(_ check: Check, to text: String?, named file: String) throws -> String {
        guard let text else {
            throw Failure(
                .missing, "\(file) is not there, and a file with one check alone would hide what is detected",
                hint: "write \(file) with the project's build, lint and test steps, then run the same command again")
        }
        let hint = "add the check by hand: \(check.argv.joined(separator: " "))"
        guard let json = try? JSON.parse(text, .handwritten) else {
            throw Failure(.malformed, "\(file) is not JSON", hint: "mend it: 'harness-executor validate' says where")
        }
        guard let steps = json["steps"]?.items else {
            throw Failure(.malformed, "\(file) has no list 'steps'", hint: hint)
        }
        if let same = steps.first(where: { $0["name"] == .string(check.name) }) {
            if same["argv"] == check.argv.json { return text }
            throw Failure(
                .refused, "\(file) has another step '\(check.name)'", hint: hint)
        }
        if let same = steps.first(where: { $0["argv"] == check.argv.json }) {
            throw Failure(
                .refused, "\(file) runs it already, as '\(same["name"]?.string ?? "")', after the build", hint: hint)
        }
        guard let result = StepInsertion(check, beside: steps).into(text),
            let new = (try? JSON.parse(result, .handwritten))?["steps"]?.items, Array(new.dropFirst()) == steps
        else { throw Failure(.malformed, "no place was found in \(file) for another step", hint: hint) }
        return result
    }
}

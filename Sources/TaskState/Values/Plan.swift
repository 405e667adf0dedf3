import HarnessKit
import Ledger

/// A task's plan file, as far as a briefing needs it.
struct Plan {
    let path: String
    let text: String
    let digest: Digest
    private let lines: [String]

    /// Nil where the file is not there.
    init?(at path: String, in workspace: Workspace) throws {
        guard let name = RelativePath(path), let bytes = try Folder(workspace.root).read(name) else { return nil }
        self.path = path
        digest = SHA256.digest(of: bytes)
        text = String(decoding: bytes, as: UTF8.self)
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
    }

    /// The lines of "### Phase N: …", its heading first.
    func section(ofPhase phase: Int) -> [String] {
        guard let start = lines.firstIndex(where: { Self.isHeading($0, ofPhase: phase) }) else { return [] }
        let body = lines[(start + 1)...].prefix { !$0.hasPrefix("#") }.filter { !$0.allSatisfy(\.isWhitespace) }
        return [String(lines[start].drop { $0 == "#" || $0 == " " })] + body
    }

    private static func isHeading(_ line: String, ofPhase phase: Int) -> Bool {
        guard line.hasPrefix("#") else { return false }
        let words = line.drop { $0 == "#" }.split { !$0.isLetter && !$0.isNumber }
        return words.count >= 2 && words[0].lowercased() == "phase" && words[1] == "\(phase)"
    }

    /// Whether the task's plan, as it is now, has been approved: in words.
    func standing(for task: TaskRecord) -> Standing {
        guard let judgement = task.judgement, judgement.path == path else { return .unapproved }
        guard judgement.digest == digest.description else { return .changed }
        return judgement.verdict == .rejected ? .rejected : .approved
    }

    enum Standing: String {
        case approved
        case unapproved = "not approved"
        case changed = "changed since it was approved"
        case rejected
    }

    /// A new plan with the sections that the harness reads.
    static func skeleton(for task: TaskRecord, on day: String) -> String {
        let criteria = task.criteria.isEmpty ? ["…"] : task.criteria
        let phases = (1...task.started.phases).map { phase in
            """
            ### Phase \(phase): …
            - [ ] Step \(phase).1: …
            - **Validates with**: `…`
            """
        }
        return """
            # \(task.started.name)

            **Created**: \(day)
            **Task**: \(task.id)

            ## Goal
            \(task.started.description ?? "One sentence that says what success looks like.")

            \(criteria.map { "- \($0)" }.joined(separator: "\n"))

            ## Scope
            - **Files to modify**: …
            - **Files to create**: …

            ## Phases

            \(phases.joined(separator: "\n\n"))

            """
    }

    /// Moves a finished task's plan from `active/` to `completed/`, if it lies there and nothing is in the way.
    static func retire(_ task: TaskRecord, in workspace: Workspace) throws {
        let active = "docs/exec-plans/active/"
        guard let path = task.planPath, path.hasPrefix(active), let plan = try Plan(at: path, in: workspace) else {
            return
        }
        let folder = try Folder(workspace.root)
        let target = try RelativePath(naming: "docs/exec-plans/completed/\(path.dropFirst(active.count))")
        guard try folder.read(target) == nil else { return }
        try folder.write(Bytes(plan.text.utf8), to: target, .synced)
        try folder.remove(try RelativePath(naming: path))
    }
}

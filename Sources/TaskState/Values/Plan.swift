import HarnessKit
import Ledger
import Worktree

/// A task's plan file, as far as a briefing needs it.
struct Plan {
    /// The path that the task knows it by, and where it lies: a finished task's plan is moved.
    let path: String
    let place: String
    let text: String
    let digest: Digest
    private let lines: [String]

    private static let active = "docs/exec-plans/active/"

    /// A task's plan; nil where it has none, or the file is not there.
    init?(of task: TaskRecord, in workspace: Workspace) throws {
        guard let path = task.planPath else { return nil }
        let folder = try Folder(workspace.root)
        func bytes(at path: String) throws -> Bytes? { try RelativePath(path).flatMap { try folder.read($0) } }
        if let bytes = try bytes(at: path) {
            self.init(bytes, path: path, place: path)
        } else if let place = Self.retired(path), let bytes = try bytes(at: place) {
            self.init(bytes, path: path, place: place)
        } else {
            return nil
        }
    }

    private init(_ bytes: Bytes, path: String, place: String) {
        self.path = path
        self.place = place
        digest = SHA256.digest(of: bytes)
        text = String(decoding: bytes, as: UTF8.self)
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
    }

    /// Where the plan of a finished task goes.
    private static func retired(_ path: String) -> String? {
        path.hasPrefix(active) ? "docs/exec-plans/completed/\(path.dropFirst(active.count))" : nil
    }

    /// The first line that is still as `plan new` wrote it for somebody to fill in, with its number.
    var blank: String? {
        let found = lines.enumerated().first { Self.blanks.contains($0.element) || Self.isBlankOfPhase($0.element) }
        return found.map { "line \($0.offset + 1) still says '\($0.element)'" }
    }

    private static let blanks: Set = [
        "- …", "- **Files to modify**: …", "- **Files to create**: …", "- **Validates with**: `…`", blankGoal,
    ]

    private static func isBlankOfPhase(_ line: String) -> Bool {
        line.hasSuffix(": …") && (line.hasPrefix("### Phase ") || line.hasPrefix("- [ ] Step "))
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

    private static let blankGoal = "One sentence that says what success looks like."

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
            \(task.started.description ?? blankGoal)

            \(criteria.map { "- \($0)" }.joined(separator: "\n"))

            ## Scope
            - **Files to modify**: …
            - **Files to create**: …

            ## Phases

            \(phases.joined(separator: "\n\n"))

            """
    }

    /// A change as it is once the plan lies where the end moves it to.
    static func ending(_ change: Snapshots.Change, of task: TaskRecord, in workspace: Workspace) -> Snapshots.Change {
        guard change.kind != "D", change.path == task.planPath, let place = retired(change.path),
            FileStatus(of: workspace.root / place) == nil
        else { return change }
        return Snapshots.Change(kind: change.kind, path: place)
    }

    /// Moves a finished task's plan from `active/` to `completed/`, if it lies there and nothing is in the way.
    static func retire(_ task: TaskRecord, in workspace: Workspace) throws {
        guard let path = task.planPath, let place = retired(path), let plan = try Plan(of: task, in: workspace),
            plan.place == path
        else { return }
        let folder = try Folder(workspace.root)
        let target = try RelativePath(naming: place)
        guard try folder.read(target) == nil else { return }
        try folder.write(Bytes(plan.text.utf8), to: target, .synced)
        try folder.remove(try RelativePath(naming: path))
    }
}

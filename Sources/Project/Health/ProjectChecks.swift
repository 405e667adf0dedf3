import HarnessKit
import Ledger
import Worktree

/// What `doctor` looks at of the machine and of the project itself.
enum ProjectChecks {
    static let machine = [
        Check("git") { context, workspace in
            let call = ProgramCall(["git", "--version"], in: workspace.root, environment: context.environment)
            guard (try? call.resolved()) != nil else {
                return .bad("git is in no folder of PATH", mend: "install git")
            }
            let version = try call.runPlainly(clock: context.clock, deadline: .seconds(10)).output.text.trimmed
            guard workspace.isGit else {
                return .warn(
                    "\(version); \(workspace.lackOfGit)",
                    mend: workspace.gitTopAbove.map { "work in \($0), without '--project-root', to reach V2" }
                        ?? "run 'git init'")
            }
            if let refusal = Git(of: workspace, in: context)?.refusal {
                return .bad(
                    "git does not read \(workspace.root): \(refusal)", mend: "run 'git -C \(workspace.root) status'")
            }
            return VersionChecks.git(version)
        },
        Check("sqlite") { context, _ in
            _ = try Ledger.passing(in: context)
            return .ok("a ledger can be made")
        },
        Check("guardian") { context, workspace in
            let call = ProgramCall(["true"], in: workspace.root, environment: context.environment.forPrograms)
            let outcome = try call.run(on: PollLoop(clock: context.clock), deadline: .seconds(5))
            return outcome.exit.isSuccess
                ? .ok("programs run under a guardian") : .bad("a guarded program ended with \(outcome.exit)", mend: nil)
        },
    ]

    /// Bytes below which the next commands are likely to fail.
    private static let leastSpace = 1024 * 1024

    /// Bad where next to nothing can be written; nil where there is room, or nobody knows.
    static func space(_ free: Int?, at root: Path) -> Health? {
        guard let free, free < leastSpace else { return nil }
        return .bad(
            "\(free / 1024) KiB are left on the disk of \(root)",
            mend: "free some space: nothing can be recorded without")
    }

    static let project = [
        Check("harness folder") { _, workspace in
            let folder = workspace.harness
            let free = FileSystem.freeSpace(at: FileStatus(following: folder) == nil ? workspace.root : folder)
            if let full = space(free, at: workspace.root) { return full }
            switch FileStatus(of: folder)?.kind {
            case .folder: break
            case .link:
                return .bad("\(workspace.harnessName) is a link", mend: "replace it by a folder")
            case nil: return .warn("there is no harness yet", mend: "run 'harness-executor bootstrap'")
            default: return .bad("\(workspace.harnessName) is no folder", mend: "move it away")
            }
            guard folder.withCString({ access($0, W_OK) }) == 0 else {
                return .bad("\(workspace.harnessName) cannot be written", mend: "make it writable for this user")
            }
            guard FileStatus(of: folder / ".gitignore") != nil else {
                return .warn(
                    "\(workspace.harnessName)/.gitignore is not there", mend: "run 'harness-executor bootstrap'")
            }
            return .ok("\(workspace.harnessName) can be written")
        },
        Check("validation.json") { context, workspace in
            guard let source = try ValidationSource.existing(in: workspace) else {
                return .warn("nothing says how it is built and tested", mend: "run 'harness-executor bootstrap'")
            }
            guard !source.file.steps.isEmpty else {
                return .bad(
                    "\(source.name) has no step: write one",
                    mend: ShellLine.editing(source.name, then: "harness-executor validate"))
            }
            let usability = Usability(
                root: workspace.root, environment: context.environment.forPrograms, clock: context.clock)
            let lame = source.file.order.compactMap { step in
                usability.obstacle(to: step.arguments.words, in: step.directory ?? "").map { "\(step.name): \($0)" }
            }
            guard lame.isEmpty else {
                return .warn(lame.joined(separator: "; "), mend: "install what is missing, or change \(source.name)")
            }
            let count = source.file.steps.count
            return .ok("\(count) step\(count == 1 ? "" : "s") that can be run")
        },
        Check("policy.json") { _, workspace in
            let name = "\(workspace.harnessName)/config/policy.json"
            guard let bytes = try Folder(workspace.root).read(try RelativePath(naming: name)) else {
                return .ok("none; the defaults hold")
            }
            _ = try JSON.Source(name: name, bytes: bytes).value()
            return .ok("\(name) is JSON")
        },
        Check("documents") { _, workspace in
            let names = ["AGENTS.md", "docs/ARCHITECTURE.md", "docs/DEVELOPMENT.md"]
            let hasAgents = ["AGENTS.md", "CLAUDE.md"].contains { FileStatus(following: workspace.root / $0) != nil }
            guard hasAgents else {
                return .warn(
                    "AGENTS.md is not there: an agent knows nothing of this project",
                    mend: "run 'harness-executor bootstrap --docs'")
            }
            let blank = try names.filter { name in
                guard FileStatus(of: workspace.root / name)?.kind == .file else { return false }
                let bytes = try Folder(workspace.root).read(try RelativePath(naming: name))
                return bytes?.offset(of: Bytes("<!-- to be filled in:".utf8)) != nil
            }
            guard blank.isEmpty else {
                return .warn("\(blank.joined(separator: ", ")): something is still to be filled in", mend: "fill it in")
            }
            return .ok("an agent finds AGENTS.md or CLAUDE.md")
        },
        Check("last validation") { context, _ in
            guard let store = try TaskStore.openForReading(in: context) else { return .ok("none yet") }
            let all = try store.ledger.streams().flatMap { try store.ledger.events(of: $0) }
            let events = all.filter { $0.kind == ValidationFinished.kind }
            let last = events.max { $0.at < $1.at }
            // The gate validates too, and what it let through held.
            let proved = try all.filter { event in
                guard event.kind == GatePassed.kind, event.at > last?.at ?? .distantPast else { return false }
                let body: GatePassed = try event.decode()
                return body.controls.contains { $0.name == "validation" && $0.outcome == .held }
            }
            if let gate = proved.max(by: { $0.at < $1.at }) {
                return .ok("held at \(gate.at.iso8601), when a task was completed")
            }
            guard let last else {
                return .warn("nothing was validated yet", mend: "run 'harness-executor validate'")
            }
            let body: ValidationFinished = try last.decode()
            let hollow = body.steps.filter { $0.outcome == .pass && $0.code != nil }.map(\.name)
            guard body.outcome != .pass || hollow.isEmpty else {
                return .warn(
                    "passed at \(last.at.iso8601), but \(hollow.joined(separator: ", ")) ran no test",
                    mend: "write a test, or take the step out of \(ValidationFile.path)")
            }
            return body.outcome == .pass
                ? .ok("passed at \(last.at.iso8601)")
                : .warn("\(body.outcome.rawValue) at \(last.at.iso8601)", mend: "run 'harness-executor validate'")
        },
    ]
}

import HarnessKit
import Ledger

extension VerifierTool {
    /// What `doctor` looks at here.
    package static let checks: [HarnessKit.Check] = [
        HarnessKit.Check("environment.json") { context, workspace in
            let name = "\(workspace.harnessName)/\(ProjectEnvironment.file)"
            let path = workspace.harness / ProjectEnvironment.file
            guard FileStatus(of: path) != nil else {
                return .warn("\(name) is not there", mend: "run 'harness-executor bootstrap'")
            }
            let project = try Desk.project(at: path, named: name)
            let unset = (project.pass + project.secrets).filter { context.environment[$0] == nil }
            guard unset.isEmpty else {
                return .warn("\(name) hands on \(unset.joined(separator: ", ")), not set here", mend: "set them")
            }
            let apps = (project.apps ?? [:]).sorted { $0.key.precedes($1.key) }.map(\.value)
            let all = [project.app].compactMap(\.self) + apps
            do {
                for app in all { try app.requireStart() }
            } catch let failure as Failure {
                return .bad("'verify run' refuses it: \(failure.message)", mend: failure.hint)
            }
            if let lack = all.lazy.compactMap({ $0.lack(in: workspace, context) }).first {
                return .warn("\(name): \(lack)", mend: "install it, or change \"start\" there")
            }
            return .ok("\(name) can be read")
        },
        HarnessKit.Check("scenarios") { context, workspace in
            let paths = ScenarioSource.paths(in: workspace.harness / "scenarios")
            guard !paths.isEmpty else {
                // Scenarios are a task's: it says what they are to show.
                let store = try TaskStore.openForReading(in: context)
                let isOpen = try store.map { try !$0.ledger.openTasks(in: $0.worktree, atMost: 1).isEmpty } ?? false
                return .warn(
                    "there is no scenario", mend: isOpen ? "run 'verify init'" : "run 'harness-executor start TEXT'")
            }
            let sources = try paths.map { try ScenarioSource(at: $0, below: workspace.root) }
            try ScenarioSource.check(sources)
            return .ok("\(sources.count) scenario files can be read")
        },
        HarnessKit.Check("runs") { context, _ in
            guard let store = try TaskStore.openForReading(in: context) else { return .ok("nothing was verified yet") }
            return try RunStore(store: store).health()
        },
        HarnessKit.Check("ports") { _, _ in
            _ = try FreePort.pick()
            return .ok("a port of this machine can be had")
        },
    ]
}

extension Application {
    /// Why the program that starts it cannot be found; a build may make it first.
    fileprivate func lack(in workspace: Workspace, _ context: Context) -> String? {
        guard let start, build.isEmpty, start.arguments.words.first?.contains("{{") == false else { return nil }
        let place = start.directory.map { workspace.root / Path($0) } ?? workspace.root
        let call = ProgramCall(start.arguments.words, in: place, environment: context.environment.forPrograms)
        do {
            _ = try call.resolved()
            return nil
        } catch {
            return Failure(translating: error).message
        }
    }
}

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
            do {
                for app in [project.app].compactMap(\.self) + apps { try app.requireStart() }
            } catch let failure as Failure {
                return .bad("'verify run' refuses it: \(failure.message)", mend: failure.hint)
            }
            return .ok("\(name) can be read")
        },
        HarnessKit.Check("scenarios") { _, workspace in
            let paths = ScenarioSource.paths(in: workspace.harness / "scenarios")
            guard !paths.isEmpty else { return .warn("there is no scenario", mend: "run 'verify init'") }
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

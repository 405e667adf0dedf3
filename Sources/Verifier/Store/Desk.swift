import HarnessKit
import Ledger

/// What lies on the desk before a run: the environment file, and the scenario files that are meant.
package struct Desk {
    package let store: TaskStore

    package init(store: TaskStore) {
        self.store = store
    }

    private var harness: Path { store.workspace.harness }

    /// How the project is run.
    package func project() throws -> ProjectEnvironment {
        let path = harness / ProjectEnvironment.file
        guard FileStatus(following: path) != nil else {
            throw Failure(
                .missing,
                "\(store.workspace.harnessName)/\(ProjectEnvironment.file) is not there: nothing says how the project is run",
                hint: "run 'verify init' to write a first one")
        }
        return try Self.project(at: path, named: "\(store.workspace.harnessName)/\(ProjectEnvironment.file)")
    }

    /// Hides the secrets whose values are known here, where nothing is started and none of them is needed.
    func hideSecrets() throws {
        guard FileStatus(following: harness / ProjectEnvironment.file) != nil else { return }
        for name in try project().secrets {
            guard let value = store.context.environment[name] else { continue }
            _ = store.context.secrets.hide(value, named: name)
        }
    }

    static func project(at path: Path, named name: String) throws -> ProjectEnvironment {
        let bytes = try FileContent(of: path, limit: ScenarioSource.mostBytes).bytes
        return try JSON.Source(name: name, bytes: bytes).decode()
    }

    /// The files that are named; else those registered for the task; else all there are.
    package func sources(_ named: [Path], of task: TaskID?, all: Bool) throws -> [ScenarioSource] {
        let folder = harness / "scenarios"
        let everything = ScenarioSource.paths(in: folder)
        var own = named.map { store.context.directory / $0 }
        if own.isEmpty, let task { own = try registered(for: task).map { store.workspace.root / Path($0) } }
        if own.isEmpty { own = everything }
        guard !own.isEmpty else {
            throw Failure(
                .missing, "there is no scenario in \(store.workspace.harnessName)/scenarios",
                hint: "run 'verify init' to write a first one")
        }
        var sources = try own.map { try ScenarioSource(at: $0, below: store.workspace.root) }
        if all {
            for path in everything where !own.contains(path) {
                var source = try ScenarioSource(at: path, below: store.workspace.root)
                source.isOwn = false
                sources.append(source)
            }
        }
        try ScenarioSource.check(sources)
        return sources
    }

    /// The files that were fixed for a task, as they are named in the project.
    package func registered(for task: TaskID) throws -> [String] {
        let events = try store.ledger.events(of: task.text).filter { $0.kind == ScenariosRegistered.kind }
        var names: [String] = []
        for event in events {
            let body: ScenariosRegistered = try event.decode()
            for file in body.files where !names.contains(file.path) { names.append(file.path) }
        }
        return names
    }

    /// Where runs under way are noted.
    package func leftovers() throws -> Leftovers {
        let name = try RelativePath(naming: "\(store.workspace.harnessName)/cache/runs")
        return Leftovers(folder: try Folder(store.workspace.root).folder(name, creating: .renamed).path)
    }
}

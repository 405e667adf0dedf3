import HarnessKit
import Ledger

/// What lies on the desk before a run: the environment file, and the scenario files that are meant.
package struct Desk {
    package let store: TaskStore

    package init(store: TaskStore) {
        self.store = store
    }

    private var harness: Path { store.workspace.harness }

    /// Fails where there is nothing to run, before anything is made: a ledger is begun by what succeeds.
    static func refuseEmptiness(of workspace: Workspace, _ named: [Path], in context: Context) throws {
        // Registered files may lie elsewhere; then there is a ledger already.
        let isNew = FileStatus(of: workspace.harness / "store.json") == nil
        if isNew, named.isEmpty, ScenarioSource.paths(in: workspace.harness / "scenarios").isEmpty {
            throw try noScenario(in: workspace, seenFrom: context)
        }
        if isNew { try requireEnvironment(of: workspace) }
    }

    /// From within a folder of the project, which one that is needs to be said.
    static func noScenario(in workspace: Workspace, seenFrom context: Context) throws -> Failure {
        let place = try workspace.whereabouts(in: context).map { "; \($0)" } ?? ""
        return Failure(
            .missing, "there is no scenario in \(workspace.harnessName)/scenarios",
            hint: "run 'verify init' to write a first one\(place)")
    }

    private static func requireEnvironment(of workspace: Workspace) throws {
        guard FileStatus(of: workspace.harness / ProjectEnvironment.file) == nil else { return }
        throw Failure(
            .missing,
            "\(workspace.harnessName)/\(ProjectEnvironment.file) is not there: nothing says how the project is run",
            hint: "run 'verify init' to write a first one")
    }

    /// How the project is run.
    package func project() throws -> ProjectEnvironment {
        let path = harness / ProjectEnvironment.file
        try Self.requireEnvironment(of: store.workspace)
        return try Self.project(at: path, named: "\(store.workspace.harnessName)/\(ProjectEnvironment.file)")
    }

    /// Hides the secrets whose values are known here, where nothing is started and none of them is needed.
    package func hideSecrets() throws {
        guard FileStatus(following: harness / ProjectEnvironment.file) != nil else { return }
        for name in try project().secrets {
            guard let value = store.context.environment[name] else { continue }
            _ = store.context.secrets.hide(value, named: name)
        }
    }

    static func project(at path: Path, named name: String) throws -> ProjectEnvironment {
        let content = try FileContent(of: path, limit: ScenarioSource.mostBytes)
        guard content.isWhole else {
            throw Failure(
                .malformed,
                "\(name) has \(content.length) bytes, and an environment file has at most \(ScenarioSource.mostBytes)",
                hint: "take out what is no setting", codes: ["E_INPUT"])
        }
        return try JSON.Source(name: name, bytes: content.bytes).decode(as: CheckedEnvironment.self).project
    }

    /// The files that are named; else those registered for the task; else all there are.
    package func sources(_ named: [Path], of task: TaskID?, all: Bool) throws -> [ScenarioSource] {
        let folder = harness / "scenarios"
        let everything = ScenarioSource.paths(in: folder)
        var own = try named.map { try ScenarioSource.place(of: $0, in: store.context, store.workspace) }
        if own.isEmpty, let task { own = try registeredFiles(for: task) }
        if own.isEmpty { own = everything }
        guard !own.isEmpty else {
            throw try Self.noScenario(in: store.workspace, seenFrom: store.context)
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

    /// Where the files lie that were fixed for a task; one that is gone is named, with both ways out.
    private func registeredFiles(for task: TaskID) throws -> [Path] {
        try registered(for: task).map { name in
            let path = store.workspace.root / Path(name)
            guard FileStatus(of: path) == nil else { return path }
            throw Failure(
                .missing, "\(name) is registered for \(task), and it is not there",
                hint: "put it back, or run 'verify register --remove \(ShellLine.quoted(name)) --reason TEXT'",
                codes: ["E_INPUT"])
        }
    }

    /// The files that were fixed for a task, as they are named in the project.
    package func registered(for task: TaskID) throws -> [String] {
        let events = try store.ledger.events(of: task.text).filter {
            $0.kind == ScenariosRegistered.kind || $0.kind == ScenariosAmended.kind
        }
        var names: [String] = []
        for event in events {
            if event.kind == ScenariosAmended.kind {
                let body: ScenariosAmended = try event.decode()
                names.removeAll { body.retired.contains($0) }
                continue
            }
            let body: ScenariosRegistered = try event.decode()
            for file in body.files where !names.contains(file.path) { names.append(file.path) }
        }
        return names
    }

    /// A digest of what says how the task is proved: scenario files and environment.json, as they lie there now.
    package func plan(for task: TaskID) -> String {
        let folder = harness / "scenarios"
        let registered = (try? registered(for: task))?.map { store.workspace.root / Path($0) } ?? []
        var paths = ScenarioSource.paths(in: folder)
        paths += registered.filter { !paths.contains($0) } + [harness / ProjectEnvironment.file]
        var hash = SHA256()
        for path in paths {
            let bytes = (try? FileContent(of: path, limit: ScenarioSource.mostBytes))?.bytes ?? []
            hash.add(Bytes("\(path.relative(to: store.workspace.root)) \(SHA256.digest(of: bytes))\n".utf8))
        }
        return hash.finished().description
    }

    /// What registers those of the files that belong to no task yet; nil where there are none.
    func registering(_ sources: [ScenarioSource]) throws -> String? {
        let known = try store.ledger.streams().flatMap { try TaskID($0).map { try registered(for: $0) } ?? [] }
        let names = sources.map(\.name).filter { !$0.hasPrefix("/") && !known.contains($0) }
        return names.isEmpty
            ? nil
            : "verify register "
                + ShellLine.of(names.map { store.workspace.typed($0, in: store.context) })
    }

    /// The files that may be a task's: not those of other tasks, nor what lay there already when it was not the first.
    func possible(_ sources: [ScenarioSource], for task: TaskRecord) throws -> [ScenarioSource] {
        let others = try store.ledger.streams().compactMap { TaskID($0) }.filter { $0 != task.id }
        let own = try registered(for: task.id)
        let foreign = Set(try others.flatMap { try registered(for: $0) })
        let before = others.isEmpty ? [] : Set(task.started.rules.map(\.path))
        return sources.filter { own.contains($0.name) || !foreign.contains($0.name) && !before.contains($0.name) }
    }

    /// Says of which files the bytes are others than those that were registered, or amended, last.
    func changes(in sources: [ScenarioSource], of task: TaskID) throws -> [RunWarning] {
        var digests: [String: String] = [:]
        for event in try store.ledger.events(of: task.text) {
            var files: [RegisteredFile] = []
            switch event.kind {
            case ScenariosRegistered.kind: files = try event.decode(as: ScenariosRegistered.self).files
            case ScenariosAmended.kind: files = try event.decode(as: ScenariosAmended.self).files
            default: continue
            }
            for file in files { digests[file.path] = file.digest }
        }
        return sources.compactMap { source in
            guard source.isOwn, let digest = digests[source.name] else { return nil }
            let bytes = store.context.secrets.redact(source.bytes)
            guard SHA256.digest(of: bytes).description != digest else { return nil }
            return RunWarning(.changedScenarios, "\(source.name) is not as it was registered")
        }
    }

    /// Says which criteria scenarios prove that the task does not have.
    func unknownCriteria(of sources: [ScenarioSource], for task: TaskRecord) -> [String] {
        // A task without criteria has one: what it is called.
        let named = task.namedCriteria.map(\.id)
        let known = named.isEmpty ? ["AC-1"] : named
        return sources.flatMap(\.file.scenarios).flatMap { scenario in
            scenario.proves.filter { !known.contains($0.uppercased()) }.map { name in
                "'\(scenario.id)' proves \(name), and \(task.id) has \(known.joined(separator: ", "))"
            }
        }
    }

    /// Where runs under way are noted.
    package func leftovers() throws -> Leftovers {
        let name = try RelativePath(naming: "\(store.workspace.harnessName)/cache/runs")
        return Leftovers(folder: try Folder(store.workspace.root).folder(name, creating: .renamed).path)
    }
}

import HarnessKit
import Ledger
import Verifier

/// The scenario files of a task as they are now, and as they were when they were fixed.
struct TaskScenarios {
    let own: [ScenarioSource]
    let earlier: [ScenarioSource]
    /// What was weakened since, and not amended.
    let weakened: [String]
    let isLate: Bool
    let amendments: [String]

    var all: [ScenarioSource] { own + earlier }

    /// Reads every file once; what is run is what was read.
    static func read(of task: TaskRecord, in store: TaskStore) throws -> TaskScenarios {
        let history = try History(of: task.id, in: store)
        let claimed = try store.ledger.scenarioFiles(except: task.id)
        let root = store.workspace.root
        let folder = store.workspace.harness / "scenarios"
        var own: [ScenarioSource] = []
        var earlier: [ScenarioSource] = []
        var names = history.files.keys.sorted { $0.precedes($1) }.filter {
            FileStatus(following: root / Path($0)) != nil
        }
        for path in ScenarioSource.paths(in: folder) {
            var source = try ScenarioSource(at: path, below: root)
            let isOwn = history.files[source.name] != nil || (history.files.isEmpty && !claimed.contains(source.name))
            source.isOwn = isOwn
            names.removeAll { $0 == source.name }
            if isOwn { own.append(source) } else { earlier.append(source) }
        }
        for name in names { own.append(try ScenarioSource(at: root / Path(name), below: root)) }
        try ScenarioSource.check(own + earlier)
        var weakened: [String] = []
        for (name, registered) in history.files.sorted(by: { $0.key.precedes($1.key) }) {
            guard let now = own.first(where: { $0.name == name }) else {
                weakened.append("\(name) was removed")
                continue
            }
            let before = try ScenarioSource(name: name, bytes: store.ledger.blob(registered))
            weakened += Weakening.findings(from: before.file, to: now.file).map { "\(name): \($0)" }
        }
        // What was retired is missed by nobody.
        let retired = try Self.retired(for: task, in: store)
        weakened.removeAll { line in
            retired.contains {
                line == "\($0.file) was removed" || line.hasSuffix("the scenario '\($0.scenario)' was removed")
            }
        }
        return TaskScenarios(
            own: own, earlier: earlier, weakened: weakened, isLate: history.isLate || history.files.isEmpty,
            amendments: history.amendments)
    }

    /// Scenarios that were ended on purpose; of a file, once none is left in it.
    private static func retired(for task: TaskRecord, in store: TaskStore) throws -> [ScenarioRetired] {
        try [task.id.text, TaskStore.commonStream].flatMap { try store.ledger.events(of: $0) }
            .filter { $0.kind == ScenarioRetired.kind }.map { try $0.decode() }
    }

    /// What was registered for a task, and amended since.
    private struct History {
        /// The bytes that count for each file: the last amended, else the first registered.
        var files: [String: Digest] = [:]
        var isLate = false
        var amendments: [String] = []

        init(of id: TaskID, in store: TaskStore) throws {
            for event in try store.ledger.events(of: id.text) {
                switch event.kind {
                case ScenariosRegistered.kind:
                    let body: ScenariosRegistered = try event.decode()
                    for file in body.files where files[file.path] == nil {
                        files[file.path] = Digest(file.digest)
                        isLate = isLate || body.isLate
                    }
                case ScenariosAmended.kind:
                    let body: ScenariosAmended = try event.decode()
                    for file in body.files { files[file.path] = Digest(file.digest) }
                    for path in body.retired { files[path] = nil }
                    amendments.append(body.reason)
                case ScenarioRetired.kind:
                    let body: ScenarioRetired = try event.decode()
                    amendments.append("retired '\(body.scenario)': \(body.reason)")
                default: continue
                }
            }
        }
    }
}

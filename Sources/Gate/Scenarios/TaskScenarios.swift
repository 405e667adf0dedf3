import HarnessKit
import Ledger
import Verifier

/// The scenario files of a task as they are now, and as they were when they were fixed.
struct TaskScenarios {
    let own: [ScenarioSource]
    let earlier: [ScenarioSource]
    /// What was weakened since, and not amended.
    let weakened: [String]
    /// The files that were fixed after the work had begun, or never.
    let late: [String]
    let amendments: [String]
    /// Tests that were taken away on purpose.
    let removedTests: [String]
    /// Files that nobody registered and that still hold a TODO, and so were never part of any suite.
    let unfinished: [String]
    /// Files of no task, as far as ledger and receipts tell.
    let unclaimed: Set<String>
    /// Files that no receipt names, of tasks that are under way and have never ended: each with one of them.
    let underWay: [String: String]

    /// What receipts rest on and was deleted or loosened before the task began.
    let lost: [LostScenarios.Lost]

    var all: [ScenarioSource] { own + earlier }

    /// Reads every file once; what is run is what was read.
    static func read(of task: TaskRecord, in store: TaskStore) throws -> TaskScenarios {
        try Desk(store: store).hideSecrets()
        let history = try History(of: task, in: store)
        let owners = try store.ledger.scenarioFiles(except: task.id)
        let claimed = Set(owners.keys)
        let receipts = try Receipt.all(in: store.workspace.harness).compactMap {
            try? Receipt(name: $0.name, bytes: $0.bytes)
        }
        let proved = Set(receipts.flatMap(\.body.files).map(\.path))
        let root = store.workspace.root
        let folder = store.workspace.harness / "scenarios"
        var own: [ScenarioSource] = []
        var earlier: [ScenarioSource] = []
        var unfinished: [String] = []
        var names = history.files.keys.sorted { $0.precedes($1) }.filter {
            FileStatus(following: root / Path($0)) != nil
        }
        for path in ScenarioSource.paths(in: folder) {
            var source = try ScenarioSource(at: path, below: root)
            let isOther = claimed.contains(source.name) || history.start[source.name] == source.digest
            let isOwn = history.files[source.name] != nil || (history.files.isEmpty && !isOther)
            source.isOwn = isOwn
            names.removeAll { $0 == source.name }
            if isOwn {
                own.append(source)
            } else if claimed.contains(source.name) {
                earlier.append(source)
            } else {
                if !source.file.unfinished.isEmpty { unfinished.append(source.name) }
                source.finished.map { earlier.append($0) }
            }
        }
        for name in names { own.append(try ScenarioSource(at: root / Path(name), below: root)) }
        try ScenarioSource.check(own + earlier)
        let drafts = try history.drafts(in: store).subtracting(claimed).subtracting(proved)
        return TaskScenarios(
            own: own, earlier: earlier,
            weakened: try weakened(own + earlier, of: task, against: history, leaving: drafts, in: store),
            late: own.map(\.name).filter { history.late.contains($0) || history.files[$0] == nil },
            amendments: history.amendments,
            removedTests: history.removedTests, unfinished: unfinished,
            unclaimed: Set(earlier.map(\.name)).subtracting(claimed).subtracting(proved),
            underWay: try underWay(owners.filter { !proved.contains($0.key) }, in: store),
            lost: try LostScenarios(
                receipts: receipts, present: own + earlier, begun: history.begun, start: history.start, store: store
            ).found())
    }

    /// What only tasks registered that never ended, whatever became of them since.
    private static func underWay(
        _ owners: [String: Set<String>], in store: TaskStore
    ) throws -> [String: String] {
        let ended = try owners.values.reduce(into: Set<String>()) { $0.formUnion($1) }.filter { stream in
            try store.ledger.events(of: stream).contains { [GatePassed.kind, TaskEnded.kind].contains($0.kind) }
        }
        return owners.filter { $0.value.isDisjoint(with: ended) }.compactMapValues { $0.min { $0.precedes($1) } }
    }

    /// What asks for less than when the task began, or than what was registered for it.
    private static func weakened(
        _ sources: [ScenarioSource], of task: TaskRecord, against history: History, leaving drafts: Set<String>,
        in store: TaskStore
    ) throws -> [String] {
        var lines: [String] = []
        // Of a draft nobody ever said that it holds: what it is made into counts once it is registered.
        for (name, former, idle) in history.baselines where !drafts.contains(name) || history.start[name] != former {
            guard let now = sources.first(where: { $0.name == name }) else {
                // What showed nothing is missed by nobody.
                let wasIdle =
                    !idle.isEmpty
                    && (try? ScenarioSource(name: name, bytes: store.ledger.blob(former)))?
                        .keeping { !idle.contains($0.id) } == nil
                if !wasIdle { lines.append("\(name) was removed") }
                continue
            }
            guard now.digest != former else { continue }
            guard !history.unkept.contains(former) else {
                lines.append("\(name) was changed, and what it said at the start was not kept: it may hold a secret")
                continue
            }
            // What was kept is without its secrets, and so is what it is held against.
            let hidden = store.context.secrets.redact(now.bytes)
            guard SHA256.digest(of: hidden) != former, let now = try? ScenarioSource(name: name, bytes: hidden) else {
                continue
            }
            // A file that was none at the start cannot have been weakened.
            let bytes = try store.ledger.blob(former)
            guard
                let before = try? ScenarioSource(name: name, bytes: bytes).finished?.keeping({ !idle.contains($0.id) })
            else { continue }
            lines += Weakening.findings(from: before.file, to: now.file).map { "\(name): \($0)" }
        }
        // What was retired is missed by nobody.
        let retired = try Self.retired(for: task, in: store)
        lines.removeAll { line in
            retired.contains {
                line == "\($0.file) was removed" || line.hasSuffix("the scenario '\($0.scenario)' was removed")
            }
        }
        return lines.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
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
        /// Those that were there when the task began, and were not amended since.
        var start: [String: Digest] = [:]
        /// The same, whatever was amended since.
        var begun: [String: Digest] = [:]
        /// States of which only the digest is known.
        var unkept: Set<Digest> = []
        /// What was fixed after the work had begun.
        var late: Set<String> = []
        var amendments: [String] = []
        var removedTests: [String] = []

        /// What took the place of registered states of which scenarios passed without the change.
        var versions: [String: [RegisteredVersion]] = [:]

        /// Every state that nothing may fall behind, in the order of names, with the scenarios of it that do not count.
        var baselines: [(name: String, digest: Digest, idle: Set<String>)] {
            let fixed = files.flatMap { name, digest in
                RegisteredVersion.counting(versions[name] ?? [RegisteredVersion(digest)]).map {
                    (name, $0.digest, $0.idle)
                }
            }
            return (fixed + start.map { ($0.key, $0.value, []) }).sorted { $0.0.precedes($1.0) }
        }

        /// Files that held a TODO when the task began: nothing can be registered with one.
        func drafts(in store: TaskStore) throws -> Set<String> {
            Set(
                start.filter { name, digest in
                    guard !unkept.contains(digest), let bytes = try? store.ledger.blob(digest),
                        let source = try? ScenarioSource(name: name, bytes: bytes)
                    else { return false }
                    return !source.file.unfinished.isEmpty
                }.keys)
        }

        init(of task: TaskRecord, in store: TaskStore) throws {
            for file in task.started.rules where file.path.contains("/scenarios/") {
                if file.isKept == false { Digest(file.digest).map { _ = unkept.insert($0) } }

                start[file.path] = Digest(file.digest)
            }
            begun = start
            for event in try store.ledger.events(of: task.id.text) {
                switch event.kind {
                case ScenariosRegistered.kind:
                    let body: ScenariosRegistered = try event.decode()
                    for file in body.files {
                        guard let digest = Digest(file.digest) else { continue }
                        let former = versions[file.path] ?? []
                        if files[file.path] == nil { files[file.path] = digest }
                        // What takes the place of what showed nothing is what counts, and so is its time.
                        if body.isLate, former.allSatisfy({ !$0.idle.isEmpty }) { late.insert(file.path) }
                        if former.last?.digest != digest { versions[file.path] = former + [RegisteredVersion(digest)] }
                    }
                case ScenariosTried.kind:
                    for file in try event.decode(as: ScenariosTried.self).idle {
                        guard let last = versions[file.path]?.indices.last,
                            versions[file.path]?[last].digest == Digest(file.digest)
                        else { continue }
                        versions[file.path]?[last].idle = Set(file.scenarios)
                    }
                case GatePassed.kind:
                    // What a receipt rests on showed something.
                    for name in versions.keys {
                        versions[name] = versions[name]?.map { RegisteredVersion($0.digest) }
                    }
                case ScenariosAmended.kind:
                    let body: ScenariosAmended = try event.decode()
                    for file in body.files {
                        let wasThere = start[file.path] != nil
                        if wasThere { start[file.path] = Digest(file.digest) }
                        if !wasThere || files[file.path] != nil {
                            files[file.path] = Digest(file.digest)
                            versions[file.path] = Digest(file.digest).map { [RegisteredVersion($0)] }
                        }
                    }
                    for path in body.retired {
                        files[path] = nil
                        versions[path] = nil
                        start[path] = nil
                    }
                    amendments.append(body.reason)
                    removedTests += body.removedTests
                case ScenarioRetired.kind:
                    let body: ScenarioRetired = try event.decode()
                    amendments.append(ScenarioRetired.words(for: body.scenario, because: body.reason))
                default: continue
                }
            }
        }
    }
}

extension ScenarioSource {
    /// What of it does not hold a TODO any more; nil where nothing is left.
    var finished: ScenarioSource? {
        let (open, ids) = (file.unfinished, file.scenarios.map(\.id))
        // A variable without a value may belong to any of them.
        return open.isEmpty ? self : open.allSatisfy(ids.contains) ? keeping { !open.contains($0.id) } : nil
    }
}

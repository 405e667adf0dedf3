import HarnessKit
import Ledger
import Verifier
import Worktree

/// The same scenarios on the project as it was before the work: they must notice that it is missing.
struct BaseControl {
    let task: TaskRecord
    let store: TaskStore
    let criteria: [Criterion]
    let project: ProjectEnvironment
    let loop: PollLoop
    let progress: Progress

    /// What came of it; scenarios by whether they failed there.
    struct Outcome {
        let control: ControlResult
        /// Criteria none of whose scenarios failed.
        var passing: [Criterion] = []
        var failedSteps: Set<StepName> = []
        var run: String?
    }

    func run(_ sources: [ScenarioSource]) throws -> Outcome {
        guard let snapshot = task.baseSnapshot, let folder = store.location.database.parent,
            let snapshots = try Snapshots(of: store.workspace, beside: folder, in: store.context)
        else { return couldNotRun("there is no git here, and so no state from before the work") }
        guard task.kind != .newProject else { return couldNotRun("a new project has no state from before") }
        guard !project.needsSharedFiles else {
            return couldNotRun("the project shares ignored files (\"share\"), which this version does not copy yet")
        }
        progress.update("playing the scenarios on the state before the work")
        let base = try BaseFolder(of: snapshot, in: store).prepare(from: snapshots)
        let own = sources.filter(\.isOwn)
        let order = RunOrder(
            id: RunStore.newID(in: store.context), task: task.id.text, sources: own, project: project, root: base,
            seeds: [store.context.random(16).hexadecimal])
        let started = store.context.clock.now()
        let report = try Run(order, on: loop, in: store.context, progress: progress).execute()
        try RunStore(store: store).record(report, of: task.id, started: started, purpose: "base")
        return judge(report)
    }

    private func judge(_ report: Report) -> Outcome {
        if let trouble = report.trouble {
            var outcome = couldNotRun("the state before the work could not be run: \(trouble.message)")
            outcome.run = report.run
            return outcome
        }
        let failed = Set(report.own.filter { $0.status == .fail }.map(\.name))
        let passing = criteria.filter { criterion in
            !criterion.scenarios.isEmpty && criterion.scenarios.allSatisfy { !failed.contains($0.id) }
        }
        let held = criteria.count - passing.count
        let control = ControlResult(
            "base", passing.isEmpty ? .held : .failed,
            "\(held) of \(criteria.count) criteria are missed without the change",
            code: passing.isEmpty ? nil : GateCode.basePasses.rawValue)
        let steps = report.own.compactMap { scenario in
            scenario.steps.last { !$0.hasPassed }.map { StepName(scenario.name, $0.id) }
        }
        return Outcome(control: control, passing: passing, failedSteps: Set(steps), run: report.run)
    }

    private func couldNotRun(_ reason: String) -> Outcome {
        Outcome(control: ControlResult("base", .couldNotRun, reason, code: GateCode.noBase.rawValue))
    }
}

extension ProjectEnvironment {
    var needsSharedFiles: Bool {
        ([app].compactMap { $0 } + (apps.map { Array($0.values) } ?? [])).contains { !$0.share.isEmpty }
    }
}

/// A folder that holds the state before the work, kept with its builds until the task ends.
struct BaseFolder {
    private let path: Path
    private let snapshot: String
    private let store: TaskStore

    init(of snapshot: String, in store: TaskStore) throws {
        self.snapshot = snapshot
        self.store = store
        path = store.workspace.harness / "cache/base/\(snapshot.prefix(16))"
    }

    /// Writes it, unless it is there as it must be.
    func prepare(from snapshots: Snapshots) throws -> Path {
        let wanted = try snapshots.export(snapshot, into: nil).manifest
        if FileStatus(of: path)?.kind == .folder {
            let changes = try Manifest.everything(in: path).changes(from: wanted)
            // What a build or a run added stays; what was there must be what it was.
            if changes.removed.isEmpty, changes.changed.isEmpty { return path }
            FileSystem.removeTree(path)
        }
        let name = try RelativePath(naming: "\(store.workspace.harnessName)/cache/base/\(snapshot.prefix(16))")
        let folder = try Folder(store.workspace.root).folder(name, creating: .renamed)
        _ = try snapshots.export(snapshot, into: folder.path)
        return folder.path
    }

    /// Takes it away, once the task has ended.
    func remove() {
        FileSystem.removeTree(path)
    }
}

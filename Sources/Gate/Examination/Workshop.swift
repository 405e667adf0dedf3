import HarnessKit
import Ledger
import Project
import TaskState
import Verifier
import Worktree

/// What every part of the gate's work shares: the task, the project, the folders in which it is run.
final class Workshop {
    let task: TaskRecord
    let store: TaskStore
    let project: ProjectEnvironment
    let loop: PollLoop
    let progress: Progress
    let tree: TreeState
    let former: FormerStates
    var journal: Journal
    private let interruption: Interruption
    private let leftovers: Leftovers
    private var sites: [String: Site] = [:]
    /// What the states before the work looked like when what ran in them ended: nothing else is to write there.
    private var left: [String: String] = [:]
    private var active: String?
    private var laid: [String: LaidTests] = [:]
    private var hadProgramThen: Bool?
    /// Why no copy of the project can be run, where that was found out.
    private(set) var obstacle: String?
    /// Whether that is because a copy has not what git ignores.
    private(set) var lacksIgnored = false

    init(for task: TaskRecord, in store: TaskStore) throws {
        try store.requireBase(of: task)
        self.task = task
        self.store = store
        let desk = Desk(store: store)
        project = try desk.project()
        loop = PollLoop(clock: store.context.clock)
        interruption = try Interruption(on: loop)
        progress = Progress(store.context)
        leftovers = try desk.leftovers()
        leftovers.clear()
        tree = try TreeState(for: task, in: store)
        former = FormerStates(of: task, in: store)
        journal = try Journal(of: task.id, in: store)
        if project.isInPlace { obstacle = "environment.json says that only the project's own folder can run it" }
    }

    // What results depend on.

    var environmentDigest: String { Self.digest(of: project) }

    static func digest(of project: ProjectEnvironment) -> String {
        SHA256.digest(of: project.json.bytes(.compact)).description
    }

    /// The bytes of now, with the ignored inputs that copies are given.
    var presentKey: [String] {
        get throws { [tree.before.digest.description, environmentDigest, try ignored(), tools] }
    }

    /// Where programs are looked for: what another one found there says nothing of those that are found here.
    private var tools: String { store.context.environment["PATH"] ?? "" }

    /// What the ignored inputs that copies are given look like, and which these are.
    func ignored() throws -> String {
        let paths = try project.sharedPaths()
        let digest = try IgnoredFingerprint.take(of: paths, in: store.workspace.root).digest
        return ([digest.description] + paths.map(\.description)).joined(separator: " ")
    }

    static func key(of sources: [ScenarioSource]) -> [String] { sources.map { "\($0.name) \($0.digest)" } }

    // Folders.

    /// Where the bytes of now are run: in a copy, unless only the project's own folder can do that.
    func present() throws -> Site {
        if let site = sites[SiteMaker.present] { return site }
        guard obstacle == nil else { return Site(inPlace: store) }
        progress.update("copying \(tree.before.entries.count) files")
        do {
            let site = try maker.present(of: tree.before)
            sites[SiteMaker.present] = site
            return site
        } catch let found as SiteMaker.Obstacle {
            return inPlace(because: found.reason)
        } catch let failure as Failure where failure.code == .unavailable || failure.code == .denied {
            return inPlace(because: failure.message)
        }
    }

    /// Notes that a copy does not do, and gives the project's own folder instead.
    func inPlace(because reason: String, lackingIgnored: Bool = false) -> Site {
        obstacle = reason
        lacksIgnored = lackingIgnored
        return Site(inPlace: store)
    }

    /// Whether a program lay there when the task began: a project is new where none did.
    private func hadProgram() throws -> Bool {
        if let isThere = hadProgramThen { return isThere }
        guard try store.snapshots() != nil, task.baseSnapshot != nil else { return false }
        let isThere = try former.manifest(of: .start).hasProgram()
        hadProgramThen = isThere
        return isThere
    }

    /// The bytes of now with some files as they were when the task began; nil where no copy can be made.
    func present(with former: [RelativePath: Bytes?], as name: String) throws -> Site? {
        guard obstacle == nil else { return nil }
        let made = try site(name) { try maker.present(of: tree.before, named: $0, with: former) }
        guard case .success(let site) = made else { return nil }
        return site
    }

    /// The state before the work, or why there is none.
    func beforeWork(_ before: StateBefore = .start) throws -> Result<Site, SiteMaker.Obstacle> {
        guard try task.kind != .newProject || hadProgram() else {
            return .failure(.init(reason: "a new project has no state from before"))
        }
        guard try store.snapshots() != nil else {
            return .failure(.init(reason: lackOfGit))
        }
        guard let name = before.name(of: task) else {
            return .failure(
                .init(
                    reason: "the task began without git, and so there is no state from before the work: "
                        + "'\(task.choosingBase)' names one"))
        }
        return try site(SiteMaker.base(name)) { place in
            progress.update("writing the state before the work")
            return try maker.base(
                named: place, at: before == .start ? task.started.baseCommit : name,
                locks: LockFiles.digest(of: tree.before), of: former.manifest(of: before)
            ) { try former.export(before, into: $0) }
        }
    }

    /// Why nothing was saved when the task began.
    private var lackOfGit: String {
        guard let top = store.workspace.wayToGitTop else {
            return "there is no git here, and so no state from before the work"
        }
        return "there is no state from before the work: the project is a folder of the git work tree at '\(top)', "
            + "and states are saved of a whole one (for V2 begin the task there, without '--project-root')"
    }

    /// The state before the work with the tests of now laid over it.
    func beforeWork(
        _ before: StateBefore = .start, with tests: LaidTests
    ) throws -> Result<Site, SiteMaker.Obstacle> {
        guard case .success(let base) = try beforeWork(before), !tests.isEmpty, let name = before.name(of: task) else {
            return try beforeWork(before)
        }
        return try site(SiteMaker.base(name) + "-tests" + tests.starters.key.prefix(12)) { place in
            defer { left[SiteMaker.base(name)] = base.fingerprint }
            return try maker.base(
                at: base, with: tests, named: place, locks: LockFiles.digest(of: tree.before),
                of: former.manifest(of: before)
            ) { try former.export(before, into: $0) }
        }
    }

    private func site(_ name: String, _ make: (String) throws -> Site) throws -> Result<Site, SiteMaker.Obstacle> {
        if let site = sites[name] {
            if site.fingerprint == left[name] { return .success(site) }
            site.copy?.remove()
        }
        do {
            let site = try make(name)
            sites[name] = site
            left[name] = site.fingerprint
            return .success(site)
        } catch let obstacle as SiteMaker.Obstacle {
            return .failure(obstacle)
        } catch let failure as Failure where failure.code == .unavailable || failure.code == .denied {
            return .failure(.init(reason: failure.message))
        }
    }

    /// The test files of now, and what belongs to them.
    func testFiles() throws -> [Manifest.Entry] {
        let paths = try TestPaths()
        return tree.before.entries.filter { paths.isTest($0.path) }
    }

    /// The tests of now, as they can be laid over a state from before the work.
    func laidTests(_ before: StateBefore = .start) throws -> LaidTests {
        let name = before.name(of: task) ?? ""
        if let made = laid[name] { return made }
        let changed = before == .start ? Set(try changed()) : nil
        let tests = try LaidTests(
            of: tree.before, at: store.workspace.root, among: { changed?.contains($0) ?? true },
            before: { paths in
                switch before {
                case .start:
                    try task.baseSnapshot.flatMap { try store.snapshots()?.contents(of: paths, in: $0) } ?? [:]
                case .commit(let commit):
                    try Git(of: store.workspace, in: store.context)?.contents(of: paths, in: commit) ?? [:]
                }
            })
        laid[name] = tests
        return tests
    }

    /// What results on the state before the work depend on.
    func baseKey(_ before: StateBefore) -> [String] { [before.name(of: task) ?? "", tools] }

    /// What changed since the task began; all there is, where that cannot be told.
    func changed() throws -> [RelativePath] {
        try former.changes().map { $0.compactMap { RelativePath($0.path) } } ?? tree.before.entries.map(\.path)
    }

    private var maker: SiteMaker {
        SiteMaker(
            store: store, project: project, projectAtStart: (try? projectAtStart()) ?? nil, left: journal.copies)
    }

    // Work.

    func seed() -> String { store.context.random(16).hexadecimal }

    func order(_ sources: [ScenarioSource], at site: Site, seeds: [String]) -> RunOrder {
        var order = RunOrder(
            id: RunStore.newID(in: store.context), task: task.id.text, sources: sources, project: project,
            root: site.root, seeds: seeds)
        order.leftovers = leftovers
        return order
    }

    /// Runs something in a folder; in a state before the work nothing else changes what lies there.
    func running<Value>(at site: Site, _ body: () throws -> Value) rethrows -> Value {
        active = sites.first { $0.value.root == site.root }?.key
        defer {
            active.map { left[$0] = site.fingerprint }
            active = nil
        }
        return try body()
    }

    /// Plays scenarios and records the run.
    func play(_ order: RunOrder, at site: Site, as purpose: String) throws -> Report {
        let started = store.context.clock.now()
        let report = try withExtendedLifetime(interruption) {
            try running(at: site) { try Run(order, on: loop, in: site.context, progress: progress).execute() }
        }
        try RunStore(store: store).record(report, of: task.id, started: started, purpose: purpose)
        return report
    }

    /// Notes that a part has ended, and what the copies look like now.
    func ended(
        _ stage: String, _ key: String, run: String? = nil, controls: [ControlResult] = [], reasons: [NamedNote] = [],
        state: JSON? = nil
    ) throws {
        var body = ControlRan()
        body.stage = stage
        body.key = key
        body.run = run
        body.controls = controls
        body.reasons = reasons
        body.state = state
        active.map { left[$0] = sites[$0]?.fingerprint }
        left[SiteMaker.present] = sites[SiteMaker.present]?.fingerprint
        body.copies = left
        body.ignored = try ignored()
        try journal.note(body)
    }

    /// The report of a run that an earlier attempt made; nil where it is not whole any more.
    func report(_ run: String?) -> Report? {
        run.flatMap { try? RunStore(store: store).report($0).report }
    }
}

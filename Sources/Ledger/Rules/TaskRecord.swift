import HarnessKit

/// A task as its events tell it: the fold of one stream.
package struct TaskRecord: Sendable {
    package let id: TaskID
    package private(set) var started = TaskStarted()
    package private(set) var startedAt: Date
    package private(set) var updatedAt: Date
    package private(set) var status = TaskStatus.inProgress
    package private(set) var kind = TaskKind.feature
    /// Every criterion that it ever had; their places are their names.
    private var allCriteria: [String] = []
    private var withdrawn: Set<String> = []
    /// The last checkpoint of each phase, in order.
    package private(set) var checkpoints: [(body: PhaseCheckpointed, at: Date)] = []
    package private(set) var ending: (body: TaskEnded, at: Date)?
    /// The store in which it ended.
    package private(set) var endedIn: String?
    package private(set) var blockedBecause: String?
    /// How it is to end, as somebody said where the gate could not do its work.
    package private(set) var intended: TaskEnded?
    /// When it was put out of the way, where it was.
    package private(set) var archivedAt: Date?
    /// Whether another tool began it, whose files are not ours.
    package let isForeign: Bool
    package private(set) var amendments: [TaskAmended] = []
    /// The base that was named last, where one was.
    package private(set) var chosenBase: ChosenBase?
    package private(set) var planPath: String?
    /// What was last said of the plan, and of which bytes.
    package private(set) var judgement: PlanJudged?
    package private(set) var planAmendments: [PlanAmended] = []
    package private(set) var attempts: [(body: AttemptEnded, at: Date)] = []
    /// What was proved last, and the receipt's id.
    package private(set) var receipt: (body: GatePassed, hash: Digest)?
    package private(set) var refusals: [GateRefused] = []
    /// How often the gate refused since somebody took it up last.
    package private(set) var refusalsInARow = 0
    /// The last time that build, lint and tests were run for it.
    package private(set) var validation: (body: ValidationFinished, at: Date)?
    /// Whether scenarios were fixed for it, or played.
    package private(set) var hasScenarios = false
    /// Whether the last run of its scenarios passed, and nobody took the work up again since.
    package private(set) var isVerified = false
    /// Why it would not be completed, as it was seen last; nil once something has changed.
    package private(set) var hindrance: Hindrance?
    /// Whether an executor set to work.
    package private(set) var wasAttempted = false
    package private(set) var head = 0
    /// The hash of the last event that is in it.
    package private(set) var headHash: Digest?

    /// Folds a whole stream; nil where it does not begin with the start of a task.
    package init?(id: TaskID, events: [Event]) throws {
        guard let first = events.first, first.kind == TaskStarted.kind else { return nil }
        self.id = id
        startedAt = first.at
        updatedAt = first.at
        isForeign = first.actor == "import"
        for event in events { try apply(event) }
    }

    /// Adds what came after the events that are in it already.
    mutating func fold(_ events: [Event]) throws {
        for event in events { try apply(event) }
    }

    /// What the task is called where there is room for one line.
    package var title: String { started.description ?? started.name }

    /// The phase that is being worked on; the last one when all are done.
    package var phase: Int { min(started.phases, lastPhase + 1) }

    /// The last phase that has a checkpoint, or 0.
    package var lastPhase: Int { checkpoints.last?.body.phase ?? 0 }

    /// The state of the work tree at the checkpoint of a phase; phase 0 is the start.
    package func snapshot(ofPhase phase: Int) -> String? {
        phase == 0 ? started.snapshot : checkpoints.first { $0.body.phase == phase }?.body.snapshot
    }

    /// The state that the work is compared with: the one that was chosen, else the start.
    package var baseSnapshot: String? { chosenBase?.snapshot ?? started.snapshot }

    package var decisions: [JSON] { checkpoints.flatMap(\.body.decisions) }

    package var filesChanged: [String] {
        let deleted = Set(filesDeleted)
        return Self.union(checkpoints.map(\.body.filesChanged) + [ending?.body.filesChanged ?? []])
            .filter { !deleted.contains($0) }
    }

    package var filesDeleted: [String] { ending?.body.filesDeleted ?? [] }

    package var filesCreated: [String] {
        Self.union(checkpoints.map(\.body.filesCreated) + [ending?.body.filesCreated ?? []])
    }

    /// Files that were named as changed or created and are as they were; who names a file last decides.
    package var filesUnchanged: [String] {
        let said =
            checkpoints.map { ($0.body.filesChanged + $0.body.filesCreated, $0.body.filesUnchanged) }
            + (ending.map { [($0.body.filesChanged + $0.body.filesCreated, $0.body.filesUnchanged)] } ?? [])
        var unchanged: [String: Bool] = [:]
        for (named, same) in said { for name in named { unchanged[name] = same.contains(name) } }
        return (filesChanged + filesCreated).filter { unchanged[$0] == true }
    }

    /// A criterion by its name, which it keeps whatever is taken back.
    package struct NamedCriterion: Sendable {
        package let id: String
        package let text: String
    }

    package var namedCriteria: [NamedCriterion] {
        everyCriterion.filter { !withdrawn.contains($0.id) }
    }

    /// Those that do not count any more.
    package var withdrawnCriteria: [NamedCriterion] { everyCriterion.filter { withdrawn.contains($0.id) } }

    private var everyCriterion: [NamedCriterion] {
        allCriteria.enumerated().map { NamedCriterion(id: "AC-\($0.offset + 1)", text: $0.element) }
    }

    /// By place, so that AC-1 is the first; what was taken back is in it.
    package var everyText: [String] { allCriteria }

    /// What must hold when it is done.
    package var criteria: [String] { namedCriteria.map(\.text) }

    /// An event of an unknown kind is kept and changes nothing.
    private mutating func apply(_ event: Event) throws {
        switch event.kind {
        case TaskStarted.kind:
            started = try event.decode()
            started.phases = min(max(1, started.phases), 100_000)
            kind = started.taskKind
            planPath = started.planPath
            allCriteria = started.criteria
            chosenBase = started.base
        case TaskAmended.kind:
            let body: TaskAmended = try event.decode()
            kind = body.taskKind ?? kind
            allCriteria += body.criteria
            withdrawn.formUnion(body.withdrawn)
            chosenBase = body.base ?? chosenBase
            amendments.append(body)
            isVerified = false
            hindrance = nil
        case PlanCreated.kind:
            planPath = try event.decode(as: PlanCreated.self).path
        case PlanJudged.kind:
            judgement = try event.decode()
        case PlanAmended.kind:
            let body: PlanAmended = try event.decode()
            planAmendments.append(body)
            // An amendment carries an approval over to the new bytes; a rejection stays one.
            judgement?.digest = body.digest
        case ScenariosRegistered.kind:
            hasScenarios = true
            hindrance = nil
        case ScenariosAmended.kind, ScenarioRetired.kind: hindrance = nil
        case ScenariosTried.kind: hindrance = Hindrance(try event.decode(as: ScenariosTried.self))
        case AttemptStarted.kind:
            wasAttempted = true
            isVerified = false
            hindrance = nil
        case RunFinished.kind:
            let body: RunFinished = try event.decode()
            // What the gate plays, on the base among others, is not what the user asked for.
            guard body.purpose == "verify" else { break }
            hasScenarios = true
            isVerified = body.outcome == "pass"
            if hindrance?.stands(after: body) == false { hindrance = nil }
        case AttemptEnded.kind:
            attempts.append((try event.decode(), event.at))
        case ValidationFinished.kind:
            validation = (try event.decode(), event.at)
            hindrance = nil
        case PhaseCheckpointed.kind:
            var body: PhaseCheckpointed = try event.decode()
            guard (1...started.phases).contains(body.phase) else { return }
            if lastPhase == body.phase, let earlier = checkpoints.popLast()?.body {
                let named = Set(body.filesChanged + body.filesCreated)
                // A phase that is done again keeps what its first half decided and touched.
                body.decisions = earlier.decisions + body.decisions
                body.filesChanged = earlier.filesChanged + body.filesChanged
                body.filesCreated = earlier.filesCreated + body.filesCreated
                body.filesUnchanged = earlier.filesUnchanged.filter { !named.contains($0) } + body.filesUnchanged
            }
            checkpoints.append((body, event.at))
        case GatePassed.kind:
            receipt = (try event.decode(), event.hash)
            hindrance = nil
        case GateRefused.kind:
            let body: GateRefused = try event.decode()
            refusals.append(body)
            refusalsInARow += 1
            hindrance = Hindrance(body)
        case TaskBlocked.kind:
            status = .blocked
            let body: TaskBlocked = try event.decode()
            blockedBecause = body.reason
            intended = body.ending
        case TaskReopened.kind:
            status = .inProgress
            isVerified = false
            hindrance = nil
            refusalsInARow = 0
            blockedBecause = nil
            ending = nil
            endedIn = nil
            receipt = nil
            archivedAt = nil
        case TaskArchived.kind:
            archivedAt = event.at
        case TaskEnded.kind:
            let body: TaskEnded = try event.decode()
            status = body.status
            blockedBecause = nil
            ending = (body, event.at)
            endedIn = event.origin
        default: break
        }
        updatedAt = event.at
        head = event.sequence
        headHash = event.hash
    }

    /// Each file once, in the order in which it was first named.
    private static func union(_ lists: [[String]]) -> [String] {
        var seen: Set<String> = []
        return lists.joined().filter { seen.insert($0).inserted }
    }
}

import HarnessKit
import Ledger

/// Makes a history of what the other tools recorded without being asked.
struct LedgerReading {
    var history = History()
    private var places: [String: Int] = [:]
    private var phases: [String: Int] = [:]
    /// How far each task's work had come at each moment, so that runs can be placed in it.
    private var steps: [String: [Date]] = [:]

    static func history(from ledger: Ledger) throws -> History {
        var reading = LedgerReading()
        let (events, scenarios) = try ledger.snapshot {
            (try ledger.history(of: Array(takers.keys).sorted { $0.precedes($1) }), try ledger.scenarioHistory())
        }
        for event in events {
            do {
                try takers[event.kind]?(&reading, event)
            } catch {
                reading.history.skipped.append("an event \(event.kind) of \(event.stream) cannot be read")
            }
        }
        for (scenario, hadToFail) in zip(scenarios, scenarios.haveToFail) {
            reading.take(scenario, hadToFail: hadToFail)
        }
        return reading.history
    }

    private typealias Taker = @Sendable (inout LedgerReading, EventLine) throws -> Void

    /// What each kind of event means here.
    private static let takers: [String: Taker] = [
        TaskStarted.kind: { try $0.start($1) },
        TaskAmended.kind: { reading, event in reading.trace(event) { $0.amendments += 1 } },
        TaskBlocked.kind: { reading, event in
            reading.add(Incident(.block, try event.decode(as: TaskBlocked.self).reason), event)
        },
        TaskReopened.kind: { try $0.reopen($1) },
        TaskEnded.kind: { try $0.end($1) },
        PlanCreated.kind: { reading, event in reading.trace(event) { $0.hasPlan = true } },
        PlanJudged.kind: { reading, event in reading.trace(event) { $0.planIsJudged = true } },
        PlanAmended.kind: { reading, event in reading.trace(event) { $0.planAmendments += 1 } },
        PhaseCheckpointed.kind: { try $0.checkpoint($1) },
        AttemptStarted.kind: { reading, event in
            reading.phases[event.stream] = try event.decode(as: AttemptStarted.self).phase
            reading.trace(event) { $0.attempts += 1 }
        },
        AttemptEnded.kind: { try $0.attempt($1) },
        SnapshotRestored.kind: { reading, event in
            let phase = try event.decode(as: SnapshotRestored.self).phase
            let place = phase.map { $0 == 0 ? "the start" : "checkpoint \($0)" } ?? "an earlier state"
            reading.add(Incident(.restore, "work was taken back to \(place)", phase: phase), event)
        },
        GateRefused.kind: { try $0.refuse($1) },
        RunFinished.kind: { try $0.finish($1) },
        MemoryRecalled.kind: { try $0.recall($1) },
        ValidationFinished.kind: { try $0.validate($1) },
    ]

    mutating func trace(_ event: EventLine, _ change: (inout TaskTrace) -> Void) {
        // What belongs to no task.
        guard event.stream != TaskStore.commonStream else { return }
        let place = places[event.stream] ?? history.tasks.count
        if place == history.tasks.count {
            places[event.stream] = place
            history.tasks.append(TaskTrace())
            history.tasks[place].id = event.stream
        }
        history.tasks[place].lastAt = event.at
        change(&history.tasks[place])
    }

    mutating func add(_ incident: Incident, _ event: EventLine) {
        var incident = incident
        incident.at = event.at
        if event.stream != TaskStore.commonStream { incident.task = event.stream }
        history.incidents.append(incident)
        trace(event) { _ in }
    }

    private mutating func start(_ event: EventLine) throws {
        let body = try event.decode(as: TaskStarted.self)
        trace(event) { $0.phases = body.phases }
        if body.planPath != nil { trace(event) { $0.hasPlan = true } }
    }

    private mutating func reopen(_ event: EventLine) throws {
        let body = try event.decode(as: TaskReopened.self)
        let ended = places[event.stream].flatMap { history.tasks[$0].ended }
        trace(event) { $0.ended = nil }
        // Going on after a block is no failure.
        if ended != nil { add(Incident(.reopen, body.reason), event) }
    }

    private mutating func end(_ event: EventLine) throws {
        let body = try event.decode(as: TaskEnded.self)
        trace(event) {
            $0.ended = body.status.rawValue
            $0.code = body.code
        }
        for (index, lesson) in body.lessons.enumerated() {
            guard let text = EpisodeReading.text(lesson) else { continue }
            history.lessons.append(Lesson("\(event.stream)#\(index + 1)", text, at: event.at))
        }
        guard body.status == .failed || body.status == .abandoned else { return }
        var incident = Incident(.ending, body.reason ?? body.summary)
        incident.type = body.status.rawValue
        incident.rule = body.code
        add(incident, event)
    }

    private mutating func checkpoint(_ event: EventLine) throws {
        let body = try event.decode(as: PhaseCheckpointed.self)
        var isAgain = false
        trace(event) { isAgain = !$0.checkpointed.insert(body.phase).inserted }
        steps[event.stream, default: []].append(event.at)
        if isAgain { add(Incident(.retry, "phase \(body.phase) was checkpointed again", phase: body.phase), event) }
    }

    private mutating func attempt(_ event: EventLine) throws {
        let body = try event.decode(as: AttemptEnded.self)
        steps[event.stream, default: []].append(event.at)
        let phase = phases[event.stream]
        guard body.status != .success else { return trace(event) { _ in } }
        let blocker = body.blockers.lazy.compactMap(EpisodeReading.text).first
        var incident = Incident(.attempt, body.summary.isEmpty ? blocker ?? "no summary" : body.summary, phase: phase)
        incident.type = "attempt_\(body.status.rawValue)"
        add(incident, event)
        guard let output = body.validationOutput, let line = Self.line(thatMattersIn: output) else { return }
        var failing = Incident(.validation, line, phase: phase)
        IncidentReading.locate(&failing)
        add(failing, event)
    }

    /// The first line of a tool's output that tells of an error, else the first that says anything.
    private static func line(thatMattersIn output: String) -> String? {
        let lines = output.split(separator: "\n").prefix(200).filter { $0.contains { !$0.isWhitespace } }
        let found = lines.first { Words($0).hasAny(of: ["error", "failed", "failure", "panic", "fatal"]) }
        return (found ?? lines.first).map { String($0.prefix(500)) }
    }

    private mutating func refuse(_ event: EventLine) throws {
        let body = try event.decode(as: GateRefused.self)
        // One refusal may give the same reason for several things; it is one refusal all the same.
        for (place, reason) in body.reasons.enumerated()
        where !body.reasons[..<place].contains(where: { $0.code == reason.code }) {
            let others = body.reasons.count { $0.code == reason.code } - 1
            let message = reason.message + (others > 0 ? " (and \(others) more)" : "")
            add(Incident(.refusal, message, rule: reason.code), event)
        }
        guard body.reasons.isEmpty else { return }
        for control in body.controls where control.outcome != .held {
            add(Incident(.refusal, control.reason, rule: control.code ?? control.name), event)
        }
    }

    /// Scenarios that failed are told one by one, from their rows; here is what kept a run from playing them.
    private mutating func finish(_ event: EventLine) throws {
        let body = try event.decode(as: RunFinished.self)
        guard event.stream != TaskStore.commonStream, body.purpose != RunFinished.onBase else { return }
        trace(event) { $0.runs += 1 }
        guard body.outcome != "pass", body.code != nil || body.scenarios == 0 else { return }
        add(Incident(.verify, body.summary, rule: body.code), event)
    }

    private mutating func take(_ line: ScenarioLine, hadToFail: Bool) {
        var trial = Trial()
        trial.scenario = line.scenario
        trial.task = line.stream
        trial.at = line.started
        trial.passed = line.failingStep == nil
        trial.manifest = line.manifest
        trial.step = steps[line.stream]?.count { $0 <= line.started } ?? 0
        history.trials.append(trial)
        guard let step = line.failingStep, !hadToFail else { return }
        var incident = Incident(
            .verify, "scenario \(line.scenario) fails at step \(step)", at: line.ended,
            task: line.stream == TaskStore.commonStream ? nil : line.stream,
            scenario: line.scenario)
        incident.seconds = line.ended.timeIntervalSince(line.started)
        history.incidents.append(incident)
    }
}

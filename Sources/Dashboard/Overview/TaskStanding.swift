import HarnessKit
import Ledger
import TaskState

/// How one task in progress stands: what happened last, what is in its way, what to type next.
struct TaskStanding {
    /// Why it does not go on by itself.
    struct Obstacle {
        let word: String
        let text: String
        let code: String?
        let tone: StyledLine.Tone

        init(_ word: String, _ text: String = "", code: String? = nil, _ tone: StyledLine.Tone = .doubtful) {
            self.word = word
            self.text = text
            self.code = code
            self.tone = tone
        }
    }

    let line: TaskLine
    /// The folder's name of another work tree.
    let place: String?
    let isHere: Bool
    let last: EventWords?
    let lastAt: Date
    let lastKind: String?
    let lastRun: RunLine?
    let obstacle: Obstacle?
    let next: String

    /// Reads one task whole; one whose events were tampered with is shown with that.
    init(_ line: TaskLine, in member: LedgerSet.Member, isOnly: Bool) throws {
        let ledger = member.ledger
        var line = line
        place = member.place(of: line)
        isHere = member.isHere(line)
        let event = try ledger.lastEvent(of: line.id.text)
        last = event.map(EventWords.init)
        lastAt = event?.at ?? line.updated
        lastKind = event?.kind
        lastRun = try ledger.runs(of: line.id.text, limit: 10).first { $0.purpose != RunFinished.onBase }
        do {
            let task = try ledger.task(line.id)
            if let task, task.standing != line.standing {
                obstacle = Obstacle("tampered", TaskLine.flaw(said: line.standing, truth: task.standing), .bad)
                next = "task-state doctor --repair" + member.address
                line = line.corrected(to: task.standing)
            } else {
                let holder = try ledger.holder(of: "complete/\(line.id)")
                obstacle = task.flatMap { Self.obstacle(of: $0, holder) }
                next = (task?.nextCommand(isOnly: isOnly) ?? "task-state show --task-id \(line.id)") + member.address
            }
        } catch let failure as Failure where failure.code == .malformed {
            obstacle = Obstacle("tampered", failure.message, .bad)
            next = "task-state doctor" + member.address
        }
        self.line = line
    }

    var phaseText: String { "\(line.phase)/\(line.phases)" }

    /// What was shown of it so far: nothing counts before the gate let it through.
    var proofText: String {
        guard let lastRun else { return "no run yet" }
        return lastRun.outcome == "pass" ? "last run passed" : "last run failed"
    }

    private static func obstacle(of task: TaskRecord, _ holder: ProcessIdentity?) -> Obstacle? {
        if let holder { return Obstacle("completing", "process \(holder.number) is at it", .plain) }
        if let reason = task.blockedBecause { return Obstacle("blocked", reason) }
        if let refusal = task.refusals.last, task.receipt == nil {
            let first = refusal.reasons.first
            let more = refusal.reasons.count > 1 ? " (and \(refusal.reasons.count - 1) more)" : ""
            return Obstacle(
                "gate refused", "\(first?.message ?? "no reason was given")\(more)", code: first?.code, .bad)
        }
        if let last = task.attempts.last?.body, last.status != .success {
            return Obstacle("attempt \(last.status.rawValue)", last.summary, .bad)
        }
        if let judgement = task.judgement, judgement.verdict == .rejected {
            return Obstacle("plan rejected", "by \(judgement.by)")
        }
        if let plan = task.planPath, task.judgement == nil { return Obstacle("plan not approved", plan) }
        return nil
    }
}

extension TaskStanding {
    var json: JSON {
        .members([
            "task_id": .string(line.id.text), "task": .string(line.name), "kind": .string(line.kind),
            "status": line.status.json, "phase": .string(phaseText), "level": .string(line.level ?? "V0"),
            "worktree": .string(line.worktree), "is_here": .bool(isHere), "started": .string(line.started.iso8601),
            "last_event": .members([
                "kind": lastKind.map(JSON.string), "words": last.map { .string($0.words) },
                "at": .string(lastAt.iso8601),
            ]),
            "last_run": lastRun.map { ["run": .string($0.id), "outcome": .string($0.outcome)] },
            "obstacle": obstacle.map { obstacle in
                .members([
                    "word": .string(obstacle.word), "code": obstacle.code.map(JSON.string),
                    "message": .string(obstacle.text),
                ])
            },
            "next": .string(next),
        ])
    }
}

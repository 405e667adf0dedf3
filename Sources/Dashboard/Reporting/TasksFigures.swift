import HarnessCritic
import HarnessKit
import Ledger

/// What all tasks of a time come to: made from the events of every ledger, in one pass.
struct TasksFigures {
    let now: Date
    let since: Date?
    /// Tasks that moved in this time, the newest first.
    private(set) var trails: [TaskTrail] = []
    private(set) var failures: [(kind: String, count: Int)] = []
    private(set) var steps: [StepTime] = []
    private(set) var runs = 0
    var patterns: [RecurringPattern] = []
    var troubles: [String] = []

    /// Every kind whose place in a task's time matters; what only belongs to a project is left out.
    private static let kinds = [
        TaskStarted.kind, TaskAmended.kind, TaskBlocked.kind, TaskReopened.kind, TaskArchived.kind, TaskEnded.kind,
        PhaseCheckpointed.kind, PlanCreated.kind, PlanJudged.kind, PlanAmended.kind, AttemptStarted.kind,
        AttemptEnded.kind, ScenariosRegistered.kind, ScenariosAmended.kind, RunFinished.kind,
        ValidationFinished.kind, GatePassed.kind, GateRefused.kind, SnapshotRestored.kind,
    ]

    init(of set: LedgerSet, since: Date?, now: Date) throws {
        self.now = now
        self.since = since
        troubles = set.troubles
        var tally = FailureTally(since: since)
        var watch = StepWatch(since: since)
        for member in set.members {
            try member.ledger.snapshot {
                var found: [String: TaskTrail] = [:]
                for task in try member.ledger.tasks(TaskFilter(withArchived: true))
                where task.updated >= since ?? .distantPast {
                    found[task.id.text] = TaskTrail(task: task, place: member.place(of: task))
                }
                let meant = try member.ledger.scenarioHistory().runsThatHaveToFail
                for line in try member.ledger.history(of: Self.kinds) {
                    let isInTime = line.at >= since ?? .distantPast
                    guard isInTime || found[line.stream] != nil else { continue }
                    let body = (try? line.value()) ?? .null
                    // A scenario that is played before the work has to fail.
                    let isMeant =
                        line.kind == RunFinished.kind && body["code"] == nil
                        && body["run"]?.string.map(meant.contains) == true
                    if !isMeant { tally.take(line.kind, body, at: line.at) }
                    watch.take(line, body)
                    guard found[line.stream] != nil else { continue }
                    let words = EventWords(kind: line.kind, body: body)
                    found[line.stream]?.happenings.append(.init(kind: line.kind, at: line.at, words: words))
                    if line.kind == GateRefused.kind { found[line.stream]?.refusals += 1 }
                }
                for run in try member.ledger.runs() where run.started >= since ?? .distantPast {
                    runs += 1
                    watch.take(run)
                }
                trails += found.values
            }
        }
        trails.sort { $0.moment != $1.moment ? $0.moment > $1.moment : $0.task.id.text.precedes($1.task.id.text) }
        failures = tally.sorted
        steps = watch.steps
    }

    /// The tasks that ended in this time.
    var ended: [TaskTrail] { trails.filter { $0.proof != nil } }
    var openCount: Int { trails.count { $0.proof == nil } }

    /// How many ended how, in the order of the words.
    var proofs: [(word: ProofWord, count: Int)] {
        let ended = self.ended
        return ProofWord.allCases.map { word in (word, ended.count { $0.proof == word }) }
    }

    var verified: Int { proofs.filter(\.word.isVerified).reduce(0) { $0 + $1.count } }

    /// How many tasks passed at their first try, at their second and so on; the last is "later".
    var tries: [(word: String, count: Int)] {
        let all = trails.compactMap(\.tries)
        guard !all.isEmpty else { return [] }
        let words = ["at the first try", "at the second", "at the third", "later"]
        return words.enumerated().map { index, word in
            (word, all.count { index < 3 ? $0 == index + 1 : $0 > 3 })
        }
    }

    var json: JSON {
        let plot = SharePlot(figures: self)
        return .members([
            "since": since.map { .string($0.iso8601) }, "until": .string(now.iso8601),
            "tasks": .object(
                .init(
                    [
                        .init("in_progress", .integer(openCount)), .init("ended", .integer(ended.count)),
                        .init("verified", .integer(verified)),
                    ] + proofs.map { JSON.Member($0.word.rawValue, .integer($0.count)) })),
            "share": .array(plot.buckets.map(\.json)),
            "failures": .array(failures.map { ["kind": .string($0.kind), "count": .integer($0.count)] }),
            "tries": .array(tries.map { ["passed": .string($0.word), "count": .integer($0.count)] }),
            "steps": .array(steps.map(\.json)), "runs": .integer(runs),
            "patterns": .array(patterns.map(\.json)), "list": .array(trails.map(\.json)),
            "troubles": troubles.isEmpty ? nil : troubles.json,
        ])
    }
}

/// What went wrong, counted by kind.
struct FailureTally {
    let since: Date?
    private var counts: [String: Int] = [:]

    init(since: Date?) {
        self.since = since
    }

    mutating func take(_ kind: String, _ body: JSON, at moment: Date) {
        guard moment >= since ?? .distantPast else { return }
        for word in Self.words(kind, body) { counts[word, default: 0] += 1 }
    }

    var sorted: [(kind: String, count: Int)] {
        counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key.precedes($1.key) }
            .map { (kind: $0.key, count: $0.value) }
    }

    private static func words(_ kind: String, _ body: JSON) -> [String] {
        switch kind {
        case GateRefused.kind:
            return Set((body["reasons"]?.items ?? []).compactMap { $0["code"]?.string }).map { "gate: \($0)" }
        case RunFinished.kind:
            guard let outcome = body["outcome"]?.string, outcome != "pass",
                body["purpose"]?.string != RunFinished.onBase
            else { return [] }
            return [body["code"]?.string.map { "run: \($0)" } ?? "run: a scenario failed"]
        case ValidationFinished.kind:
            let bad = (body["steps"]?.items ?? []).filter { $0["outcome"]?.string == "fail" }
            return Set(bad.compactMap { $0["kind"]?.string }).map { "validation: \($0)" }
        case AttemptEnded.kind:
            guard let status = body["status"]?.string, status != "success" else { return [] }
            return ["attempt: \(status)"]
        case TaskBlocked.kind: return ["task: blocked"]
        case SnapshotRestored.kind: return ["task: work taken back"]
        case TaskReopened.kind: return ["task: reopened"]
        case TaskEnded.kind:
            let status = body["status"]?.string.flatMap(TaskStatus.init(rawValue:))
            return status == .failed ? ["task: failed"] : status == .abandoned ? ["task: given up"] : []
        default: return []
        }
    }
}

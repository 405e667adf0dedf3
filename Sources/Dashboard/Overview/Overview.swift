import HarnessKit
import Ledger

/// All tasks at once: those in progress as they stand, those that ended last, how many there are.
struct Overview {
    let now: Date
    var open: [TaskStanding] = []
    /// How many more are in progress than are shown.
    var hidden = 0
    var ended: [(task: TaskLine, place: String?)] = []
    var counts: [TaskStatus: Int] = [:]
    var proofs: [ProofWord: Int] = [:]
    var troubles: [String] = []
    /// Ended tasks of which the list says something else than their events, a line each.
    var flaws: [String] = []
    var hasLedger = false

    /// Reads the lists of every ledger, and only the tasks that are shown as a whole.
    init(of set: LedgerSet, now: Date, mostOpen: Int?, mostEnded: Int) throws {
        self.now = now
        troubles = set.troubles
        hasLedger = !set.members.isEmpty
        var moving: [(line: TaskLine, member: LedgerSet.Member)] = []
        var finished: [(line: TaskLine, member: LedgerSet.Member)] = []
        for member in set.members {
            try member.ledger.snapshot {
                counts.merge(try member.ledger.taskCounts(), uniquingKeysWith: +)
                proofs.merge(try member.ledger.levelCounts(), uniquingKeysWith: +)
                moving += try member.ledger.movingTasks(limit: mostOpen ?? -1).map { ($0, member) }
                let ended = try member.ledger.endedTasks(limit: mostEnded)
                let odd = try member.ledger.oddTasks(limit: max(1, mostEnded)).filter { $0.status.isFinal }
                for line in ended + odd {
                    let truth = try held(line, in: member.ledger)
                    if truth.status.isFinal { finished.append((truth, member)) } else { moving.append((line, member)) }
                }
            }
        }
        moving.sort { $0.line.updated > $1.line.updated }
        let shown = moving.prefix(mostOpen ?? moving.count)
        hidden = openCount - shown.count
        let here = set.members.first { $0.isOwn }
        let own = try here.map { try $0.ledger.openTasks(in: $0.store.worktree) } ?? []
        open = try shown.map { item in
            let isOnly = own.count == 1 && own.first?.id == item.line.id && item.member.isHere(item.line)
            return try TaskStanding(item.line, in: item.member, isOnly: isOnly)
        }
        finished.sort { ($0.line.ended ?? $0.line.updated) > ($1.line.ended ?? $1.line.updated) }
        ended = finished.prefix(mostEnded).map { ($0.line, $0.member.place(of: $0.line)) }
    }

    /// A task that is said to have ended, held against its events; the counts follow them.
    private mutating func held(_ line: TaskLine, in ledger: Ledger) throws -> TaskLine {
        var truth: RecordedStanding
        do {
            guard let task = try ledger.task(line.id), task.standing != line.standing else { return line }
            truth = task.standing
            if truth.status.isFinal { flaws.append("\(line.id): \(TaskLine.flaw(said: line.standing, truth: truth))") }
        } catch let failure as Failure where failure.code == .malformed {
            // It is shown among those in progress, with what is wrong.
            truth = .underWay
        }
        counts[line.status, default: 1] -= 1
        counts[truth.status, default: 0] += 1
        if line.ended != nil { proofs[line.proof, default: 1] -= 1 }
        if truth.status.isFinal { proofs[line.corrected(to: truth).proof, default: 0] += 1 }
        counts = counts.filter { $0.value > 0 }
        proofs = proofs.filter { $0.value > 0 }
        return line.corrected(to: truth)
    }

    var openCount: Int { (counts[.inProgress] ?? 0) + (counts[.blocked] ?? 0) }
    var endedCount: Int { counts.filter(\.key.isFinal).reduce(0) { $0 + $1.value } }

    /// The task that one would go on with: one of this tree that can go on, else any.
    var first: TaskStanding? {
        open.first { $0.isHere && $0.line.status == .inProgress } ?? open.first { $0.isHere } ?? open.first
    }

    /// "2 in progress, 1 blocked, 9 ended: 4 proved, 3 replayed, 2 unverified".
    var countWords: String {
        guard openCount + endedCount > 0 else { return "no tasks yet" }
        var parts = ["\(counts[.inProgress] ?? 0) in progress"]
        if let blocked = counts[.blocked] { parts.append("\(blocked) blocked") }
        let proofs = ProofWord.allCases.compactMap { word in self.proofs[word].map { "\($0) \(word.rawValue)" } }
        if endedCount > 0 { parts.append("\(endedCount) ended: \(proofs.joined(separator: ", "))") }
        return parts.joined(separator: ", ")
    }

    /// All of it on one line, for a prompt or a hook.
    var line: String {
        guard let first else { return countWords }
        let state = first.obstacle.map { ", \($0.word)\($0.code.map { " \($0)" } ?? "")" } ?? ""
        let more = openCount > 1 ? " (and \(openCount - 1) more)" : ""
        return "\(first.line.id) phase \(first.phaseText)\(state), \(Age.ago(first.lastAt, now: now))\(more); "
            + "next: \(first.next)"
    }

    var json: JSON {
        .members([
            "counts": .object(
                .init(TaskStatus.allCases.map { JSON.Member($0.rawValue, .integer(counts[$0] ?? 0)) })),
            "proofs": .object(
                .init(ProofWord.allCases.map { JSON.Member($0.rawValue, .integer(proofs[$0] ?? 0)) })),
            "in_progress": .array(open.map(\.json)), "hidden": .integer(hidden),
            "ended": .array(
                ended.map { item in
                    .members([
                        "task_id": .string(item.task.id.text), "task": .string(item.task.name),
                        "status": item.task.status.json, "level": item.task.level.map(JSON.string),
                        "proof": .string(item.task.proof.rawValue),
                        "ended": item.task.ended.map { .string($0.iso8601) }, "place": item.place.map(JSON.string),
                    ])
                }),
            "troubles": troubles.isEmpty ? nil : troubles.json, "tampered": flaws.isEmpty ? nil : flaws.json,
            "next": first.map { .string($0.next) },
        ])
    }
}

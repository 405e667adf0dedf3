import HarnessKit
import Ledger
import TaskState

/// One task as `watch` looks into it: how it stands, its checkpoints, its runs, its events.
struct TaskLook {
    let member: LedgerSet.Member
    let id: TaskID
    let now: Date
    let columns: Int

    /// The last of many; `task-state log` has all.
    private static let mostEvents = 200

    var content: PlaceContent? {
        get throws {
            guard let task = try member.ledger.task(id) else { return nil }
            var rows = try facts(of: task)
            rows += section("checkpoints", checkpoints(of: task))
            rows += section("runs", try runs)
            rows += section("events, the last first", try events)
            return PlaceContent(task.title, rows)
        }
    }

    private var key: Place.TaskKey { Place.TaskKey(database: member.store.location.database, id: id) }

    private func section(_ title: String, _ rows: [PlaceRow]) -> [PlaceRow] {
        rows.isEmpty ? [] : [PlaceRow(line: StyledLine()), PlaceRow(line: StyledLine(title, .strong))] + rows
    }

    private func facts(of task: TaskRecord) throws -> [PlaceRow] {
        var lines = [StyledLine(id.text, .soft)]
        var state = StyledLine(task.status.rawValue, task.status.isFinal ? .plain : .strong)
        state.add(", phase \(task.phase) of \(task.started.phases), \(task.kind.rawValue)")
        if let (ending, _) = task.ending {
            let proof = ProofWord(status: ending.status, level: ending.level)
            state.add(", ")
            state.add(proof.rawValue + (ending.level.map { " (\($0))" } ?? ""), proof.tone)
        }
        lines.append(state)
        lines += task.criteria.map { StyledLine("must hold: \($0)") }
        if let reason = task.blockedBecause { lines.append(StyledLine("blocked: \(reason)", .doubtful)) }
        if let refusal = task.refusals.last, task.receipt == nil {
            lines += refusal.reasons.prefix(5).map { StyledLine("refused: \($0.code) \($0.message)", .bad) }
        }
        if !task.status.isFinal {
            let open = try member.ledger.openTasks(in: member.store.worktree)
            let isOnly = open.count == 1 && open.first?.id == id && member.isOwn
            lines.append(StyledLine("next: \(task.nextCommand(isOnly: isOnly))\(member.address)"))
        }
        return lines.flatMap { PlaceRow.wrapped($0, columns - 2) }
    }

    private func checkpoints(of task: TaskRecord) -> [PlaceRow] {
        task.checkpoints.enumerated().map { index, checkpoint in
            var line = StyledLine("phase \(checkpoint.body.phase)", .good)
            line.pad(to: 10)
            line.add(checkpoint.body.summary)
            return PlaceRow(line: aged(line, checkpoint.at), opens: .checkpoint(key, index: index))
        }
    }

    private var runs: [PlaceRow] {
        get throws {
            try member.ledger.runs(of: id.text, limit: 50).map { run in
                var line = StyledLine(run.outcome, run.outcome == "pass" ? .good : .bad)
                line.pad(to: 10)
                line.add("\(run.id)  \(run.purpose)")
                return PlaceRow(line: aged(line, run.ended), opens: .run(key, id: run.id))
            }
        }
    }

    private var events: [PlaceRow] {
        get throws {
            try member.ledger.events(of: id.text).suffix(Self.mostEvents).reversed().map { event in
                let words = EventWords(event)
                var line = StyledLine(words.words, words.tone)
                if !words.detail.isEmpty { line.add("  \(words.detail)", .soft) }
                return PlaceRow(line: aged(line, event.at), opens: .event(key, sequence: event.sequence))
            }
        }
    }

    /// With how long ago it was at the right edge.
    private func aged(_ line: StyledLine, _ moment: Date) -> StyledLine {
        let age = Age.words(since: moment, now: now)
        var whole = line.cut(to: max(10, columns - 2 - 7))
        whole.pad(to: columns - 2 - age.columns)
        whole.add(age, .soft)
        return whole
    }

}

import HarnessKit
import Ledger

/// An event as people read it: what happened, and what it says of itself.
struct EventWords {
    let words: String
    let detail: String
    let tone: StyledLine.Tone

    init(kind: String, body: JSON) {
        let outcome = body["outcome"]?.string ?? ""
        let phase = body["phase"]?.integer.map { " \($0)" } ?? ""
        (words, tone) =
            switch kind {
            case TaskStarted.kind: ("started", .plain)
            case TaskAmended.kind: ("amended", .doubtful)
            case TaskBlocked.kind: ("blocked", .doubtful)
            case TaskReopened.kind: ("reopened", .plain)
            case TaskArchived.kind: ("archived", .soft)
            case TaskEnded.kind: Self.ended(body)
            case PhaseCheckpointed.kind: ("phase\(phase) done", .good)
            case PlanCreated.kind: ("plan written", .plain)
            case PlanJudged.kind: ("plan \(body["verdict"]?.string ?? "judged")", .plain)
            case PlanAmended.kind: ("plan amended", .doubtful)
            case AttemptStarted.kind: ("attempt at phase\(phase)", .plain)
            case AttemptEnded.kind: Self.attempt(body)
            case ScenariosRegistered.kind: ("scenarios registered", .plain)
            case ScenariosTried.kind: ("scenarios show nothing before the work", .doubtful)
            case ScenariosAmended.kind: ("scenarios amended", .doubtful)
            case RunFinished.kind where body["purpose"]?.string == RunFinished.onBase:
                ("run \(Self.past(outcome)) on the state before the work", .plain)
            case RunFinished.kind: ("run \(Self.past(outcome))", outcome == "pass" ? .good : .bad)
            case ValidationFinished.kind: ("validation \(Self.past(outcome))", outcome == "pass" ? .good : .bad)
            case GatePassed.kind: ("gate passed", .good)
            case GateRefused.kind: ("gate refused", .bad)
            case SnapshotRestored.kind: ("restored to phase\(phase)", .doubtful)
            case MemoryRecalled.kind: ("memory asked", .plain)
            case EpisodeRecorded.kind: ("episode recorded", .plain)
            default: (kind, .plain)
            }
        detail = Self.detail(of: kind, body)
    }

    init(_ event: Event) {
        self.init(kind: event.kind, body: (try? JSON.parse(event.body)) ?? .null)
    }

    private static func ended(_ body: JSON) -> (String, StyledLine.Tone) {
        let status = body["status"]?.string.flatMap(TaskStatus.init(rawValue:)) ?? .completed
        let proof = ProofWord(status: status, level: body["level"]?.string)
        return ("ended, \(proof.rawValue)", proof.tone)
    }

    private static func attempt(_ body: JSON) -> (String, StyledLine.Tone) {
        let status = body["status"]?.string ?? "ended"
        return ("attempt \(status == "success" ? "succeeded" : status)", status == "success" ? .good : .bad)
    }

    private static func past(_ outcome: String) -> String {
        switch outcome {
        case "pass": "passed"
        case "fail": "failed"
        case "could-not-run": "could not run"
        default: outcome
        }
    }

    private static func detail(of kind: String, _ body: JSON) -> String {
        switch kind {
        case GateRefused.kind:
            let reasons = body["reasons"]?.items ?? []
            return reasons.prefix(3).compactMap { reason in
                reason["code"]?.string.map { "\($0) \(reason["message"]?.string ?? "")" }
            }.joined(separator: "; ")
        case GatePassed.kind: return body["level"]?.string ?? ""
        case MemoryRecalled.kind: return body["query"]?.string ?? ""
        case ScenariosRegistered.kind:
            return (body["files"]?.items ?? []).compactMap { $0["path"]?.string }.joined(separator: ", ")
        case ValidationFinished.kind:
            let bad = (body["steps"]?.items ?? []).filter { $0["outcome"]?.string == "fail" }
            return bad.compactMap { $0["name"]?.string }.joined(separator: ", ")
        default:
            return ["summary", "reason", "path", "name", "task"].lazy.compactMap { body[$0]?.string }
                .first { !$0.isEmpty } ?? ""
        }
    }
}

extension ProofWord {
    var tone: StyledLine.Tone {
        switch self {
        case .proved, .replayed: .good
        case .unverified: .doubtful
        case .failed: .bad
        case .imported, .abandoned: .soft
        }
    }
}

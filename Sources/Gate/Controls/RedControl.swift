import HarnessKit
import Ledger
import Verifier

/// What the scenarios of a criterion failed by on the base: by what the work is for, or by something beside it.
///
/// A play stops at its first step that fails. Where that one shows nothing, the scenario is played there again with the
/// step let through, and so on, a few times.
struct RedControl {
    let criteria: [(id: String, scenarios: [String])]
    /// The task's scenarios on the bytes of now, and what came of them.
    let order: RunOrder
    let report: Report
    let base: BaseControl.Outcome
    let reading: RedReading
    /// Plays scenarios on the base with steps that may fail, and with what steps cannot be started without.
    let again: ([ScenarioSource], Set<StepName>, Starters) throws -> BaseControl.Outcome

    struct Outcome {
        var notes: [NamedNote] = []
        /// The steps that failed there and show something.
        var shown: Set<StepName> = []
        /// The criteria that notes are of.
        var doubted: Set<String> = []
        /// Those of them of which nothing could be started there: nobody knows how they would have ended.
        var unknown: Set<String> = []

        /// Nil where every criterion fails by what the work is for, servers that are left out apart.
        var control: ControlResult? { Self.control("red", notes.filter { !$0.isOfServer }) }
        /// Nil where no criterion of a server fails only where nobody asks it.
        var server: ControlResult? { Self.control("server", notes.filter(\.isOfServer)) }

        private static func control(_ name: String, _ notes: [NamedNote]) -> ControlResult? {
            guard let first = notes.first else { return nil }
            let rest = notes.count > 1 ? " and \(notes.count - 1) more" : ""
            return ControlResult(name, .couldNotRun, "\(first.message)\(rest)", code: first.code)
        }
    }

    private static let mostReplays = 4

    func run() throws -> Outcome {
        guard base.hasRun else { return Outcome() }
        var outcome = Outcome()
        var doubts: [String: RedDoubt] = [:]
        var tolerated: Set<StepName> = []
        var starters = Starters()
        var played = base
        var open = Set(base.failed.keys)
        for replay in 0...Self.mostReplays {
            for name in open.intersection(played.failed.keys).sorted(by: { $0.precedes($1) }) {
                guard let step = played.failures[name] else {
                    doubts[name] = nil
                    continue
                }
                let id = StepName(name, step.id)
                if let doubt = try reading.doubt(of: step, in: name, isFirst: replay == 0, having: starters) {
                    // What made it doubtful first is what is told.
                    doubts[name] = doubts[name] ?? doubt
                    if starters.contains(doubt.starters) {
                        tolerated.formUnion([id] + reading.bystanders(of: name))
                    } else {
                        starters.add(doubt.starters)
                    }
                } else {
                    doubts[name] = nil
                    outcome.shown.insert(id)
                }
            }
            open = open.intersection(played.failed.keys).intersection(doubts.keys).filter(isNeeded(doubts))
            guard !open.isEmpty, replay < Self.mostReplays else { break }
            let sources = order.sources.filter(\.isOwn).compactMap { $0.keeping { open.contains($0.id) } }
            played = try again(sources, tolerated, starters)
            guard played.hasRun else { break }
        }
        outcome.notes = criteria.compactMap { id, scenarios in
            let failed = scenarios.filter { base.failed[$0] != nil }
            guard !failed.isEmpty, failed.allSatisfy({ doubts[$0] != nil }) else { return nil }
            outcome.doubted.insert(id)
            if failed.allSatisfy({ [.notStarted, .testsNotRun].contains(doubts[$0]?.code) }) {
                outcome.unknown.insert(id)
            }
            return failed.first.flatMap { name in doubts[name].map { note(of: id, name, $0) } }
        }
        return outcome
    }

    /// Whether a criterion depends on what a scenario shows.
    private func isNeeded(_ doubts: [String: RedDoubt]) -> (String) -> Bool {
        { name in
            criteria.contains { _, scenarios in
                scenarios.contains(name) && scenarios.allSatisfy { base.failed[$0] == nil || doubts[$0] != nil }
            }
        }
    }

    private func note(of criterion: String, _ scenario: String, _ doubt: RedDoubt) -> NamedNote {
        let place = "step '\(doubt.step)' of '\(scenario)'"
        let again =
            ", run 'task-state reopen --task-id \(order.task ?? "ID") --reason TEXT' where it has ended, "
            + "and complete it again"
        let (message, hint): (String, String)
        switch doubt.code {
        case .testsNotRun:
            message =
                "nothing says that the tests of \(criterion) fail without the work: \(place) could not run there "
                + "(\(doubt.reason))"
            hint =
                "for V2 put the tests where the runner finds them, in a file or folder that is called after tests, "
                + "and start the runner itself in the step"
        case .notStarted:
            message =
                "nothing says that \(criterion) fails without the work: \(place) could not be started there "
                + "(\(doubt.reason)), and where it can be, nothing fails"
            hint = "for V2 add a step that starts a program which was there, and expects what is new of it"
        case .unknownRunner:
            message =
                "nothing says that tests were run for \(criterion): in what \(place) starts (\(doubt.reason)) "
                + "no test runner is known"
            let runner = doubt.reason.contains("npm") || doubt.reason.contains("node") ? "\"node\", \"--test\"" : nil
            hint =
                "for V2 start the runner itself in the step, such as [\(runner ?? "\"python3\", \"-m\", \"pytest\", \"-v\"")]"
                + ", and say so with 'verify amend --reason TEXT'"
        case .serverNotAsked:
            message =
                "\(criterion) fails without the work only where the server is not asked: \(place) looks at "
                + "\(doubt.reason), and whatever asks the server passes there as well"
            hint = "for V2 add a step that asks the server for what is new"
        default:
            message =
                "\(criterion) fails without the work only where the program is not run: \(place) looks at "
                + "\(doubt.reason), and whatever runs the program passes there as well"
            hint = "for V2 add a step that runs the program and expects what is new"
        }
        return NamedNote(doubt.code.rawValue, message, hint: hint + again)
    }
}

extension RedControl {
    /// What `complete` asks.
    init(
        _ criteria: [Criterion], _ replay: ReplayControl.Outcome, _ base: BaseControl.Outcome, in shop: Workshop,
        isRehearsal: Bool
    ) {
        let reading = RedReading(
            replay.report, at: replay.site.root, files: shop.tree.before.entries,
            absence: {
                try ServerAbsence(
                    replay.order, knowing: replay.report, on: shop.loop, in: replay.site.context,
                    progress: shop.progress)
            }, tests: { try DeclaredTests(in: shop.testFiles(), of: shop.store.workspace.root) },
            laid: { try shop.laidTests() })
        self.init(
            criteria: criteria.map { ($0.id, $0.scenarios.map(\.id)) }, order: replay.order, report: replay.report,
            base: base, reading: reading,
            again: { sources, tolerated, starters in
                var control = BaseControl(shop: shop, scenarios: sources, isRehearsal: isRehearsal)
                control.tolerated = tolerated
                control.starters = starters
                return try control.run()
            })
    }
}

extension NamedNote {
    /// Whether a server is not asked for what is new.
    var isOfServer: Bool { code == GateCode.serverNotAsked.rawValue }
}

import HarnessKit
import Ledger
import Verifier

/// Criteria that only such tests show as look at what stands in the code, and at nothing that it does.
///
/// A server's are asked for more by others. A name or a constant may be what a task is about: then it is only told. The
/// text of the product is no behaviour of it: then the level stays V1.
struct HollowTests {
    let criteria: [Criterion]
    let report: Report
    let base: BaseControl.Outcome
    let tests: () throws -> DeclaredTests

    struct Outcome {
        var control: ControlResult?
        var notes: [NamedNote] = []
    }

    init(
        _ criteria: [Criterion], _ replay: ReplayControl.Outcome, _ base: BaseControl.Outcome, in shop: Workshop
    ) {
        self.criteria = criteria
        report = replay.report
        self.base = base
        tests = { try DeclaredTests(in: shop.tree.before.entries, of: shop.store.workspace.root) }
    }

    func run() throws -> Outcome {
        guard base.obstacle == nil, report.kind != Application.Kind.server.rawValue else { return Outcome() }
        var outcome = Outcome()
        var declared: DeclaredTests?
        for criterion in criteria {
            let failed = criterion.scenarios.filter { base.failed[$0.id] != nil }
            guard !failed.isEmpty, failed.allSatisfy({ $0.steps.allSatisfy { $0.tests != nil } }) else { continue }
            let all = try declared ?? tests()
            declared = all
            let found = failed.map { all.hollowness(of: newTests(in: $0)) }
            guard let worst = found.compactMap(\.self).max(), found.allSatisfy({ $0 != nil }) else { continue }
            let message = "the tests that show \(criterion.id) \(worst.words)"
            outcome.notes.append(
                NamedNote(
                    GateCode.hollowTests.rawValue, message,
                    hint: "have a test compare what the code gives when it is called"))
            if worst == .text, outcome.control == nil {
                outcome.control = ControlResult(
                    "hollow", .couldNotRun, message, code: GateCode.hollowTests.rawValue)
            }
        }
        return outcome
    }

    /// The tests that pass now and did not before.
    private func newTests(in scenario: Scenario) -> Set<String> {
        let steps = report.own.first { $0.name == scenario.id && $0.status == .pass }?.steps ?? []
        return steps.reduce(into: []) { names, step in
            names.formUnion(step.passedTests.subtracting(base.passedTests[StepName(scenario.id, step.id)] ?? []))
        }
    }
}

extension DeclaredTests {
    /// How little tests look at, the least first.
    enum Hollowness: Int, Comparable {
        case constants, names, text

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

        var words: String {
            switch self {
            case .constants: "compare what stands in the code, and call nothing of it"
            case .names: "only look whether names are there"
            case .text: "read the product's text, and call nothing of it"
            }
        }
    }
}

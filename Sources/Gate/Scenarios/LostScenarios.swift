import HarnessKit
import Ledger
import Verifier

/// Scenario files that receipts name and that were gone already when the task began: nobody plays them any more.
struct LostScenarios {
    /// A line for each, with the command that ends it on purpose.
    private(set) var found: [Lost] = []

    struct Lost: Equatable {
        let file: String
        let task: String
        let scenarios: [String]

        var words: String { "\(file), which showed \(task), is not there, and was not when the task began" }

        var hint: String {
            "bring it back, or end it on purpose: 'verify retire \(ShellLine.quoted(scenarios[0])) --reason TEXT'"
        }
    }

    /// What lies elsewhere under its own name is played there; what was there at the start is asked for as weakened.
    init(among receipts: [Receipt], having present: [ScenarioSource], leaving start: Set<String>, in store: TaskStore)
        throws
    {
        let known = Set(present.flatMap(\.file.scenarios).map(\.id))
        let root = store.workspace.root
        var lost: [String: Lost] = [:]
        for receipt in receipts {
            for file in receipt.body.files where lost[file.path] == nil && !start.contains(file.path) {
                guard !file.scenarios.isEmpty, known.isDisjoint(with: file.scenarios),
                    let path = RelativePath(file.path), FileStatus(of: root / Path(bytes: path.bytes)) == nil
                else { continue }
                lost[file.path] = Lost(file: file.path, task: receipt.task, scenarios: file.scenarios)
            }
        }
        guard !lost.isEmpty else { return }
        let retired = try RetiredScenarios.read(in: store.workspace.harness)
        found = lost.values.filter { retired.reason(ofAll: $0.scenarios) == nil }.sorted { $0.file.precedes($1.file) }
    }
}

import HarnessKit
import Ledger

/// Tells what a run found, the exchange that failed in full.
struct Explain: Command {
    static let name = "explain"
    static let summary = "tells what a run found, the exchange that failed in full"
    static let parameters: [Parameter<Self>] = [
        .argument("RUN", to: \.run, "which run; the latest where none is named"), .taskID(to: \.taskID),
    ]

    let gate: GateHelp?
    var run: String?
    var taskID: TaskID?

    init(gate: GateHelp?) {
        self.gate = gate
    }

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.existing(in: context)
        let (line, recorded) = try RunStore(store: store).report(run, of: taskID)
        let report = try Desk(store: store).held(recorded).withoutRounds
        let page = ExplainPage(
            report: report, isBefore: line.purpose == RunFinished.onBase, style: context.styles.output)
        let other = try otherBase(line, report, in: store)
        return Answer(
            next: report.status == .pass ? nil : "verify run",
            notes: other.map { ["it passes without the change; where it was done before the task began, '\($0)'"] }
                ?? [],
            json: page.json, text: page.text)
    }

    /// The way out of a base that has the work in it already.
    private func otherBase(_ line: RunLine, _ report: Report, in store: TaskStore) throws -> String? {
        guard line.purpose == RunFinished.onBase, let id = TaskID(line.stream),
            report.own.contains(where: { $0.status == .pass && !$0.proves.isEmpty })
        else { return nil }
        return gate?.otherBase(try store.task(id), store)
    }
}

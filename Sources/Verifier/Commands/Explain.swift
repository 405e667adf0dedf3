import HarnessKit
import Ledger

/// Tells what a run found, the exchange that failed in full.
struct Explain: Command {
    static let name = "explain"
    static let summary = "tells what a run found, the exchange that failed in full"
    static let parameters: [Parameter<Self>] = [
        .argument("RUN", to: \.run, "which run; the latest where none is named"), .taskID(to: \.taskID),
    ]

    var run: String?
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.existing(in: context)
        let (line, recorded) = try RunStore(store: store).report(run, of: taskID)
        let report = try Desk(store: store).held(recorded).withoutRounds
        let page = ExplainPage(
            report: report, isBefore: line.purpose == RunFinished.onBase, style: context.styles.output)
        return Answer(
            next: report.status == .pass ? nil : "verify run", json: page.json, text: page.text)
    }
}

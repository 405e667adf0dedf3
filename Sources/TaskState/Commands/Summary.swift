import HarnessKit
import Ledger
import Worktree

/// The last step of a task, ready to show.
struct Summary: Command {
    enum Format: String, CaseIterable, ArgumentValue { case text, markdown, pr }

    static let name = "summary"
    static let summary = "prints what a task came to, ready to show"
    static let examples = [
        CommandExample(
            "task-state summary --format pr", "what a reviewer needs: what to look at first, then each criterion")
    ]
    static let parameters: [Parameter<Self>] = [
        .option("--format", value: "FORMAT", to: \.format, "in what form"), .taskID(to: \.taskID),
    ]

    var format = Format.text
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.existing(in: context)
        let task = try store.task(try taskID.map { try store.resolve($0) } ?? latest(in: store))
        let page = SummaryPage(
            task: task, isMarkdown: format == .markdown, isInGit: store.isInGit)
        let next = task.status.isFinal ? "harness-executor start TEXT" : try store.next(for: task)
        let text = format == .pr ? try pullRequest(task, in: store).text : page.text
        var answer = Answer(next: next, json: page.json, text: text)
        // It is shown to somebody as it stands.
        answer.isBare = true
        return answer
    }

    private func pullRequest(_ task: TaskRecord, in store: TaskStore) throws -> PullRequestPage {
        let events = try store.ledger.events(of: task.id.text)
        return PullRequestPage(
            task: task, amended: try events.filter { $0.kind == ScenariosAmended.kind }.map { try $0.decode() },
            retired: try events.filter { $0.kind == ScenarioRetired.kind }.map { try $0.decode() })
    }

    /// Without an id: the task that ended last, or the one in progress.
    private func latest(in store: TaskStore) throws -> TaskID {
        try store.ledger.lastEnded()?.id ?? store.resolve(nil)
    }
}

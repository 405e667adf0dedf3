import HarnessKit
import Ledger

/// Writes down what should be changed, for somebody to judge.
struct Propose: Analysing {
    static let name = "propose"
    static let summary = "writes the change that would prevent a pattern as a patch under docs/harness-proposals"
    static let notes = "It changes nothing else; 'accept' applies what the document says."
    static let parameters =
        [.argument("PATTERN", to: \.pattern, "which pattern, as 'harness-critic' names it")] + selectionParameters

    var pattern = ""
    var selection = Selection()

    func run(in context: Context) throws -> Answer {
        let (finding, workspace) = try selection.finding(pattern, in: context)
        let store = try TaskStore.open(in: context, creating: true)
        let book = try ProposalBook(in: workspace, store.ledger)
        var proposal = Proposal(finding, at: context.clock.now())
        try name(&proposal, in: book)
        let target = try target(of: &proposal, in: workspace)
        guard !target.isDone else {
            throw Failure(
                .refused, "\(target.file) says so already", hint: "run 'harness-critic effect' to see whether it helps")
        }
        let text = context.secrets.redact(proposal.document(finding, target))
        let file = try RelativePath(naming: proposal.path)
        guard try Folder(workspace.root).create(Bytes(text.utf8), as: file, .synced) else { throw exists(proposal) }
        let made = proposal
        try store.note(in: TaskStore.commonStream) {
            var body = ProposalWritten()
            body.proposal = made.name
            body.pattern = made.pattern
            body.path = made.path
            body.occurrences = made.occurrences
            return [body]
        }
        return Answer(
            next: "harness-critic accept \(made.name)",
            json: ["proposal": .string(made.name), "path": .string(made.path), "file": .string(target.file)],
            text: "\(made.path) proposes a change of \(target.file)")
    }

    /// A name of its own where the day's proposal of that pattern was judged already.
    private func name(_ proposal: inout Proposal, in book: ProposalBook) throws {
        let plain = proposal.name
        var number = 2
        while book.verdicts[proposal.name] != nil {
            proposal.name = "\(plain)-\(number)"
            number += 1
        }
        if FileStatus(of: book.workspace.root / proposal.path) != nil { throw exists(proposal) }
    }

    /// Without a validation.json to add to, or where the check runs there later, it becomes a rule for people and agents.
    private func target(of proposal: inout Proposal, in workspace: Workspace) throws -> Target {
        do {
            return try Target(of: proposal.change, in: workspace)
        } catch let failure as Failure where failure.code == .missing || failure.code == .refused {
            guard let check = proposal.check else { throw failure }
            proposal.check = nil
            proposal.agentsText = "Run `\(check.argv.joined(separator: " "))` before the whole build."
            return try Target(of: proposal.change, in: workspace)
        }
    }

    private func exists(_ proposal: Proposal) -> Failure {
        Failure(
            .refused, "\(proposal.path) is there already",
            hint: "run 'harness-critic accept \(proposal.name)', or decline it first")
    }
}

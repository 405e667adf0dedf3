import HarnessKit
import Ledger

/// Says no to a proposal, and why.
struct Decline: Command {
    static let name = "decline"
    static let summary = "notes that a proposal is not wanted, and why; its document stays"
    static let parameters: [Parameter<Self>] = [
        .argument("PROPOSAL", to: \.proposal, "its name, or its file under docs/harness-proposals"),
        .required("--reason", value: "TEXT", to: \.reason, "why not"),
    ]

    var proposal = ""
    var reason = Prose()

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context, creating: true)
        let book = try ProposalBook(in: store.workspace, store.ledger)
        let proposal = try book.proposal(proposal)
        try book.checkOpen(proposal)
        try store.note(in: TaskStore.commonStream) {
            var body = ProposalDeclined()
            body.proposal = proposal.name
            body.pattern = proposal.pattern
            body.reason = reason.text
            return [body]
        }
        return Answer(
            next: "harness-critic", json: ["proposal": .string(proposal.name), "status": "declined"],
            text: "declined \(proposal.name)")
    }
}

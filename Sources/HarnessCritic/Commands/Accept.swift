import HarnessKit
import Ledger

/// Makes the change that a proposal describes, and notes the moment.
struct Accept: Command {
    static let name = "accept"
    static let summary = "applies a proposal and notes the moment, so that its effect can be seen"
    static let notes = """
        Adds to the file as it is now; nothing that stands there is replaced. Killed half-way, the same command \
        finishes it.
        """
    static let parameters: [Parameter<Self>] = [
        .argument("PROPOSAL", to: \.proposal, "its name, or its file under docs/harness-proposals")
    ]

    var proposal = ""

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context, creating: true)
        let book = try ProposalBook(in: store.workspace, store.ledger)
        let proposal = try book.proposal(proposal)
        try book.checkOpen(proposal)
        let folder = try Folder(store.workspace.root)
        let target = try folder.locked(RelativePath(naming: "\(store.workspace.harnessName)/cache/.accept.lock")) {
            let target = try Target(of: proposal.change, in: store.workspace)
            if !target.isDone { try apply(target, in: folder) }
            return target
        }
        try store.note(in: TaskStore.commonStream) {
            var body = ProposalAccepted()
            body.proposal = proposal.name
            body.pattern = proposal.pattern
            body.file = target.file
            body.before = target.before.map { SHA256.digest(of: Bytes($0.utf8)).description }
            body.after = SHA256.digest(of: Bytes(target.after.utf8)).description
            return [body]
        }
        return Answer(
            next: "harness-critic effect",
            json: [
                "proposal": .string(proposal.name), "file": .string(target.file), "changed": .bool(!target.isDone),
            ],
            text: target.isDone ? "\(target.file) says so already; noted" : "changed \(target.file)")
    }

    private func apply(_ target: Target, in folder: Folder) throws {
        let file = try RelativePath(naming: target.file)
        guard target.before == nil else { return try folder.write(Bytes(target.after.utf8), to: file, .synced) }
        guard try folder.create(Bytes(target.after.utf8), as: file, .synced) else {
            throw Failure(.busy, "\(target.file) was made meanwhile", hint: "run the same command again")
        }
    }
}

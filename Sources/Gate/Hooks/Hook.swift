import HarnessKit
import Ledger

/// What a hook says to its client.
enum HookAnswer {
    /// Nothing: go on as if I were not there.
    case silent
    /// Something that the agent is told.
    case tell(String)
    /// No; and why, for the agent.
    case block(String)
}

/// A command that an agents' client calls with JSON on standard input.
///
/// It is a nudge and never an obstacle: whatever fails in it, the client goes on.
protocol Hook: Command {
    func answer(to input: HookInput, in context: Context) throws -> HookAnswer
}

extension Hook {
    func run(in context: Context) throws -> Answer {
        do {
            guard let bytes = try context.boundedInput(HookInput.limit) else {
                throw Failure(
                    .malformed, "standard input is a terminal or longer than \(HookInput.limit >> 20) MiB",
                    hint: "let the agents' client call it: 'harness-executor hook --help'")
            }
            let input = try HookInput(bytes)
            var context = context
            if let folder = input.folder, context.projectRoot == nil,
                FileStatus(following: context.directory / folder)?.kind == .folder
            {
                context.directory = context.directory / folder
            }
            return render(try answer(to: input, in: context), in: context)
        } catch {
            let failure = Failure(translating: error)
            leaveTrace(of: failure, in: context)
            return render(.silent, saying: "the \(Self.name) hook lets go: \(failure.message)", in: context)
        }
    }

    /// What blocks stands on standard error in every format: that is where clients look for it.
    private func render(_ answer: HookAnswer, saying line: String? = nil, in context: Context) -> Answer {
        if let line { explain(line, in: context) }
        switch answer {
        case .silent: return Answer(json: ["decision": "none"], text: "")
        case .tell(let text): return Answer(json: ["decision": "none", "context": .string(text)], text: text)
        case .block(let reason):
            explain(reason, in: context)
            return Answer(exit: .block, json: ["decision": "block", "reason": .string(reason)], text: "")
        }
    }

    private func explain(_ text: String, in context: Context) {
        try? context.errors.write("harness-executor: \(text)\n", hiding: context.secrets)
    }

    /// Leaves an event where there is a ledger; makes none.
    private func leaveTrace(of failure: Failure, in context: Context) {
        guard let place = try? HookPlace(in: context), place.hasLedger, let store = try? place.store() else { return }
        var body = HookFailed()
        body.hook = Self.name
        body.reason = failure.message
        try? store.note(in: TaskStore.commonStream) { [body] }
    }
}

/// The project that a client works in.
struct HookPlace {
    let context: Context
    let workspace: Workspace
    let location: StoreLocation

    /// Nil where no harness is in use: then nothing is read, and nothing ever written.
    init?(in context: Context) throws {
        self.context = context
        workspace = try Workspace.find(in: context)
        let isLinked = workspace.mainRoot != nil || context.environment.nonEmpty("HARNESS_STATE_DIR") != nil
        guard isLinked || FileStatus(of: workspace.harness)?.kind == .folder else { return nil }
        location = try StoreLocation(of: workspace, in: context)
        guard !location.isNew || FileStatus(of: workspace.harness / "config")?.kind == .folder else { return nil }
    }

    var hasLedger: Bool { !location.isNew }

    /// The tasks, to be read; nil where none was ever started.
    func reading() throws -> TaskStore? { hasLedger ? try TaskStore.openForReading(in: context) : nil }

    /// The tasks, to be written; in a project that has a harness and no ledger yet, it is made.
    func store() throws -> TaskStore { try TaskStore.open(in: context, creating: true) }
}

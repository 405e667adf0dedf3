import HarnessKit
import Ledger

/// Keeps a tool from writing what proves, and sees which session works on which task.
struct PreToolUseHook: Hook {
    static let name = "pre-tool-use"
    static let summary = "denies writes to ledger, receipts, policy and hook files; sees which task is the session's"
    static let notes = """
        Tools that write files are judged by the path, links followed. What a shell command will write is told from its words \
        alone, an honest best effort: a program can do what its command line does not say. The proof is the gate's and the audit's.
        """

    func answer(to input: HookInput, in context: Context) throws -> HookAnswer {
        guard let place = try HookPlace(in: context) else { return .silent }
        let home = context.environment.nonEmpty("HOME") ?? ""
        let variables = [
            "PWD": context.directory.description, "HOME": home,
            "CLAUDE_PROJECT_DIR": context.environment["CLAUDE_PROJECT_DIR"] ?? place.workspace.root.description,
        ]
        let commands = input.commandLine.map { ShellReader.commands(in: $0, variables: variables) } ?? []
        let writes =
            input.commandLine == nil
            ? WrittenPaths.of(tool: input.tool, input.arguments, in: context.directory)
            : WrittenPaths.of(commands, in: context.directory)
        if let reason = denial(of: writes, in: place) { return .block(reason) }
        if !input.session.isEmpty { try note(HarnessCall.all(in: commands), by: input.who, in: context) }
        return .silent
    }

    private func denial(of writes: [WrittenPaths.Write], in place: HookPlace) -> String? {
        guard !writes.isEmpty else { return nil }
        let files = ProtectedFiles(of: place)
        for write in writes {
            let (what, path): (String?, String) =
                switch write {
                case .writes(let path): (files.what(writing: path), path.description)
                case .removes(let path): (files.what(removing: path), path.description)
                case .mentions(let name): ("what proves", name)
                }
            guard let what else { continue }
            return """
                \(path) is not written by hand: it belongs to \(what) of this harness
                hint: use its commands ('harness-executor --help'), or ask the user to change it
                """
        }
        return nil
    }

    private func note(_ calls: [HarnessCall], by who: SessionTask.Who, in context: Context) throws {
        for call in calls {
            var context = context
            if let root = call.root { context.projectRoot = Path(root) }
            guard let place = try HookPlace(in: context), place.hasLedger || call.effect == .begins else { continue }
            try SessionBook(store: place.store()).note(call, by: who)
        }
    }
}

/// What keeps `complete` from ending a task, as far as it was seen, and the command that goes on from there.
///
/// It stands until something changed: whoever is sent back before that meets the same words again.
package struct Hindrance: Sendable {
    package let words: String
    /// The command that whoever said so named; nil where none was.
    let command: String?
    /// The files it was seen with; nil where they have no say in it.
    let manifest: String?
    let plan: String?

    init(_ refused: GateRefused) {
        words = refused.reasons.first.map { "\($0.code) \($0.message)" } ?? "the gate refused"
        // What only has to be tried once more is tried once more.
        let isPassing = refused.reasons.first?.hint?.contains("the same command again") == true
        command =
            isPassing
            ? nil
            : refused.reasons.lazy.compactMap { $0.hint.flatMap(Self.command(in:)) }.first
                ?? refused.runs.first.map { "verify explain \($0)" }
        manifest = refused.manifest
        plan = refused.plan
    }

    init(_ tried: ScenariosTried) {
        words = tried.reason
        command = tried.run.map { "verify explain \($0)" }
        manifest = tried.manifest
        plan = tried.plan
    }

    /// Whether a run was made with just the same files.
    func stands(after run: RunFinished) -> Bool {
        (manifest == nil || manifest == run.manifest) && plan == run.plan
    }

    /// The command, which names the task where that is not understood by itself.
    func next(naming which: String) -> String? {
        command.map { command in
            let takesTask = ["task-state ", "verify amend ", "verify init", "verify run"].contains {
                command.hasPrefix($0)
            }
            return takesTask && !command.contains("--task-id") ? command + which : command
        }
    }

    private static let tools = ["task-state", "verify", "harness-executor"]

    /// The first command of ours that stands in quotes, and is not for some cases only.
    static func command(in hint: String) -> String? {
        let always = ["; if ", "; where "].reduce(hint) { text, word in
            text.split(separator: word, maxSplits: 1).first.map(String.init) ?? ""
        }
        // What stands before the first quotation mark, or behind the last, is in none.
        return always.split(separator: "'", omittingEmptySubsequences: false).dropFirst().dropLast().map(String.init)
            .first { part in tools.contains { part.hasPrefix($0 + " ") } }
    }
}

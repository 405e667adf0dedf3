import HarnessKit
import Ledger

/// What an agents' client tells a hook on standard input: the fields that Claude Code and Codex share.
///
/// A field that is missing or of another type is taken for absent: a client's next version must not stop a session.
struct HookInput {
    let session: String
    /// Where the client works; nil where it does not say.
    let folder: Path?
    let message: String
    /// "Bash", "Write", "apply_patch".
    let tool: String
    let arguments: JSON
    /// Background work of the session that is under way.
    let backgroundTasks: Int
    let who: SessionTask.Who

    /// A patch may be long; what is longer than this is no answer to wait for.
    static let limit = 16 << 20

    init(_ bytes: Bytes) throws {
        let source = JSON.Source(name: "standard input", bytes: bytes, options: [.loneSurrogates])
        let json = try source.value()
        guard case .object = json else {
            throw Failure(.malformed, "standard input is \(json.kind), and a hook's is an object")
        }
        let text = { (name: String) in json[name]?.string ?? "" }
        session = text("session_id")
        folder = text("cwd").isEmpty ? nil : Path(text("cwd"))
        message = text("last_assistant_message")
        tool = text("tool_name")
        arguments = json["tool_input"] ?? .null
        let ended = ["completed", "failed", "killed", "stopped", "cancelled"]
        backgroundTasks = (json["background_tasks"]?.items ?? []).count { !ended.contains($0["status"]?.string ?? "") }
        // Only Codex counts turns, and calls its transcripts so.
        let isCodex = json["turn_id"] != nil || Path(text("transcript_path")).name.hasPrefix("rollout-")
        let client = isCodex ? "codex" : "claude"
        who = .init(client: client, session: session, agent: text("agent_id"))
    }

    /// The line or lines that a shell is to run, where the tool is one.
    var commandLine: String? {
        guard ["Bash", "shell", "local_shell", "exec_command", "unified_exec"].contains(tool) else { return nil }
        let command = arguments["command"] ?? arguments["cmd"]
        return command?.string ?? command?.items?.compactMap(\.string).map(ShellReader.quoted).joined(separator: " ")
    }

    /// Whether the agent's last words put something to the user: one of its last lines ends as a question does.
    var asksUser: Bool {
        var isCode = false
        let lines = message.split(separator: "\n").filter { line in
            if line.contains("```") { isCode.toggle() }
            return !isCode && line.contains { !$0.isWhitespace }
        }
        return lines.suffix(4).contains { line in
            let end = line.last { !($0.isWhitespace || "*_`\"')]}»”’".contains($0)) }
            return end.map { "?？؟".contains($0) } ?? false
        }
    }
}

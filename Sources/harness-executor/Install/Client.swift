import HarnessKit

/// An agent's client, and where it looks for what we bring.
enum Client: String, CaseIterable, ArgumentValue {
    case claude, codex, opencode

    /// Where it keeps its things: a folder of the user's, or one of the project.
    func folder(in scope: Scope) -> Path {
        switch (self, scope.isUser) {
        case (.claude, true): scope.variable("CLAUDE_CONFIG_DIR") ?? scope.root / ".claude"
        case (.claude, false): scope.root / ".claude"
        case (.codex, true): scope.variable("CODEX_HOME") ?? scope.root / ".codex"
        case (.codex, false): scope.root / ".codex"
        case (.opencode, true): (scope.variable("XDG_CONFIG_HOME") ?? scope.root / ".config") / "opencode"
        case (.opencode, false): scope.root / ".opencode"
        }
    }

    /// How the files of its sub-agents end.
    var agentSuffix: String { self == .codex ? ".toml" : ".md" }

    /// Where its hooks stand; OpenCode has none of this kind.
    var hooksFile: String? {
        switch self {
        case .claude: "settings.json"
        case .codex: "hooks.json"
        case .opencode: nil
        }
    }

    /// The skill's folder, where it does not read `.agents/skills` itself.
    var skillLink: String? { self == .claude ? "skills/harness-executor" : nil }
}

/// For whom something is installed.
struct Scope {
    enum Kind: String, CaseIterable, ArgumentValue { case user, project }

    let kind: Kind
    let root: Path
    private let environment: Environment

    var isUser: Bool { kind == .user }
    /// Where the skill's files go, which Codex and OpenCode read.
    var skill: Path { root / ".agents/skills/harness-executor" }
    /// What was written, so that it can be taken away again.
    var record: Path { root / ".agents/harness-executor.json" }

    init(_ kind: Kind, in context: Context) throws {
        self.kind = kind
        environment = context.environment
        switch kind {
        case .project: root = try Workspace.find(in: context).root
        case .user:
            guard let home = context.environment.nonEmpty("HOME") else {
                throw Failure(
                    .unavailable, "HOME is not set: there is nowhere to install for this user",
                    hint: "set HOME, or run the same with --scope project")
            }
            guard FileStatus(following: Path(home))?.kind == .folder, Path(home).isAbsolute else {
                throw Failure(
                    .unavailable, "HOME is '\(home)', which is no folder",
                    hint: "set HOME to one, or run the same with --scope project")
            }
            root = Path(home)
        }
    }

    fileprivate func variable(_ name: String) -> Path? {
        environment.nonEmpty(name).map { Path($0) }.flatMap { $0.isAbsolute ? $0 : nil }
    }
}

import HarnessKit

/// Brings the skill, its sub-agents and, where asked, hooks to the agents' clients.
struct Install: Command {
    enum Choice: String, CaseIterable, ArgumentValue {
        case claude, codex, opencode, all

        var clients: [Client] { Client(rawValue: rawValue).map { [$0] } ?? Client.allCases }
    }

    static let name = "install"
    static let summary = "installs the skill and its sub-agents for agents' clients"
    static let notes = """
        The skill goes to .agents/skills, which Codex and OpenCode read; Claude Code is given a link to it. Every change is \
        named before it is made, 'uninstall' undoes all of them, and what somebody else wrote is never replaced. \
        Installing twice changes nothing.

        --hooks lets the clients ask 'harness-executor hook' before a session stops. --allow adds Claude Code's rule \
        Bash(harness-executor:*): the agent then runs these commands unasked, and with them whatever the project's \
        environment.json, validation.json and scenarios name.
        """
    static let examples = [
        CommandExample("harness-executor install --dry-run", "what would be changed for this user"),
        CommandExample("harness-executor install --client claude --scope project --hooks", "for this project alone"),
    ]
    static let parameters: [Parameter<Self>] = [
        .option("--client", value: "CLIENT", to: \.client, "for which client; all of them where nothing is said"),
        .option("--scope", value: "SCOPE", to: \.scope, "for this user, or for this project"),
        .flag("--hooks", to: \.addsHooks, "also the hooks"),
        .flag("--allow", to: \.allows, "also the rule that lets Claude Code call harness-executor unasked"),
        .flag("--dry-run", to: \.isDry, "names the changes and makes none"),
        .option("--from", value: "DIR", to: \.source, "the folder that holds SKILL.md; found by itself otherwise"),
    ]

    static let rule = "Bash(harness-executor:*)"

    var client = Choice.all
    var scope = Scope.Kind.user
    var addsHooks = false
    var allows = false
    var isDry = false
    var source: Path?

    func run(in context: Context) throws -> Answer {
        let skill = try SkillFiles(at: source, in: context)
        let scope = try Scope(scope, in: context)
        var installation = try Installation(of: skill, for: client.clients, in: scope)
        if addsHooks { try addHooks(of: skill, to: &installation, in: scope) }
        if client.clients.contains(.claude) {
            let settings = Client.claude.folder(in: scope) / "settings.json"
            if allows { try installation.add(.string(Self.rule), to: ["permissions", "allow"], in: settings) }
        }
        let changes = installation.changes.map(\.words)
        if !isDry {
            if context.format == .text {
                for line in changes { try context.errors.write("\(line)\n", hiding: context.secrets) }
            }
            try installation.make()
        }
        let notes = installation.notes + offers
        return Answer(
            next: isDry && !changes.isEmpty ? "harness-executor install\(words)" : "harness-executor doctor",
            notes: notes,
            json: [
                "version": .string(skill.version), "skill": .string(scope.skill.description), "changes": changes.json,
                "made": .bool(!isDry), "notes": notes.json,
            ],
            text: page(changes, scope))
    }

    private func addHooks(of skill: SkillFiles, to installation: inout Installation, in scope: Scope) throws {
        let file = JSON.Source(name: "hooks/hooks.json", bytes: try skill.bytes(of: "hooks/hooks.json"))
        guard case .object(let events)? = try file.value()["hooks"] else { return }
        for client in client.clients {
            guard let name = client.hooksFile else {
                installation.say("\(client.rawValue) has no hooks of this kind")
                continue
            }
            let path = client.folder(in: scope) / name
            let entries = events.members.flatMap { event in (event.value.items ?? []).map { (event.name, $0) } }
            try installation.dropEntries(in: path, below: "hooks", except: entries.map(\.1))
            for (event, entry) in entries { try installation.add(entry, to: ["hooks", event], in: path) }
            if client == .codex {
                installation.say("codex runs hooks only once you have trusted them: type /hooks in it")
            }
        }
    }

    private var offers: [String] {
        let isForClaude = client.clients.contains(.claude)
        return isForClaude && !allows
            ? ["--allow adds the rule \(Self.rule): the agent then runs unasked what environment.json names"] : []
    }

    /// The options as they were given, for the same without --dry-run.
    private var words: String {
        [
            client == .all ? "" : " --client \(client.rawValue)", scope == .user ? "" : " --scope project",
            addsHooks ? " --hooks" : "", allows ? " --allow" : "", source.map { " --from \($0)" } ?? "",
        ].joined()
    }

    private func page(_ changes: [String], _ scope: Scope) -> String {
        if changes.isEmpty { return "installed already: nothing to change" }
        return isDry
            ? changes.joined(separator: "\n")
            : "installed the skill into \(scope.skill): \(changes.count) change\(changes.count == 1 ? "" : "s")"
    }
}

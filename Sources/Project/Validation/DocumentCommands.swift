import HarnessKit

/// The commands that a project's own document names in its code blocks.
struct DocumentCommands {
    static let file = "docs/DEVELOPMENT.md"
    private static let most = 12

    struct Found: Equatable {
        let purpose: FoundCommand.Purpose
        let argv: [String]
        let line: Int
    }

    let commands: [Found]

    /// Words that tell what a command is for; the first that stands in it counts.
    private static let signs: [(word: String, purpose: FoundCommand.Purpose)] = [
        ("test", .test), ("pytest", .test), ("spec", .test), ("lint", .lint), ("vet", .lint), ("clippy", .lint),
        ("ruff", .lint), ("eslint", .lint), ("mypy", .lint), ("typecheck", .lint), ("check", .lint),
        ("build", .build), ("compile", .build), ("tsc", .build), ("make", .build),
    ]
    /// What goes on, or changes more than a validation may.
    private static let unfit = [
        "install", "run", "start", "serve", "dev", "watch", "clean", "deploy", "publish", "push", "docker", "git", "cd",
        "export", "sudo", "rm", "curl", "fix", "--fix", "--watch", "fmt", "format",
    ]

    init(in text: String) {
        var commands: [Found] = []
        var isBlock = false
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(raw).trimmed
            if line.hasPrefix("```") {
                isBlock.toggle()
            } else if isBlock, commands.count < Self.most, let (purpose, argv) = Self.command(line) {
                if !commands.contains(where: { $0.argv == argv }) {
                    commands.append(Found(purpose: purpose, argv: argv, line: index + 1))
                }
            }
        }
        self.commands = commands
    }

    private static func command(_ line: String) -> (FoundCommand.Purpose, [String])? {
        let text = String((line.hasPrefix("$ ") ? line.dropFirst(2) : line[...]).prefix { $0 != "#" }).trimmed
        let words = text.split(separator: " ").map(String.init)
        guard let first = words.first, first.first?.isLetter == true || first.hasPrefix("./") else { return nil }
        let names = words.flatMap { $0.split { !$0.isLetter && $0 != "-" }.map(String.init) }
        let isRunner = ["npm", "pnpm", "yarn", "bun", "uv", "poetry", "pdm", "pipenv"].contains(first)
        guard !names.contains(where: { unfit.contains($0) && !(isRunner && $0 == "run") }) else { return nil }
        guard let sign = signs.first(where: { names.contains($0.word) }) else { return nil }
        let needsShell = text.contains { "|&;<>()$`\\\"'*?[]{}~".contains($0) } || first.contains("=")
        return (sign.purpose, needsShell ? ["sh", "-c", text] : words)
    }
}

import HarnessKit

/// Takes away what `install` brought.
struct Uninstall: Command {
    static let name = "uninstall"
    static let summary = "takes away what install brought, and nothing else"
    static let notes =
        "What was changed since stays, and is named. The program itself is taken away by 'make uninstall'."
    static let parameters: [Parameter<Self>] = [
        .option("--scope", value: "SCOPE", to: \.scope, "for this user, or for this project"),
        .flag("--dry-run", to: \.isDry, "names the changes and makes none"),
    ]

    var scope = Scope.Kind.user
    var isDry = false

    func run(in context: Context) throws -> Answer {
        let scope = try Scope(scope, in: context)
        let removal = try Removal(in: scope)
        let (changes, kept) = (removal.changes.map(\.words), removal.kept)
        if !isDry {
            if context.format == .text {
                for line in changes { try context.errors.write("\(line)\n", hiding: context.secrets) }
            }
            try removal.make()
        }
        let again = scope.isUser ? "" : " --scope project"
        return Answer(
            next: isDry ? "harness-executor uninstall\(again)" : nil,
            json: ["changes": changes.json, "kept": kept.json, "made": .bool(!isDry)],
            text: ((isDry ? changes : ["uninstalled: \(changes.count) changes"]) + kept).joined(separator: "\n")
        )
    }
}

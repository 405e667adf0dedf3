import HarnessKit

/// The tool's commands.
package enum VerifierTool {
    package static func node() -> CommandNode {
        CommandNode(
            "verify", "starts the application, runs scenarios, records what happened",
            examples: [
                CommandExample("verify init --kind server", "a first scenario and how the application is started"),
                CommandExample("verify run", "plays the scenarios"),
            ],
            children: [
                CommandNode(Check()), CommandNode(Register()), CommandNode(RunCommand()), CommandNode(Explain()),
                CommandNode(SchemaCommand()),
                CommandNode(PlayIsolated(), isHidden: true),
            ])
    }
}

import HarnessKit

/// The tool's commands, given what they need from its siblings.
package enum VerifierTool {
    package static func node(
        propose: @escaping @Sendable (Workspace) throws -> Proposal, further: [CommandNode] = []
    ) -> CommandNode {
        CommandNode(
            "verify", "starts the application, runs scenarios, records what happened",
            examples: [
                CommandExample("verify init --kind server", "a first scenario and how the application is started"),
                CommandExample("verify run", "plays the scenarios"),
            ],
            children: [
                CommandNode(InitCommand(propose: propose)), CommandNode(Check()), CommandNode(Register()),
                CommandNode(RunCommand()), CommandNode(Explain()), CommandNode(ReportCommand()),
                CommandNode(SchemaCommand()),
                CommandNode(PlayIsolated(), isHidden: true), CommandNode(StandInCommand(), isHidden: true),
            ] + further)
    }
}

import HarnessKit

/// The tool's commands, given what they need from its siblings.
package enum VerifierTool {
    package static func node(
        propose: @escaping @Sendable (Workspace) throws -> Proposal, gate: GateHelp? = nil,
        further: [CommandNode] = []
    ) -> CommandNode {
        CommandNode(
            "verify", "starts the application, runs scenarios, records what happened",
            examples: [
                CommandExample("verify init --kind server", "a first scenario and how the application is started"),
                CommandExample("verify run", "plays the scenarios"),
            ],
            children: [
                CommandNode(InitCommand(propose: propose)), CommandNode(Check()), CommandNode(Register(gate: gate)),
                CommandNode(RunCommand(gate: gate)), CommandNode(Explain(gate: gate)), CommandNode(ReportCommand()),
                CommandNode(SchemaCommand()),
                CommandNode(PlayIsolated(), isHidden: true), CommandNode(StandInCommand(), isHidden: true),
            ] + further)
    }
}

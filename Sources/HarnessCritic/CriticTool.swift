import HarnessKit

/// The tool's commands; by itself it analyses.
package enum CriticTool {
    package static func node() -> CommandNode {
        CommandNode(
            Analyse(),
            children: [
                CommandNode(Explain()), CommandNode(Propose()), CommandNode(Accept()), CommandNode(Decline()),
                CommandNode(ShowEffect()),
            ])
    }
}

import HarnessKit

/// The coordinator's commands about a project, given what they need from its siblings.
package enum ProjectTool {
    package static func commands(_ siblings: Siblings) -> [CommandNode] {
        [
            CommandNode(Bootstrap(siblings: siblings)), CommandNode(Validate(siblings: siblings)),
            CommandNode(Start(siblings: siblings)), CommandNode(Doctor(siblings: siblings)),
            CommandNode(Publish()), CommandNode(Remove()),
        ]
    }
}

/// A place in the tree of commands: a tool, a group, or something that runs.
package struct CommandNode: Sendable {
    package let name: String
    package let summary: String
    package let notes: String
    package let examples: [CommandExample]
    package let children: [CommandNode]
    /// Kept out of help, reference and completion: for programs, not for people.
    let isHidden: Bool
    let action: Action?

    /// A command with its type taken away.
    struct Action: Sendable {
        let parameters: @Sendable () -> [ParameterForm]
        let bind: @Sendable ([ParsedArgument]) throws -> @Sendable (Context) throws -> Answer
    }

    /// A group of commands.
    package init(
        _ name: String, _ summary: String, notes: String = "", examples: [CommandExample] = [],
        children: [CommandNode]
    ) {
        self.name = name
        self.summary = summary
        self.notes = notes
        self.examples = examples
        self.children = children
        isHidden = false
        action = nil
    }

    /// A command, perhaps with others below it.
    package init<Leaf: Command>(_ command: Leaf, isHidden: Bool = false, children: [CommandNode] = []) {
        name = Leaf.name
        summary = Leaf.summary
        notes = Leaf.notes
        examples = Leaf.examples
        self.children = children
        self.isHidden = isHidden
        action = Action(
            parameters: { Leaf.parameters.map(\.form) },
            bind: { arguments in
                var command = command
                for argument in arguments { try Leaf.parameters[argument.parameter].store(&command, argument) }
                let filled = command
                return { try filled.run(in: $0) }
            })
    }

    var visibleChildren: [CommandNode] { children.filter { !$0.isHidden } }

    func child(named name: String) -> CommandNode? { children.first { $0.name == name } }

    package static let help = "help"
}

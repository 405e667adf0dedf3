/// A place in the tree of commands: a tool, a group, or something that runs.
///
/// What it says of itself and what is below it are made when somebody asks: a call needs one command of them all.
package struct CommandNode: Sendable {
    package let name: String
    private let page: @Sendable () -> Page
    private let below: @Sendable () -> [CommandNode]
    /// Kept out of help, reference and completion: for programs, not for people.
    let isHidden: Bool
    private let act: @Sendable () -> Action?

    private struct Page {
        let summary: String
        let notes: String
        let examples: [CommandExample]
    }

    /// A command with its type taken away.
    struct Action: Sendable {
        let parameters: @Sendable () -> [ParameterForm]
        let instead: @Sendable () -> [String: String]
        let bind: @Sendable ([ParsedArgument]) throws -> @Sendable (Context) throws -> Answer
    }

    /// A group of commands.
    package init(
        _ name: String, _ summary: String, notes: String = "",
        examples: @autoclosure @escaping @Sendable () -> [CommandExample] = [],
        children: @autoclosure @escaping @Sendable () -> [CommandNode]
    ) {
        self.name = name
        page = { Page(summary: summary, notes: notes, examples: examples()) }
        below = children
        isHidden = false
        act = { nil }
    }

    /// A tool under its name, made when it is called or asked about.
    package init(_ name: String, of tool: @autoclosure @escaping @Sendable () -> CommandNode) {
        self.name = name
        page = { tool().page() }
        below = { tool().children }
        isHidden = false
        act = { tool().action }
    }

    /// A command, perhaps with others below it.
    package init<Leaf: Command>(
        _ command: Leaf, isHidden: Bool = false,
        children: @autoclosure @escaping @Sendable () -> [CommandNode] = []
    ) {
        name = Leaf.name
        page = { Page(summary: Leaf.summary, notes: Leaf.notes, examples: Leaf.examples) }
        below = children
        self.isHidden = isHidden
        act = {
            Action(
                parameters: { Leaf.parameters.map(\.form) }, instead: { Leaf.instead },
                bind: { arguments in
                    var command = command
                    for argument in arguments { try Leaf.parameters[argument.parameter].store(&command, argument) }
                    let filled = command
                    return { try filled.run(in: $0) }
                })
        }
    }

    package var summary: String { page().summary }
    package var notes: String { page().notes }
    package var examples: [CommandExample] { page().examples }
    package var children: [CommandNode] { below() }
    var action: Action? { act() }
    var visibleChildren: [CommandNode] { children.filter { !$0.isHidden } }

    func child(named name: String) -> CommandNode? { children.first { $0.name == name } }

    package static let help = "help"
}

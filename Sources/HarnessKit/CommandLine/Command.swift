/// Something that a person or an agent can type after a tool's name.
///
/// A command is a value: its properties are what the table fills in, and what a sibling module hands it.
package protocol Command: Sendable {
    static var name: String { get }
    /// What it does, as one line in the third person, without a period.
    static var summary: String { get }
    /// What one line cannot say; paragraphs are separated by empty lines.
    static var notes: String { get }
    static var examples: [CommandExample] { get }
    static var parameters: [Parameter<Self>] { get }
    /// Options that others have and this one does not, each with what to type instead.
    static var instead: [String: String] { get }
    func run(in context: Context) throws -> Answer
}

extension Command {
    package static var notes: String { "" }
    package static var examples: [CommandExample] { [] }
    package static var parameters: [Parameter<Self>] { [] }
    package static var instead: [String: String] { [:] }
}

/// A line to type and what comes of it.
package struct CommandExample: Sendable {
    let line: String
    let about: String

    package init(_ line: String, _ about: String) {
        self.line = line
        self.about = about
    }
}

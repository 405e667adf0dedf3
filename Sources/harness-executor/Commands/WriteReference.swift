import HarnessKit

/// The whole command line as a document, made from the tables that parse it.
struct WriteReference: Command {
    static let name = "reference"
    static let summary = "prints every command of every tool as Markdown, or one tool's manual page"
    static let notes = "`references/commands.md` is this text, and `make install` puts the manual pages in place."
    static let examples = [
        CommandExample("harness-executor reference > references/commands.md", "writes the page anew"),
        CommandExample("harness-executor reference --man task-state > task-state.1", "the manual page, for 'man -l'"),
    ]
    static let parameters: [Parameter<Self>] = [
        .option("--man", value: "TOOL", to: \.tool, "the manual page of this tool, in troff")
    ]

    var tool: String?

    func run(in context: Context) throws -> Answer {
        guard let tool else {
            let page = Reference.page(of: program.all)
            return Answer(json: ["reference": .string(page)], text: page)
        }
        guard let node = program.all.first(where: { $0.name.hasSameBytes(as: tool) }) else {
            let names = program.all.map(\.name).joined(separator: ", ")
            throw Failure(.usage, "there is no tool '\(tool)'", hint: "name one of \(names)")
        }
        let page = ManPage(of: node, in: program).text
        return Answer(json: ["tool": .string(tool), "manual": .string(page)], text: page)
    }
}

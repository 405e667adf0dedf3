import HarnessKit

/// The whole command line as a document, made from the tables that parse it.
struct WriteReference: Command {
    static let name = "reference"
    static let summary = "prints every command of every tool as Markdown"
    static let notes = "`references/commands.md` is this text."
    static let examples = [
        CommandExample("harness-executor reference > references/commands.md", "writes the page anew")
    ]

    func run(in context: Context) -> Answer {
        let page = Reference.page(of: program.all)
        return Answer(json: ["reference": .string(page)], text: page)
    }
}

import HarnessKit

/// The lessons to paste into a prompt.
struct Brief: Command {
    static let name = "brief"
    static let summary = "prints the lessons on a piece of work, to paste into a prompt"
    static let notes = """
        What is printed stays within the budget. Tokens are estimated: one for each four bytes of ASCII, one for every other \
        character. The text is fenced and says where each note comes from, so that it cannot be taken for an instruction.
        """
    static let examples = [
        CommandExample(#"memory-query brief "add a retry to the upload" --file src/upload.c"#, "before the work begins")
    ]
    static let parameters: [Parameter<Self>] = [
        .arguments("TEXT", to: \.words, isRequired: true, "what is to be done"),
        .repeated("--file", value: "PATH", to: \.files, "a file that is at hand"),
        .option("--budget", value: "TOKENS", to: \.budget, "how long it may be; 800 where nothing is said"),
    ]

    var words: [String] = []
    var files: [String] = []
    var budget = 800

    func run(in context: Context) throws -> Answer {
        guard budget >= 100 else {
            throw Failure(
                .usage, "--budget takes a number from 100 on, not \(budget)", hint: "leave it out for 800 tokens")
        }
        let text = words.joined(separator: " ")
        let folder = try MemoryFolder.find(in: context)
        let lessons = try Recall.lessons(for: text, files: files, budget: budget, in: folder, context)
        Recall.note(lessons, for: text, in: context)
        var notes = lessons.isEmpty ? ["nothing is known of that"] : []
        if !lessons.cut.isEmpty { notes.append("\(lessons.cut.count) more did not fit into \(budget) tokens") }
        var answer = Answer(
            next: lessons.shown.first.map { "memory-query show \($0)" } ?? "harness-executor start TEXT", notes: notes,
            json: [
                "query": .string(text), "text": .string(lessons.text), "shown": lessons.shown.json,
                "cut": lessons.cut.json, "tokens": .integer(lessons.tokens), "budget": .integer(budget),
            ],
            text: lessons.text)
        // It is pasted as it stands.
        answer.isBare = true
        return answer
    }
}

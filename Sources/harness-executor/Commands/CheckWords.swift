import HarnessKit

/// What the tests of our documents call: would this line be understood?
struct CheckWords: Command {
    static let name = "check-words"
    static let summary = "parses a command line of one of the tools, and runs nothing"
    static let parameters: [Parameter<Self>] = [
        .arguments("-- WORD", to: \.words, isRequired: true, "the line, the tool's name first, after two dashes")
    ]

    var words: [String] = []

    func run(in context: Context) throws -> Answer {
        try program.check(words.map { Word($0) })
        return Answer(json: ["understood": true], text: "understood")
    }
}

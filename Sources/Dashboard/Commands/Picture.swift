import HarnessKit

/// What a terminal showed, as a picture for a document.
struct Picture: Command {
    static let name = "picture"
    static let summary = "turns a terminal's text into an SVG, for a README or a pull request"
    static let notes = """
        The text comes from standard input, with or without colours; CLICOLOR_FORCE=1 makes every tool here send colours \
        into a pipe. A line that begins with '$ ' is drawn as what somebody typed.
        """
    static let examples = [
        CommandExample(
            "CLICOLOR_FORCE=1 harness-executor status | harness-executor picture > status.svg", "a picture of all tasks"
        )
    ]
    static let parameters: [Parameter<Self>] = [
        .option("--title", value: "TEXT", to: \.title, "a line above the text"),
        .option("--columns", value: "N", to: \.columns, "where longer lines are broken: 100 where nothing is said"),
        .option("--output", "-o", value: "FILE", to: \.output, "writes it into this file"),
    ]

    var title: String?
    var columns = 100
    var output: Path?

    func run(in context: Context) throws -> Answer {
        guard (20...400).contains(columns) else {
            throw Failure(
                .usage, "--columns takes a number from 20 to 400, not \(columns)", hint: "leave it out for 100")
        }
        let text = context.secrets.redact(String(decoding: try context.input(), as: UTF8.self))
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw Failure(
                .usage, "standard input holds no text", hint: "run 'harness-executor status | harness-executor picture'"
            )
        }
        let picture = TerminalPicture(transcript: Transcript(text, wrappedAt: columns), title: title).text
        guard let output else { return Answer(json: ["svg": .string(picture)], text: picture) }
        try OutputFile(context.directory / output, by: "--output").write(Bytes(picture.utf8))
        return Answer(json: ["file": .string(output.description)], text: "the picture is in \(output)")
    }
}

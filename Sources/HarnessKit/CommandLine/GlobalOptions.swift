/// What every command understands, before its own words or among them.
struct GlobalOptions: Sendable {
    var isJSON = false
    var projectRoot: Path?
    var wantsHelp = false
    var wantsVersion = false

    static let parameters: [Parameter<Self>] = [
        .option(
            "--project-root", value: "DIR", to: \.projectRoot, "the project's top folder; found by itself otherwise"),
        .flag("--json", to: \.isJSON, "one JSON document on standard output, also for a failure"),
        .flag("--version", to: \.wantsVersion, "the version, commit and kind of build"),
        .flag("--help", "-h", to: \.wantsHelp, "this text"),
    ]

    static let forms = parameters.map(\.form)

    mutating func store(_ argument: ParsedArgument) throws {
        try Self.parameters[argument.parameter].store(&self, argument)
    }
}

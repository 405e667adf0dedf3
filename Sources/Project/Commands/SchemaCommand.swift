import HarnessKit

/// Prints what a file of the project's may hold, as a JSON Schema that editors and agents read.
struct SchemaCommand: Command {
    enum File: String, CaseIterable, ArgumentValue { case validation }

    static let name = "schema"
    static let summary = "prints the JSON Schema of a file: validation"
    static let notes = "`references/schemas/` holds the same."
    static let parameters: [Parameter<Self>] = [.argument("FILE", to: \.file, "which file")]

    var file = File.validation

    func run(in context: Context) -> Answer {
        let document = ValidationFile.schema.document(
            id: "https://harness-executor.dev/schemas/\(file.rawValue).schema.json")
        return Answer(json: document, text: document.text(.indented))
    }
}

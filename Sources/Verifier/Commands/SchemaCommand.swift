import HarnessKit

/// Prints what a file may hold, as a JSON Schema that editors and agents read.
struct SchemaCommand: Command {
    enum File: String, CaseIterable, ArgumentValue { case environment, scenarios, report }

    static let name = "schema"
    static let summary = "prints the JSON Schema of a file: environment, scenarios or report"
    static let notes = "`references/schemas/` holds the same."
    static let parameters: [Parameter<Self>] = [.argument("FILE", to: \.file, "which file")]

    var file = File.scenarios

    func run(in context: Context) -> Answer {
        let schema =
            switch file {
            case .environment: ProjectEnvironment.schema
            case .scenarios: ScenarioFile.schema
            case .report: Report.schema
            }
        let document = schema.document(id: "https://harness-executor.dev/schemas/\(file.rawValue).schema.json")
        return Answer(json: document, text: document.text(.indented))
    }
}

import Gate
import HarnessKit
import Ledger
import Project
import Verifier

/// Prints what a file may hold, as a JSON Schema that editors and agents read.
struct PrintSchema: Command {
    enum Name: String, CaseIterable, ArgumentValue {
        case environment, scenarios, report, validation, policy, result, task, installed
    }

    static let name = "schema"
    static let summary = "prints the JSON Schema of a file: what it may hold"
    static let notes = """
        environment, scenarios, validation and policy are what people write; report is what a run came to, result what a \
        sub-agent hands back, task what 'task-state export' prints, installed what 'install' wrote. `references/schemas/` holds \
        the same.
        """
    static let parameters: [Parameter<Self>] = [.argument("NAME", to: \.file, "which file")]

    var file = Name.scenarios

    func run(in context: Context) -> Answer {
        let schema =
            switch file {
            case .environment: ProjectEnvironment.schema
            case .scenarios: ScenarioFile.schema
            case .report: Report.schema
            case .validation: ValidationFile.schema
            case .policy: Policy.schema
            case .result: AttemptEnded.schema
            case .task: TaskArchive.schema
            case .installed: InstalledRecord.schema
            }
        let document = schema.document(id: "https://harness-executor.dev/schemas/\(file.rawValue).schema.json")
        return Answer(json: document, text: document.text(.indented))
    }
}

import HarnessKit

/// A report as an in-toto Statement v1, ready to be signed.
struct InTotoStatement {
    static let predicateType = "https://harness-executor.dev/verification/v1"

    let json: JSON

    /// Fails where the report does not say which bytes were verified: there would be nothing to state it of.
    ///
    /// The commit that the work began with is no subject: what was verified came after it.
    init(report: Report) throws {
        guard let manifest = report.manifest, !manifest.isEmpty else {
            throw Failure(
                .unavailable, "the run \(report.run) names no manifest: a statement would have no subject",
                hint: "run 'verify run' for a task, so that the work tree is noted, and export that run")
        }
        json = .members([
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [["name": "manifest", "digest": ["sha256": .string(manifest)]]],
            "predicateType": .string(Self.predicateType), "predicate": Self.predicate(of: report),
        ])
    }

    /// The verdicts without their exchanges, which stay in the ledger.
    private static func predicate(of report: Report) -> JSON {
        .members([
            "run_id": .string(report.run), "task_id": report.task.map(JSON.string),
            "base": report.baseCommit.map { ["digest": ["gitCommit": .string($0)]] },
            "overall_status": report.status.json, "level": report.level.map(JSON.string),
            "grade": report.grade.map(JSON.integer), "summary": report.summary.json, "timing": report.timing.json,
            "trouble": report.trouble.map { ["code": .string($0.code), "message": .string($0.message)] },
            "warnings": report.warnings.json,
            "criteria": report.asked.isEmpty ? nil : .array(report.asked.map { result(of: $0, in: report) }),
            "scenarios": .array(report.scenarios.map(verdict)),
        ])
    }

    private static func result(of criterion: String, in report: Report) -> JSON {
        let scenarios = report.scenarios(for: criterion)
        let holds = scenarios.allSatisfy { $0.status == .pass }
        return [
            "id": .string(criterion), "result": .string(scenarios.isEmpty ? "not shown" : holds ? "holds" : "fails"),
            "scenarios": scenarios.map(\.name).json,
        ]
    }

    private static func verdict(of scenario: ScenarioReport) -> JSON {
        .members([
            "name": .string(scenario.name), "file": scenario.file.map(JSON.string), "status": scenario.status.json,
            "regression": scenario.isRegression ? true : nil,
            "proves": scenario.proves.isEmpty || scenario.isRegression ? nil : scenario.proves.json,
            "keeps": scenario.keeps.isEmpty || scenario.isRegression ? nil : scenario.keeps.json,
            "steps": .integer(scenario.stepsTotal),
            "failure": scenario.failure.map { .string(VisibleText.shortened($0, to: 1000)) },
        ])
    }
}

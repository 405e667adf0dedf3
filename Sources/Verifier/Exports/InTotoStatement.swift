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
            "warnings": report.warnings.json, "scenarios": .array(report.scenarios.map(verdict)),
        ])
    }

    private static func verdict(of scenario: ScenarioReport) -> JSON {
        .members([
            "name": .string(scenario.name), "file": scenario.file.map(JSON.string), "status": scenario.status.json,
            "proves": scenario.proves.isEmpty ? nil : scenario.proves.json,
            "keeps": scenario.keeps.isEmpty ? nil : scenario.keeps.json, "steps": .integer(scenario.stepsTotal),
            "failure": scenario.failure.map { .string(VisibleText.shortened($0, to: 1000)) },
        ])
    }
}

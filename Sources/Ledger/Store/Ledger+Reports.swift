import HarnessKit

/// A report is kept without its exchanges' texts, which are blobs of their own; here they part and come together.
extension Ledger {
    private static let groups = ["task_specific_scenarios", "predefined_scenarios"]

    /// Writes a run down from its report; only within a transaction. Returns its row and the digest over all of it.
    package func record(
        _ report: JSON, run id: String, stream: String, purpose: String, started: Date, ended: Date
    ) throws -> (line: RunLine, digest: Digest) {
        var exchanges: [ExchangeLine] = []
        let safe = secrets.redact(report)
        let bare = try Self.mapSteps(of: safe) { scenario, step in
            exchanges.append(
                ExchangeLine(
                    scenario: scenario, step: step["id"]?.string ?? "",
                    verdict: step["passed"] == true ? "pass" : "fail",
                    request: try keep((step["request"] ?? .null).bytes(.compact)),
                    response: try keep((step["response"] ?? .null).bytes(.compact))))
            step["request"] = nil
            step["response"] = nil
        }
        let line = RunLine(
            id: id, stream: stream, started: started, ended: ended,
            outcome: safe["overall_status"]?.string ?? "", report: try keep(bare.bytes(.compact)), purpose: purpose)
        return (line, try record(line, exchanges, on: safe["manifest_sha256"]?.string))
    }

    /// The whole report of a run; refused where any part of it is not what was recorded.
    package func report(of run: RunLine) throws -> JSON {
        let bare = try JSON.parse(try blob(run.report))
        var rest = try exchanges(of: run.id)[...]
        return try Self.mapSteps(of: bare) { _, step in
            guard let exchange = rest.popFirst() else { return }
            step["request"] = try JSON.parse(try blob(exchange.request))
            step["response"] = try JSON.parse(try blob(exchange.response))
        }
    }

    /// Changes every step of a report, in order.
    private static func mapSteps(
        of report: JSON, _ body: (_ scenario: String, inout JSON.Object) throws -> Void
    ) throws -> JSON {
        guard case .object(var whole) = report else { return report }
        for group in groups {
            guard let scenarios = whole[group]?.items else { continue }
            whole[group] = .array(
                try scenarios.map { scenario in
                    guard case .object(var scenario) = scenario, let steps = scenario["steps"]?.items else {
                        return scenario
                    }
                    let name = scenario["name"]?.string ?? ""
                    scenario["steps"] = .array(
                        try steps.map { step in
                            guard case .object(var step) = step else { return step }
                            try body(name, &step)
                            return .object(step)
                        })
                    return .object(scenario)
                })
        }
        return .object(whole)
    }
}

import HarnessKit

/// An event without the links of its chain, for those who read a whole history.
package struct EventLine: Sendable {
    package let stream: String
    package let kind: String
    package let at: Date
    private let body: Bytes

    init(stream: String, kind: String, at: Date, body: Bytes) {
        self.stream = stream
        self.kind = kind
        self.at = at
        self.body = body
    }

    /// The body as the type that its kind is known to have.
    package func decode<Body: EventBody>(as type: Body.Type = Body.self) throws -> Body {
        try JSON.Source(name: "an event of \(stream)", bytes: body, options: .strict).decode()
    }

    /// The body as it is, for kinds that this program has no type for.
    package func value() throws -> JSON { try JSON.parse(body) }
}

/// What came of one scenario in one run.
package struct ScenarioLine: Sendable {
    package let run: String
    package let stream: String
    package let scenario: String
    /// The first step that failed; nil where all held.
    package let failingStep: String?
    package let manifest: String?
    package let started: Date
    package let ended: Date
}

extension Ledger {
    /// Every stream's events of those kinds, each stream's in its order.
    package func history(of kinds: [String]) throws -> [EventLine] {
        try database.rows("select stream, kind, at, body from event where kind in \(kinds) order by id") { row in
            EventLine(stream: try row[0], kind: try row[1], at: Date(milliseconds: try row[2]), body: try row[3])
        }
    }

    /// The scenarios of every run, in the order in which they were played.
    package func scenarioHistory() throws -> [ScenarioLine] {
        try database.rows(
            """
            select run.id, run.stream, scenario, min(case verdict when 'fail' then step end), manifest, started, ended
            from run join exchange on exchange.run = run.id where run.purpose <> \(RunFinished.onBase)
            group by run.id, scenario order by started, run.id, min(seq)
            """
        ) { row in
            ScenarioLine(
                run: try row[0], stream: try row[1], scenario: try row[2], failingStep: try row[3],
                manifest: try row[4], started: Date(milliseconds: try row[5]), ended: Date(milliseconds: try row[6]))
        }
    }

    /// The hashes of the events of a kind, as the lines made from them carry them.
    package func hashes(of kind: String) throws -> Set<String> {
        Set(try database.rows("select hash from event where kind = \(kind)") { (try $0[0] as Digest).description })
    }
}

/// The first run of a scenario, and whether it has passed since.
private struct ScenarioStart {
    let run: String
    let manifest: String?
    var hasPassed = false
}

extension [ScenarioLine] {
    /// For each line, in their order, whether it is a failure that had to be.
    ///
    /// A scenario is written before the work and has to fail then: on the first bytes that it was ever played on, as long
    /// as it had not passed.
    package var haveToFail: [Bool] {
        var starts: [String: ScenarioStart] = [:]
        return map { line in
            let start = starts[line.scenario]
            let isFirst =
                start.map { $0.run == line.run || ($0.manifest != nil && $0.manifest == line.manifest) } ?? true
            starts[line.scenario, default: ScenarioStart(run: line.run, manifest: line.manifest)].hasPassed =
                start?.hasPassed == true || line.failingStep == nil
            return line.failingStep != nil && isFirst && start?.hasPassed != true
        }
    }

    /// Runs in which nothing failed but what had to.
    package var runsThatHaveToFail: Set<String> {
        let failing = zip(self, haveToFail).filter { $0.0.failingStep != nil }
        return Set(failing.filter(\.1).map(\.0.run)).subtracting(failing.filter { !$0.1 }.map(\.0.run))
    }
}

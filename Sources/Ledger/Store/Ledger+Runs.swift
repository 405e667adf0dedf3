import HarnessKit

/// A run as its row tells it.
package struct RunLine: Sendable {
    package let id: String
    package let stream: String
    package let purpose: String
    package let started: Date
    package let ended: Date
    package let outcome: String
    package let report: Digest
}

/// One exchange with what was run, its texts named by their digests.
package struct ExchangeLine: Sendable {
    package let scenario: String
    package let step: String
    package let verdict: String
    package let request: Digest
    package let response: Digest

    package init(scenario: String, step: String, verdict: String, request: Digest, response: Digest) {
        self.scenario = scenario
        self.step = step
        self.verdict = verdict
        self.request = request
        self.response = response
    }
}

extension Ledger {
    /// Keeps bytes under their digest; only within a transaction. What is a secret is taken out by the caller.
    @discardableResult
    package func keep(_ bytes: Bytes) throws -> Digest {
        let digest = SHA256.digest(of: bytes)
        try database.execute(
            "insert into blob (hash, size, bytes) values (\(digest), \(bytes.count), \(bytes)) on conflict do nothing")
        return digest
    }

    /// The bytes that were kept under a digest; refused where they are others now.
    package func blob(_ digest: Digest) throws -> Bytes {
        guard let bytes = try database.first("select bytes from blob where hash = \(digest)", { try $0[0] as Bytes })
        else {
            throw Failure(
                .malformed, "the ledger lacks the text \(digest)",
                hint: "run 'task-state doctor', and restore it from a copy", codes: ["E_BLOB"])
        }
        guard SHA256.digest(of: bytes) == digest else {
            throw Failure(
                .malformed, "the text \(digest) was changed after it was recorded",
                hint: "run 'task-state doctor', and restore the ledger from a copy", codes: ["E_BLOB"])
        }
        return bytes
    }

    /// Writes a run and its exchanges down; only within a transaction. Returns the digest over all of it.
    package func record(_ run: RunLine, _ exchanges: [ExchangeLine], on manifest: String? = nil) throws -> Digest {
        try database.execute(
            """
            insert into run (id, stream, purpose, manifest, started, ended, outcome, report)
            values (\(run.id), \(run.stream), \(run.purpose), \(manifest), \(run.started.milliseconds),
                \(run.ended.milliseconds), \(run.outcome), \(run.report))
            """)
        for (index, exchange) in exchanges.enumerated() {
            try database.execute(
                """
                insert into exchange (run, seq, scenario, step, verdict, request, response)
                values (\(run.id), \(index + 1), \(exchange.scenario), \(exchange.step), \(exchange.verdict),
                    \(exchange.request), \(exchange.response))
                """)
        }
        return Self.digest(of: run, exchanges)
    }

    /// The run of that id, or nil.
    package func run(_ id: String) throws -> RunLine? {
        try runs("where id = \(id)").first
    }

    /// Runs, the newest first; those of one stream, if it is named.
    package func runs(of stream: String? = nil, limit: Int = -1) throws -> [RunLine] {
        let which: SQL = stream.map { "where stream = \($0)" } ?? "where 1"
        return try runs("\(which) order by started desc, id desc limit \(limit)")
    }

    /// What a person means by the latest run: one on the state before the work only where there is no other.
    package func latestRun(of stream: String?) throws -> RunLine? {
        let which: SQL = stream.map { "where stream = \($0)" } ?? "where 1"
        return try runs("\(which) order by purpose = \(RunFinished.onBase), started desc, id desc limit 1").first
    }

    package func exchanges(of run: String) throws -> [ExchangeLine] {
        try database.rows(
            "select scenario, step, verdict, request, response from exchange where run = \(run) order by seq"
        ) { row in
            ExchangeLine(
                scenario: try row[0], step: try row[1], verdict: try row[2], request: try row[3], response: try row[4])
        }
    }

    /// Whether a task ended on a report of these bytes already.
    package func isEvidence(_ digest: Digest) throws -> Bool {
        let bodies = try database.rows("select body from event where kind = \(TaskEnded.kind)") { try $0[0] as Bytes }
        return try bodies.contains { try TaskEnded(json: JSON.parse($0)).evidence == digest.description }
    }

    /// The moment of the latest event of all.
    package func latestMoment() throws -> Date? {
        try database.first("select max(at) from event") { try $0[0] as Int? }?.map { Date(milliseconds: $0) }
    }

    /// What the events of all streams say of runs.
    package func finishedRuns() throws -> [RunFinished] {
        try database.rows("select body from event where kind = \(RunFinished.kind)") { try $0[0] as Bytes }
            .map { try RunFinished(json: JSON.parse($0)) }
    }

    /// The same of what other stores wrote first: their runs stayed there.
    package func finishedRunsElsewhere() throws -> Set<String> {
        let bodies = try database.rows(
            "select body from event where kind = \(RunFinished.kind) and origin <> \(id)"
        ) { try $0[0] as Bytes }
        return Set(try bodies.map { try RunFinished(json: JSON.parse($0)).run })
    }

    /// Scenario files that tasks other than this one registered, as they are named in the project, and which tasks.
    package func scenarioFiles(except id: TaskID) throws -> [String: Set<String>] {
        let rows = try database.rows(
            "select stream, body from event where kind = \(ScenariosRegistered.kind) and stream <> \(id.text)"
        ) { (stream: try $0[0] as String, body: try $0[1] as Bytes) }
        return try rows.reduce(into: [:]) { owners, row in
            for file in try ScenariosRegistered(json: JSON.parse(row.body)).files {
                owners[file.path, default: []].insert(row.stream)
            }
        }
    }

    /// What the run's event must say of it.
    package func digest(of run: RunLine) throws -> Digest {
        Self.digest(of: run, try exchanges(of: run.id))
    }

    private func runs(_ rest: SQL) throws -> [RunLine] {
        try database.rows("select id, stream, purpose, started, ended, outcome, report from run \(rest)") { row in
            RunLine(
                id: try row[0], stream: try row[1], purpose: try row[2], started: Date(milliseconds: try row[3]),
                ended: Date(milliseconds: try row[4]), outcome: try row[5], report: try row[6])
        }
    }

    private static func digest(of run: RunLine, _ exchanges: [ExchangeLine]) -> Digest {
        var hash = SHA256()
        func add(_ field: Bytes) {
            hash.add(Bytes("\(field.count):".utf8))
            hash.add(field)
        }
        for text in [
            "harness.run/1", run.id, run.stream, run.purpose, "\(run.started.milliseconds)",
            "\(run.ended.milliseconds)",
            run.outcome,
        ] { add(Bytes(text.utf8)) }
        add(run.report.bytes)
        for exchange in exchanges {
            for text in [exchange.scenario, exchange.step, exchange.verdict] { add(Bytes(text.utf8)) }
            add(exchange.request.bytes)
            add(exchange.response.bytes)
        }
        return hash.finished()
    }
}

extension RunLine {
    package init(
        id: String, stream: String, started: Date, ended: Date, outcome: String, report: Digest,
        purpose: String = "verify"
    ) {
        self.id = id
        self.stream = stream
        self.purpose = purpose
        self.started = Date(milliseconds: started.milliseconds)
        self.ended = Date(milliseconds: ended.milliseconds)
        self.outcome = outcome
        self.report = report
    }
}

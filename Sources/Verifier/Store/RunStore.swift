import HarnessKit
import Ledger

/// Runs in the ledger: written once, read for explanations and exports.
package struct RunStore {
    package let store: TaskStore

    package init(store: TaskStore) {
        self.store = store
    }

    /// A run's id, by which people can name it.
    package static func newID(in context: Context) -> String {
        "r-\(context.clock.now().compact)-\(context.random(3).hexadecimal)"
    }

    /// Records what happened, and has the report written into its files.
    package func record(_ report: Report, of task: TaskID?, started: Date, purpose: String = "verify") throws {
        let stream = task?.text ?? TaskStore.commonStream
        let ended = store.context.clock.now()
        try store.note(in: stream, to: [.report]) {
            let (line, digest) = try store.ledger.record(
                report.json, run: report.run, stream: stream, purpose: purpose, started: started, ended: ended)
            var body = RunFinished()
            body.run = line.id
            body.purpose = purpose
            body.outcome = line.outcome
            body.summary = report.line
            body.scenarios = report.scenarios.count
            body.passed = report.scenarios.count { $0.status == .pass }
            body.code = report.trouble?.code
            body.digest = digest.description
            body.manifest = report.manifest
            if purpose == "verify" { body.plan = task.map { Desk(store: store).plan(for: $0) } }
            return [body]
        }
    }

    /// The run of that id, or the latest: of a task, if one is meant.
    package func report(_ id: String?, of task: TaskID? = nil) throws -> (line: RunLine, report: Report) {
        let line: RunLine?
        if let id {
            line = try store.ledger.run(id)
        } else {
            line = try store.ledger.latestRun(of: task?.text)
        }
        guard let line else {
            throw Failure(
                .missing, id.map { "there is no run \($0)" } ?? "nothing was verified here yet",
                hint: "run 'verify run'")
        }
        try check(line)
        let source = JSON.Source(
            name: "the report of \(line.id)", bytes: try store.ledger.report(of: line).bytes(.compact), options: .strict
        )
        return (line, try source.decode())
    }

    /// Hashes every run, its exchanges and their texts again, and holds them against the events that tell of them.
    package func health() throws -> Health {
        let mend = "restore the ledger from a copy, and run 'verify run' again"
        var told: [String: String] = [:]
        for body in try store.ledger.finishedRuns() { told[body.run] = body.digest }
        let lines = try store.ledger.runs()
        for line in lines {
            guard try told.removeValue(forKey: line.id) == store.ledger.digest(of: line).description else {
                return .bad("the run \(line.id) is not what was recorded of it", mend: mend)
            }
            do {
                _ = try store.ledger.report(of: line)
            } catch {
                return .bad("the run \(line.id): \(Failure(translating: error).message)", mend: mend)
            }
        }
        // An exported task tells of its runs; they stay in the store that made them.
        let elsewhere = try store.ledger.finishedRunsElsewhere().intersection(told.keys)
        guard let lost = told.keys.filter({ !elsewhere.contains($0) }).min(by: { $0.precedes($1) }) else {
            let rest = elsewhere.isEmpty ? "" : "; \(elsewhere.count) of imported tasks stayed where they were made"
            return .ok("\(lines.count) runs are as they were recorded\(rest)")
        }
        return .bad("the run \(lost) is told of and is not there", mend: mend)
    }

    /// Holds a run against the event that tells of it.
    private func check(_ line: RunLine) throws {
        let digest = try store.ledger.digest(of: line).description
        let events = try store.ledger.events(of: line.stream).filter { $0.kind == RunFinished.kind }
        let isTold = try events.contains { event in
            let body: RunFinished = try event.decode()
            return body.run == line.id && body.digest == digest
        }
        guard isTold else {
            throw Failure(
                .malformed, "the run \(line.id) is not what was recorded of it", hint: "run 'task-state doctor'")
        }
    }
}

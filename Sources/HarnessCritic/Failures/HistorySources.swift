import HarnessKit
import Ledger

/// Where failures are looked for: the ledger always, folders of files beside it.
struct HistorySources: Sendable {
    var failures: Path?
    var episodes: Path?

    /// Reads all there is; a folder that was named must be there.
    func history(in workspace: Workspace, _ store: TaskStore?, _ context: Context) throws -> History {
        var history = try store.map { try LedgerReading.history(from: $0.ledger) } ?? History()
        // A line that was made from an event of this ledger is not counted twice.
        let known = try store?.ledger.hashes(of: EpisodeRecorded.kind) ?? []
        let isDefault = failures == nil && episodes == nil
        if let path = try failures.map({ try Self.named($0, in: context) })
            ?? (isDefault ? workspace.harness / "trace/failures" : nil)
        {
            var plain = FlatRecord()
            var files = FailureFiles { $1.incidents.append(try IncidentReading.incident($0)) }
            files.glance = { bytes, history in
                guard let incident = plain.incident(bytes) else { return false }
                history.incidents.append(incident)
                return true
            }
            try files.read(path, into: &history)
        }
        if let path = try episodes.map({ try Self.named($0, in: context) })
            ?? (isDefault ? workspace.harness / "memory/episodes" : nil)
        {
            try FailureFiles { try EpisodeReading.take($0, known: known, into: &$1) }.read(path, into: &history)
        }
        history.nameLessons()
        return history
    }

    private static func named(_ path: Path, in context: Context) throws -> Path {
        let place = context.directory / path
        guard FileStatus(following: place)?.kind == .folder else {
            throw Failure(.missing, "\(path) is not a folder", hint: "name the folder that holds the JSON files")
        }
        return place
    }
}

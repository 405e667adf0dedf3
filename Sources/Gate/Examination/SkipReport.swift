import HarnessKit
import Ledger
import TaskState

/// A report in which another skill's agent says that nothing could be verified: taken as an honest exit, once.
struct SkipReport {
    let reason: String
    let digest: Digest

    /// The file system's clock may be some milliseconds behind.
    private static let tick: Int64 = 10
    private static let file = "trace/verification-report.json"

    /// The report, if it was written for this task: after it began, with a reason, and not used before.
    init?(for task: TaskRecord, in store: TaskStore) throws {
        guard let name = RelativePath(Self.file), let status = FileStatus(of: store.workspace.harness / Self.file),
            status.changed / 1_000_000 > Int64(task.startedAt.milliseconds) - Self.tick,
            let bytes = try Folder(store.workspace.harness).read(name),
            let json = try? JSON.parse(bytes, .loneSurrogates),
            json["overall_status"] == "skip", let reason = json["skip_reason"]?.string, Self.saysSomething(reason)
        else { return nil }
        let digest = SHA256.digest(of: bytes)
        guard try !store.ledger.isEvidence(digest) else { return nil }
        self.reason = reason
        self.digest = digest
    }

    /// Neither empty nor the words of a template that nobody replaced.
    private static func saysSomething(_ reason: String) -> Bool {
        let words = reason.split(separator: " ")
        return words.count >= 2 && !reason.hasPrefix("[") && !reason.lowercased().contains("explain why")
    }

    var verdict: GateVerdict {
        GateVerdict(
            isProved: false, level: Level.unverified.rawValue, code: "skip-report", reason: reason,
            evidence: digest.description)
    }
}

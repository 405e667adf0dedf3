import HarnessKit
import Ledger
import Project
import Verifier

/// The settings that a task began with.
extension Workshop {
    /// The validation that the task began with; where there was none, today's.
    func validationAtStart() throws -> ValidationSource? {
        let name = ValidationFile.path
        let kept = task.started.rules.first { $0.path.hasSuffix("/\(name)") }.flatMap { Digest($0.digest) }
        guard let kept else { return try ValidationSource.known(in: store.workspace, store.context) }
        return try ValidationSource(name: "\(name) of the start", bytes: try store.ledger.blob(kept))
    }

    /// How the project was run when the task began; nil where that is as today, or is not known.
    func projectAtStart() throws -> ProjectEnvironment? {
        let change = SettingsChange(task: task, store: store, file: ProjectEnvironment.file)
        guard let bytes = try change.formerBytes() else { return nil }
        let source = JSON.Source(name: "environment.json of the start", bytes: bytes)
        guard let former: ProjectEnvironment = try? source.decode() else { return nil }
        return Self.digest(of: former) == environmentDigest ? nil : former
    }
}

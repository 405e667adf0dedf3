import HarnessKit
import Ledger
import Verifier
import Worktree

/// What receipts rest on and was gone or loosened already when the task began: nobody plays it any more.
///
/// What is done in the task itself is refused as weakened; this was done between two tasks, and is told.
struct LostScenarios {
    struct Lost: Equatable {
        let words: String
        let hint: String
    }

    let receipts: [Receipt]
    /// The scenario files that are there.
    let present: [ScenarioSource]
    /// What they were when the task began, and what takes the place of that since the task amended it.
    let begun: [String: Digest]
    let start: [String: Digest]
    let store: TaskStore

    /// A line for each file, with the command that ends it on purpose.
    func found() throws -> [Lost] {
        // The last receipt that names a file says what it was worth.
        var last: [String: (receipt: Receipt, file: RegisteredFile)] = [:]
        for receipt in receipts.sorted(by: { $0.at < $1.at }) {
            for file in receipt.body.files { last[file.path] = (receipt, file) }
            // What was amended with a reason is what counts from there on.
            for file in receipt.body.amendedFiles ?? [] { last[file.path]?.file.digest = file.digest }
        }
        let suspects = last.values.filter { isSuspect($0.file) }.sorted { $0.file.path.precedes($1.file.path) }
        guard !suspects.isEmpty else { return [] }
        let retired = try RetiredScenarios.read(in: store.workspace.harness)
        return try suspects.compactMap { receipt, file in
            guard retired.reason(ofAny: file.scenarios) == nil else { return nil }
            return try lost(file, of: receipt)
        }
    }

    private func isSuspect(_ file: RegisteredFile) -> Bool {
        guard !file.scenarios.isEmpty else { return false }
        guard let source = present.first(where: { $0.name == file.path }) else {
            // What lies elsewhere under its own name is played there.
            return start[file.path] == nil
                && Set(present.flatMap(\.file.scenarios).map(\.id)).isDisjoint(with: file.scenarios)
        }
        return !source.isOwn && start[file.path] == source.digest && begun[file.path]?.description != file.digest
    }

    private func lost(_ file: RegisteredFile, of receipt: Receipt) throws -> Lost? {
        let retiring = "'verify retire \(ShellLine.quoted(file.scenarios[0])) --reason TEXT'"
        guard var now = present.first(where: { $0.name == file.path }) else {
            return Lost(
                words: "\(file.path), which showed \(receipt.task), is not there, and was not when the task began",
                hint: "bring it back, or end it on purpose: \(retiring)")
        }
        guard let bytes = try former(file), let former = try? ScenarioSource(name: file.path, bytes: bytes) else {
            return Lost(
                words: "\(file.path) is not what it was when it showed \(receipt.task)",
                hint: "put back what it was, or end it on purpose: \(retiring)")
        }
        // What the task itself did to it since, it gave a reason for.
        if let digest = begun[file.path], digest != now.digest {
            guard let bytes = try? store.ledger.blob(digest),
                let then = try? ScenarioSource(name: file.path, bytes: bytes)
            else { return nil }
            now = then
        }
        let findings = Weakening.findings(from: former.file, to: now.file)
        guard let first = findings.first else { return nil }
        let rest = findings.count > 1 ? " (and \(findings.count - 1) more)" : ""
        return Lost(
            words: "\(file.path) asked for more when it showed \(receipt.task): \(first)\(rest)",
            hint: "put back what it was, or end it on purpose: \(retiring)")
    }

    /// The bytes that the receipt was made with: as the ledger kept them, or as they are committed.
    private func former(_ file: RegisteredFile) throws -> Bytes? {
        if let digest = Digest(file.digest), let bytes = try? store.ledger.blob(digest) { return bytes }
        guard let path = RelativePath(file.path), let git = Git(of: store.workspace, in: store.context),
            let head = git.head(), let bytes = try git.contents(of: [path], in: head)[path],
            SHA256.digest(of: bytes).description == file.digest
        else { return nil }
        return bytes
    }
}

import HarnessKit
import Ledger

extension TaskStore {
    private static let mostBytes = 8 * 1024 * 1024

    /// Keeps what a task is going to be judged by: policy, validation, and the scenarios that earlier tasks left.
    ///
    /// The harness's own folder is in no snapshot, and need not be in git.
    func presentRules() throws -> [RegisteredFile] {
        let names = (try? Folder(workspace.harness / "scenarios").names(atMost: 2000)) ?? []
        let scenarios = names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.map { "scenarios/\($0)" }
        let settings = ["config/policy.json", "config/validation.json"].filter {
            FileStatus(of: workspace.harness / Path($0)) != nil
        }
        guard !(settings + scenarios).isEmpty else { return [] }
        let folder = try Folder(workspace.harness)
        return try ledger.transaction {
            try (settings + scenarios).compactMap { name in
                guard let path = RelativePath(name),
                    let size = FileStatus(of: workspace.harness / Path(name))?.size, size <= Self.mostBytes,
                    let bytes = try? folder.read(path)
                else { return nil }
                var file = RegisteredFile()
                file.path = "\(workspace.harnessName)/\(name)"
                file.digest = try ledger.keep(context.secrets.redact(bytes)).description
                return file
            }
        }
    }
}

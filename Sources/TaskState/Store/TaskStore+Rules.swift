import HarnessKit
import Ledger

extension TaskStore {
    private static let mostBytes = 8 * 1024 * 1024

    /// Hides the values of what environment.json calls secrets: a scenario may hold one. False where one is not known.
    private func hideSecrets(in folder: Folder) -> Bool {
        guard FileStatus(of: folder.path / Path(Self.environment)) != nil else { return true }
        // People write comments into it; what cannot be read may name any secret.
        guard let bytes = try? RelativePath(Self.environment).flatMap({ try folder.read($0) }),
            let json = try? JSON.parse(bytes, .handwritten)
        else { return false }
        let names = json["secrets"]?.items?.compactMap(\.string) ?? []
        let values = names.map { context.environment.nonEmpty($0) }
        for (name, value) in zip(names, values) { value.map { _ = context.secrets.hide($0, named: name) } }
        return !values.contains(nil)
    }

    private static let environment = "config/environment.json"

    /// Keeps what a task is going to be judged by: policy, validation, and the scenarios that earlier tasks left.
    ///
    /// The harness's own folder is in no snapshot, and need not be in git.
    func presentRules() throws -> [RegisteredFile] {
        let names = (try? Folder(workspace.harness / "scenarios").names(atMost: 2000)) ?? []
        let scenarios = names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.map { "scenarios/\($0)" }
        let settings = ["config/policy.json", "config/validation.json", Self.environment].filter {
            FileStatus(of: workspace.harness / Path($0)) != nil
        }
        guard !(settings + scenarios).isEmpty else { return [] }
        let folder = try Folder(workspace.harness)
        let knowsSecrets = hideSecrets(in: folder)
        return try ledger.transaction {
            try (settings + scenarios).compactMap { name in
                guard let path = RelativePath(name),
                    let size = FileStatus(of: workspace.harness / Path(name))?.size, size <= Self.mostBytes,
                    let bytes = try? folder.read(path)
                else { return nil }
                var file = RegisteredFile()
                file.path = "\(workspace.harnessName)/\(name)"
                // It may hold what nobody is to see, and is only told apart.
                guard name != Self.environment, knowsSecrets || !name.hasPrefix("scenarios/") else {
                    file.digest = SHA256.digest(of: bytes).description
                    file.isKept = false
                    return file
                }
                file.digest = try ledger.keep(context.secrets.redact(bytes)).description
                return file
            }
        }
    }
}

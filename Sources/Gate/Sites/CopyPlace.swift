import HarnessKit

/// Where copies of a project lie: outside of it, so that no test runner, compiler or linter of the project finds them.
struct CopyPlace {
    private let context: Context
    private let name: String
    private let root: Path

    init(of workspace: Workspace, in context: Context) {
        self.context = context
        root = workspace.root
        name = String(SHA256.digest(of: workspace.root.bytes).description.prefix(16))
    }

    /// A folder for a copy of that name, in the first place that can be written.
    func folder(named copy: String) throws -> Path {
        var last: Error?
        for place in candidates {
            do {
                let folder = place / name / copy
                try Self.refuseForeign(place)
                try refuseSettings(above: (try? place.resolved() / name) ?? place / name)
                try FileSystem.makePrivateFolder(folder)
                guard FileSystem.canWrite(in: folder) else {
                    throw SystemError("write", folder.description, number: EACCES)
                }
                return try folder.resolved()
            } catch {
                last = error
            }
        }
        throw Failure(
            .unavailable,
            "there is no place for a copy of the project: \(last.map { Failure(translating: $0).message } ?? "")",
            hint: "name a folder that can be written as HARNESS_CACHE_DIR")
    }

    /// A home folder may be missing, or out of a sandbox's reach.
    private var candidates: [Path] {
        let environment = context.environment
        if let chosen = environment.nonEmpty("HARNESS_CACHE_DIR") { return [context.directory / Path(chosen)] }
        let cache =
            environment.nonEmpty("XDG_CACHE_HOME").map { Path($0) }
            ?? environment.nonEmpty("HOME").map { Path($0) / ".cache" }
        let temporary = Path(environment.nonEmpty("TMPDIR") ?? "/tmp") / "harness-executor-\(getuid())"
        return [cache.map { $0 / "harness-executor" }, temporary].compactMap(\.self)
    }

    /// What tools look for in every folder above the one they work in.
    private static let settings = [".cargo/config.toml", ".cargo/config", "pytest.ini", ".pytest.ini", "go.work"]

    /// What lies above the copies and not above the project would hold for the copies alone.
    private func refuseSettings(above copies: Path) throws {
        var above = Optional(copies)
        while let folder = above, !root.isIn(folder) {
            if let name = Self.settings.first(where: {
                FileStatus(of: folder / $0) != nil && !isEverywhere(folder / $0)
            }) {
                throw Failure(
                    .denied, "\(folder / name) lies above the copies, and would have a say in them alone",
                    hint: "remove it, or name another folder as HARNESS_CACHE_DIR")
            }
            above = folder.parent
        }
    }

    /// Whether cargo takes a file for every project, wherever that lies.
    private func isEverywhere(_ file: Path) -> Bool {
        let home =
            context.environment.nonEmpty("CARGO_HOME").map { Path($0) }
            ?? context.environment.nonEmpty("HOME").map { Path($0) / ".cargo" }
        return home.map { file.parent == $0 || (try? file.parent?.resolved()) == (try? $0.resolved()) } ?? false
    }

    /// In a folder that everybody may write to, somebody else may have been first.
    private static func refuseForeign(_ place: Path) throws {
        guard let status = FileStatus(of: place) else { return }
        guard status.kind == .folder, status.owner == geteuid() else {
            throw Failure(.denied, "\(place) belongs to somebody else", hint: "name another as HARNESS_CACHE_DIR")
        }
    }
}

import HarnessKit
import Ledger
import Project
import Verifier
import Worktree

/// Ignored files that the project seems to need and that its copies lack, because `share` does not name them.
struct IgnoredInputs {
    /// What was found, those first that package managers put there.
    let names: [String]
    private let shared: [String]
    private let file: String

    init(of tree: Manifest, _ project: ProjectEnvironment, in workspace: Workspace) {
        let shared = project.shared
        let usual = ((try? Detection(of: workspace.root))?.share ?? []) + [".env"]
        let missing = tree.hidden.map(\.description).filter { name in
            !shared.contains { name == $0 || name.hasPrefix($0 + "/") } && !Self.isMade(name)
        }
        let known = missing.filter(usual.contains)
        names = known.isEmpty ? Array(missing.prefix(3)) : known
        self.shared = shared
        file = "\(workspace.harnessName)/config/environment.json"
    }

    /// The line that gives them to every copy; nil where nothing is missing.
    var advice: String? {
        names.isEmpty ? nil : "add \"share\": \((shared + names).json.text(.compact)) to \"app\" in \(file)"
    }

    /// What runs and builds leave behind: nothing needs it.
    private static func isMade(_ name: String) -> Bool {
        let last = Path(name).name
        return leavings.contains(last) || endings.contains { last.hasSuffix($0) }
    }

    private static let leavings: Set = [
        "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".tox", ".cache", ".coverage", "coverage",
        "build",
        "dist", "out", "target", ".DS_Store", ".idea", ".vscode",
    ]
    private static let endings = [".pyc", ".log", ".swp", ".egg-info"]
}

extension ProjectEnvironment {
    private var applications: [Application] { [app].compactMap { $0 } + (apps.map { Array($0.values) } ?? []) }

    /// Ignored files and folders that a copy needs, as they are written.
    var shared: [String] {
        applications.flatMap(\.share).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The same as paths.
    func sharedPaths() throws -> [RelativePath] {
        try shared.map { name in
            guard let path = RelativePath(name) else {
                throw Failure(
                    .malformed, "environment.json: '\(name)' under \"share\" is no path within the project",
                    hint: "name it relative to the project's top")
            }
            return path
        }
    }

    /// Whether only the project's own folder can run it.
    var isInPlace: Bool { applications.contains(where: \.isInPlace) }
}

extension SharedInputs {
    /// Ignored folders of dependencies, by the names that they have everywhere.
    static let usualNames = ["node_modules", ".venv", "venv", "vendor", ".env"]
}

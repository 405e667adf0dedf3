import HarnessKit

/// What interpreters, test runners and desktops leave behind by themselves, and nobody calls a change.
package enum Residue {
    /// The folder that no manifest and no snapshot takes in unless git has it.
    static let compiled = Bytes("__pycache__".utf8)

    private static let folders: Set<Substring> = [
        "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis",
    ]
    private static let endings = [".pyc", ".pyo", ".swp", "~"]

    /// Whether a path lies in such a folder, or is such a file.
    package static func holds(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        guard let name = parts.last else { return false }
        return parts.contains(where: folders.contains) || name == ".DS_Store" || endings.contains { name.hasSuffix($0) }
    }
}

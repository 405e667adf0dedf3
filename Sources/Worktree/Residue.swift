import HarnessKit

/// What interpreters, test runners and desktops leave behind by themselves, and nobody calls a change.
package enum Residue {
    /// The folder that no manifest and no snapshot takes in unless git has it.
    static let compiled = Bytes("__pycache__".utf8)

    private static let folders: Set<Substring> = [
        "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis",
    ]
    /// Folders that test runners and checkers keep beside the code, and put an ignore file of their own into.
    private static let caches: Set<String> = [".pytest_cache", ".mypy_cache", ".ruff_cache"]

    /// Whether a file is what such a cache consists of: notes without an ending, data of a checker; never code.
    static func isNote(_ path: Bytes) -> Bool {
        let parts = String(decoding: path, as: UTF8.self).split(separator: "/").map(String.init)
        guard let name = parts.last, let cache = parts.dropLast().first(where: caches.contains) else { return false }
        if [".gitignore", "CACHEDIR.TAG", "README.md"].contains(name) { return true }
        return !name.contains(".") || (cache == ".mypy_cache" && name.hasSuffix(".json"))
    }

    private static let endings = [".swp", "~"]

    /// Whether a path lies in such a folder, or is such a file.
    package static func holds(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        guard let name = parts.last else { return false }
        return parts.contains(where: folders.contains) || name == ".DS_Store" || endings.contains { name.hasSuffix($0) }
    }
}

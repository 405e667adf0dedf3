import HarnessKit

/// Folders below somebody's home into which version managers put interpreters for all projects.
///
/// A virtual environment leads there, as it leads to the system's own where that has one.
enum UserTools {
    private static let folders: [Path] = [
        ".pyenv/versions", ".local/share/uv/python", ".rye/py", ".asdf/installs", ".local/share/mise/installs",
        ".nvm/versions", ".local/share/fnm", ".fnm", ".volta/tools", ".rbenv/versions", ".rvm/rubies", ".jenv/versions",
        ".sdkman/candidates", ".rustup/toolchains", ".swiftly/toolchains", "miniconda3", "anaconda3", "miniforge3",
    ]

    private static let interpreters = ["python", "pypy", "node", "ruby", "java", "deno", "bun", "perl", "php"]

    /// Whether a place, where links end, is an interpreter of theirs.
    static func hold(_ place: Path, in environment: Environment) -> Bool {
        guard interpreters.contains(where: { place.name.hasPrefix($0) }), let home = environment.nonEmpty("HOME"),
            let top = try? Path(home).resolved()
        else { return false }
        return folders.contains { place.isIn(top / $0) }
    }
}

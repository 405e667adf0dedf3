import HarnessKit

/// Which files are documents, by what they are called and where they lie.
extension DocumentsControl {
    private static let endings = [
        ".md", ".markdown", ".mdx", ".rst", ".adoc", ".txt", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".pdf",
    ]
    /// What a document is called that has no ending.
    private static let names: Set = [
        "README", "LICENSE", "LICENCE", "UNLICENSE", "COPYING", "COPYRIGHT", "NOTICE", "AUTHORS", "CONTRIBUTORS",
        "MAINTAINERS", "CODEOWNERS", "THANKS", "CHANGELOG", "CHANGES", "HISTORY", "CONTRIBUTING",
    ]

    /// A document wherever it lies: a change of it is no work, whatever the task.
    static func isDocument(_ path: String) -> Bool {
        let name = Path(path).name
        guard !isSetting(name.lowercased()) else { return false }
        return endings.contains { path.lowercased().hasSuffix($0) } || names.contains(name)
    }

    // What a task of kind docs may change is more: a program could read some of that.

    private static let furtherNames: Set = ["NEWS", "HACKING", "TODO", "INSTALL"]
    /// Others are programs or folders where all of their letters are small.
    private static let smallNames: Set = [
        "readme", "license", "licence", "copying", "copyright", "authors", "contributors", "changelog",
    ]
    private static let furtherEndings = [".org", ".textile", ".rdoc"]
    /// Documents only where documents lie: elsewhere a program is as likely to read them.
    private static let endingsBelow = [".tex", ".bib", ".drawio", ".mmd", ".puml", ".csv"]
    private static let folders: Set = ["doc", "docs"]
    private static let manualFolders: Set = ["doc", "docs", "man"]
    private static let sourceFolders: Set = ["test", "tests", "spec", "fixtures", "testdata", "src", "lib"]

    /// Whether a file is documentation, for a task that may change nothing else.
    static func isDocumentation(_ path: String) -> Bool {
        if isDocument(path) { return true }
        let parts = path.split(separator: "/").map(String.init)
        guard let name = parts.last else { return false }
        if names.union(furtherNames).contains(name.uppercased()), let first = name.first {
            return first.isUppercase || smallNames.contains(name)
        }
        let small = name.lowercased()
        if furtherEndings.contains(where: small.hasSuffix) { return true }
        let above = Set(parts.dropLast().map { $0.lowercased() })
        guard above.isDisjoint(with: sourceFolders) else { return false }
        return !above.isDisjoint(with: folders) && endingsBelow.contains(where: small.hasSuffix)
            || !above.isDisjoint(with: manualFolders) && isManual(small)
    }

    /// A page of the manual, such as `greet.1`; no version of a library, as in `libgreet.so.1`.
    private static func isManual(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1, let section = parts.last, let stem = parts.first, !stem.isEmpty else { return false }
        return section.count == 1 && ("1"..."8").contains(section) && !parts.dropLast().contains("so")
    }

    /// Files that end like a text and say what is installed or built.
    private static func isSetting(_ name: String) -> Bool {
        guard name.hasSuffix(".txt") else { return false }
        return settings.contains(name) || name.contains("requirements") || name.contains("constraints")
            || name.contains("-lock.") || name.contains(".lock.")
    }

    private static let settings: Set = [
        "cmakelists.txt", "cmakecache.txt", "conanfile.txt", "meson_options.txt", "runtime.txt", "packages.txt",
        "pip-requires.txt", "test-requires.txt", "dependencies.txt",
    ]
}

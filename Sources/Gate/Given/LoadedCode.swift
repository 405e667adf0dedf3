import HarnessKit
import Worktree

/// Variables and folders by which an interpreter or loader takes in code that the project's files do not name.
struct LoadedCode {
    let root: Path

    /// What makes a variable's value load something; an empty list stands for any value.
    private static let loaders: [String: [String]] = [
        "LD_PRELOAD": [], "LD_AUDIT": [], "DYLD_INSERT_LIBRARIES": [], "BASH_ENV": [], "PYTHONUSERBASE": [],
        "PYTHONHOME": [], "PYTEST_PLUGINS": [], "PERL5DB": [],
        "NODE_OPTIONS": ["-r", "--require", "--import", "--loader", "--experimental-loader"],
        "RUBYOPT": ["-r"], "PERL5OPT": ["-M", "-m", "-I", "-d"],
        "PYTEST_ADDOPTS": ["-p", "-k", "--deselect", "--ignore"],
        "JAVA_TOOL_OPTIONS": javaOptions, "_JAVA_OPTIONS": javaOptions, "JDK_JAVA_OPTIONS": javaOptions,
    ]
    private static let javaOptions = ["-javaagent", "-agentpath", "-agentlib", "-Xbootclasspath", "--patch-module"]
    private static let folders: Set = ["PYTHONPATH", "PERL5LIB", "RUBYLIB", "NODE_PATH"]
    /// What Python takes in by itself, wherever it finds it.
    private static let starters = ["sitecustomize", "usercustomize"]

    /// What a variable loads, in words; nil where it loads nothing.
    func what(_ variable: GivenWords.Variable) -> String? {
        let (name, value) = (variable.name, variable.value)
        guard !value.isEmpty else { return nil }
        if name == "ENV" || name == "PYTHONSTARTUP" {
            // A shell reads it; most projects mean something else.
            guard value.contains("/"), let path = Path.named(value, below: root),
                FileStatus(following: path)?.kind == .file
            else { return nil }
            return "\(variable.file) sets \(name) to \(value), which a shell reads first"
        }
        if let options = Self.loaders[name] {
            let words = value.split(separator: " ")
            let loads = options.isEmpty || words.contains { word in options.contains { word.hasPrefix($0) } }
            return loads ? "\(variable.file) sets \(name), which loads further code" : nil
        }
        guard Self.folders.contains(name) else { return nil }
        return value.split(separator: ":").lazy.compactMap { folder in
            what(String(folder), in: variable)
        }.first
    }

    private func what(_ folder: String, in variable: GivenWords.Variable) -> String? {
        guard let path = Path.named(folder, below: root) else { return nil }
        let start = "\(variable.file) sets \(variable.name) to \(folder)"
        if variable.name == "PYTHONPATH", let starter = starter(in: path) {
            return "\(start), where \(starter) is, which Python loads by itself"
        }
        let isTests = isOfTests(path) && variable.file != "validation.json"
        return isTests ? "\(start), a folder of tests: its modules are found before others" : nil
    }

    private func starter(in folder: Path) -> String? {
        Self.starters.flatMap { ["\($0).py", $0 + "/__init__.py"] }.first { FileStatus(following: folder / $0) != nil }
    }

    private func isOfTests(_ folder: Path) -> Bool {
        let (text, top) = (folder.plain.description, root.plain.description)
        guard text.hasPrefix(top + "/"), let paths = try? TestPaths(),
            let path = RelativePath("\(text.dropFirst(top.count + 1))/x")
        else { return false }
        return paths.isTest(path)
    }

    // Folders of packages that copies are given.

    /// What an interpreter in a shared folder loads by itself, and no package of it brought.
    func startingUp(_ shared: RelativePath) -> [String] {
        let folder = root / Path(bytes: shared.bytes)
        if folder.name == "__pycache__" {
            return [
                "\(shared), which \"share\" names, holds compiled code that Python may run in the place of what is written"
            ]
        }
        let places: [String] = ["lib", "lib64"].flatMap { lib -> [String] in
            names(in: folder / lib).filter { $0.hasPrefix("python") || $0.hasPrefix("pypy") }
                .map { "\(lib)/\($0)/site-packages" }
        }
        return (places + ["Lib/site-packages"]).flatMap { (place: String) -> [String] in
            let packages = folder / place
            guard FileStatus(of: folder / place)?.kind == .folder else { return [] }
            let all = names(in: packages)
            let own = all.filter { isStarter($0, in: packages) }
            guard !own.isEmpty else { return [] }
            let recorded = records(of: all, in: packages)
            return own.filter { !recorded.contains($0) }.map {
                "\(shared)/\(place)/\($0) is loaded by every Python there, and no package brought it"
            }
        }
    }

    private func isStarter(_ name: String, in packages: Path) -> Bool {
        if Self.starters.contains(where: { name == "\($0).py" || name == $0 }) { return true }
        // Lines of such a file that import are run; others only name folders.
        guard name.hasSuffix(".pth"), name != "_virtualenv.pth", name != "distutils-precedence.pth",
            let text = text(packages / name)
        else { return false }
        return text.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("import ") || $0.hasPrefix("import\t") }
    }

    /// The files at the top that packages say they brought.
    private func records(of names: [String], in packages: Path) -> Set<String> {
        Set(
            names.filter { $0.hasSuffix(".dist-info") }.flatMap { name in
                (text(packages / "\(name)/RECORD") ?? "").split(whereSeparator: \.isNewline).compactMap { line in
                    line.split(separator: ",").first.map(String.init)
                }
            })
    }

    private func names(in folder: Path) -> [String] {
        ((try? Folder(folder).names(atMost: 5000)) ?? []).sorted { $0.precedes($1) }
    }

    private static let mostBytes = 4 * 1024 * 1024

    private func text(_ path: Path) -> String? {
        guard let status = FileStatus(following: path), status.kind == .file, status.size <= Self.mostBytes,
            let folder = path.parent, let name = RelativePath(path.name), let bytes = try? Folder(folder).read(name)
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

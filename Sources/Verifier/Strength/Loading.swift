import HarnessKit

/// Whether an interpreter loads what lies in the project: a module by its name, a folder, or code that is given as a word.
///
/// `python3 -m pack` with `PYTHONPATH=src`, `node -e "require('./lib/count')"`, `perl -Ilib -MCount`, `java -cp out app.Main`.
struct Loading {
    let programs: OwnPrograms
    let folder: Path
    /// Where modules are looked for.
    private let bases: [Path]

    private static let interpreters = [
        "python", "pypy", "node", "deno", "bun", "tsx", "ts-node", "ruby", "perl", "php", "lua", "java", "kotlin",
        "scala",
        "groovy", "clojure", "Rscript", "julia", "elixir", "erl", "guile", "racket", "tclsh", "pwsh", "dart",
    ]
    private static let paths = [
        "PYTHONPATH", "NODE_PATH", "PERL5LIB", "RUBYLIB", "LUA_PATH", "CLASSPATH", "JULIA_LOAD_PATH",
    ]
    /// What code says before the name of other code that it loads.
    private static let loaders: Set = [
        "import", "__import__", "import_module", "run_path", "run_module", "from", "require", "require_relative",
        "require_once", "include", "include_once", "use", "load", "dofile", "source",
    ]
    /// What code may be called that is loaded by its name without an ending.
    private static let endings = [
        "", ".py", "/__init__.py", "/__main__.py", ".js", ".mjs", ".cjs", ".ts", "/index.js", "/index.mjs", "/index.ts",
        ".rb", ".pm", ".pl", ".php", ".lua", ".jl", ".R", ".exs",
    ]

    init(programs: OwnPrograms, folder: Path, variable: (String) -> String?, words: [String]) {
        self.programs = programs
        self.folder = folder
        // `NAME=value` stands before a program, as a word or in a shell's line.
        let typed = words.flatMap { $0.split { " \t\n;'\"".contains($0) } }
        let values = Self.paths.flatMap { name in
            [variable(name)] + typed.map { $0.hasPrefix("\(name)=") ? String($0.dropFirst(name.count + 1)) : nil }
        }
        let named = values.compactMap(\.self).flatMap { $0.split(separator: ":") }.map { folder / String($0) }
        bases = [folder, programs.root] + named
    }

    /// Code within a shell's line lies in parts there: the line is read as a whole.
    func isOwn(_ words: [String], inLine line: String?) -> Bool {
        guard let first = words.first, Self.isInterpreter(OwnPrograms.name(first)) else { return false }
        let rest = words.dropFirst()
        let folders = rest.flatMap { places(in: $0) }
        if !folders.isEmpty { return true }
        if let flag = rest.firstIndex(of: "-m"), rest.indices.contains(flag + 1),
            isThere(rest[flag + 1].replacing(".", with: "/"), in: bases)
        {
            return true
        }
        if let line, rest.contains(where: { $0.hasPrefix("-") }), loadsOwn(line) { return true }
        return rest.contains { word in
            if word.hasPrefix("-M") { return isThere(String(word.dropFirst(2)).replacing("::", with: "/"), in: bases) }
            return loadsOwn(word)
        }
    }

    /// "python3.12" is one, "pythonic" is none.
    private static func isInterpreter(_ name: String) -> Bool {
        interpreters.contains { name.hasPrefix($0) && name.dropFirst($0.count).allSatisfy { $0.isNumber || $0 == "." } }
    }

    /// The folders of the project that a word names, one or several of a list: "out", "-Ilib", "out:lib/a.jar".
    private func places(in word: String) -> [Path] {
        let list = word.hasPrefix("-I") ? String(word.dropFirst(2)) : word
        return list.split(separator: ":").map { folder / String($0) }
            .filter { FileStatus(following: $0) != nil && programs.isBelow($0) }
    }

    /// Whether code that is given as a word loads something of the project's, by path or by module.
    private func loadsOwn(_ code: String) -> Bool {
        let statements = code.split { ";\n)".contains($0) }.map { statement in
            statement.split { !($0.isLetter || $0.isNumber || "_./@:-".contains($0)) }.map(String.init)
        }
        let names = statements.flatMap { tokens in
            tokens.indices.flatMap { index -> ArraySlice<String> in
                let word = tokens[index].split(separator: ".").last.map(String.init) ?? ""
                guard Self.loaders.contains(word) else { return [] }
                // import a, b
                return word == "import" ? tokens[(index + 1)...] : tokens[(index + 1)...].prefix(1)
            }
        }
        guard !names.isEmpty else { return false }
        // sys.path.insert(0, "src")
        let further = statements.joined().map { folder / $0 }
            .filter { FileStatus(following: $0)?.kind == .folder && programs.isBelow($0) }
        return names.contains { name in
            isThere(name, in: bases + further)
                || isThere(name.replacing("::", with: "/").replacing(".", with: "/"), in: bases + further)
        }
    }

    private func isThere(_ name: String, in bases: [Path]) -> Bool {
        guard name.contains(where: { $0.isLetter }) else { return false }
        return bases.contains { base in
            Self.endings.contains { ending in
                let path = base / (name + ending)
                return FileStatus(following: path)?.kind == .file && programs.isBelow(path)
            }
        }
    }
}

import HarnessKit

extension UnitReading {
    /// What a row of the table found: a program to be.
    private struct Candidate {
        let name: String
        /// Of two rows that find the same, the first counts.
        let identity: String
        let reason: Reason
        /// The file that it begins in, if one is known.
        var file: String?
        var words: [String: [String]] = [:]
    }

    var programs: [FoundProgram] {
        var seen: Set<String> = []
        return ecosystem.programs.flatMap { row -> [FoundProgram] in
            let sign = reason(forAny: row.signs)
            guard row.signs.isEmpty || sign != nil, reason(forAny: row.unless) == nil else { return [] }
            return candidates(for: row, sign).filter { seen.insert($0.identity).inserted }.map { program($0, of: row) }
        }
    }

    private func candidates(for row: ProgramRow, _ sign: Reason?) -> [Candidate] {
        switch row.subject {
        case .unit:
            let reason = sign ?? Reason(file: manifest, line: nil, text: "")
            return [Candidate(name: title, identity: "", reason: reason)]
        case .keys(let key): return facts.keys(below: key).map(candidate)
        case .keysWithout(let key, let others): return keys(below: key, without: others).map(candidate)
        case .key(let key):
            guard let fact = facts.key(key), fact.name == key, !fact.value.isEmpty else { return [] }
            return [Candidate(name: title, identity: "", reason: facts.reason(fact), words: ["value": [fact.value]])]
        case .values(let key):
            return facts.all(key).filter { !$0.value.isEmpty }.map { fact in
                Candidate(
                    name: fact.value, identity: fact.value, reason: facts.reason(fact), words: ["value": [fact.value]])
            }
        case .readme(let kind):
            return readme.filter { $0.kind == kind }.map { call in
                let words = SourceName(call.file, within: folder)
                return Candidate(
                    name: words.program ?? title, identity: call.file, reason: call.reason, file: call.file,
                    words: words.words)
            }
        case .files(let files, let pattern):
            return text(pattern, in: files).filter { !SourceName.isHelper($0.file) }.map { found in
                let words = SourceName(found.file, within: folder)
                return Candidate(
                    name: words.program ?? title, identity: found.file, reason: reason(in: found), file: found.file,
                    words: words.words.merging(["object": [found.name]]) { $1 })
            }
        case .script(let pattern):
            let scripts = ["start", "serve", "preview", "dev"].compactMap { facts.key("scripts.\($0)") }
            guard let script = scripts.first(where: { Self.find(pattern, in: $0.value) != nil }) else { return [] }
            let name = String(script.name.dropFirst("scripts.".count))
            return [
                Candidate(
                    name: title, identity: "", reason: facts.reason(script), file: entry(of: script.value),
                    words: ["script": [name]])
            ]
        }
    }

    private func candidate(_ last: String, _ fact: Facts.Fact) -> Candidate {
        Candidate(
            name: last, identity: last, reason: facts.reason(fact),
            words: ["name": [last], "value": [fact.value], "console": console(last, calling: fact.value)])
    }

    /// What the first of the others names is never among them; the later ones leave the last that there is.
    private func keys(below key: String, without others: [String]) -> [(last: String, fact: Facts.Fact)] {
        others.enumerated().reduce(facts.keys(below: key)) { found, other in
            let names = Set(facts.keys(below: other.element).map(\.last))
            let rest = found.filter { !names.contains($0.last) }
            return rest.isEmpty && other.offset > 0 ? found : rest
        }
    }

    /// What runs a console script of Python, installed or not: the package or module itself, where nothing else runs it.
    private func console(_ name: String, calling value: String) -> [String] {
        let runner = words["script"] ?? []
        guard runner.isEmpty, let python = words["python"] else { return runner + [name] }
        let target = value.split(separator: ":").map { $0.split(separator: " ").joined() }
        guard target.count == 2, let module = target.first, let call = target.last else { return [name] }
        let parts = module.split(separator: ".").joined(separator: "/")
        func source(_ root: String) -> String? {
            ["\(parts).py", "\(parts)/__init__.py"].map { SourceTree.join(folder, root + $0) }.first(where: tree.has)
        }
        if let file = source("") {
            let package = module.split(separator: ".").first.map(String.init) ?? module
            if tree.has(SourceTree.join(folder, "\(package)/__main__.py")) { return python + ["-m", package] }
            if tree.text(of: file)?.contains("__main__") == true { return python + ["-m", module] }
        }
        let place = source("") == nil && source("src/") != nil ? "sys.path.insert(0, 'src'); " : ""
        guard source("") != nil || !place.isEmpty else { return [name] }
        let first = call.split(separator: ".").first.map(String.init) ?? call
        return python + ["-c", "import sys; \(place)from \(module) import \(first); sys.exit(\(call)())"]
    }

    /// The source file that a script names, or the package's own.
    private func entry(of script: String) -> String? {
        let named = script.split(separator: " ").map(String.init).filter { word in
            [".js", ".ts", ".mjs", ".cjs"].contains { word.hasSuffix($0) }
        }
        return (named + [facts.key("main")?.value].compactMap(\.self))
            .map { SourceTree.join(folder, $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0) }.first(where: tree.has)
    }

    private func program(_ candidate: Candidate, of row: ProgramRow) -> FoundProgram {
        let listening = row.kind == .server ? Listening(of: candidate.file, in: self) : Listening()
        var port = PortManner.unknown
        var environment: [String: String] = [:]
        var confidence = row.confidence
        switch row.port {
        case .none: break
        case .option: port = .option
        case .variable(let name): port = .variable(name)
        case .code:
            port = listening.port
            if port == .unknown { confidence = .guess }
        }
        if case .variable(let name) = port { environment[name] = "{{port}}" }
        var argv = filled(row.start, words.merging(candidate.words) { $1 })
        var source = candidate.reason
        if case .code = row.port {
            if let call = readme.first(where: { $0.file == candidate.file && $0.kind == .server }) {
                // A line that was typed before knows more than the code shows.
                (port, confidence, environment, source) = (.argument, row.confidence, call.environment, call.reason)
                argv += call.words
            } else {
                argv += listening.words
            }
        }
        let ready = listening.ready ?? row.ready.first { reason(for: $0.sign) != nil }?.path
        return FoundProgram(
            kind: row.kind, name: candidate.name, framework: row.framework, argv: argv, environment: environment,
            folder: folder, port: port, ready: row.kind == .server ? ready : nil,
            route: ready == nil ? listening.route : nil, reason: source,
            confidence: confidence)
    }
}

/// What a source file is called by those who run it.
private struct SourceName {
    /// The folder of a command, or the file's own name; nil for a `main` at the top.
    let program: String?
    let words: [String: [String]]

    /// Whether the file tests others, or a script serves those who work on them, as its name says.
    static func isHelper(_ file: String) -> Bool {
        let name = file.split(separator: "/").last ?? ""
        let stem = name.split(separator: ".").first ?? ""
        if file.split(separator: "/").dropLast().contains(where: { $0 == "tests" || $0 == "test" }) { return true }
        if name.hasSuffix(".sh"), chores.contains(String(stem)) { return true }
        return stem.hasPrefix("test_") || stem.hasSuffix("_test") || stem == "conftest"
    }

    private static let chores: Set = [
        "install", "uninstall", "setup", "bootstrap", "build", "compile", "test", "tests", "check", "lint", "format",
        "ci", "clean", "release", "deploy", "publish", "package", "dev", "configure", "autogen", "entrypoint",
    ]

    init(_ file: String, within folder: String) {
        let path = folder.isEmpty ? file : String(file.dropFirst(folder.count + 1))
        var parts = path.split(separator: "/").map(String.init)
        let last = parts.popLast() ?? path
        let stem = last.split(separator: ".").first.map(String.init) ?? last
        let isMain = ["main", "__main__", "__init__", "index", "app"].contains(stem)
        let outer = parts.last { !["src", "cmd", "bin", "app"].contains($0) }
        program = isMain ? outer : stem
        // Python's name for it, seen from "src" where that is a layout and not a package.
        var modules = parts.first == "src" ? Array(parts.dropFirst()) : parts
        if stem != "__init__" { modules.append(stem) }
        words = [
            "entry": [path], "stem": [stem], "module": [modules.joined(separator: ".")],
            "program": program.map { [$0] } ?? [],
            "place": [parts.isEmpty ? "." : "./" + parts.joined(separator: "/")],
            "source-root": parts.first == "src" ? ["--app-dir", "src"] : [],
        ]
    }
}

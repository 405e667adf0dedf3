import HarnessKit

/// Which test runner a command comes to, as far as its words say, and the project's files that these name.
///
/// A shell script that calls pytest is followed to it, `npm test` to its script, `make test` to the makefile. A program
/// in which nothing of the kind is found may be a runner all the same: nobody can tell it from one that prints like one.
package struct RunnerTrace {
    let root: Path
    /// Files that are not followed.
    private var isLeftOut: (Path) -> Bool = { _ in false }

    init(root: Path) { self.root = root }

    /// One that follows what starts tests, and not what they are.
    package init(root: Path, leavingOut isLeftOut: @escaping (Path) -> Bool) {
        self.root = root
        self.isLeftOut = isLeftOut
    }

    private static let deepest = 3
    private static let mostFiles = 24
    private static let mostBytes = 256 * 1024

    /// A runner, by a word or by two that follow each other on a line, and what it prints.
    private struct Row {
        let name: String
        let word: String
        let follower: String?
        /// Nothing where it runs others, or leaves reports.
        let formats: Set<TestFormat>

        init(_ name: String, _ word: String, _ follower: String? = nil, _ formats: Set<TestFormat> = []) {
            self.name = name
            self.word = word
            self.follower = follower
            self.formats = formats
        }
    }

    private static let rows = [
        Row("pytest", "pytest", nil, [.pytest]), Row("unittest", "unittest", nil, [.unittest]),
        Row("manage.py test", "manage", "test", [.unittest, .pytest]), Row("nose2", "nose2", nil, [.unittest]),
        Row("go test", "go", "test", [.go]), Row("gotestsum", "gotestsum", nil, [.go]),
        Row("cargo test", "cargo", "test", [.cargo]), Row("cargo nextest", "cargo", "nextest"),
        Row("swift test", "swift", "test", [.xctest, .swiftTesting]),
        Row("xcodebuild test", "xcodebuild", "test", [.xctest, .swiftTesting]),
        Row("jest", "jest", nil, [.jest]), Row("jest", "react-scripts", "test", [.jest]),
        Row("vitest", "vitest", nil, [.vitest]), Row("mocha", "mocha", nil, [.mocha, .tap]),
        Row("node --test", "node", "--test", [.node, .tap]), Row("node --test", "node:test", nil, [.node, .tap]),
        Row("bun test", "bun", "test", [.bun]), Row("bun test", "bun:test", nil, [.bun]),
        Row("deno test", "deno", "test"),
        Row("Playwright", "playwright", "test", [.playwright]), Row("Cypress", "cypress", "run", [.mocha]),
        Row("tape", "tape", nil, [.tap]), Row("tap", "tap", nil, [.tap]), Row("ava", "ava", nil, [.tap]),
        Row("bats", "bats", nil, [.tap]), Row("prove", "prove", nil, [.tap]),
        Row("Test::More", "Test::More", nil, [.tap]), Row("Test2", "Test2::V0", nil, [.tap]),
        Row("ctest", "ctest", nil, [.ctest]), Row("meson test", "meson", "test", [.tap]),
        Row("Maven", "mvn", nil, [.surefire]), Row("Maven", "mvnw", nil, [.surefire]),
        Row("Gradle", "gradle"), Row("Gradle", "gradlew"), Row("sbt", "sbt"), Row("dotnet test", "dotnet", "test"),
        Row("rspec", "rspec"), Row("minitest", "minitest"), Row("PHPUnit", "phpunit"), Row("mix test", "mix", "test"),
        Row("flutter test", "flutter", "test"), Row("dart test", "dart", "test"), Row("busted", "busted", nil, [.tap]),
        Row("tox", "tox", nil, Set(TestFormat.allCases)), Row("nox", "nox", nil, Set(TestFormat.allCases)),
        Row("hatch test", "hatch", "test", [.pytest]),
    ]

    /// Programs whose settings say what they start.
    private static let files: [String: [String]] = [
        "make": ["Makefile", "makefile", "GNUmakefile"], "gmake": ["GNUmakefile", "Makefile"],
        "just": ["justfile", "Justfile"], "rake": ["Rakefile"], "task": ["Taskfile.yml", "Taskfile.yaml"],
    ]
    private static let packagers: Set<String> = ["npm", "pnpm", "yarn", "bun"]
    /// A line that begins so only prints the rest of it, or copies something.
    private static let printers: Set<String> = [
        "echo", "printf", "print", "console", "puts", "say", "cat", "cp", "mv", "fmt", "write", "head", "tail",
    ]

    /// The runner that prints in this form; where the form is not known, the first that is found.
    func runner(of words: [String], in folder: Path, printing format: TestFormat?) -> String? {
        var search = Search()
        follow(words.joined(separator: " "), in: folder, depth: 0, &search)
        // A report is written by whatever runner; a console speaks the language of one.
        guard let format, format != .junit else { return search.found.first?.name }
        return search.found.first { $0.formats.contains(format) }?.name
    }

    /// The files of the project that a command goes through: scripts, makefiles, and what these name in their turn.
    package func files(followedFrom words: [String], in folder: Path) -> [Path] {
        var search = Search()
        follow(words.joined(separator: " "), in: folder, depth: 0, &search)
        return search.seen.sorted { $0.precedes($1) }.map { Path($0) }
    }

    /// The files of the project that the words name, as paths, and modules of Python as what they lie in.
    func files(namedBy words: [String], in folder: Path) -> [String] {
        let programs = OwnPrograms(root: root)
        let modules = words.contains { $0.hasPrefix("python") || $0.hasSuffix("/python") || $0 == "-m" }
        return words.flatMap { word -> [String] in
            var names = [word]
            if modules, !word.contains("/"), !word.hasPrefix("-"), word != "." {
                // "tests.test_cart.Cart.test_adds" lies in tests/test_cart.py.
                let parts = word.split(separator: ".").map(String.init)
                for count in parts.indices.map({ $0 + 1 }) {
                    let stem = parts.prefix(count).joined(separator: "/")
                    names += [stem, stem + ".py"]
                }
            }
            return names.filter { name in
                guard !name.isEmpty, name != ".", FileStatus(following: folder / name) != nil else { return false }
                return programs.isBelow(folder / name)
            }
        }
    }

    private struct Search {
        var found: [Row] = []
        var seen: Set<String> = []
    }

    private func follow(_ line: String, in folder: Path, depth: Int, _ search: inout Search) {
        for command in line.split(whereSeparator: { ";|&".contains($0) }) {
            let words = command.split { " \t\"'`()[]{},<>=$".contains($0) }.map(String.init)
            let tokens = words.indices.filter { !isScript(at: $0, of: words, in: folder) }.flatMap { index in
                words[index].split { !Self.isWordPart($0) }.map(String.init)
            }
            guard !words.isEmpty, !Self.printers.contains(tokens.first ?? "") else { continue }
            for row in Self.rows {
                guard let place = tokens.firstIndex(of: row.word) else { continue }
                if let follower = row.follower, !tokens[(place + 1)...].contains(follower) { continue }
                search.found.append(row)
            }
            guard depth < Self.deepest else { continue }
            for (name, files) in Self.files where words.contains(where: { Path($0).name == name }) {
                for file in files { read(folder / file, in: folder, depth: depth, &search) }
            }
            if tokens.contains(where: { Self.packagers.contains($0) }) {
                let members = WorkspacePackages(folder: folder).meant(by: words)
                for place in members.isEmpty ? [folder] : members.filter(OwnPrograms(root: root).isBelow) {
                    for script in scripts(named: tokens, in: place) {
                        follow(script, in: place, depth: depth + 1, &search)
                    }
                }
            }
            let modules = words.firstIndex(of: "-m").map { words[($0 + 1)...].prefix(1) } ?? []
            for module in modules {
                let stem = module.replacing(".", with: "/")
                for name in ["\(stem).py", "\(stem)/__main__.py"] {
                    read(folder / name, in: folder, depth: depth, &search)
                }
            }
            for word in words { read(folder / word, in: folder, depth: depth, &search) }
        }
    }

    /// Whether a word is a file that the project itself wrote: what it is called says nothing of what it does.
    private func isScript(at index: Int, of words: [String], in folder: Path) -> Bool {
        let word = words[index]
        // A bare word is looked for where programs lie, and a module where modules do.
        if !word.contains("/"), index == 0 || words[index - 1] == "-m" { return false }
        let (name, parts) = (Path(word).name, word.split(separator: "/").map(String.init))
        guard !Self.wrappers.contains(name), Self.installed.isDisjoint(with: parts) else { return false }
        let path = folder / word
        return FileStatus(following: path)?.kind == .file && OwnPrograms(root: root).isBelow(path)
    }

    private static let wrappers: Set<String> = ["mvnw", "gradlew", "manage.py"]
    private static let installed: Set<String> = ["node_modules", ".venv", "venv", "vendor", ".tox", ".nox"]

    /// Follows the lines of a script of the project's, comments left out.
    private func read(_ path: Path, in folder: Path, depth: Int, _ search: inout Search) {
        guard search.seen.count < Self.mostFiles, let status = FileStatus(following: path), status.kind == .file,
            status.size <= Self.mostBytes, OwnPrograms(root: root).isBelow(path), !isLeftOut(path),
            search.seen.insert(path.plain.description).inserted,
            let bytes = try? FileContent(of: path, limit: Self.mostBytes).bytes, !bytes.contains(0)
        else { return }
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let text = String(decoding: line, as: UTF8.self).drop { " \t@-".contains($0) }
            if index == 0, text.hasPrefix("#!") {
                follow(String(text.dropFirst(2)), in: folder, depth: Self.deepest, &search)
            }
            if ["#", "//", "*", "/*", "%", "REM"].contains(where: { text.hasPrefix($0) }) { continue }
            let code = [" #", " //"].reduce(String(text)) { text, mark in
                text.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init)
                    ?? text
            }
            follow(code, in: folder, depth: depth + 1, &search)
        }
    }

    /// The scripts of package.json that the words name; `npm t` and `npm test` are the script of tests.
    private func scripts(named words: [String], in folder: Path) -> [String] {
        guard let bytes = try? FileContent(of: folder / "package.json", limit: Self.mostBytes).bytes,
            case .object(let scripts)? = (try? JSON.parse(bytes))?["scripts"]
        else { return [] }
        let names = words.contains("t") ? words + ["test"] : words
        return scripts.members.filter { names.contains($0.name) }.compactMap(\.value.string)
    }

    private static func isWordPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "-" || character == ":"
    }
}

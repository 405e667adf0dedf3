import HarnessKit

/// How a runner is told to name every test, and to run only some: a row.
struct TestRunner: Sendable {
    /// Words of a command that stand one after the other, by which it is known.
    let sign: [String]
    let flags: [String]
    var files = Files.all
    /// What makes it run one test, whose name takes the place of `{}`.
    var single: [String] = []
    /// Words that end a run at the first failure; what stands behind "=" does not count.
    var stops: [String] = []
    /// What makes it go on wherever else it would end before every test has run.
    var goesOn: [String] = []

    enum Files: Sendable {
        /// It cannot be told which files to run, or need not.
        case all
        case paths
        /// The folders of the files, in place of `./...`.
        case packages
    }

    static let all = [
        TestRunner(
            sign: ["pytest"], flags: ["-v", "-rA"], files: .paths, single: ["-k", "{}"],
            stops: ["-x", "--exitfirst", "--maxfail", "--sw", "--stepwise"],
            goesOn: ["--continue-on-collection-errors", "--maxfail=0"]),
        TestRunner(
            sign: ["-m", "unittest", "discover"], flags: ["-v"], single: ["-k", "{}"], stops: ["-f", "--failfast"]),
        TestRunner(sign: ["-m", "unittest"], flags: ["-v"], single: ["-k", "{}"], stops: ["-f", "--failfast"]),
        TestRunner(sign: ["manage.py", "test"], flags: ["-v", "2"], single: ["-k", "{}"], stops: ["--failfast"]),
        TestRunner(
            sign: ["go", "test"], flags: ["-v"], files: .packages, single: ["-run", "^{}$"],
            stops: ["-failfast", "--failfast"]),
        TestRunner(sign: ["cargo", "test"], flags: ["--no-fail-fast"], single: ["{}"], goesOn: ["--no-fail-fast"]),
        TestRunner(sign: ["swift", "test"], flags: [], single: ["--filter", "{}"]),
        TestRunner(
            sign: ["jest"], flags: ["--verbose"], files: .paths, single: ["-t", "{}"], stops: ["--bail", "-b"]),
        TestRunner(
            sign: ["vitest", "run"], flags: ["--reporter=verbose"], files: .paths, single: ["-t", "{}"],
            stops: ["--bail"]),
        TestRunner(
            sign: ["mocha"], flags: ["--reporter", "spec"], files: .paths, single: ["--fgrep", "{}"],
            stops: ["--bail", "-b"]),
        TestRunner(sign: ["node", "--test"], flags: [], files: .paths, single: ["--test-name-pattern", "{}"]),
        TestRunner(sign: ["tape"], flags: [], files: .paths),
        TestRunner(sign: ["bats"], flags: [], files: .paths, single: ["--filter", "{}"]),
        TestRunner(sign: ["prove"], flags: [], files: .paths),
    ]

    /// The command with what makes it name its tests, and run those of these files.
    static func words(_ argv: [String], files: [String], in folder: Path) -> [String] {
        let argv = PackageScript(of: argv, in: folder)?.runner ?? argv
        guard let row = row(for: argv) else { return argv }
        let flags = argv.contains(row.flags) ? [] : row.flags
        switch row.files {
        case .all: return argv + flags
        case .paths: return argv + flags + files
        case .packages:
            let folders = files.map { Path($0).parent.map { $0 == "." ? "." : "./\($0)" } ?? "." }
            let packages = folders.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            return argv.filter { $0 != "./..." } + flags + (packages.isEmpty ? ["./..."] : packages)
        }
    }

    /// The same command for one test alone; nil where the runner cannot be told.
    static func words(_ words: [String], onlyRunning name: String) -> [String]? {
        guard let (row, start) = place(in: words), !row.single.isEmpty else { return nil }
        let single = row.single.map { $0 == "{}" ? name : $0 == "^{}$" ? "^\(name)$" : $0 }
        // Before the files: node and go take what follows those for something else.
        let end = start + row.sign.count
        return Array(words[..<end]) + single + words[end...]
    }

    /// A line as somebody typed it, so that it goes on where its words say that it stops; else just that line.
    static func goingOn(typed line: String) -> String {
        let words = line.split(separator: " ").map(String.init)
        guard !line.contains(where: { "|;&$`()<>\"'\\*".contains($0) }), let stops = row(for: words)?.stops,
            words.contains(where: { stops.contains(String($0.prefix { $0 != "=" })) })
        else { return line }
        return goingOn(words).joined(separator: " ")
    }

    /// The same command, so that one failure does not keep other tests from being run.
    static func goingOn(_ words: [String]) -> [String] {
        guard let (row, start) = place(in: words) else { return words }
        let first = start + row.sign.count
        let end = words[first...].firstIndex(of: "--") ?? words.endIndex
        var kept: [String] = []
        var isNumber = false
        for word in words[first..<end] {
            // "--maxfail 1", "--bail 1"
            if isNumber, word.allSatisfy(\.isNumber) { continue }
            let name = String(word.prefix { $0 != "=" })
            isNumber = row.stops.contains(name) && name.hasPrefix("--") && name == word
            if !row.stops.contains(name) { kept.append(word) }
        }
        kept += row.goesOn.filter { !kept.contains($0) }
        return Array(words[..<first]) + kept + Array(words[end...])
    }

    static func row(for argv: [String]) -> TestRunner? { place(in: argv)?.row }

    static func place(in argv: [String]) -> (row: TestRunner, start: Int)? {
        for row in all {
            let start = argv.indices.first { index in
                argv[index...].count >= row.sign.count
                    && zip(argv[index...], row.sign).allSatisfy { Path($0).name == $1 || $0 == $1 }
            }
            if let start { return (row, start) }
        }
        return nil
    }
}

/// What `npm test` and the like stand for.
struct PackageScript {
    /// The part that runs the tests, without linters before it and coverage around it.
    let runner: [String]?

    /// Nil where the command runs no script of a package.
    init?(of argv: [String], in folder: Path) {
        guard let program = argv.first, ["npm", "pnpm", "yarn", "bun"].contains(program), argv.last == "test",
            let name = RelativePath("package.json"), let bytes = try? Folder(folder).read(name),
            let scripts = try? JSON.parse(bytes)["scripts"]
        else { return nil }
        runner = Self.runner(of: "test", in: scripts, depth: 0)
    }

    private static func runner(of name: String, in scripts: JSON, depth: Int) -> [String]? {
        guard depth < 4, let script = scripts[name]?.string, !script.contains(where: { "|;$`()<>".contains($0) }) else {
            return nil
        }
        let words = script.split(separator: " ").map { String($0.filter { $0 != "\"" && $0 != "'" }) }
        for part in words.split(separator: "&&").map(Array.init) {
            let variables = part.prefix { $0.contains("=") && !$0.hasPrefix("-") || $0 == "cross-env" }
            let call = Array(part.dropFirst(variables.count))
            if let place = TestRunner.place(in: call) {
                let settings = variables.filter { $0 != "cross-env" }
                let rest = call[place.start...].filter { !$0.contains("*") }
                return (settings.isEmpty ? [] : ["env"] + settings) + rest
            }
            if call.count > 1, ["npm", "pnpm", "yarn", "bun"].contains(call[0]), let other = call.last,
                let found = runner(of: other, in: scripts, depth: depth + 1)
            {
                return found
            }
        }
        return nil
    }
}

/// The whole program: finds the tool by the name it was called by, parses, runs, reports.
package struct Program: Sendable {
    /// The tool that also reaches the others by their names.
    let coordinator: CommandNode
    let tools: [CommandNode]
    let build: Build

    /// What `--version` says.
    package struct Build: Sendable {
        package let version: String
        package let commit: String
        package let kind: String
        /// When this version was begun, for manual pages: "2026-11-21".
        package let day: String

        package init(version: String, commit: String, kind: String, day: String = "") {
            self.version = version
            self.commit = commit
            self.kind = kind
            self.day = day
        }
    }

    package init(coordinator: CommandNode, tools: [CommandNode], build: Build) {
        self.coordinator = coordinator
        self.tools = tools
        self.build = build
    }

    /// Every tool, the coordinator first.
    package var all: [CommandNode] { [coordinator] + tools }

    /// Runs one command line, the invoked name first; returns the exit status.
    package func run(_ words: [Word], in context: Context) -> Int32 {
        var context = context
        let tool = tools.first { $0.name == Path(words.first?.text ?? "").name } ?? root
        let rest = words.dropFirst()
        if rest.prefix(while: { $0.text != "--" }).contains("--json") { context.format = .json }
        let isCoordinator = tool.name == coordinator.name
        if let root = Self.projectRoot(in: rest) { context.projectRoot = root }
        let reporter = Reporter(context, tool: tool.name, reaching: isCoordinator ? tools.map(\.name) : [])
        do {
            return reporter.report(try answer(to: Array(rest), of: tool, in: context))
        } catch {
            guard let interrupted = error as? Interruption.Interrupted ?? .pending else {
                return reporter.report(Failure(translating: error))
            }
            _ = reporter.report(interrupted.failure)
            interrupted.die()
            return ExitCode.unavailable.rawValue
        }
    }

    /// What `--project-root` names, for the answer's next command; the parser says what is wrong with it.
    private static func projectRoot(in words: ArraySlice<Word>) -> Path? {
        let options = words.prefix { $0.text != "--" }
        guard let index = options.firstIndex(where: { $0.text.hasPrefix("--project-root") }) else { return nil }
        let word = options[index]
        if word.text == "--project-root" {
            return options.dropFirst(index - options.startIndex + 1).first.map { Path(bytes: $0.bytes) }
        }
        return word.bytes.dropPrefix("--project-root=").map { Path(bytes: $0) }
    }

    /// The coordinator with the other tools as its groups.
    package var root: CommandNode {
        CommandNode(
            coordinator.name, coordinator.summary, notes: coordinator.notes, examples: coordinator.examples,
            children: coordinator.children + tools)
    }

    private func answer(to words: [Word], of tool: CommandNode, in context: Context) throws -> Answer {
        var walk = CommandWalk(from: tool)
        try walk.descend(words)
        if walk.wantsHelp { return help(on: walk, in: context) }
        if walk.wantsVersion { return version(of: tool) }
        let run = try bind(&walk)
        var context = context
        context.projectRoot = walk.globals.projectRoot
        return try run(context)
    }

    /// Parses one command line, the invoked name first, as `run` would, and runs nothing.
    package func check(_ words: [Word]) throws {
        guard let tool = all.first(where: { $0.name == words.first?.text }) else {
            throw Failure(
                .usage, "'\(words.first?.text ?? "")' is none of the tools",
                hint: "begin with one of \(all.map(\.name).joined(separator: ", "))")
        }
        var walk = CommandWalk(from: tool.name == coordinator.name ? root : tool)
        try walk.descend(Array(words.dropFirst()))
        if !walk.wantsHelp, !walk.wantsVersion { _ = try bind(&walk) }
    }

    /// The command that the words name, filled with what they say.
    private func bind(_ walk: inout CommandWalk) throws -> @Sendable (Context) throws -> Answer {
        guard let action = walk.node.action else {
            throw walk.missingCommand()
        }
        do {
            let parser = ArgumentParser(
                own: action.parameters(), globals: GlobalOptions.forms, instead: action.instead)
            let sorted = try parser.sort(walk.rest)
            for argument in sorted.globals { try walk.globals.store(argument) }
            return try action.bind(sorted.own)
        } catch let error as UsageError {
            throw Failure(.usage, error.message, hint: error.hint ?? walk.helpHint)
        }
    }

    private func help(on walk: CommandWalk, in context: Context) -> Answer {
        let page = HelpPage(node: walk.node, words: walk.path, style: context.styles.output)
        let plain = HelpPage(node: walk.node, words: walk.path)
        return Answer(
            json: ["command": .string(walk.path.joined(separator: " ")), "help": .string(plain.text)], text: page.text)
    }

    private func version(of tool: CommandNode) -> Answer {
        let build = build
        let commit = build.commit.isEmpty ? "" : "\(build.commit), "
        return Answer(
            json: .members([
                "name": .string(tool.name), "version": .string(build.version), "build": .string(build.kind),
                "commit": build.commit.isEmpty ? nil : .string(build.commit),
            ]),
            text: "\(tool.name) \(build.version) (\(commit)\(build.kind))")
    }
}

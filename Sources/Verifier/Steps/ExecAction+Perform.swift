import HarnessKit

extension ExecAction {
    /// How much of what a program prints is kept for expectations, of each end.
    static let outputLimit = 2 * 1024 * 1024

    func perform(in scene: Scene, _ bindings: Bindings) throws -> Observation {
        let stage = scene.stage
        var observation = Observation()
        let input = Bytes(try bindings.text(input ?? "").utf8)
        let call = try stage.call(arguments, in: directory, with: environment, bindings, input: input)
        observation.request = .members([
            "argv": call.arguments.json, "stdin": input.isEmpty ? nil : .string(String(decoding: input, as: UTF8.self)),
            "cwd": directory.map(JSON.string),
        ])
        if let standIn = scene.standIn(for: call) {
            observation.take(standIn, in: call)
            return observation
        }
        do {
            let limit = stage.end(after: timeout.duration) - stage.loop.now
            let outcome = try call.run(on: stage.loop, deadline: limit, outputLimit: Self.outputLimit) {
                stage.progress.update("running \(call.arguments[0])")
            }
            observation.take(outcome)
            if outcome.isTimedOut { observation.trouble = "'\(call.arguments[0])' took longer than \(limit.words)" }
        } catch let failure as Failure {
            observation.trouble = failure.message
            observation.response = ["error": .string(failure.message)]
        }
        return observation
    }
}

extension Observation {
    /// What a program that has ended left.
    mutating func take(_ outcome: ProgramOutcome) {
        exit = outcome.exit
        output = outcome.output.bytes
        errors = outcome.errors.bytes
        isWhole = outcome.output.omitted == 0
        response = .members([
            "exit": .string(outcome.exit.description),
            "stdout": Evidence.text(of: outcome.output, isWhole: !outcome.isTimedOut),
            "stderr": Evidence.text(of: outcome.errors, isWhole: !outcome.isTimedOut),
            "left_behind": outcome.strays > 0 ? .integer(outcome.strays) : nil,
        ])
    }
}

extension TestsAction {
    func perform(in scene: Scene, _ bindings: Bindings) throws -> Observation {
        let stage = scene.stage
        var observation = Observation()
        let call = try stage.call(arguments, in: directory, with: environment, bindings)
        observation.request = .members([
            "argv": call.arguments.json, "reports": reports.isEmpty ? nil : reports.json,
            "cwd": directory.map(JSON.string),
        ])
        let files = ReportFiles(try reports.map { try bindings.text($0) }, below: stage.root)
        let before = files.states()
        let outcome: ProgramOutcome
        do {
            // Secrets go before the output is read: readers take escapes apart, and what comes of that is no known form.
            let limit = stage.end(after: timeout.duration) - stage.loop.now
            outcome = try call.run(
                on: stage.loop, deadline: limit, outputLimit: ExecAction.outputLimit,
                hiding: stage.context.secrets
            ) {
                stage.progress.update("running \(call.arguments.joined(separator: " "))")
            }
            observation.take(outcome)
            if outcome.isTimedOut { observation.trouble = "the tests took longer than \(limit.words)" }
        } catch let failure as Failure {
            observation.trouble = failure.message
            observation.response = ["error": .string(failure.message)]
            return observation
        }
        do {
            let fresh = try files.contents(changedSince: before)
            let results = try TestResults.read(
                output: outcome.output.bytes, errors: outcome.errors.bytes,
                reports: fresh.map { TestReport(name: $0.name, bytes: stage.context.secrets.redact($0.bytes)) },
                format: format.flatMap(TestFormat.init(rawValue:)))
            observation.tests = results
            for doubt in results.doubts { stage.warn(.doubtfulTests, doubt) }
            if case .object(var object) = observation.response {
                object["tests"] = results.cases.prefix(2000).map(\.json).json
                object["counts"] = results.counts.json
                observation.response = .object(object)
            }
        } catch let failure as Failure {
            observation.trouble = observation.trouble ?? failure.message
        }
        return observation
    }
}

/// Files that a test runner writes; those that were there before and did not change are somebody's old ones.
struct ReportFiles {
    private let patterns: [String]
    private let root: Path

    init(_ patterns: [String], below root: Path) {
        self.patterns = patterns
        self.root = root
    }

    /// When each of them last changed.
    func states() -> [Path: Int64] {
        var states: [Path: Int64] = [:]
        for path in paths { states[path] = FileStatus(following: path)?.changed }
        return states
    }

    func contents(changedSince before: [Path: Int64]) throws -> [TestReport] {
        try paths.filter { FileStatus(following: $0)?.changed != before[$0] }.map { path in
            TestReport(
                name: path.relative(to: root), bytes: try FileContent(of: path, limit: 64 * 1024 * 1024).bytes)
        }
    }

    /// Every path that the patterns stand for, in byte order.
    private var paths: [Path] {
        patterns.flatMap { pattern -> [Path] in
            let parts = pattern.split(separator: "/").map(String.init)
            let start = pattern.hasPrefix("/") ? Path("/") : root
            return parts.reduce([start]) { folders, part in
                guard part.contains("*") else { return folders.map { $0 / part } }
                return folders.flatMap { folder in
                    ((try? Folder(folder).names()) ?? []).filter { Self.matches($0, part) }.map { folder / $0 }
                }
            }.filter { FileStatus(following: $0)?.kind == .file }
        }
    }

    /// `*` stands for any characters.
    private static func matches(_ name: String, _ pattern: String) -> Bool {
        let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        guard name.hasPrefix(pieces[0]), name.count >= pattern.count - pieces.count + 1 else { return false }
        var rest = Bytes(name.dropFirst(pieces[0].count).utf8)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let offset = rest.offset(of: Bytes(piece.utf8)) else { return false }
            rest = Bytes(rest[(offset + piece.utf8.count)...])
        }
        return rest.suffix(pieces[pieces.count - 1].utf8.count).elementsEqual(pieces[pieces.count - 1].utf8)
    }
}

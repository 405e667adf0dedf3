import HarnessKit

extension ExecAction {
    /// How much of what a program prints is kept for expectations, of each end.
    static let outputLimit = 2 * 1024 * 1024

    func perform(in scene: Scene, _ bindings: Bindings) throws -> Observation {
        let stage = scene.stage
        var observation = Observation()
        let input = Bytes(try bindings.text(input ?? "").utf8)
        var call = try stage.call(arguments, in: directory, with: environment, bindings, input: input)
        observation.request = .members([
            "argv": call.arguments.json, "stdin": input.isEmpty ? nil : .string(String(decoding: input, as: UTF8.self)),
            "cwd": directory.map(JSON.string),
            "program": (try? call.resolved().resolved()).map { .string($0.description) },
        ])
        if mayBeStoodIn, let standIn = scene.standIn(for: call) {
            guard let line = scene.silenced(call, by: standIn) else {
                observation.take(standIn, in: call)
                return observation
            }
            call.arguments = line
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
        areErrorsWhole = outcome.errors.omitted == 0
        response = .members([
            "exit": .string(outcome.exit.description),
            "stdout": Evidence.text(of: outcome.output, isWhole: !outcome.isTimedOut),
            "stderr": Evidence.text(of: outcome.errors, isWhole: !outcome.isTimedOut),
            "left_behind": outcome.strays > 0 ? .integer(outcome.strays) : nil,
        ])
    }
}

extension Observation {
    /// Which runner the words of a test suite come to, and in whose form it printed.
    fileprivate mutating func note(runner: String?, _ format: TestFormat? = nil) {
        guard case .object(var object) = request else { return }
        object["runner"] = runner.map(JSON.string)
        object["format"] = format?.json
        request = .object(object)
    }
}

extension TestsAction {
    func perform(in scene: Scene, _ bindings: Bindings) throws -> Observation {
        let stage = scene.stage
        var observation = Observation()
        let call = try stage.call(arguments, in: directory, with: environment, bindings)
        let (trace, folder) = (RunnerTrace(root: stage.root), call.directory ?? stage.root)
        let named = trace.files(namedBy: call.arguments, in: folder)
        observation.request = .members([
            "argv": call.arguments.json, "reports": reports.isEmpty ? nil : reports.json,
            "cwd": directory.map(JSON.string), "files": named.isEmpty ? nil : named.json,
        ])
        observation.note(runner: trace.runner(of: call.arguments, in: folder, printing: nil))
        let files = ReportFiles(try reports.map { try bindings.text($0) }, below: stage.root)
        let before = files.setAside()
        defer { before.restore() }
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
            let fresh = try files.contents(besides: before)
            let results = try TestResults.read(
                output: outcome.output.bytes, errors: outcome.errors.bytes,
                reports: fresh.map { TestReport(name: $0.name, bytes: stage.context.secrets.redact($0.bytes)) },
                format: format.flatMap(TestFormat.init(rawValue:)))
            observation.tests = results
            observation.note(
                runner: trace.runner(of: call.arguments, in: folder, printing: results.format), results.format)
            for doubt in results.doubts { stage.warn(.doubtfulTests, doubt) }
            if case .object(var object) = observation.response {
                object["tests"] = results.cases.prefix(2000).map(\.json).json
                object["counts"] = results.counts.json
                observation.response = .object(object)
            }
        } catch let failure as Failure {
            observation.trouble = observation.trouble ?? failure.advised
        }
        return observation
    }
}

extension Failure {
    /// With what to do about it: a report has no place of its own for that.
    fileprivate var advised: String { hint.map { "\(message): \($0)" } ?? message }
}

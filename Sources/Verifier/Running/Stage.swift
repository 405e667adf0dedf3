import HarnessKit

/// Where a run takes place: its folder, its variables, its names, its clock.
final class Stage {
    let context: Context
    let loop: PollLoop
    let root: Path
    let project: ProjectEnvironment
    let variables: Variables
    /// A folder of the run's own, for {{tmp}}; gone with it.
    let folder: RunFolder
    let timeline: Timeline
    let progress: Progress
    private(set) var warnings: [RunWarning] = []
    /// What is known by name before any scenario: {{port}}, {{tmp}}, {{run}}, {{services.NAME.port}}, {{secrets.NAME}}.
    var bindings = Bindings()
    /// When the whole run is over at the latest.
    let deadline: Duration
    private let limit: Duration
    /// When the step that is under way is over at the latest, where something beside itself says so.
    var stepEnd: Duration?

    init(
        run: String, of project: ProjectEnvironment, at root: Path, on loop: PollLoop, in context: Context,
        within limit: Duration, progress: Progress, folder: RunFolder? = nil, notedIn leftovers: Leftovers? = nil
    ) throws {
        self.context = context
        self.loop = loop
        self.root = root
        self.project = project
        self.progress = progress
        variables = try Variables(for: project, in: context)
        self.folder = try folder ?? RunFolder(of: run, notedIn: leftovers, in: context)
        timeline = Timeline(loop)
        deadline = loop.now + limit
        self.limit = limit
        bindings["tmp"] = .string(self.folder.path.description)
        bindings["run"] = .string(run)
        bindings["project"] = .string(root.description)
        for name in project.secrets { bindings["secrets.\(name)"] = variables.values[name].map(JSON.string) }
        for name in variables.exposed {
            warn(.shortSecret, "the secret \(name) has fewer than \(Redactor.shortestSecret) bytes and is not hidden")
        }
    }

    /// Where nothing goes on running, each set of values finds {{tmp}} empty.
    func renewFolder(for round: Int) throws {
        let place = folder.path / "set-\(round + 1)"
        try FileSystem.makePrivateFolder(place)
        bindings["tmp"] = .string(place.description)
    }

    func warn(_ code: RunCode, _ message: String) {
        warn(RunWarning(code, message))
    }

    func warn(_ warning: RunWarning) {
        guard !warnings.contains(where: { $0.code == warning.code && $0.message == warning.message }) else { return }
        warnings.append(warning)
    }

    /// Fails once the whole run has taken too long.
    func refuseLateness(in place: String? = nil) throws {
        guard loop.now >= deadline else { return }
        throw RunTrouble(
            .runTimeout, "the run took longer than \(limit.words)\(place.map { ": it had come to \($0)" } ?? "")",
            hint: "give 'verify run' a longer --timeout, or verify fewer scenarios at a time")
    }

    /// A time from now on that the end of the step, or of the whole run, cuts short.
    func end(after limit: Duration) -> Duration { min(loop.now + limit, deadline, stepEnd ?? deadline) }

    /// Has the loop do what is due, in the midst of work that does not wait; false once it is too late for that work.
    func goesOn(until end: Duration) throws -> Bool {
        try loop.turn(until: .zero)
        return loop.now < end
    }

    /// A program of the project's, with its names filled in.
    func call(
        _ arguments: Arguments, in directory: String?, with environment: [String: String], _ bindings: Bindings? = nil,
        input: Bytes = []
    ) throws -> ProgramCall {
        let bindings = bindings ?? self.bindings
        let words = try arguments.words.map { try bindings.text($0) }
        let place = try directory.map { root / Path(try bindings.text($0)) } ?? root
        let call = ProgramCall(
            words, in: place,
            environment: try variables.adding(given(bindings), environment, bindings: bindings), input: input)
        warnOfForeignPlaces(of: call, isPlaced: directory != nil)
        return call
    }

    /// The project's variables, without those that tell of a service which has not begun: nobody knows its port yet.
    private func given(_ bindings: Bindings) -> [String: String] {
        let waiting = Set(project.services.map { "services.\($0.name).port" }.filter { bindings.values[$0] == nil })
        return waiting.isEmpty
            ? project.environment
            : project.environment.filter { waiting.isDisjoint(with: Template($0.value).names) }
    }

    /// A folder, or a program named by its path, that is neither the project's nor the run's nor the system's.
    private func warnOfForeignPlaces(of call: ProgramCall, isPlaced: Bool) {
        guard let name = call.arguments.first else { return }
        if isPlaced, let place = foreignPlace(call.directory) {
            warn(.outside, "'\(name)' runs in \(place), outside the project")
        }
        if name.contains("/"), let place = foreignPlace(try? call.resolved()) {
            warn(.outside, "'\(name)' is \(place), outside the project")
        }
    }

    private func foreignPlace(_ path: Path?) -> Path? {
        guard let place = try? path?.resolved() else { return nil }
        let own = [root, folder.path].map { (try? $0.resolved()) ?? $0 }
        let known = own + ["/usr", "/bin", "/sbin", "/opt", "/nix", "/snap"]
        return known.contains { place.isIn($0) } || UserTools.hold(place, in: context.environment) ? nil : place
    }

    /// Runs a program that must end with 0 before the run can go on.
    func prepare(_ step: BuildStep, as kind: Span.Kind, failing code: RunCode, titled title: String) throws {
        let call = try call(step.arguments, in: step.directory, with: step.environment)
        let line = ShellLine.of(call.arguments)
        // What tidies up has a while of its own, however late the run is.
        let own = step.timeout.duration
        let limit = max(end(after: own) - loop.now, kind == .stop ? min(own, .seconds(10)) : .milliseconds(1))
        try timeline.measure(kind, line) {
            let outcome: ProgramOutcome
            do {
                outcome = try call.run(on: loop, deadline: limit, hiding: context.secrets) { [self] in
                    progress.update("\(title): \(line)")
                }
            } catch let failure as Failure {
                throw RunTrouble(
                    code, "\(title) failed: \(failure.message)", hint: failure.hint ?? "mend environment.json")
            }
            guard outcome.exit.isSuccess, !outcome.isTimedOut else {
                if outcome.isTimedOut, limit < own, kind != .stop { try refuseLateness(in: "\(title): '\(line)'") }
                let how = outcome.isTimedOut ? "it took longer than \(limit.words)" : "\(outcome.exit)"
                throw RunTrouble(
                    code, "\(title) failed: '\(line)': \(how)",
                    hint: "run '\(line)' in \(call.directory?.description ?? ".") and mend what it says",
                    log: LogTail.of(outcome.output, outcome.errors))
            }
        }
    }
}

/// The spans of a run, in milliseconds from its beginning.
final class Timeline {
    private(set) var spans: [Span] = []
    private let loop: PollLoop
    private let origin: Duration

    init(_ loop: PollLoop) {
        self.loop = loop
        origin = loop.now
    }

    var now: Double { (loop.now - origin).fractionalMilliseconds }

    /// Takes in what happened in another process.
    func add(_ spans: [Span]) {
        self.spans += spans
    }

    /// Notes how long something takes, and whether it went well.
    func measure<Value>(
        _ kind: Span.Kind, _ name: String, in scenario: String? = nil, _ body: () throws -> Value,
        isGood: (Value) -> Bool = { _ in true }
    ) throws -> Value {
        var span = Span()
        span.kind = kind
        span.name = name
        span.scenario = scenario
        span.startedMilliseconds = now
        span.hasPassed = false
        defer {
            span.milliseconds = (now - span.startedMilliseconds).rounded(toThousandths: ())
            spans.append(span)
        }
        let value = try body()
        span.hasPassed = isGood(value)
        return value
    }
}

/// The last lines that a program printed.
enum LogTail {
    static func of(_ output: Capture, _ errors: Capture, lines: Int = 30) -> String {
        [output, errors].map { capture in
            capture.text.split(separator: "\n", omittingEmptySubsequences: false).suffix(lines + 1)
                .joined(separator: "\n").trimmedLineEnds
        }.filter { !$0.isEmpty }.joined(separator: "\n")
    }
}

extension String {
    var trimmedLineEnds: String {
        var text = Substring(self)
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}

extension Double {
    func rounded(toThousandths: ()) -> Double { (self * 1000).rounded() / 1000 }
}

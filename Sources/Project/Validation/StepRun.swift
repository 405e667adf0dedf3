import HarnessKit
import Ledger

/// One step, run to its end, and what is kept of it.
struct StepRun {
    /// What came of a step, with what is too much for an event.
    struct Outcome {
        var record: ValidatedStep
        var errors: [PlacedError] = []
        /// Both streams, secrets taken out.
        var output = Bytes()
        /// The last lines, for where no error was recognised.
        var tail: [String] = []
    }

    /// How many of the errors an event holds.
    static let mostKept = 20
    private static let outputLimit = 1024 * 1024

    let step: ValidationStep
    let root: Path
    let environment: Environment
    let clock: Clock
    let countTests: @Sendable (Bytes, Bytes) -> CountedTests?

    /// A step that is not run, and why.
    static func skipped(_ step: ValidationStep, because reason: String) -> Outcome {
        var outcome = Outcome(record: record(of: step))
        outcome.record.outcome = .skipped
        outcome.record.reason = reason
        return outcome
    }

    /// Runs it under a guardian; what could not be run is an outcome too.
    func execute(on loop: PollLoop, hiding secrets: Redactor, progress: () -> Void) throws -> Outcome {
        var variables = environment
        for (name, value) in step.environment { variables[name] = value }
        let folder = step.directory.map { root / Path($0) } ?? root
        let call = ProgramCall(step.arguments.words, in: folder, environment: variables)
        var outcome = Outcome(record: Self.record(of: step))
        let ended: ProgramOutcome
        do {
            ended = try withoutActuallyEscaping(progress) { progress in
                try call.run(
                    on: loop, deadline: step.timeout.duration, outputLimit: Self.outputLimit, hiding: secrets,
                    progress: progress)
            }
        } catch let failure as Failure where failure.code != .bug {
            outcome.record.outcome = .couldNotRun
            outcome.record.reason = failure.message
            return outcome
        }
        outcome.record.outcome = ended.exit.isSuccess && !ended.isTimedOut ? .pass : .fail
        outcome.record.exit = ended.exit.description
        outcome.record.seconds = (ended.duration.fractionalMilliseconds.rounded() / 1000)
        outcome.record.strays = ended.strays
        read(ended, into: &outcome)
        outcome.record.reason = reason(ended, outcome.record)
        if outcome.record.outcome == .fail, !ended.isTimedOut, let obstacle = obstacle(variables) {
            outcome.record.outcome = .couldNotRun
            outcome.record.reason = obstacle
        }
        return outcome
    }

    /// What keeps it from running on this machine: a linter that is named and not installed is no failure of the code.
    private func obstacle(_ variables: Environment) -> String? {
        Usability(root: root, environment: variables, clock: clock)
            .obstacle(to: step.arguments.words, in: step.directory ?? "")
    }

    private static func record(of step: ValidationStep) -> ValidatedStep {
        var record = ValidatedStep()
        record.name = step.name
        record.kind = step.kind.rawValue
        record.arguments = step.arguments.words
        return record
    }

    private func read(_ ended: ProgramOutcome, into outcome: inout Outcome) {
        let (output, errors) = (ended.output.bytes, ended.errors.bytes)
        let mark = Bytes((output.isEmpty || output.last == 0x0A ? "" : "\n").utf8) + Bytes("[standard error]\n".utf8)
        outcome.output = errors.isEmpty ? output : output + mark + errors
        if step.kind == .test { outcome.record.tests = countTests(output, errors) }
        guard outcome.record.outcome == .fail else { return }
        var reading = ErrorReading(place: placed)
        reading.read(errors)
        reading.read(output)
        outcome.errors = reading.errors
        outcome.record.firstErrors = Array(reading.errors.prefix(Self.mostKept))
        outcome.record.errors = reading.errors.count
        outcome.tail = outcome.output.suffix(16_384).split(separator: 0x0A).map(ErrorReading.plain)
            .filter { !$0.isEmpty }.suffix(15).map { String(decoding: $0, as: UTF8.self) }
    }

    private func reason(_ ended: ProgramOutcome, _ record: ValidatedStep) -> String? {
        if ended.isTimedOut { return "it took longer than \(step.timeout.duration.words)" }
        if ended.survivors > 0 { return "\(ended.survivors) processes could not be ended" }
        return record.outcome == .pass && record.tests?.total == 0 ? "it ran no test" : nil
    }

    /// A path as it is called at the project's top.
    private func placed(_ file: String) -> String {
        let top = root.description + "/"
        if file.hasPrefix(top) { return String(file.dropFirst(top.count)) }
        guard !file.hasPrefix("/"), let directory = step.directory, directory != "." else { return file }
        let within = "\(directory)/\(file)"
        return FileStatus(of: root / within) != nil ? within : file
    }
}

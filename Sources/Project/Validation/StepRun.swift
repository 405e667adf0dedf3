import HarnessKit
import Ledger

/// One step, run to its end.
struct StepRun {
    /// How many of the errors an event holds.
    static let mostKept = 20
    /// Of each stream its first and its last so many bytes are kept.
    private static let outputLimit = 1024 * 1024
    /// Tests are read out of more: a name that is left out looks like a test that vanished.
    private static let testOutputLimit = 16 * 1024 * 1024

    let step: ValidationStep
    let place: Validation
    let loop: PollLoop

    private enum Attempt {
        case ended(ProgramOutcome)
        case impossible(String)
    }

    /// Runs it under a guardian; what could not be run is an outcome too.
    func execute(within limit: Duration?, progress: () -> Void) throws -> StepOutcome {
        var outcome = StepOutcome(of: step)
        let reports = ReportFiles(of: step, in: folder)
        switch try attempt(within: limit, progress) {
        case .impossible(let reason):
            outcome.end(.couldNotRun, .notRun, because: reason)
        case .ended(let ended):
            outcome.record.exit = ended.exit.description
            outcome.record.seconds = (ended.duration.fractionalMilliseconds.rounded() / 1000)
            outcome.record.strays = ended.strays
            outcome.duration = ended.duration
            outcome.isTimedOut = ended.isTimedOut
            keep(ended, in: &outcome)
            if step.kind == .test { try readTests(ended, reports, &outcome) }
            judge(ended, limit, &outcome)
            if outcome.record.outcome == .fail { readErrors(ended, &outcome) }
        }
        return outcome
    }

    private var folder: Path { step.directory.map { place.root / Path($0) } ?? place.root }

    private var variables: Environment {
        var variables = place.environment
        for (name, value) in step.environment { variables[name] = value }
        return variables
    }

    private func attempt(within limit: Duration?, _ progress: () -> Void) throws -> Attempt {
        let call = ProgramCall(step.arguments.words, in: folder, environment: variables)
        do {
            return try withoutActuallyEscaping(progress) { progress in
                .ended(
                    try call.run(
                        on: loop, deadline: min(step.timeout.duration, limit ?? step.timeout.duration),
                        outputLimit: step.kind == .test ? Self.testOutputLimit : Self.outputLimit,
                        hiding: place.secrets, progress: progress))
            }
        } catch let failure as Failure where failure.code != .bug {
            return .impossible(failure.message)
        }
    }

    private func judge(_ ended: ProgramOutcome, _ limit: Duration?, _ outcome: inout StepOutcome) {
        if ended.isTimedOut {
            guard limit.map({ $0 >= step.timeout.duration }) ?? true else {
                return outcome.end(.couldNotRun, .outOfTime, because: "the time for all steps was over")
            }
            return outcome.end(
                .fail, .timedOut, because: "it took longer than \(step.timeout.duration.words)")
        }
        if !ended.exit.isSuccess {
            if let obstacle { return outcome.end(.couldNotRun, .notRun, because: obstacle) }
            return outcome.end(.fail, .failed, because: nil)
        }
        let held = ended.survivors > 0 ? "\(ended.survivors) processes could not be ended" : nil
        outcome.end(.pass, nil, because: held)
        if let reason = noTests(ended, outcome.tests) { outcome.end(.pass, .noTests, because: reason) }
    }

    /// What keeps it from running on this machine: a linter that is named and not installed is no failure of the code.
    private var obstacle: String? {
        Usability(root: place.root, environment: variables, clock: place.clock)
            .obstacle(to: step.arguments.words, in: step.directory ?? "")
    }

    /// Zero checks is never green.
    private func noTests(_ ended: ProgramOutcome, _ tests: StepTests?) -> String? {
        guard step.kind == .test else { return nil }
        guard let tests else {
            return NoTestSign.isIn(ended.output.bytes, ended.errors.bytes) ? "it ran no test" : nil
        }
        guard tests.ran == 0 else { return nil }
        let skipped = tests.counts.skipped
        return skipped == 0 ? "it ran no test" : "it ran no test, \(skipped) were skipped"
    }

    // What it printed.

    private func keep(_ ended: ProgramOutcome, in outcome: inout StepOutcome) {
        let streams = [ended.output, ended.errors].map { stream in
            var kept = Capture(limit: Self.outputLimit)
            kept.add(stream.bytes)
            return kept.bytes
        }
        let mark = streams[0].isEmpty || streams[0].last == 0x0A ? "" : "\n"
        outcome.output =
            streams[1].isEmpty ? streams[0] : streams[0] + Bytes("\(mark)[standard error]\n".utf8) + streams[1]
        outcome.omitted = ended.output.omitted + ended.errors.omitted
    }

    private func readTests(_ ended: ProgramOutcome, _ reports: ReportFiles, _ outcome: inout StepOutcome) throws {
        do {
            var tests = try place.readTests(
                TestOutput(output: ended.output.bytes, errors: ended.errors.bytes, reports: reports.written()))
            if outcome.omitted > 0, reports.patterns.isEmpty {
                tests.hasNames = false
                tests.doubts.append("\(outcome.omitted) bytes of the output were left out, and the tests in them")
            }
            outcome.tests = tests
            outcome.record.tests = tests.counts
        } catch let failure as Failure where failure.code != .bug {
            outcome.unreadTests = failure
        }
    }

    private func readErrors(_ ended: ProgramOutcome, _ outcome: inout StepOutcome) {
        var reading = ErrorReading(place: placed)
        reading.read(ended.errors.bytes)
        reading.read(ended.output.bytes)
        outcome.errors = reading.errors
        outcome.record.firstErrors = Array(reading.errors.prefix(Self.mostKept))
        outcome.record.errors = reading.errors.count
        outcome.tail = outcome.output.suffix(16_384).split(separator: 0x0A).map(ErrorReading.plain)
            .filter { !$0.isEmpty }.suffix(15).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A path as it is called at the project's top.
    private func placed(_ file: String) -> String {
        let top = place.root.description + "/"
        if file.hasPrefix(top) { return String(file.dropFirst(top.count)) }
        guard !file.hasPrefix("/"), let directory = step.directory, directory != "." else { return file }
        let within = "\(directory)/\(file)"
        return FileStatus(of: place.root / within) != nil ? within : file
    }
}

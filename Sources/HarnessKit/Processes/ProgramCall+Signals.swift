import CHarness

extension ProgramCall {
    /// Runs it plainly, and once more where it dies of a signal that this process was told to ignore: git catches what it was
    /// told to ignore, under nohup when the terminal closes.
    package func runThroughSignals(clock: Clock, deadline: Duration, limit: Int) throws -> ProgramOutcome {
        let outcome = try runPlainly(clock: clock, deadline: deadline, limit: limit)
        guard case .signalled(let number) = outcome.exit, harness_ignores_signal(number) != 0 else { return outcome }
        return try runPlainly(clock: clock, deadline: deadline, limit: limit)
    }
}

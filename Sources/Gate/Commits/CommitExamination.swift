import HarnessKit
import Project
import Verifier
import Worktree

/// Runs the tests that a commit brings with its change and without it, and says what they are worth.
struct CommitExamination {
    let trial: CommitTrial
    let touched: TouchedTests
    /// What a person says runs the tests.
    let command: String?
    let environment: Environment

    /// A command's run on each side; on the parent without the new tests only where that was asked.
    struct Pair {
        let with: TestRun
        let without: TestRun
        var base: TestRun?
    }

    struct Outcome {
        let finding: CommitFinding
        let runs: [Pair]
        var notes: [String]
    }

    /// So many tests at most are run alone.
    private static let mostAlone = 20

    func run() throws -> Outcome {
        var pairs: [Pair] = []
        for job in try jobs() {
            let with = try trial.run(job, on: .with)
            try refuseUnrunnable(with)
            // Much slower than with the change is as bad as never.
            let without = try trial.run(job, on: .without, within: with.duration * 10 + .seconds(60))
            pairs.append(Pair(with: with, without: without, base: try base(of: job, with, without)))
        }
        let finding = try finding(pairs)
        return Outcome(finding: finding, runs: pairs, notes: trial.notes + notes(pairs, finding.isWhole))
    }

    private func jobs() throws -> [TestJob] {
        let files =
            touched.files.filter { touched.languages[$0] != nil } + touched.spliced.keys.sorted()
            + touched.inseparable.sorted()
        guard let command else {
            let root = try trial.root(of: .with)
            let jobs = TestJobs(
                detection: try Detection(of: root), root: root, environment: environment,
                canRun: { [trial] in try trial.run(TestJob(folder: "", words: $0), on: .with).isSuccess })
            return
                try jobs
                .jobs(for: touched.languages, among: files.isEmpty ? touched.files : files)
        }
        return [TestJob(folder: "", words: ["/bin/sh", "-c", TestRunner.goingOn(typed: command)], files: files)]
    }

    /// With the change the tests must run, or nothing can be said.
    private func refuseUnrunnable(_ run: TestRun) throws {
        guard !run.isSuccess, run.isTimedOut || run.cases.allSatisfy({ $0.outcome == .failed }) else { return }
        guard !items(of: run.job).contains(where: { !run.cases(of: $0.test).isEmpty }) else { return }
        throw Failure(
            .unavailable, "the tests could not be run with the change: '\(run.job.line)': \(run.how)",
            hint: "install what they need in the work tree, or name another command with --test",
            details: run.complaints.isEmpty ? run.tail : run.complaints)
    }

    /// The parent without the new tests; asked only where all that failed may have failed already.
    private func base(of job: TestJob, _ with: TestRun, _ without: TestRun) throws -> TestRun? {
        guard !without.isSuccess, !without.isTimedOut else { return nil }
        let tests = items(of: job).map(\.test)
        let isShown = tests.contains { test in without.cases(of: test).contains { $0.outcome == .failed } }
        guard !isShown, !without.cases.contains(where: { $0.outcome == .passed }) else { return nil }
        let run = try trial.run(job.everywhere, on: .base)
        let isRunnable = run.isSuccess || run.cases.contains { $0.outcome == .passed }
        // Nothing to collect is pytest's 5: a parent that has no tests yet.
        guard isRunnable || run.exit == .exited(5) || tests.isEmpty || with.cases.isEmpty else {
            throw Failure(
                .unavailable,
                "the parent \(trial.change.base.hash.prefix(12)) cannot be built or tested here: "
                    + "'\(run.job.line)': \(run.how)",
                hint: "install what it needs in the work tree, or name another command with --test",
                details: run.complaints.isEmpty ? run.tail : run.complaints)
        }
        return run
    }

    private func items(of job: TestJob) -> [TouchedTests.Item] {
        touched.items.filter { job.files.contains($0.test.file) }
    }

    private func finding(_ pairs: [Pair]) throws -> CommitFinding {
        var found: [CommitFinding.Item] = []
        var isWhole = false
        var alone = 0
        for pair in pairs {
            let items = items(of: pair.with.job)
            guard items.contains(where: { !pair.with.cases(of: $0.test).isEmpty }) else {
                var appeared = try appeared(in: pair)
                if appeared.isEmpty { appeared = CommitFinding.reacting(pair) }
                isWhole = isWhole || appeared.isEmpty
                let isNew = items.isEmpty || items.contains { $0.manner == .new }
                found +=
                    appeared.isEmpty
                    ? [CommitFinding.whole(isNew ? .new : .changed, pair, hadTests: touched.hadFiles)] : appeared
                continue
            }
            for item in items {
                if touched.inseparable.contains(item.test.file), !pair.with.cases(of: item.test).isEmpty {
                    let judgement = CommitFinding.judgement(
                        of: item.test, with: pair.with, without: .nothing(pair.with))
                    found.append(CommitFinding.Item(item, judgement))
                    continue
                }
                var judgement = CommitFinding.judgement(of: item.test, with: pair.with, without: pair.without)
                if judgement.verdict == .needsChange, wasReached(item, pair) {
                    alone += 1
                    judgement = try judge(item.test, alone: alone <= Self.mostAlone, pair)
                }
                found.append(CommitFinding.Item(item, judgement))
            }
        }
        return CommitFinding(items: found, isWhole: isWhole)
    }

    /// Tests that no pattern found and the runner names: those that it does not name on the parent.
    private func appeared(in pair: Pair) throws -> [CommitFinding.Item] {
        guard !pair.with.cases.isEmpty else { return [] }
        let base = try pair.base ?? trial.run(pair.with.job.everywhere, on: .base)
        // Where there were no tests before, the command has nothing to name and may fail for want of it.
        guard base.isSuccess || !base.cases.isEmpty || !touched.hadFiles else { return [] }
        let known = Set(base.cases.map(\.name))
        // Only a new file can have brought what nobody could run.
        let other = touched.inseparable.isEmpty ? pair.without : TestRun.nothing(pair.with)
        return pair.with.cases.filter { !known.contains($0.name) }.map { test in
            let before = pair.without.cases.filter { $0.name == test.name }
            return CommitFinding.Item(
                name: test.name, file: nil, manner: .new,
                CommitFinding.judgement(now: [test], before: before, before.isEmpty ? other : pair.without))
        }
    }

    /// Whether the tests around it ran without the change, so that it could have been run, too.
    private func wasReached(_ item: TouchedTests.Item, _ pair: Pair) -> Bool {
        if pair.without.wasCutShort { return true }
        let own = pair.with.cases(of: item.test)
        let neighbours = pair.with.cases.filter { test in !own.contains { $0.name == test.name } }
        let ran = Set(pair.without.cases.map(\.name))
        guard !item.language.loadsFiles else {
            // Python's runners name each file that they cannot load: where others failed, they may have stopped.
            if item.language.name == "python", !ran.isEmpty, !pair.without.hasNotLoaded(item.test.file) { return true }
            let inFile = touched.declared[item.test.file] ?? []
            return inFile.contains { $0.name != item.test.name && !pair.without.cases(of: $0).isEmpty }
        }
        // Of Go, the package stands before the last dot; elsewhere all is compiled as one.
        let package = item.language.name == "go" ? own.first.map { TestRun.package(of: $0.name) } : nil
        return neighbours.contains { test in
            ran.contains(test.name) && (package == nil || TestRun.package(of: test.name) == package)
        }
    }

    /// Something else ended the run before it: it is run again, by itself.
    private func judge(_ test: DeclaredTest, alone: Bool, _ pair: Pair) throws -> CommitFinding.Judgement {
        let name = test.isText ? TestRun.fixedPart(of: test.name) : test.name
        guard alone, let words = TestRunner.words(pair.without.job.words, onlyRunning: name) else {
            return .init(.notRun, "without the change, the run ended before it")
        }
        var job = pair.without.job
        job.words = words
        let run = try trial.run(job, on: .without, within: pair.with.duration * 10 + .seconds(60))
        if run.wasCutShort, run.cases(of: test).isEmpty { return .init(.failsWithout, "without the change \(run.how)") }
        let judgement = CommitFinding.judgement(of: test, with: pair.with, without: run)
        guard judgement.verdict == .needsChange, !run.hasNotLoaded(test.file) else { return judgement }
        return .init(.notRun, "without the change it is not run")
    }

    private func notes(_ pairs: [Pair], _ isWhole: Bool) -> [String] {
        pairs.compactMap { pair in
            guard isWhole, items(of: pair.with.job).allSatisfy({ pair.with.cases(of: $0.test).isEmpty }) else {
                return nil
            }
            let line = pair.with.job.line
            return pair.with.cases.isEmpty
                ? "'\(line)' does not name its tests: it was judged as a whole"
                : "none of the tests that '\(line)' names is known to be one of the commit: it was judged as a whole"
        }
    }
}

extension TestJob {
    /// The same command for all files: those of the commit need not be there.
    fileprivate var everywhere: TestJob {
        var job = self
        let names = files.map(\.description)
        job.words = words.filter { word in !names.contains { $0 == word || $0.hasSuffix("/" + word) } }
        return job
    }
}

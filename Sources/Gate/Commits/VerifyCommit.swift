import HarnessKit
import Worktree

/// Asks of a commit whether its tests notice its change.
struct VerifyCommit: Command {
    static let name = "commit"
    static let summary = "runs a commit's new tests with its change and without it: do they notice?"
    static let notes = """
        It needs no set-up and no task, and writes nothing into the project. The commit and its first parent are written \
        from git's objects into throw-away folders, the commit's test files are laid over the parent's code, and both are \
        tested. What lies uncommitted in the work tree has no part in it, except node_modules, .venv, venv, vendor and \
        .env, which are copied for the tests to run at all.

        A test that fails without the change and passes with it shows something. One that passes without it is hollow: it \
        would have been green had nothing been done. One that cannot be compiled or loaded without the change counts as \
        failing. Where a runner names no tests, the command as a whole is judged, and that is said.

        Exit status: 0 every new test fails without the change (where none is new, a changed one does), 1 not so, or the \
        commit brings no tests, 69 the tests could not be run.
        """
    static let examples = [
        CommandExample("verify commit HEAD", "the last commit"),
        CommandExample("verify commit feature --base main", "a branch as a whole, against another state"),
        CommandExample(#"verify commit HEAD --test "make check""#, "with the command that runs the tests"),
    ]
    static let parameters: [Parameter<Self>] = [
        .argument("REV", to: \.revision, "a commit; HEAD where nothing is said"),
        .option("--base", value: "REV", to: \.base, "what to compare with, instead of the first parent"),
        .option("--test", value: "COMMAND", to: \.command, "what runs the tests, as for a shell; else it is found"),
        .repeated("--test-file", value: "PATH", to: \.files, "a file or folder of tests that is not known as one"),
        .option("--timeout", value: "SECONDS", to: \.limit, "how long each run may take; 600 where nothing is said"),
    ]

    var revision: String?
    var base: String?
    var command: Prose?
    var files: [String] = []
    var limit: Seconds?

    func run(in context: Context) throws -> Answer {
        let workspace = try Workspace.find(in: context)
        guard let git = Git(of: workspace, in: context) else {
            throw Failure(
                .unavailable, "\(workspace.lackOfGit): there is no commit to look at",
                hint: "run 'verify commit HEAD' inside one, or name it with --project-root")
        }
        let change = try git.change(of: revision ?? "HEAD", since: base)
        let touched = try TouchedTests(by: change, of: git, further: files)
        guard !touched.isEmpty else {
            return CommitPage(change: change, touched: touched, outcome: nil, style: context.styles.output).answer
        }
        let progress = Progress(context)
        defer { progress.finish() }
        let loop = PollLoop(clock: context.clock)
        let interruption = try Interruption(on: loop)
        let trial = CommitTrial(
            of: change, touched, in: git, workspace, limit: limit?.duration ?? .seconds(600), on: loop, in: context,
            progress: progress)
        let outcome = try withExtendedLifetime(interruption) {
            try CommitExamination(
                trial: trial, touched: touched, command: command?.text, environment: context.environment
            ).run()
        }
        progress.finish()
        return CommitPage(change: change, touched: touched, outcome: outcome, style: context.styles.output).answer
    }
}

import HarnessKit

/// The user's git, asked without being told how: no hooks, no pager, no locks, none of the caller's GIT_ variables.
package struct Git: Sendable {
    private let program: Path
    let root: Path
    /// The folder of the repository that all its work trees share.
    let commonFolder: Path?
    /// The index of this work tree.
    let index: Path?
    private let clock: Clock
    let environment: Environment

    /// Nil where there is no git, or the workspace is no work tree of one.
    package init?(of workspace: Workspace, in context: Context) {
        guard workspace.isGit, let program = Self.find(in: context) else { return nil }
        self.program = program
        root = workspace.root
        commonFolder = workspace.gitObjects?.parent
        index = workspace.gitIndex
        clock = context.clock
        var environment = context.environment
        for name in environment.names where name.hasPrefix("GIT_") { environment[name] = nil }
        environment["LC_ALL"] = "C"
        environment["GIT_CONFIG_NOSYSTEM"] = "1"
        environment["GIT_TERMINAL_PROMPT"] = "0"
        // `git replace` makes one object show another's content.
        environment["GIT_NO_REPLACE_OBJECTS"] = "1"
        self.environment = environment
    }

    /// A commit in one line.
    package struct Commit: Sendable {
        package let hash: String
        package let subject: String
    }

    /// What was committed on the present branch since a moment, the newest first.
    package func commits(since start: Start, limit: Int) throws -> [Commit] {
        let fields = try run(["log", "-z", "--format=%h%x00%s", "--max-count=\(limit)"] + start.words)
        return stride(from: 0, to: fields.count - 1, by: 2).map { Commit(hash: fields[$0], subject: fields[$0 + 1]) }
    }

    /// Files that commits since then touched.
    package func filesCommitted(since start: Start) throws -> [String] {
        try run(["log", "-z", "--format=", "--name-only", "--max-count=200"] + start.words)
    }

    /// Since when commits are asked for: those that a commit does not have, or those of a time and later.
    package enum Start: Sendable {
        case commit(String)
        case moment(Date)

        fileprivate var words: [String] {
            switch self {
            case .commit(let hash): ["\(hash)..HEAD"]
            case .moment(let date): ["--since=@\(date.milliseconds / 1000)"]
            }
        }
    }

    /// Files that differ from the last commit, those that git does not know among them.
    package func filesChanged() throws -> [String] {
        let entries = try run(["status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames"])
        return entries.map { String($0.dropFirst(3)) }
    }

    /// The commit that is checked out, or nil where there is none yet.
    package func head() -> String? {
        try? call(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).output.text
            .split(separator: "\n").first.map(String.init)
    }

    /// The commit that a revision names, whole; nil where it names none.
    package func commit(of revision: String) -> String? {
        // What begins with a dash would be an option, and what begins with ^ the opposite of a revision.
        guard !revision.isEmpty, !revision.hasPrefix("-"), !revision.hasPrefix("^"), !revision.contains("\0") else {
            return nil
        }
        let words = ["rev-parse", "--verify", "--quiet", "\(revision)^{commit}"]
        let found = try? call(words).output.text.split(separator: "\n").first.map(String.init)
        return found.flatMap { (40...64).contains($0.utf8.count) && $0.allSatisfy(\.isHexDigit) ? $0 : nil }
    }

    /// Whether a branch, a tag or what is checked out leads to a commit; others are nobody's history.
    package func isReachable(_ commit: String) -> Bool {
        let words = ["for-each-ref", "--count=1", "--contains", commit, "refs/heads", "refs/tags", "refs/remotes"]
        if let found = try? call(words).output.text, !found.isEmpty { return true }
        return isAncestor(commit, of: "HEAD")
    }

    /// Why git does not even look at the repository, in its own words; nil where it does.
    package var refusal: String? {
        guard let outcome = try? call(["rev-parse", "--git-dir"], accepting: [0, 128]), outcome.exit != .exited(0)
        else {
            return nil
        }
        let line = outcome.errors.text.split(separator: "\n").first.map(String.init) ?? outcome.exit.description
        return line.hasPrefix("fatal: ") ? String(line.dropFirst("fatal: ".count)) : line
    }

    /// What is said of a revision that names no commit: that it is unknown, or why git says nothing of any.
    package func ignorance(
        of revision: String, hint: String = "run 'git log' to see those that are there"
    ) -> Failure {
        guard let refusal else { return Failure(.missing, "git knows no commit '\(revision)' here", hint: hint) }
        let isOwners = refusal.contains("dubious ownership")
        return Failure(
            .denied, "git does not read \(root): \(refusal)",
            hint: isOwners
                ? "run 'git config --global --add safe.directory \(root)', or work as the user whom it belongs to"
                : "run 'git status' in \(root)")
    }

    /// The top folders of all work trees of the repository, the main one first; bare and lost ones left out.
    package func worktrees() throws -> [Path] {
        var (found, candidate): ([Path], Path?) = ([], nil)
        for line in try run(["worktree", "list", "--porcelain", "-z"]) {
            if line.hasPrefix("worktree ") {
                if let candidate { found.append(candidate) }
                candidate = Path(String(line.dropFirst("worktree ".count)))
            } else if line == "bare" || line.hasPrefix("prunable") {
                candidate = nil
            }
        }
        if let candidate { found.append(candidate) }
        return found
    }

    /// Runs git and returns its NUL-separated output.
    private func run(_ arguments: [String]) throws -> [String] {
        try call(arguments).output.text.split(separator: "\0").map(String.init)
    }

    /// Runs git where it writes what is the user's: it ends with us, however we end, and signals wait for its end.
    func callGuarded(_ arguments: [String], with variables: [String: String], progress: @escaping () -> Void) throws {
        let loop = PollLoop(clock: clock)
        let interruption = try Interruption(on: loop)
        let outcome = try withExtendedLifetime(interruption) {
            try programCall(arguments, with: variables).run(on: loop, deadline: nil, progress: progress)
        }
        guard outcome.exit == .exited(0) else { throw failure(of: arguments, with: outcome) }
    }

    /// Runs git, perhaps on another repository by folder or variables; any exit but those is a failure.
    func call(
        _ arguments: [String], in folder: Path? = nil, with variables: [String: String] = [:], input: Bytes = [],
        accepting codes: [Int32] = [0], deadline: Duration = .seconds(600), limit: Int = 64 * 1024 * 1024,
        settings: [String] = Git.own
    ) throws -> ProgramOutcome {
        let outcome = try programCall(arguments, in: folder, with: variables, input: input, settings: settings)
            .runThroughSignals(clock: clock, deadline: deadline, limit: limit)
        guard codes.contains(where: { outcome.exit == .exited($0) }) else {
            throw failure(of: arguments, with: outcome)
        }
        return outcome
    }

    /// What is set for whatever git is asked.
    static let own = ["--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]

    private func programCall(
        _ arguments: [String], in folder: Path? = nil, with variables: [String: String], input: Bytes = [],
        settings: [String] = Git.own
    ) -> ProgramCall {
        var environment = environment
        for (name, value) in variables { environment[name] = value }
        return ProgramCall(
            [program.description, "--no-pager"] + settings + arguments, in: folder ?? root, environment: environment,
            input: input)
    }

    private func failure(of arguments: [String], with outcome: ProgramOutcome) -> Failure {
        let reason = outcome.errors.text.split(separator: "\n").first.map(String.init) ?? outcome.exit.description
        var words = arguments[...]
        while words.first == "-c" { words = words.dropFirst(2) }
        return Failure(.unavailable, "git \(words.first ?? "") failed: \(reason)", hint: "run 'git status' in \(root)")
    }

    /// The system's own git first: what a project puts into `PATH` may be anything.
    private static func find(in context: Context) -> Path? {
        for folder in ["/usr/bin", "/usr/local/bin", "/bin", "/opt/homebrew/bin"] {
            let path = Path(folder) / "git"
            if FileStatus(following: path)?.kind == .file { return path }
        }
        return try? ProgramCall(["git"], environment: context.environment).resolved()
    }
}

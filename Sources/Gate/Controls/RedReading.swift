import HarnessKit
import Ledger
import Verifier
import Worktree

/// Why a step that failed on the base shows nothing of the work.
struct RedDoubt {
    let step: String
    let code: GateCode
    let reason: String
    /// What it could not be started without.
    var starters = Starters()
}

/// Reads what a step failed by on the base, beside what it came to on the bytes of now.
struct RedReading {
    /// The scenarios on the bytes of now.
    let report: Report
    /// Where these lie, and what belongs to them.
    let root: Path
    let files: [Manifest.Entry]
    /// Plays scenarios where no server runs; nil where what is run is no server.
    let absence: () throws -> ServerAbsence?
    /// The declared tests of the project, read when they are asked for.
    let tests: () throws -> DeclaredTests
    /// What was laid over the state before the work for steps that run tests.
    let laid: () throws -> LaidTests
    private let own: OwnPrograms
    private let isServer: Bool

    init(
        _ report: Report, at root: Path, files: [Manifest.Entry], absence: @escaping () throws -> ServerAbsence?,
        tests: @escaping () throws -> DeclaredTests, laid: @escaping () throws -> LaidTests
    ) {
        self.report = report
        self.root = root
        self.files = files
        self.absence = absence
        self.tests = tests
        self.laid = laid
        own = OwnPrograms(root: root)
        isServer = report.kind == Application.Kind.server.rawValue
    }

    /// Nil where the failure shows that the work was missing.
    ///
    /// Where earlier steps were let through, a step that lacks what they find shows nothing either.
    /// What was laid there already for such a step is not missed any more.
    func doubt(
        of step: StepReport, in scenario: String, isFirst: Bool, having laid: Starters = Starters()
    ) throws -> RedDoubt? {
        let code: GateCode = isServer ? .serverNotAsked : .programNotRun
        if !isFirst, step.assertions.contains(where: { $0.subject == step.kind && $0.expected == "to be done" }) {
            return RedDoubt(step: step.id, code: code, reason: "what an earlier step finds")
        }
        let now = now(step.id, in: scenario)
        if step.kind == "tests" { return try suiteDoubt(of: step, now) }
        if step.hasNotStarted, let doubt = startDoubt(of: step, now) { return doubt }
        // Where the project lies, words of the step may say: here it is another folder than on the base.
        if let what = lookedAt(by: now ?? step) { return RedDoubt(step: step.id, code: code, reason: what) }
        if let gate = gate(of: step, now) { return RedDoubt(step: step.id, code: code, reason: gate) }
        if let now, let (name, files) = lookedAtBeside(now), !laid.contains(files) {
            return RedDoubt(step: step.id, code: code, reason: name, starters: files)
        }
        guard isServer, step.kind == "exec", try absence()?.passes(StepName(scenario, step.id)) == true else {
            return nil
        }
        return RedDoubt(step: step.id, code: code, reason: "what '\(Self.words(of: step).joined(separator: " "))' says")
    }

    /// What could not be started there has not failed; what a build makes is missed by the build that made none.
    private func startDoubt(of step: StepReport, _ now: StepReport?) -> RedDoubt? {
        guard let now else { return nil }
        let starters = Starters(of: now, at: root, among: files)
        guard !starters.isEmpty else { return nil }
        // Where the state before lies is nothing that anybody wants to know.
        let folder = now.request["cwd"]?.string ?? ""
        let words = (step.response["error"]?.string ?? step.assertion).split(separator: " ").map { word in
            word.hasPrefix("/") && word.hasSuffix("/\(folder):") ? "'\(folder)':" : String(word)
        }
        return RedDoubt(
            step: step.id, code: .notStarted, reason: words.joined(separator: " "), starters: starters)
    }

    /// Steps of a scenario that only look at the project's files: letting one through is letting all through.
    func bystanders(of scenario: String) -> [StepName] {
        (report.own.first { $0.name == scenario }?.steps ?? []).filter { lookedAt(by: $0) != nil }
            .map { StepName(scenario, $0.id) }
    }

    private func now(_ step: String, in scenario: String) -> StepReport? {
        report.own.first { $0.name == scenario && $0.status == .pass }?.steps.first { $0.id == step }
    }

    // What lies there and was written by nobody but the work.

    /// The file of the project that a step looks at, and that no program wrote; nil where it does anything else.
    private func lookedAt(by step: StepReport) -> String? {
        switch step.kind {
        case "file": return step.request["path"]?.string.flatMap { isStill($0) ? $0 : nil }
        case "sqlite": return step.request["file"]?.string.flatMap { isStill($0) ? $0 : nil }
        case "exec":
            let words = Self.words(of: step)
            let folder = step.request["cwd"]?.string.map { root / Path($0) } ?? root
            guard let names = own.lookedAt(by: words) else { return nil }
            var seen: String?
            for name in names where !name.hasPrefix("-") {
                let path = folder / name
                guard let status = FileStatus(following: path) else {
                    // Another run's folder may have held it.
                    if name.hasPrefix("/") { return nil }
                    continue
                }
                guard own.isBelow(path) || path.plain == root.plain else { return nil }
                guard status.kind == .file ? isStill(relative(path)) : holdsFiles(relative(path)) else { return nil }
                seen = seen ?? name
            }
            return seen
        default: return nil
        }
    }

    /// The file of the project that a shell's line asks for before it goes on, where nothing behind that has run.
    private func gate(of step: StepReport, _ now: StepReport?) -> String? {
        guard step.kind == "exec", let now, (step.response["stdout"]?.string ?? "").isEmpty else { return nil }
        let folder = now.request["cwd"]?.string.map { root / Path($0) } ?? root
        return own.gates(of: Self.words(of: now)).first { name in
            let path = folder / name
            return !name.hasPrefix("-") && FileStatus(following: path)?.kind == .file && own.isBelow(path)
                && isStill(relative(path))
        }
    }

    /// The files of the project that a shell's line looks at beside what it runs, and that no program wrote.
    private func lookedAtBeside(_ now: StepReport) -> (String, Starters)? {
        guard now.kind == "exec" else { return nil }
        let folder = now.request["cwd"]?.string.map { root / Path($0) } ?? root
        let paths = own.lookedAt(inLineOf: Self.words(of: now)).map { relative(folder / $0) }.filter(isStill)
        let found = files.filter { entry in paths.contains { $0 == entry.path.description } }
        return paths.first.map { ($0, Starters(lookingAt: found)) }
    }

    private func relative(_ path: Path) -> String {
        let (text, top) = (path.plain.description, root.plain.description)
        return text == top ? "" : text.hasPrefix(top + "/") ? String(text.dropFirst(top.count + 1)) : text
    }

    /// Whether a file of the project is as it was before anything ran.
    private func isStill(_ name: String) -> Bool {
        guard let path = RelativePath(relative(root / name)), let entry = files.first(where: { $0.path == path }) else {
            return false
        }
        guard entry.kind != .link else { return true }
        return (try? Folder(root).read(path)).map { $0.map { SHA256.digest(of: $0) == entry.digest } ?? false } ?? false
    }

    private func holdsFiles(_ folder: String) -> Bool {
        folder.isEmpty || files.contains { $0.path.description.hasPrefix(folder + "/") }
    }

    private static func words(of step: StepReport) -> [String] {
        step.request["argv"]?.items?.compactMap(\.string) ?? []
    }

    // Tests.

    /// Nil where a test that is there failed, or cannot be loaded for want of what it tests.
    private func suiteDoubt(of step: StepReport, _ now: StepReport?) throws -> RedDoubt? {
        func doubt(_ code: GateCode, _ reason: String) -> RedDoubt {
            RedDoubt(step: step.id, code: code, reason: reason)
        }
        let there = step.request["files"]?.items?.compactMap(\.string) ?? []
        let missing = (now?.request["files"]?.items?.compactMap(\.string) ?? []).filter { !there.contains($0) }
        if let name = missing.first { return doubt(.testsNotRun, "\(name) is not there") }
        guard step.redness(with: laid) != .nothing else {
            return doubt(.testsNotRun, step.response["error"]?.string ?? step.assertion)
        }
        if let name = step.unreachedTest { return doubt(.testsNotRun, "its run ended before '\(name)'") }
        guard step.request["runner"]?.string != nil, now?.request["runner"]?.string != nil else {
            return doubt(.unknownRunner, Self.words(of: step).joined(separator: " "))
        }
        guard isServer, let now else { return nil }
        // Tests of a server's code are as good as a question where they look at what it does.
        let new = now.passedTests.subtracting(step.passedTests)
        return try tests().onlyLookForNames(new) ? doubt(.serverNotAsked, "names of its code") : nil
    }
}

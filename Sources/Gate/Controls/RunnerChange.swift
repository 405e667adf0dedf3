import HarnessKit
import Ledger
import Project
import Verifier
import Worktree

/// What decides how tests are run, and says something else than when the task began.
///
/// Settings change honestly as well: whoever reads the receipt is told of them.
struct RunnerChange {
    let shop: Workshop
    /// The files that commands of tests go through, such as a script that starts them.
    private let named: Set<RelativePath>
    /// Those that the commands themselves name.
    private let started: Set<RelativePath>

    private static let mostBytes = 1024 * 1024
    private static let mostFiles = 20

    init(_ scenarios: [ScenarioSource], in shop: Workshop) throws {
        self.shop = shop
        let validation = try ValidationSource.existing(in: shop.store.workspace)
        let validating = (validation?.file.order ?? []).filter { $0.kind == .test }
            .map { ($0.directory, $0.arguments.words) }
        let proving = scenarios.filter(\.isOwn).flatMap(\.file.scenarios).flatMap(\.steps).compactMap(\.tests)
            .map { ($0.directory, $0.arguments.words) }
        let paths = try TestPaths()
        let root = shop.store.workspace.root
        func place(_ path: Path) -> RelativePath? {
            let (text, top) = (path.plain.description, root.plain.description)
            return text.hasPrefix(top + "/") ? RelativePath(String(text.dropFirst(top.count + 1))) : nil
        }
        let trace = RunnerTrace(root: root, leavingOut: { place($0).map(paths.isTest) ?? true })
        func own(_ folder: Path, _ words: [String]) -> [RelativePath] { words.compactMap { place(folder / $0) } }
        let commands = (validating + proving).map { folder, words in (folder.map { root / Path($0) } ?? root, words) }
        started = Set(commands.flatMap(own))
        named = Set(
            commands.flatMap { folder, words in
                let own = own(folder, words)
                return trace.files(followedFrom: words, in: folder).compactMap(place)
                    .filter { own.contains($0) || Self.isScript($0) }
            })
    }

    private static let endings: Set = ["sh", "bash", "zsh", "fish", "ps1", "bat", "cmd"]
    private static let folders: Set = ["scripts", "script", "ci", "tools", "hack", "tasks", "bin"]

    /// Whether it is one by its name or place: a makefile names what is tested as well.
    private static func isScript(_ path: RelativePath) -> Bool {
        let parts = path.components.map { String(decoding: $0, as: UTF8.self) }
        let ending = parts.last?.split(separator: ".").dropFirst().last.map(String.init)
        return ending.map(endings.contains) ?? true || !folders.isDisjoint(with: parts.dropLast())
    }

    /// What is told of each file, and each as it was then.
    struct Outcome {
        var words: [String] = []
        var former: [RelativePath: Bytes?] = [:]
    }

    func run() throws -> Outcome {
        var outcome = Outcome()
        guard shop.task.kind != .newProject, let snapshot = shop.task.baseSnapshot,
            let snapshots = try shop.store.snapshots()
        else { return outcome }
        let changed = try shop.changed().filter { RunnerSettings.isOne($0) || named.contains($0) }
        guard !changed.isEmpty else { return outcome }
        let former = try snapshots.contents(of: Set(changed), in: snapshot)
        let top = try Folder(shop.store.workspace.root)
        for path in changed.prefix(Self.mostFiles) {
            let then = former[path]
            let status = FileStatus(of: shop.store.workspace.root / Path(bytes: path.bytes))
            let isReadable = status.map { $0.kind == .file && $0.size <= Self.mostBytes } ?? false
            let now = isReadable ? try? top.read(path) : nil
            guard try !isBuilt(path, then, now) else { continue }
            guard let what = RunnerSettings.change(of: path, from: then ?? [], to: now ?? []) else { continue }
            outcome.words.append(
                "\(path) has a say in how tests are run, and changed since the task began: \(what)")
            outcome.former.updateValue(then, forKey: path)
        }
        return outcome
    }

    /// Whether a file is only what a build makes and git was never told of: a program that a makefile or script names.
    private func isBuilt(_ path: RelativePath, _ then: Bytes?, _ now: Bytes?) throws -> Bool {
        guard !RunnerSettings.isOne(path), !started.contains(path), then?.contains(0) != false,
            now?.contains(0) == true, let git = Git(of: shop.store.workspace, in: shop.store.context),
            try !git.tracks(path)
        else { return false }
        return try shop.task.started.baseCommit.map { try git.contents(of: [path], in: $0)[path] == nil } ?? true
    }
}

/// Whether the tests that passed before the work pass as well where they are run as they were run then.
///
/// Work may need other settings. Where old tests fail by what they check, and only with those of then, nobody can tell
/// whether the code or what runs its tests is what holds.
struct RunnerControl {
    let shop: Workshop
    let change: RunnerChange.Outcome

    private static let stage = "settings-control"

    /// Nil where they do, or where that cannot be told: what is built otherwise may not be built at all.
    ///
    /// What came of it is kept: that they do for good, that they do not until the gate has decided.
    func run(_ now: [StepResults.Result], _ before: [StepResults.Result]) throws -> ControlResult? {
        // Fixtures belong to the tests of now.
        let former = change.former.filter { Path(bytes: $0.key.bytes).name != "conftest.py" }
        let old = before.reduce(into: Set<String>()) { $0.formUnion($1.passed) }
        let wanted = now.reduce(into: Set<String>()) { $0.formUnion($1.passed) }.intersection(old)
        guard !wanted.isEmpty, let source = try shop.validationAtStart() else { return nil }
        let steps = source.file.order.filter { $0.kind != .lint }
        let isOther = try isOtherPlan(than: source)
        guard !former.isEmpty || isOther else { return nil }
        let key = try key(former, wanted, source.file.pass + steps.map { $0.json.text(.compact) })
        if let known = ended(key) { return known.controls.first }
        guard let site = try shop.present(with: former, as: "now-settings") else { return nil }
        let files = former.keys.map(\.description) + (isOther ? ["validation.json"] : [])
        let control = try play(steps, of: source, at: site, files.sorted { $0.precedes($1) }, wanted)
        try shop.ended(Self.stage, key, controls: control.map { [$0] } ?? [])
        return control
    }

    /// Whether a command that tested when the task began is none any more.
    private func isOtherPlan(than start: ValidationSource) throws -> Bool {
        func tests(_ source: ValidationSource?) -> [String] {
            (source?.file.order ?? []).filter { $0.kind == .test }.map { step in
                ([step.directory ?? "."] + step.arguments.words).joined(separator: "\0")
            }
        }
        return try !Set(tests(ValidationSource.existing(in: shop.store.workspace))).isSuperset(of: tests(start))
    }

    private func ended(_ key: String) -> ControlRan? {
        shop.journal.result(of: Self.stage, key, evenIfDecided: false)
            ?? shop.journal.result(of: Self.stage, key).flatMap { $0.controls.isEmpty ? $0 : nil }
    }

    private func key(
        _ former: [RelativePath: Bytes?], _ wanted: Set<String>, _ steps: [String]
    ) throws -> String {
        let files = former.map { path, bytes in
            "\(path) \(bytes.map { SHA256.digest(of: $0).description } ?? "none")"
        }
        let sorted = [files, Array(wanted)].flatMap { $0.sorted { $0.precedes($1) } }
        return Journal.key(try shop.presentKey + shop.baseKey(.start) + sorted + steps)
    }

    private func play(
        _ steps: [ValidationStep], of source: ValidationSource, at site: Site, _ files: [String],
        _ wanted: Set<String>
    ) throws -> ControlResult? {
        shop.progress.update("running the tests as they were run before the work")
        let runner = StepResults(shop: shop, source: source, stage: "settings", key: [])
        let failed = try runner.failingTwice(wanted, in: steps, at: site)
        guard let what = GateFinding.some(of: failed) else { return nil }
        return ControlResult(
            "settings", .couldNotRun,
            "\(what) passes only as tests are run now: with \(GateFinding.some(of: files) ?? "") as before the work "
                + "it fails",
            code: GateCode.testRunner.rawValue)
    }
}

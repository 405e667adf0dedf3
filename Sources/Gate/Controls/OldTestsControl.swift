import HarnessKit
import Ledger
import Project
import Worktree

/// Whether the tests of before pass as they were, where their files were only added to, moved, or given other company.
///
/// A test whose lines are all still there may have been disarmed by what stands beside them: a second test of its name,
/// another helper, a module that is found first. What says something else now is told by its text, and not played.
struct OldTestsControl {
    let shop: Workshop
    /// Tests that were taken away on purpose.
    let amended: [String]

    private static let stage = "old-tests"
    private static let mostFiles = 200
    private static let mostBytes = 1024 * 1024

    /// What to tell; nil where they pass, where nothing of the kind came, or where they cannot be run so.
    func run(_ before: [StepResults.Result]) throws -> String? {
        let passed = before.reduce(into: Set<String>()) { $0.formUnion($1.passed) }
        let wanted = passed.filter { name in
            !amended.contains { TestsControl.isMeant(name, by: $0, among: Array(passed)) }
        }
        guard shop.task.kind != .newProject, !wanted.isEmpty else { return nil }
        let former = try unseen()
        guard !former.isEmpty, let source = try ValidationSource.existing(in: shop.store.workspace) else { return nil }
        let steps = source.file.order.filter { $0.kind != .lint }
        let files = former.keys.sorted()
        let contents = files.map {
            "\($0) \(former[$0].flatMap { $0 }.map { SHA256.digest(of: $0).description } ?? "none")"
        }
        let key = Journal.key(
            try shop.presentKey + shop.baseKey(.start) + contents + steps.map { $0.json.text(.compact) }
                + wanted.sorted { $0.precedes($1) })
        if let ended = shop.journal.result(of: Self.stage, key), ended.controls.isEmpty { return nil }
        guard let site = try shop.present(with: former, as: "now-old-tests") else { return nil }
        shop.progress.update("running the tests of before the work as they were")
        let runner = StepResults(shop: shop, source: source, stage: Self.stage, key: [])
        let failed = try runner.failingTwice(wanted, in: steps, at: site)
        if failed.isEmpty { try shop.ended(Self.stage, key, controls: []) }
        guard let what = GateFinding.some(of: failed) else { return nil }
        return
            "\(what) passed before the work, and \(failed.count == 1 ? "fails" : "fail") on the code of now with the "
            + "test files of then: look at what came beside the old lines of "
            + (GateFinding.some(of: files.map(\.description)) ?? "")
    }

    /// The files of tests of which no text tells what they do otherwise now, each as it was; nil for what is new.
    private func unseen() throws -> [RelativePath: Bytes?] {
        guard let snapshot = shop.task.baseSnapshot, let snapshots = try shop.store.snapshots() else { return [:] }
        let paths = try TestPaths()
        let changed = try shop.changed().filter { path in
            (paths.isTest(path) || InlineTests.mayBe(in: path)) && !RunnerSettings.isOne(path)
        }
        guard !changed.isEmpty, changed.count <= Self.mostFiles else { return [:] }
        let then = try snapshots.contents(of: Set(changed), in: snapshot)
        let top = try Folder(shop.store.workspace.root)
        var found: [RelativePath: Bytes?] = [:]
        for path in changed {
            let now = try text(path, in: top)
            switch (then[path], now) {
            case (let then?, let now?):
                if let former = try paths.isTest(path)
                    ? self.former(path, then, now, paths) : inline(path, then, now, paths)
                {
                    found.updateValue(former, forKey: path)
                }
            case (let then?, nil): found.updateValue(then, forKey: path)
            case (nil, .some): if try isCompany(path, of: paths) { found.updateValue(nil, forKey: path) }
            case (nil, nil): continue
            }
        }
        return found
    }

    private func text(_ path: RelativePath, in top: Folder) throws -> Bytes? {
        guard let status = FileStatus(of: shop.store.workspace.root / Path(bytes: path.bytes)), status.kind == .file,
            status.size <= Self.mostBytes
        else { return nil }
        return try top.read(path)
    }

    /// Only code can do something to tests that say what they said.
    private func former(_ path: RelativePath, _ then: Bytes, _ now: Bytes, _ paths: TestPaths) throws -> Bytes? {
        guard !then.contains(0), let language = paths.language(of: path.description),
            TestTexts.change(from: then, to: now) == nil,
            try !AddedTests(from: then, to: now, of: language, in: path).areHarmless
        else { return nil }
        return then
    }

    /// The code of now above the tests of then.
    private func inline(_ path: RelativePath, _ then: Bytes, _ now: Bytes, _ paths: TestPaths) throws -> Bytes? {
        guard let old = InlineTests.module(of: then), let new = InlineTests.module(of: now), old != new,
            TestTexts.change(from: old, to: new) == nil,
            let language = paths.language(of: path.description),
            try !AddedTests(from: old, to: new, of: language, in: path).areHarmless
        else { return nil }
        return InlineTests(base: now, commit: then)?.mixed
    }

    /// Whether a new file is none of tests, and is named where old ones may take it in.
    private func isCompany(_ path: RelativePath, of paths: TestPaths) throws -> Bool {
        let name = Path(bytes: path.bytes).name
        guard paths.language(of: name) != nil || name.hasSuffix(".h"), !paths.isCalledAfterTests(name) else {
            return false
        }
        let stem = name.prefix { $0 != "." }
        guard stem != "index", stem != "__init__", stem != "mod" else { return true }
        let words = Bytes(stem.utf8)
        let before = try shop.former.manifest(of: .start).entries.filter { paths.isTest($0.path) && $0.kind != .link }
        let top = try Folder(shop.store.workspace.root)
        return try before.prefix(Self.mostFiles).contains { try text($0.path, in: top)?.offset(of: words) != nil }
    }
}

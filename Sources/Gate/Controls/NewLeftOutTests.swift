import HarnessKit
import Ledger
import Verifier
import Worktree

/// Tests that the task wrote, and that did not count in a run which shows a criterion: skipped, or expected to fail.
///
/// They look like what shows it, and others pass in their place. Tests of before are no news.
struct NewLeftOutTests {
    let criteria: [Criterion]
    let report: Report
    let shop: Workshop

    private static let mostBytes = 1024 * 1024

    func notes() throws -> [NamedNote] {
        let skipped = criteria.map { criterion in
            let names = Set(criterion.scenarios.map(\.id))
            let steps = report.own.filter { names.contains($0.name) && $0.status == .pass }.flatMap(\.steps)
            return (id: criterion.id, tests: steps.flatMap(\.skippedTests))
        }
        guard skipped.contains(where: { !$0.tests.isEmpty }) else { return [] }
        let former = try FormerTests.names(of: shop.task.id, in: shop.store)
        let new = try declared()
        return skipped.compactMap { id, tests in
            var names: [String] = []
            for test in tests where !former.contains(test) && !names.contains(test) {
                if new.contains(where: { Self.is(test, $0) }) { names.append(test) }
            }
            guard let some = GateFinding.some(of: names) else { return nil }
            return NamedNote(
                GateCode.testsLeftOut.rawValue,
                "\(some), which this task wrote, did not count where \(id) is shown: skipped, or expected to fail",
                hint: "have it run and pass, or take it out")
        }
    }

    /// The names of the tests that stand in files of now, and did not in these when the task began.
    private func declared() throws -> Set<String> {
        guard let snapshot = shop.task.baseSnapshot, let snapshots = try shop.store.snapshots() else { return [] }
        let (paths, top) = (try TestPaths(), try Folder(shop.store.workspace.root))
        let changed = try shop.changed().filter { paths.isTest($0) || TestsInCode.mayBe(in: $0) }
        let former = try snapshots.contents(of: Set(changed), in: snapshot)
        var new: Set<String> = []
        for path in changed {
            guard let language = paths.language(of: Path(bytes: path.bytes).name),
                let status = FileStatus(of: shop.store.workspace.root / Path(bytes: path.bytes)),
                status.kind == .file, status.size <= Self.mostBytes, let now = try? top.read(path)
            else { continue }
            func names(in file: Bytes) throws -> Set<[String]> {
                let text = paths.isTest(path) ? file : TestsInCode(in: file, of: path)?.text ?? []
                return Set(try DeclaredTest.all(in: text, of: language, file: path).map { [$0.group ?? "", $0.name] })
            }
            new.formUnion(try names(in: now).subtracting(names(in: former[path] ?? [])).compactMap(\.last))
        }
        return new
    }

    /// Whether a runner's name is that of a declared test: its end, without the values that it is given.
    static func `is`(_ test: String, _ declared: String) -> Bool {
        let name = test.hasSuffix("]") ? test.prefix { $0 != "[" } : test[...]
        guard name.hasSuffix(declared) else { return false }
        return name.dropLast(declared.count).last.map { !$0.isLetter && !$0.isNumber && $0 != "_" } ?? true
    }
}

extension StepReport {
    /// The names of the tests that did not count in a step that runs a suite.
    fileprivate var skippedTests: [String] {
        (response["tests"]?.items ?? []).filter { $0["outcome"] == "skipped" }.compactMap { $0["name"]?.string }
    }
}

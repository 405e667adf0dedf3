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
    /// The files that commands of tests name, such as a script that starts them.
    private let named: Set<RelativePath>

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
        named = Set(
            (validating + proving).flatMap { folder, words in
                words.compactMap { word in
                    RelativePath((Path(folder ?? "") / word).plain.description)
                }
            }.filter { !paths.isTest($0) })
    }

    func note(_ finding: inout GateFinding) throws {
        guard shop.task.kind != .newProject, let snapshot = shop.task.baseSnapshot,
            let snapshots = try shop.store.snapshots()
        else { return }
        let changed = try shop.changed().filter { RunnerSettings.isOne($0) || named.contains($0) }
        guard !changed.isEmpty else { return }
        let former = try snapshots.contents(of: Set(changed), in: snapshot)
        let top = try Folder(shop.store.workspace.root)
        for path in changed.prefix(Self.mostFiles) {
            let then = former[path] ?? []
            let status = FileStatus(of: shop.store.workspace.root / Path(bytes: path.bytes))
            let isReadable = status.map { $0.kind == .file && $0.size <= Self.mostBytes } ?? false
            let now = isReadable ? try? top.read(path) : nil
            guard let what = RunnerSettings.change(of: path, from: then, to: now ?? []) else { continue }
            finding.warn(
                .testRunner, "\(path) has a say in how tests are run, and changed since the task began: \(what)")
        }
    }
}

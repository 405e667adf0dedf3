import HarnessKit
import Verifier
import Worktree

/// The scenario files that a receipt is replayed with, and which of them nobody answers for.
struct AuditedSuite {
    /// Its own and all others, without what still holds a TODO and no receipt names.
    private(set) var sources: [ScenarioSource] = []
    /// Files that no receipt names.
    private(set) var unclaimed: Set<String> = []
    /// Those of them that still hold a TODO.
    private(set) var unfinished: [String] = []

    init(of receipt: Receipt, in checkout: AuditCheckout, before git: Git) throws {
        let own = receipt.body.files.map(\.path)
        let named = try Self.named(by: receipt, in: checkout, before: git)
        let root = checkout.root
        for path in ScenarioSource.paths(in: root / checkout.harness / "scenarios") {
            var source = try ScenarioSource(at: path, below: root)
            source.isOwn = own.contains(source.name)
            guard !named.contains(source.name) else {
                sources.append(source)
                continue
            }
            unclaimed.insert(source.name)
            if !source.file.unfinished.isEmpty { unfinished.append(source.name) }
            source.finished.map { sources.append($0) }
        }
        for name in own where !sources.contains(where: { $0.name == name }) {
            guard FileStatus(following: root / Path(name)) != nil else { continue }
            sources.append(try ScenarioSource(at: root / Path(name), below: root))
        }
        try ScenarioSource.check(sources)
    }

    /// What receipts name now, and what those named that lay there before the work: a receipt that is gone frees nothing.
    private static func named(by receipt: Receipt, in checkout: AuditCheckout, before git: Git) throws -> Set<String> {
        let present = try Receipt.all(in: checkout.root / checkout.harness).map(\.bytes)
        var former: [Bytes] = []
        // A base that was chosen may be older than what lay there when the work began.
        for commit in [receipt.body.baseCommit, receipt.body.startCommit].compactMap(\.self)
        where git.commit(of: commit) != nil {
            let folder = try RelativePath(naming: "\(checkout.harness)/receipts")
            former += try git.contents(below: folder, in: commit).values.map(\.self)
        }
        let others = (present + former).compactMap { try? Receipt(name: "", bytes: $0) }
        return Set(([receipt] + others).flatMap(\.body.files).map(\.path))
    }
}

import HarnessKit
import Ledger
import Verifier
import Worktree

/// The task's scenarios, and those that earlier tasks left, played on exactly the bytes of now.
struct ReplayControl {
    let shop: Workshop
    let scenarios: TaskScenarios
    let rounds: Int
    /// A rehearsal leaves nothing that a verdict could rest on.
    let isRehearsal: Bool

    struct Outcome {
        let order: RunOrder
        let report: Report
        let site: Site
        /// Files of the project that were written in the copy meanwhile.
        var written = WrittenFiles()

        /// The scenarios that are given one running application together.
        var sharing: Set<String> {
            let project = order.project
            let applications = [project.app].compactMap { $0 } + (project.apps.map { Array($0.values) } ?? [])
            guard applications.contains(where: { $0.start != nil }) else { return [] }
            return Set(order.sources.flatMap(\.file.scenarios).filter { !$0.isIsolated }.map(\.id))
        }
    }

    private static let stage = "replay"
    private static let mostRebuilt = 50

    func run() throws -> Outcome {
        let key = Journal.key(try shop.presentKey + Workshop.key(of: scenarios.all) + ["\(rounds)"])
        let seeds = (0..<rounds).map { _ in shop.seed() }
        let site = try shop.present()
        // Whoever was killed goes on here; after a verdict the scenarios are played anew.
        if !isRehearsal, let former = shop.journal.result(of: Self.stage, key, evenIfDecided: false),
            let report = shop.report(former.run)
        {
            let place =
                former.state?["place"] == "copy"
                ? site
                : shop.inPlace(
                    because: former.state?["reason"]?.string ?? "",
                    lackingIgnored: former.state?["lacks_ignored"] == true)
            return Outcome(order: shop.order(scenarios.all, at: place, seeds: seeds), report: report, site: place)
        }
        shop.progress.update("playing the scenarios again, with \(rounds) sets of new values")
        var outcome = try play(at: site, seeds)
        if outcome.report.status != .pass, site.copy != nil, !shop.tree.before.hidden.isEmpty {
            outcome = try playInPlace(insteadOf: outcome)
        }
        if let copy = outcome.site.copy {
            let paths = try copy.differences(from: shop.tree.before, at: shop.store.context.clock.now())
            outcome.written = try WrittenFiles(paths, in: shop.store.workspace.root)
            if outcome.report.status == .pass { try settle(&outcome.written, at: outcome.site, seeds) }
        }
        if outcome.report.status == .pass, outcome.written.sources.isEmpty, outcome.written.rebuilt.isEmpty,
            !isRehearsal
        {
            let place: JSON = .members([
                "place": outcome.site.copy == nil ? "in-place" : "copy", "reason": shop.obstacle.map(JSON.string),
                "lacks_ignored": .bool(shop.lacksIgnored),
            ])
            try shop.ended(Self.stage, key, run: outcome.report.run, state: place)
        }
        return outcome
    }

    /// Whatever writes code in the copy writes it once more: what is another then is so in every run.
    private func settle(_ written: inout WrittenFiles, at site: Site, _ seeds: [String]) throws {
        guard !written.sources.isEmpty, written.sources.count <= Self.mostRebuilt else { return }
        let copy = try Folder(site.root)
        var once: [String: Bytes] = [:]
        for name in written.sources { once[name] = try RelativePath(name).flatMap { try copy.read($0) } }
        shop.progress.update("\(written.sources[0]) was written in the copy; running what did so again")
        try ValidationControl(shop: shop).repeatBuildsAndTests()
        _ = try play(at: site, seeds)
        try written.settle(once, again: copy, in: Folder(shop.store.workspace.root))
    }

    private func play(at site: Site, _ seeds: [String]) throws -> Outcome {
        let order = shop.order(scenarios.all, at: site, seeds: seeds)
        return Outcome(order: order, report: try shop.play(order, at: site, as: "replay"), site: site)
    }

    /// Ignored files may be missing in the copy: the project's own folder has the last word, and the level pays for it.
    private func playInPlace(insteadOf failed: Outcome) throws -> Outcome {
        let first = failed.report.scenarios.first { $0.status == .fail }
        let why = failed.report.trouble?.message ?? first?.failure ?? ""
        let what = failed.report.trouble == nil ? first.map { "'\($0.name)', " } ?? "" : ""
        shop.progress.tell("in a copy of the project this fails: \(what)\(why); trying it in place")
        let here = try play(at: Site(inPlace: shop.store), failed.order.seeds)
        guard here.report.status == .pass else { return here }
        let hidden = shop.tree.before.hidden.prefix(3).map(\.description).joined(separator: ", ")
        _ = shop.inPlace(
            because:
                "it runs only in the project's own folder (in a copy: \(why)); ignored there and missing in a copy: \(hidden)",
            lackingIgnored: true)
        return here
    }
}

import HarnessKit
import Synchronization
import TestSupport
import Testing

/// Every known way to cheat the gate, and the honest twin of each.
///
/// A sample by itself, a case of every fifth thing that is warned of: what is refused has tests in `SwitchedOffTests`.
/// With HARNESS_CORPUS=cheats every case and each kind of twin once, which is what CI runs; with HARNESS_CORPUS=long every
/// case's own twin as well.
@Suite(.timeLimit(.minutes(30))) struct CorpusTests {
    static let form = Environment.inherited.nonEmpty("HARNESS_CORPUS")
    private static let cheats = form == nil ? Cheat.all.sample : Cheat.all
    private static let twins = form == "long" ? cheats.filter { $0.play != nil } : cheats.twins

    @Test func `No case stands there twice`() {
        expect(Set(Cheat.all.map(\.name)).count, is: Cheat.all.count)
    }

    @Test(arguments: cheats) func `The cheat does not get through unseen`(cheat: Cheat) throws {
        defer { Tally.shared.count(of: Self.cheats.count + Self.twins.count) }
        if case .undetected(let words) = cheat.verdict { try expectDocumented(words) }
        guard let play = cheat.play else { return Tally.shared.note(cheat.verdict.word, cheat.name) }
        let outcome = try play(Stand(cheat.kind, isGit: cheat.isGit), true)
        if cheat.verdict.fits(outcome) {
            Tally.shared.note(cheat.verdict.word, cheat.name)
        } else {
            Issue.record("\(cheat.name): \(outcome.summary)")
        }
    }

    @Test(arguments: twins) func `The same project without the cheat completes`(cheat: Cheat) throws {
        defer { Tally.shared.count(of: Self.cheats.count + Self.twins.count) }
        let outcome = try cheat.play?(Stand(cheat.kind, isGit: cheat.isGit), false)
        guard let outcome, outcome.exit == 0, outcome.status.hasPrefix("completed") else {
            Issue.record("the honest twin of '\(cheat.name)': \(outcome?.summary ?? "")")
            return
        }
        Tally.shared.note(
            "honest twins completed",
            "\(cheat.twin) (\(outcome.level))\(outcome.shortcomings.map { "\n      " + $0 }.joined())")
    }

    private func expectDocumented(_ words: String) throws {
        let text = try Repository.text(of: "references/gate.md").split(whereSeparator: \.isWhitespace).joined(
            separator: " ")
        expect(text.contains(words), "references/gate.md does not say '\(words)'")
    }
}

extension Cheat.Verdict {
    var word: String {
        switch self {
        case .rejected: "rejected"
        case .neutralised: "neutralised"
        case .warned: "warned"
        case .undetected: "undetected"
        }
    }

    /// Whether the gate did what is promised.
    func fits(_ outcome: Stand.Outcome) -> Bool {
        switch self {
        case .rejected(let codes, let exit):
            outcome.exit == exit && (codes.isEmpty || !Set(codes).isDisjoint(with: outcome.codes))
        case .neutralised(.refusedAnyway): outcome.exit == 1 && !outcome.codes.isEmpty
        case .neutralised(.completesAnyway): outcome.exit == 0 && outcome.status == "completed"
        case .warned(let code): outcome.exit == 0 && outcome.warnings.contains(code)
        case .undetected: outcome.exit == 0
        }
    }
}

extension Stand.Outcome {
    var summary: String {
        exit == 0
            ? "exit 0, \(status) \(level), warnings \(warnings), \(shortcomings)"
            : "exit \(exit), \(codes) \(output.prefix(1500)) \(errors.prefix(500))"
    }
}

/// What came of the cases, printed once the last has ended.
private final class Tally: Sendable {
    static let shared = Tally()

    private let state = Mutex((done: 0, names: [String: [String]]()))

    func note(_ word: String, _ name: String) {
        state.withLock { $0.names[word, default: []].append(name) }
    }

    func count(of all: Int) {
        let text = state.withLock { state -> String? in
            state.done += 1
            guard state.done == all else { return nil }
            let words = ["rejected", "neutralised", "warned", "undetected", "honest twins completed"]
            return words.map { word in
                let names = (state.names[word] ?? []).sorted { $0.precedes($1) }
                return "\(word): \(names.count)\n" + names.map { "    \($0)\n" }.joined()
            }.joined()
        }
        if let text { print("the corpus of cheats: \(Cheat.all.count) cases\n\(text)") }
    }
}

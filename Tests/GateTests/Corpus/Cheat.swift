import HarnessKit
import TestSupport
import Testing

/// One way to get a task called done that is not, and the same project with the cheat left out.
struct Cheat: Sendable, CustomTestStringConvertible {
    /// What the gate makes of it.
    enum Verdict: Sendable {
        /// It refuses, with any of these words among its reasons.
        case rejected([String], exit: Int32 = 1)
        /// The trick changes nothing: what is broken is refused all the same, or what is right completes.
        case neutralised(Effect)
        /// It may complete, and a word in the receipt tells whoever reads it.
        case warned(String)
        /// No tool of the same user can see it, and a document says so in these words.
        case undetected(String)
    }

    enum Effect: Sendable { case refusedAnyway, completesAnyway }

    let name: String
    let verdict: Verdict
    /// Twins with the same name are the same story; only the long form of the suite tells it more than once.
    let twin: String
    let kind: Stand.Kind
    let isGit: Bool
    /// Where the pages make something else of it than the list of cheats does.
    let note: String
    /// Tells the story with or without the cheat, and returns what the last command said; nil where it cannot be played.
    let play: (@Sendable (Stand, _ cheats: Bool) throws -> Stand.Outcome)?

    init(
        _ name: String, _ verdict: Verdict, twin: String, on kind: Stand.Kind = .program, isGit: Bool = true,
        _ note: String = "", play: (@Sendable (Stand, Bool) throws -> Stand.Outcome)?
    ) {
        self.name = name
        self.verdict = verdict
        self.twin = twin
        self.kind = kind
        self.isGit = isGit
        self.note = note
        self.play = play
    }

    var testDescription: String { name }

    static let all: [Cheat] =
        reports + stale + tasks + trees + weakened + trivial + servers + unasked + red + moved + applications + waivers
        + state
        + paths
        + surroundings + time + races + tests + hostile + gate + claims
        + kept + outside + hollow + started + silenced + plans + emptied + compared + named + underWay + carried
        + committed + disarmed
}

extension [Cheat] {
    /// The first case of every third warning, and what only a document tells: what `make test` has time for.
    var sample: [Cheat] {
        var seen: Set<String> = []
        return filter { cheat in
            switch cheat.verdict {
            case .warned(let code): seen.insert(code).inserted && seen.count % 5 == 1
            case .undetected: cheat.play == nil
            case .rejected, .neutralised: false
            }
        }
    }

    /// The first of every kind of twin.
    var twins: [Cheat] {
        var seen: Set<String> = []
        return filter { $0.play != nil && seen.insert($0.twin).inserted }
    }
}

import HarnessKit

/// A kind of thing that goes wrong again and again: how to find it, and what would have prevented it.
///
/// Each stands in a file of its own with examples that it must and must not find; one test runs them all.
package struct Rule: Sendable {
    package let name: String
    /// Its name in the reports of other tools of this kind.
    package let type: String
    package let about: String
    /// What sort of change helps.
    package let remedy: Remedy
    /// The least that is a pattern at all, whatever `--min-occurrences` says.
    package var floor = 2
    /// How sure the hypothesis is with few occurrences; more make it surer.
    package let confidence: Double
    package let examples: Examples
    let gather: @Sendable (Evidence) -> [Cluster]
    let word: @Sendable (Cluster, Evidence) -> Wording

    package enum Remedy: String, Sendable {
        case updateLayerMap = "update_layer_map"
        case improveErrorMessage = "improve_error_message"
        case addRule = "add_rule"
        case updateDocs = "update_docs"
        case mendScenario = "mend_scenario"
        case mendMemory = "mend_memory"
    }

    package struct Examples: Sendable {
        package let fires: [History]
        package let nearMisses: [History]
    }
}

/// What belongs together by a rule; whether it is more than chance is said beside it.
struct Cluster: Sendable {
    /// What it is about: a file, a word, a scenario; empty where the rule has one pattern only.
    let subject: String
    /// Places in the history's incidents.
    var members: [Int] = []
    /// What is no incident by itself: a task that skipped a step.
    var own: [Incident] = []
    var isMeant = true

    var count: Int { members.count + own.count }
}

/// What a cluster means, and what to do about it.
struct Wording: Sendable {
    let title: String
    let hypothesis: String
    let change: Change
}

extension Rule {
    /// Every rule; the order is that of the guide.
    package static let all: [Rule] = [
        .hotspotFile, .hotspotModule, .layerViolation, .naming, .opaqueError, .recurringError, .lateCheck, .timeout,
        .flakyScenario, .failingScenario, .repeatedRefusal, .skippedStep, .outgrownPlan, .repeatedAttempt,
        .recurringBlock, .prematureCompletion, .rollback, .missedKnowledge, .harmfulLesson,
    ]
}

// Examples are written with these.
extension History {
    static func of(_ incidents: Incident...) -> History {
        var history = History()
        history.incidents = incidents
        return history
    }

    static func times(_ count: Int, _ incident: Incident) -> History {
        var history = History()
        history.incidents = Array(repeating: incident, count: count)
        return history
    }

    static func tasks(_ changes: ((inout TaskTrace) -> Void)...) -> History {
        var history = History()
        history.tasks = changes.enumerated().map { index, change in
            var trace = TaskTrace()
            trace.id = "task-\(index + 1)"
            change(&trace)
            return trace
        }
        return history
    }
}

import HarnessKit
import Ledger

/// What the gate knows, for commands of this tool: handed in by the coordinator.
package struct GateHelp: Sendable {
    /// Plays a task's scenarios on the state before the work, as soon as they are registered.
    package var beforeWork: @Sendable (TaskRecord, TaskStore) throws -> BeforeWork?
    /// Whether what differs in a file belongs to the tests: its path, what it said then, and what it says now.
    package var isTest: @Sendable (String, () throws -> Bytes?, () throws -> Bytes?) throws -> Bool
    /// Runs every control, and records no verdict.
    package var rehearse: @Sendable (TaskRecord, TaskStore) throws -> Answer
    /// What asks for less than when it was fixed, a line each.
    package var weakened: @Sendable (TaskRecord, TaskStore) throws -> [String]
    /// The command that compares a task with the commit it began on, where work lay there already.
    package var otherBase: @Sendable (TaskRecord, TaskStore) -> String?

    package init(
        beforeWork: @escaping @Sendable (TaskRecord, TaskStore) throws -> BeforeWork?,
        isTest: @escaping @Sendable (String, () throws -> Bytes?, () throws -> Bytes?) throws -> Bool,
        rehearse: @escaping @Sendable (TaskRecord, TaskStore) throws -> Answer,
        weakened: @escaping @Sendable (TaskRecord, TaskStore) throws -> [String],
        otherBase: @escaping @Sendable (TaskRecord, TaskStore) -> String?
    ) {
        self.beforeWork = beforeWork
        self.isTest = isTest
        self.rehearse = rehearse
        self.weakened = weakened
        self.otherBase = otherBase
    }
}

/// What the scenarios say of the state before the work.
package struct BeforeWork: Sendable {
    package enum Verdict: String, Sendable {
        /// It misses what the work is for.
        case fails
        /// It does that already, as far as the scenarios see.
        case passes
        case couldNotRun = "could-not-run"
    }

    package let verdict: Verdict
    /// A line for people.
    package let text: String
    /// Whether the task is to mend something that must be seen first.
    package let mustFail: Bool
    package let run: String?
    /// Scenarios that are to keep what is there, and fail on it.
    package let broken: [Broken]

    /// A scenario that keeps nothing, and what it said.
    package struct Broken: Sendable {
        package let scenario: String
        package let reason: String

        package init(scenario: String, reason: String) {
            self.scenario = scenario
            self.reason = reason
        }

        package var line: String {
            "'\(scenario)' is to keep what is there, and fails before the work already: \(reason)"
        }
    }

    /// What is to be remembered of scenarios that pass where they must not.
    package var tried: ScenariosTried?
    /// Whether nothing that is run will ever be read as the result of tests.
    package var isUnreadable = false
    /// Whether what must not change is not there to begin with.
    package var isUnkept = false

    /// Whether something is to be mended before the work begins.
    var holdsUp: Bool { mustFail && verdict == .passes || !broken.isEmpty || isUnreadable || isUnkept }

    package init(_ verdict: Verdict, _ text: String, mustFail: Bool, run: String?, broken: [Broken] = []) {
        self.broken = broken
        self.verdict = verdict
        self.text = text
        self.mustFail = mustFail
        self.run = run
    }

    var json: JSON {
        .members([
            "verdict": .string(verdict.rawValue), "text": .string(text), "run": run.map(JSON.string),
            "broken": broken.isEmpty ? nil : broken.map(\.scenario).json,
        ])
    }
}

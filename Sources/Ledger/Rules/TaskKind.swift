import HarnessKit

/// What sort of change a task makes; the gate demands different proof of each.
package enum TaskKind: String, CaseIterable, Sendable, ArgumentValue, JSONConvertible {
    case feature, bugfix, refactor, docs, chore
    case newProject = "new-project"

    /// Whether it must not change anything that can be seen.
    package var keepsBehaviour: Bool { self == .refactor || self == .chore }
}

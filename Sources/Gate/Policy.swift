import HarnessKit
import Ledger

/// What the gate demands: `config/policy.json`; where it is absent, these defaults.
package struct Policy: JSONRecord {
    package static let title = "a policy"
    package static let fields: [Field<Self>] = [
        .constant("schema", "harness.policy/1", "the format of this file"),
        .defaulted("min_level", \.minLevel, "V0, V1, V2 or V3; V1 where nothing is said"),
        .defaulted("min_level_by_kind", \.minLevelByKind, "the same for a kind of task"),
        .defaulted(
            "require_red_before_green_for", \.redBeforeGreen, "kinds whose scenarios must fail without the change"),
        .optional(
            "allow_unverified", \.allowUnverified, "codes with which a task may end without proof; all where absent"),
        .defaulted(
            "require_plan_approval", \.requiresPlanApproval, "whether a plan must be approved before a task ends"),
        .optional("max_failed_attempts", \.maxFailedAttempts, "after how many refusals a person must look"),
        .defaulted("regression_timeout_s", \.regressionTimeout, "how long the scenarios of earlier tasks may take"),
    ]

    package var minLevel = Level.replayed
    package var minLevelByKind: [String: Level] = [:]
    package var redBeforeGreen: [String] = ["feature", "bugfix"]
    package var allowUnverified: [String]?
    package var requiresPlanApproval = false
    package var maxFailedAttempts: Int?
    package var regressionTimeout = 300

    package init() {}

    static let file = "config/policy.json"

    /// The project's policy, or the defaults.
    static func read(in workspace: Workspace) throws -> Policy {
        let path = workspace.harness / file
        guard FileStatus(following: path) != nil, let name = RelativePath(file),
            let bytes = try Folder(workspace.harness).read(name)
        else { return Policy() }
        return try JSON.Source(name: "\(workspace.harnessName)/\(file)", bytes: bytes).decode()
    }

    func minimum(for kind: TaskKind) -> Level { minLevelByKind[kind.rawValue] ?? minLevel }
}

/// How much was shown.
package enum Level: String, CaseIterable, JSONConvertible, Comparable, Sendable {
    case unverified = "V0"
    case replayed = "V1"
    case controlled = "V2"
    case independent = "V3"

    package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
}

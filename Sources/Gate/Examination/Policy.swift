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

    /// The policy that the task began with, or the defaults: a task cannot lower its own bar.
    static func read(for task: TaskRecord, in store: TaskStore) throws -> Policy {
        try kept(for: task, in: store).map { try JSON.Source(name: name(in: store), bytes: $0).decode() } ?? Policy()
    }

    /// The same, and says where something else is demanded now; what `bootstrap` writes demands what counts without it.
    static func read(for task: TaskRecord, in store: TaskStore, _ finding: inout GateFinding) throws -> Policy {
        let now =
            FileStatus(of: store.workspace.harness / file) == nil
            ? nil : try RelativePath(file).flatMap { try Folder(store.workspace.harness).read($0) }
        let policy = try read(for: task, in: store)
        if now.map({ store.context.secrets.redact($0) }) != (try kept(for: task, in: store)) {
            let name = name(in: store)
            let present: Policy? = now == nil ? Policy() : try? JSON.Source(name: name, bytes: now ?? []).decode()
            if present?.json != policy.json {
                finding.warn(.policyChanged, "\(name) was changed during the task; the one that it began with counts")
            }
        }
        return policy
    }

    private static func name(in store: TaskStore) -> String { "\(store.workspace.harnessName)/\(file)" }

    private static func kept(for task: TaskRecord, in store: TaskStore) throws -> Bytes? {
        let kept = task.started.rules.first { $0.path.hasSuffix("/\(file)") }
        return try kept.flatMap { Digest($0.digest) }.map { try store.ledger.blob($0) }
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

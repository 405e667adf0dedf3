import HarnessKit

/// The work tree was taken back to an earlier state; what it was just before is kept.
package struct SnapshotRestored: EventBody {
    package static let kind = "snapshot.restored"
    package static let fields: [Field<Self>] = [
        .required("snapshot", \.snapshot, "the state it was taken back to"),
        .required("saved", \.saved, "the state it was in before"),
        .optional("phase", \.phase, "the phase whose checkpoint that was; 0 for the start"),
    ]

    package var snapshot = ""
    package var saved = ""
    package var phase: Int?

    package init() {}
}

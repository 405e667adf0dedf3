import HarnessKit

/// What came of putting an ignored file or folder into a copy.
package struct SharedInput: Sendable, Equatable {
    package let name: RelativePath
    package let outcome: Outcome
    /// Links and files that lead into the copy now instead of the work tree.
    package var rewritten = 0
    /// What may still lead into the work tree, pipes and sockets that were left out, and what lies too deep.
    package var unresolved: [RelativePath] = []

    package enum Outcome: Sendable, Equatable {
        /// The work tree has none.
        case missing
        /// It is part of the manifest.
        case tracked
        /// It is in the copy, from the work tree as it is.
        case shared
        /// It is in the copy, as it was kept when the copy's lock files were the work tree's.
        case kept
        /// It is in the copy, from the work tree, whose lock files are others than the copy's.
        case ofOtherLocks
        /// It is more than may be copied, and sharing bytes is not possible here: the run must be in place.
        case tooLarge
    }
}

import Synchronization

/// What could not be finished once a command's effect was recorded: told after the answer, and never instead of it.
package final class Aftermath: Sendable {
    private let first = Mutex<Failure?>(nil)

    package init() {}

    /// Notes the first trouble; later ones say no more.
    package func note(_ failure: Failure) {
        first.withLock { $0 = $0 ?? failure }
    }

    package var failure: Failure? { first.withLock { $0 } }
}

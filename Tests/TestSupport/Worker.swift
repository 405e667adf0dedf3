import HarnessKit
import Synchronization

/// A thread: the pool that tests run on is small, and a server must answer while they wait.
package final class Worker: Sendable {
    private let body: @Sendable () -> Void
    private let isDone = Mutex(false)

    private init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    @discardableResult
    package static func start(_ body: @escaping @Sendable () -> Void) -> Worker {
        let worker = Worker(body)
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let worker = Unmanaged<Worker>.fromOpaque(argument).takeRetainedValue()
                worker.body()
                worker.isDone.withLock { $0 = true }
                return nil
            }, Unmanaged.passRetained(worker).toOpaque())
        if result == 0 { pthread_detach(thread) }
        return worker
    }

    /// Waits for its end.
    package func wait() {
        while !isDone.withLock({ $0 }) { usleep(2000) }
    }
}

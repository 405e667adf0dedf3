import HarnessKit

/// How long this thread worked on something: what others do on the machine meanwhile does not count.
package func processorTime(_ body: () throws -> Void) rethrows -> Duration {
    let start = spent()
    try body()
    return spent() - start
}

private func spent() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

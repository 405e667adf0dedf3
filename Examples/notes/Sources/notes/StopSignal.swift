/// SIGTERM and SIGINT as a descriptor that becomes readable, so that a poll loop can wait for them too.
enum StopSignal {
    /// A handler can hold nothing of its own and may do little more than `write`.
    private static let ends: [Int32] = {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return [] }
        ends.forEach(makeNonBlocking)
        return ends
    }()

    static func install() throws -> Int32 {
        guard let readingEnd = ends.first else { throw SystemError(call: "pipe") }
        for number in [SIGTERM, SIGINT] {
            signal(number) { _ in
                let cause = errno
                _ = write(StopSignal.ends[1], "x", 1)
                errno = cause
            }
        }
        // A client that hangs up is an error of `write`, not our end.
        signal(SIGPIPE, SIG_IGN)
        return readingEnd
    }
}

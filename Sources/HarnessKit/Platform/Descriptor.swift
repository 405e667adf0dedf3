import CHarness

/// An open file descriptor, closed when it is told to or when the last owner lets go.
package final class Descriptor {
    /// -1 once it is closed.
    package private(set) var number: Int32

    package init(owning number: Int32) {
        self.number = number
    }

    deinit {
        end()
    }

    /// Closes it now.
    package func end() {
        if number >= 0 { close(number) }
        number = -1
    }

    /// A pipe whose ends close on exec: what is sent to the second is received from the first.
    package static func pipe() throws -> (receiving: Descriptor, sending: Descriptor) {
        var ends: [Int32] = [-1, -1]
        let problem = harness_pipe(&ends)
        guard problem == 0 else { throw SystemError("make", "a pipe", number: problem) }
        return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
    }

    /// Makes reads and writes return at once instead of waiting.
    package func setNonBlocking() {
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
    }

    /// Receives at most `capacity` of the bytes that are there; none at the end of the file.
    package func receive(upTo capacity: Int, from subject: String) throws -> Bytes {
        var problem: Int32 = 0
        let bytes = Bytes(unsafeUninitializedCapacity: capacity) { buffer, count in
            let received = retrying { read(number, buffer.baseAddress, capacity) }
            if received < 0 { problem = errno }
            count = max(0, received)
        }
        guard problem == 0 else { throw SystemError("read", subject, number: problem) }
        return bytes
    }

    /// Receives everything up to the end of the file.
    package func receiveAll(from subject: String, expecting size: Int = 0) throws -> Bytes {
        var all = Bytes()
        all.reserveCapacity(size)
        while true {
            let part = try receive(upTo: max(4096, size - all.count + 1), from: subject)
            if part.isEmpty { return all }
            all += part
        }
    }

    /// Everything that this process's standard input holds.
    package static func standardInput() throws -> Bytes {
        let copy = fcntl(0, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw SystemError("read", "standard input") }
        return try Descriptor(owning: copy).receiveAll(from: "standard input")
    }

    /// The same, but nil where it is longer than so many bytes, or is typed at a terminal.
    package static func standardInput(upTo limit: Int) throws -> Bytes? {
        guard isatty(0) == 0 else { return nil }
        let copy = fcntl(0, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw SystemError("read", "standard input") }
        let input = Descriptor(owning: copy)
        var all = Bytes()
        while all.count <= limit {
            let part = try input.receive(upTo: min(1 << 16, limit + 1 - all.count), from: "standard input")
            if part.isEmpty { return all }
            all += part
        }
        return nil
    }

    /// Sends all bytes, however many calls it takes.
    package func send(_ bytes: Bytes, to subject: String) throws {
        try bytes.withUnsafeBytes { try HarnessKit.send($0, to: number, named: subject) }
    }
}

/// Writes the whole buffer to a descriptor, waiting where it would block.
package func send(_ buffer: UnsafeRawBufferPointer, to descriptor: Int32, named subject: String) throws {
    var rest = buffer[...]
    while !rest.isEmpty {
        let count = retrying { write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count) }
        if count >= 0 {
            rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&ready, 1, -1)
        } else {
            throw SystemError("write", subject)
        }
    }
}

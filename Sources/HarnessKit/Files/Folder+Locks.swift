/// Locks of the system: they end with whoever holds them, however that one ends.
extension Folder {
    /// Does something that one process at a time may do; the others wait, but not for ever.
    package func locked<Value>(
        _ name: RelativePath, within limit: Duration = .seconds(30), _ body: () throws -> Value
    ) throws -> Value {
        let value = try locked(name, within: limit, unless: { false }, body)
        guard let value else { throw SystemError("lock", (path / Path(bytes: name.bytes)).description, number: EAGAIN) }
        return value
    }

    /// The same; nil where somebody else has done it meanwhile, as who waits asks from time to time.
    package func locked<Value>(
        _ name: RelativePath, within limit: Duration = .seconds(30), unless isDone: () throws -> Bool,
        _ body: () throws -> Value
    ) throws -> Value? {
        let (folder, last) = try place(of: name, creating: .renamed)
        let subject = (path / Path(bytes: name.bytes)).description
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC
        let number = withName(last) { openat(folder.descriptor.number, $0, flags, 0o666) }
        guard number >= 0 else { throw SystemError("lock", subject) }
        let file = Descriptor(owning: number)
        let end = Clock.system.uptime() + limit
        var refusal = file.lock(LOCK_EX, within: min(limit, Self.patience))
        while refusal == EWOULDBLOCK, Clock.system.uptime() < end {
            if try isDone() { return nil }
            refusal = file.lock(LOCK_EX, within: Self.patience)
        }
        guard refusal == 0 else { throw SystemError("lock", subject, number: refusal) }
        defer { file.end() }
        return try body()
    }

    /// How long one waits before one asks whether that is still needed.
    private static let patience = Duration.milliseconds(50)

    package enum Company { case others, nobody }

    /// Holds the folder itself, with others or alone, until it is let go or closed; false where the others do not let go in time.
    ///
    /// Where the file system knows no locks, everybody holds it.
    package func hold(with company: Company, within limit: Duration) -> Bool {
        descriptor.lock(company == .others ? LOCK_SH : LOCK_EX, within: limit) != EWOULDBLOCK
    }

    package func letGo() {
        _ = flock(descriptor.number, LOCK_UN)
    }
}

extension Descriptor {
    /// Nought, or the system's reason where it was not to be had.
    fileprivate func lock(_ operation: Int32, within limit: Duration) -> Int32 {
        let end = Clock.system.uptime() + limit
        while flock(number, operation | LOCK_NB) != 0 {
            let reason = errno
            guard reason == EINTR || reason == EWOULDBLOCK, Clock.system.uptime() < end else { return reason }
            usleep(1000)
        }
        return 0
    }
}

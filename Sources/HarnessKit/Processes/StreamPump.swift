/// Drains one stream of a process into a capture, from the first byte to the last.
final class StreamPump {
    private(set) var capture: Capture
    private(set) var isOpen = true
    private let descriptor: Descriptor
    private let name: String
    private let loop: PollLoop
    private var token: PollLoop.Token?
    private var redaction: RedactingStream?
    /// Sees every part as it came, at once; for looking, never for keeping.
    var watch: ((Bytes) -> Void)?

    init(_ descriptor: Descriptor, named name: String, limit: Int, hiding secrets: Redactor?, on loop: PollLoop) {
        self.descriptor = descriptor
        self.name = name
        self.loop = loop
        capture = Capture(limit: limit)
        redaction = secrets.map(RedactingStream.init)
        descriptor.setNonBlocking()
        token = loop.onReadable(descriptor.number) { [unowned self] in try drain() }
    }

    deinit {
        close()
    }

    /// Takes no more.
    func close() {
        guard isOpen else { return }
        isOpen = false
        if let token { loop.remove(token) }
        if let rest = redaction?.finish() { capture.add(rest) }
    }

    private func drain() throws {
        do {
            let part = try descriptor.receive(upTo: 64 * 1024, from: name)
            if part.isEmpty { return close() }
            watch?(part)
            capture.add(redaction?.add(part) ?? part)
        } catch let error as SystemError where error.number == EAGAIN {
            return
        } catch is SystemError {
            close()
        }
    }
}

/// Feeds a process its input as fast as it takes it.
final class InputPump {
    private var rest: ArraySlice<UInt8>
    private var descriptor: Descriptor?
    private let loop: PollLoop
    private var token: PollLoop.Token?

    init(_ bytes: Bytes, into descriptor: Descriptor, on loop: PollLoop) {
        rest = bytes[...]
        self.descriptor = descriptor
        self.loop = loop
        descriptor.setNonBlocking()
        token = loop.onWritable(descriptor.number) { [unowned self] in feed() }
    }

    deinit {
        close()
    }

    func close() {
        if let token { loop.remove(token) }
        token = nil
        descriptor = nil
    }

    private func feed() {
        guard let descriptor, !rest.isEmpty else { return close() }
        let count = rest.withUnsafeBytes { buffer in
            retrying { write(descriptor.number, buffer.baseAddress, min(buffer.count, 64 * 1024)) }
        }
        if count < 0 {
            if errno != EAGAIN { close() }  // it reads no more, which is its own affair
            return
        }
        rest = rest.dropFirst(count)
        if rest.isEmpty { close() }
    }
}

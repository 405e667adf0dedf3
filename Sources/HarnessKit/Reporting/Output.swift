import CHarness
import Synchronization

/// Where text goes: a stream of this process, or a buffer of a test.
package struct Output: Sendable {
    /// The terminal's columns, or nil where nobody watches.
    package let terminalWidth: Int?
    private let send: @Sendable (UnsafeRawBufferPointer) throws -> Void

    package init(terminalWidth: Int? = nil, send: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void) {
        self.terminalWidth = terminalWidth
        self.send = send
    }

    /// Whether whoever read this has gone, so that following on is in vain.
    package var isAbandoned: @Sendable () -> Bool = { false }

    package var isTerminal: Bool { terminalWidth != nil }

    /// Writes text: secrets taken out, and on a terminal nothing that could steer it.
    package func write(_ text: String, hiding secrets: Redactor) throws {
        var safe = secrets.redact(text)
        safe = isTerminal ? TerminalText.harmless(safe) : TerminalText.plainlyPainted(safe)
        try safe.withUTF8 { try send(UnsafeRawBufferPointer($0)) }
    }

    /// Writes a value as one line: secrets taken out of its strings, so that it stays JSON.
    package func write(_ json: JSON, hiding secrets: Redactor) throws {
        var bytes = json.bytes(.compact)
        if secrets.mayHoldSecret(bytes) { bytes = secrets.redact(json).bytes(.compact) }
        bytes.append(UInt8(ascii: "\n"))
        try sendSafely(bytes)
    }

    /// Writes an array as one line, in parts, so that a long one is never in memory as a whole.
    func write(items body: (inout JSONItems) throws -> Void, hiding secrets: Redactor) throws {
        var items = JSONItems(hiding: secrets, sending: sendSafely)
        try body(&items)
        try items.finish()
    }

    private func sendSafely(_ bytes: Bytes) throws {
        let safe = isTerminal ? Bytes(TerminalText.harmless(String(decoding: bytes, as: UTF8.self)).utf8) : bytes
        try safe.withUnsafeBytes(send)
    }

    /// Sends what a program that owns the screen has drawn: its texts are harmless and without secrets already.
    package func draw(_ drawn: String) throws {
        guard !drawn.isEmpty else { return }
        var drawn = TerminalText.plainlyPainted(drawn)
        try drawn.withUTF8 { try send(UnsafeRawBufferPointer($0)) }
    }

    /// Writes over the terminal's present line, cut to its width; an empty text clears it.
    package func redraw(_ text: String, hiding secrets: Redactor) throws {
        guard let terminalWidth else { return }
        let line = TerminalText.harmless(secrets.redact(text)).prefix(max(1, terminalWidth - 1))
        var drawn = "\r\(line)\u{1B}[K"
        try drawn.withUTF8 { try send(UnsafeRawBufferPointer($0)) }
    }
}

extension Output {
    /// A stream of this process.
    package static func stream(_ descriptor: Int32, named name: String) -> Output {
        var width: Int?
        if isatty(descriptor) == 1 {
            let columns = Int(harness_terminal_width(descriptor))
            width = columns > 0 ? columns : 80
        }
        var output = Output(terminalWidth: width) { try HarnessKit.send($0, to: descriptor, named: name) }
        output.isAbandoned = {
            var state = pollfd(fd: descriptor, events: 0, revents: 0)
            return poll(&state, 1, 0) > 0 && state.revents & Int16(POLLERR | POLLHUP) != 0
        }
        return output
    }

    /// A buffer, as tests read it.
    package final class Buffer: Sendable {
        private let bytes = Mutex(Bytes())

        package init() {}

        package var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

        package func output(terminalWidth: Int? = nil) -> Output {
            Output(terminalWidth: terminalWidth) { part in self.bytes.withLock { $0.append(contentsOf: part) } }
        }
    }
}

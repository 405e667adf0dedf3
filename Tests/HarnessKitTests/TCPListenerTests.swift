import HarnessKit
import TestSupport
import Testing

/// The end of a connection that waits to be called.
struct TCPListenerTests {
    @Test func `A connection is taken once somebody calls, and bytes go both ways`() throws {
        let loop = PollLoop(clock: .system)
        let port = try FreePort.pick()
        let listener = try TCPListener(on: port)
        expect(listener.accept() == nil)
        let end = loop.now + .seconds(5)
        let stream = try TCPStream(to: Endpoint(host: "127.0.0.1", port: port), on: loop, deadline: end)
        try stream.send(Bytes("ping".utf8), deadline: end)
        let accepted = try #require(listener.accept())
        try expect(accepted.receive(upTo: 10, from: "a client"), is: Bytes("ping".utf8))
        try accepted.send(Bytes("pong".utf8), to: "a client")
        try expect(stream.receive(deadline: end), is: Bytes("pong".utf8))
        #expect(throws: SystemError.self) { try TCPListener(on: port) }
    }

    @Test func `A port is free again as soon as nobody listens`() throws {
        let port = try FreePort.pick()
        for _ in 0..<3 { _ = try TCPListener(on: port) }
        expect(Listeners.on(port: port)?.isEmpty, isNot: false)
    }
}

import HarnessKit
import TestSupport
import Testing

/// What a request on loopback costs us, beside bare sends and receives and Python's http.client on the same server.
@Suite(.serialized, .enabled(if: Environment.inherited["HARNESS_BENCH"] != nil, "only for make bench"))
struct HTTPBenchmarks {
    private static let count = 5000
    private static let answer =
        "HTTP/1.1 200 OK\r\nDate: Fri, 20 Nov 2026 12:00:00 GMT\r\nServer: bench\r\nContent-Type: application/json\r\n"
        + "Cache-Control: no-store\r\nX-Request-ID: 0123456789abcdef\r\nContent-Length: 27\r\n\r\n"
        + "{\"id\":17,\"title\":\"a note\"}\n"

    private let loop = PollLoop(clock: .system)

    private func print(_ name: String, _ duration: Duration, _ note: String = "") {
        let micros = Double(duration.components.attoseconds) / 1e12 + Double(duration.components.seconds) * 1e6
        let text = "\((micros * 10).rounded() / 10)"
        Swift.print("bench: \(name)\(String(repeating: " ", count: max(1, 46 - name.count)))\(text) µs \(note)")
    }

    /// The median over rounds of the mean time of a piece of work.
    private func each(_ body: () throws -> Void) rethrows -> Duration {
        let rounds = 11
        let times = try (0..<rounds).map { _ in
            let start = loop.now
            for _ in 0..<(Self.count / rounds) { try body() }
            return (loop.now - start) / (Self.count / rounds)
        }
        return times.sorted()[rounds / 2]
    }

    @Test func `One request on a kept connection`() throws {
        let answer = Bytes(Self.answer.utf8)
        let server = try RawServer { connection in
            while !connection.receive().isEmpty { try connection.send(answer) }
        }
        let connection = try HTTPConnection(host: "127.0.0.1", port: server.port, on: loop)
        let request = HTTPRequest("GET", "/notes/17", headers: [HTTPHeader("Accept", "application/json")])
        let ours = try each {
            let response = try connection.send(request, deadline: loop.now + .seconds(5))
            expect(response.status, is: 200)
        }
        let stream = try TCPStream(
            to: Endpoint(host: "127.0.0.1", port: server.port), on: loop, deadline: loop.now + .seconds(5))
        let bytes = Bytes(repeating: 0x61, count: 160)
        let bare = try each {
            try stream.send(bytes, deadline: loop.now + .seconds(5))
            _ = try stream.receive(upTo: 4096, deadline: loop.now + .seconds(5))
        }
        print("HTTP request, kept connection", ours)
        print("  bare send and receive", bare)
        print("  python3 http.client, the same server", try python(server.port))
        withExtendedLifetime(server) {}
    }

    private func python(_ port: UInt16) throws -> Duration {
        let script = """
            import http.client, time
            c = http.client.HTTPConnection('127.0.0.1', \(port))
            times = []
            for _ in range(11):
                t = time.perf_counter()
                for _ in range(\(Self.count / 11)):
                    c.request('GET', '/notes/17', headers={'Accept': 'application/json'})
                    r = c.getresponse(); r.read()
                times.append((time.perf_counter() - t) / \(Self.count / 11))
            print(int(sorted(times)[5] * 1e9))
            """
        let call = ProgramCall(["python3", "-c", script], environment: .inherited)
        let text = try call.runPlainly(clock: .system, deadline: .seconds(60)).output.text
        return .nanoseconds(Int(text.split(separator: "\n").first ?? "0") ?? 0)
    }

    @Test func `Who listens`() throws {
        let bench = try Workbench()
        let port = try FreePort.pick()
        let listening =
            "import socket,time\ns=socket.create_server(('127.0.0.1',\(port)))\nopen('up','w').close()\ntime.sleep(60)"
        let server = try GuardedProcess(
            ProgramCall(["python3", "-c", listening], in: bench.path, environment: .inherited), on: loop)
        while FileStatus(of: bench.path / "up") == nil { try loop.turn(until: loop.now + .milliseconds(5)) }
        let sleepers = try (0..<200).map { _ in
            try GuardedProcess(ProgramCall(["/bin/sleep", "60"], environment: .inherited), on: loop)
        }
        func median(_ body: () -> Void) -> Duration {
            let times = (0..<51).map { _ in
                let start = loop.now
                body()
                return loop.now - start
            }
            return times.sorted()[25]
        }
        print("who listens, likely process known", median { _ = Listeners.on(port: port, likely: server.members) })
        print("  all asked until found (200 sleeps guarded)", median { _ = Listeners.on(port: port) })
        print("  nobody listens", median { _ = Listeners.on(port: 1) })
        print("  /proc/net/tcp and tcp6 read instead", median { _ = SocketTable.read(port: port) })
        let process = try #require(sleepers.last?.identity).number
        print("whether a process is ours", median { _ = sleepers.last?.owns(process) })
        try server.end()
        for sleeper in sleepers { try sleeper.end() }
    }
}

import CHarness
import HarnessKit
import Synchronization
import TestSupport
import Testing

/// Who listens on a port, and whose it is.
@Suite(.timeLimit(.minutes(30))) struct ListenersTests {
    let bench: Workbench
    let loop = PollLoop(clock: .system)

    init() throws {
        bench = try Workbench()
    }

    private static let listening = """
        import os, socket, sys, time
        s = socket.socket(socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET)
        if sys.argv[1] == '::': s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        s.bind((sys.argv[1], 0)); s.listen()
        if len(sys.argv) > 2:
            if os.fork(): os._exit(0)
            os.setsid()
            if os.fork(): os._exit(0)
        open('port.new', 'w').write('%d %d' % (s.getsockname()[1], os.getpid()))
        os.rename('port.new', 'port')
        time.sleep(60)
        """

    /// A program that listens on an address; its port and the process that holds it.
    private func program(on address: String, hidden: Bool = false) throws -> (GuardedProcess, UInt16, Int32) {
        let call = ProgramCall(
            ["python3", "-c", Self.listening, address] + (hidden ? ["hidden"] : []), in: bench.path,
            environment: .inherited)
        let process = try GuardedProcess(call, on: loop)
        let end = loop.now + .seconds(10)
        while try bench.text(of: "port") == nil, loop.now < end { try loop.turn(until: loop.now + .milliseconds(5)) }
        let words = try #require(try bench.text(of: "port")).split(separator: " ")
        return (process, try #require(UInt16(words[0])), try #require(Int32(words[1])))
    }

    @Test func `Nobody listens on a port that was just picked`() throws {
        let port = try FreePort.pick()
        expect(port > 0 && Listeners.on(port: port) == [])
        expect(SocketTable.read(port: port), is: [])
    }

    @Test(arguments: ["127.0.0.1", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1", "127.0.0.2"])
    func `A listener is found with its address and its owner`(address: String) throws {
        let (process, port, holder) = try program(on: address)
        let found = try #require(Listeners.on(port: port))
        try #require(found.count == 1)
        expect(found[0].address.description == address && found[0].owners == [holder] && found[0].inode > 0)
        expect(found[0].user == getuid() && found[0].address.takesLoopback)
        expect(found[0].address.isWildcard, is: ["0.0.0.0", "::"].contains(address))
        expect(Listeners.on(port: port, likely: process.members), is: found)
        let table = try #require(SocketTable.read(port: port))
        expect(table.map(\.address) == [found[0].address] && table.map(\.inode) == [found[0].inode])
        expect(table.map(\.user) == [getuid()] && table.map(\.owners) == [[]])
        try process.end()
        expect(Listeners.on(port: port), is: [])
    }

    @Test func `Two programs on two addresses of one port are both found`() throws {
        let (process, port, holder) = try program(on: "127.0.0.1")
        let other = try #require(
            try? GuardedProcess(
                ProgramCall(
                    [
                        "python3", "-c",
                        "import socket,time\ns=socket.create_server(('127.0.0.3',\(port)))\nopen('two','w')\ntime.sleep(60)",
                    ],
                    in: bench.path, environment: .inherited), on: loop))
        while try bench.text(of: "two") == nil { try loop.turn(until: loop.now + .milliseconds(5)) }
        let found = try #require(Listeners.on(port: port, likely: process.members))
        expect(Set(found.flatMap(\.owners)), is: [holder, try #require(other.identity).number])
        expect(found.map { process.owns($0.owners[0]) }, isNot: found.map { other.owns($0.owners[0]) })
        try other.end()
        try process.end()
    }

    @Test func `A table of the kernel's is read as it is printed`() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0
               1: 0100007F:1F90 0100007F:8000 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 100 0
               2: 00000000:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0
               3: 0000000000000000FFFF00000100007F:1F90 00000000000000000000000000000000:0000 0A 0:0 0:0 0 7 0 4714 1
               4: nonsense
               5: 0100007F1F90 a 0A b c d e f g h
               6: 01000:1F90 a 0A b c d 1 0 3 4
            """
        let found = SocketTable.parse(Bytes(table.utf8), port: 8080)
        expect(found.map(\.address.description), is: ["127.0.0.1", "::ffff:127.0.0.1"])
        expect(found.map(\.inode) == [4711, 4714] && found.map(\.user) == [1000, 7])
        expect(found.allSatisfy { $0.address.isLoopback && $0.address.takesLoopback && !$0.address.isWildcard })
        expect(SocketTable.parse([], port: 1).isEmpty)
    }

    @Test(.enabled(if: getuid() == 0, "only root can become another"))
    func `An owner that may not be read is told from nobody`() throws {
        let (process, port, _) = try program(on: "127.0.0.1")
        expect(Listeners.on(port: port)?.map(\.owners.count), is: [1])
        let seen = Mutex<[PortListener]?>(nil)
        Worker.start {
            guard Self.becomeNobody() else { return }
            let found = Listeners.on(port: port)
            seen.withLock { $0 = found }
        }.wait()
        let found = try #require(seen.withLock { $0 })
        expect(found.map(\.owners) == [[]] && found.map(\.user) == [0])
        try process.end()
    }

    /// Takes this one thread its rights, as only the calls below glibc's own can.
    private static func becomeNobody() -> Bool {
        typealias Setfsuid = @convention(c) (UInt32) -> Int32
        typealias Capset = @convention(c) (UnsafeRawPointer, UnsafeRawPointer) -> Int32
        guard let setfsuid = dlsym(nil, "setfsuid"), let capset = dlsym(nil, "capset") else { return false }
        let version: [UInt32] = [0x2008_0522, 0]
        let none = [UInt32](repeating: 0, count: 6)
        _ = unsafeBitCast(setfsuid, to: Setfsuid.self)(65534)
        return unsafeBitCast(capset, to: Capset.self)(version, none) == 0
    }

    @Test func `However a process hides, the program owns it`() throws {
        let (process, port, holder) = try program(on: "127.0.0.1", hidden: true)
        expect(process.owns(holder), is: true)
        expect(process.members.contains(holder))
        try expect(#require(Listeners.on(port: port, likely: process.members)).map(\.owners), is: [[holder]])
        expect(process.owns(getpid()) == false && process.owns(1) == false && process.owns(0) == false)
        expect(process.owns(-1) == false && process.owns(0x3FFF_FFFF) == false)
        expect(process.owns(getppid()), is: false)
        try process.end()
        expect(process.owns(holder) == false && process.members.isEmpty)
    }

    @Test func `The program, its threads and its zombies are its own`() throws {
        let script = """
            import os, threading, time
            child = os.fork()
            if child == 0: os._exit(0)
            t = threading.Thread(target=time.sleep, args=(60,), daemon=True); t.start()
            time.sleep(0.05)
            open('ids.new', 'w').write('%d %d' % (child, t.native_id)); os.rename('ids.new', 'ids')
            time.sleep(60)
            """
        let process = try GuardedProcess(
            ProgramCall(["python3", "-c", script], in: bench.path, environment: .inherited), on: loop)
        let end = loop.now + .seconds(10)
        while try bench.text(of: "ids") == nil, loop.now < end { try loop.turn(until: loop.now + .milliseconds(5)) }
        let words = try #require(try bench.text(of: "ids")).split(separator: " ").compactMap { Int32($0) }
        let identity = try #require(process.identity)
        expect(process.owns(identity.number), is: true)
        expect(words.map { process.owns($0) }, is: [true, true])
        try process.end()
    }

    @Test func `A chain of parents that changes while it is walked gives no wrong answer`() throws {
        // Whoever is newest loses its parent in this moment: the shell between leaves at once.
        let script = "while :; do (sleep 0.03 &) ; done"
        let process = try GuardedProcess(
            ProgramCall(["/bin/bash", "-c", script], in: bench.path, environment: .inherited), on: loop)
        var seen = 0
        let end = loop.now + .seconds(1)
        while loop.now < end {
            for member in process.members.sorted().suffix(2) {
                for _ in 0..<20 {
                    let answer = process.owns(member)
                    // One that is still there was there while we asked.
                    guard ProcessIdentity(ofRunning: member) != nil else { break }
                    expect(answer, is: true)
                    seen += 1
                }
            }
            expect(process.owns(getpid()), is: false)
        }
        expect(seen > 50)
        try process.end()
    }

    @Test func `Asking is fast`() throws {
        let (process, port, _) = try program(on: "127.0.0.1")
        let members = process.members
        var times: [Duration] = []
        for _ in 0..<21 {
            let start = loop.now
            _ = Listeners.on(port: port, likely: members)
            times.append(loop.now - start)
        }
        expect(times.sorted()[0] < .milliseconds(3))
        try process.end()
    }

    @Test func `A port that was picked is free on both loopback addresses`() throws {
        let taken = try (0..<300).map { _ in try RawServer(onIPv6: true, nil) }
        let ports = try (0..<400).map { _ in try FreePort.pick() }
        expect(Set(ports).count > 200)
        expect(Set(ports).isDisjoint(with: taken.map(\.port)))
    }

    @Test func `A port that somebody holds is given to nobody else`() throws {
        let held = try (0..<200).map { _ in try FreePort() }
        let numbers = Set(held.map(\.number))
        expect(numbers.count, is: 200)
        let others = try (0..<400).map { _ in try FreePort.pick() }
        expect(numbers.isDisjoint(with: others))
        withExtendedLifetime(held) {}
        // Those that the system hands to connections begin at 32768 unless somebody changed it.
        if FileStatus(of: "/proc/sys/net/ipv4/ip_local_port_range") != nil {
            let range = try Workbench().shell("cat /proc/sys/net/ipv4/ip_local_port_range").output.text
            let begin = try #require(range.split(separator: "\t").first.flatMap { UInt16($0) })
            expect(begin < 15_000 || numbers.allSatisfy { $0 < begin })
        }
    }
}

/// Streams below HTTP.
@Suite(.timeLimit(.minutes(30))) struct TCPStreamTests {
    let loop = PollLoop(clock: .system)

    @Test func `Bytes go both ways, and a half-closed connection still answers`() throws {
        let server = try RawServer { connection in
            var all = Bytes()
            while true {
                let part = connection.receive()
                if part.isEmpty { break }
                all += part
            }
            try connection.send("got \(all.count)")
        }
        let endpoint = try Endpoint(host: "localhost", port: server.port)
        let stream = try TCPStream(to: endpoint, on: loop, deadline: loop.now + .seconds(5))
        expect(stream.localPort > 0 && stream.localPort != server.port)
        try stream.send(Bytes(repeating: 1, count: 3_000_000), deadline: loop.now + .seconds(5))
        stream.endSending()
        try expect(stream.receiveAll(deadline: loop.now + .seconds(5)), is: Bytes("got 3000000".utf8))
        try expect(stream.receive(deadline: loop.now + .seconds(5)).isEmpty)
    }

    @Test func `Every wait ends at its deadline`() throws {
        let server = try RawServer { connection in
            try connection.send("abc")
            connection.pause(3000)
        }
        let stream = try TCPStream(
            to: Endpoint(host: "127.0.0.1", port: server.port), on: loop, deadline: loop.now + .seconds(5))
        func message(_ body: () throws -> Void) -> String {
            do {
                try body()
                return ""
            } catch { return Failure(translating: error).message }
        }
        try expect(stream.receive(upTo: 2, deadline: loop.now + .seconds(5)), is: Bytes("ab".utf8))
        let start = loop.now
        expect(
            message { _ = try stream.receiveAll(deadline: loop.now + .milliseconds(100)) },
            is: "no whole answer within 100 ms: 1 bytes of the body came")
        let endless = Bytes(repeating: 1, count: 20_000_000)
        expect(
            message { try stream.send(endless, deadline: loop.now + .milliseconds(100)) }
                .hasPrefix("no answer within 100 ms: connected, "))
        expect(loop.now - start < .seconds(30))
        stream.close()
        stream.close()
    }

    @Test func `A socket that met itself is refused`() throws {
        // Bound to a port and connected to it: both ends are the same socket.
        let descriptor = Descriptor(owning: socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0))
        var address = Bytes(repeating: 0, count: 16)
        address[0] = UInt8(AF_INET)
        address.replaceSubrange(4..<8, with: [127, 0, 0, 1])
        var length: socklen_t = 16
        let isConnected = address.withUnsafeMutableBytes { bytes in
            guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(descriptor.number, pointer, length) == 0
                && getsockname(descriptor.number, pointer, &length) == 0
                && connect(descriptor.number, pointer, length) == 0
        }
        try #require(isConnected)
        expect(harness_connected(descriptor.number), is: ECONNREFUSED)
    }
}

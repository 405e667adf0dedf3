import HarnessKit
import TestSupport
import Testing

/// Programs that run under a guardian, and what becomes of all that they start.
@Suite(.timeLimit(.minutes(30))) struct GuardedProcessTests {
    let bench: Workbench
    let loop = PollLoop(clock: .system)

    init() throws {
        bench = try Workbench()
    }

    private func call(_ script: String, input: String = "") -> ProgramCall {
        ProgramCall(["/bin/bash", "-c", script], in: bench.path, environment: .inherited, input: Bytes(input.utf8))
    }

    private func run(_ script: String, input: String = "", deadline: Duration? = .seconds(20)) throws -> ProgramOutcome
    {
        try call(script, input: input).run(on: loop, deadline: deadline)
    }

    /// The processes whose numbers the script wrote into files, as long as they live.
    private func alive(_ names: String...) throws -> [ProcessIdentity] {
        try names.compactMap { name in
            let text = try #require(try bench.text(of: name), "\(name) was never written")
            return ProcessIdentity(ofRunning: try #require(Int32(text.split(separator: "\n")[0])))
        }
    }

    private func wait(for name: String) throws {
        let end = loop.now + .seconds(10)
        while FileStatus(of: bench.path / name)?.size ?? 0 == 0, loop.now < end { usleep(5000) }
        try #require(FileStatus(of: bench.path / name) != nil, "\(name) was never written")
    }

    @Test func `An exit code is an outcome, and so is a signal`() throws {
        try expect(run("exit 0").exit, is: .exited(0))
        try expect(run("exit 7").exit, is: .exited(7))
        try expect(run("kill -9 $$").exit, is: .signalled(9))
        try expect(run("exit 7").exit.description, is: "exit 7")
    }

    @Test func `Input, output, folder and environment arrive`() throws {
        var call = call("cat; pwd >&2; echo $GREETING", input: "in\n")
        call.environment["GREETING"] = "hello"
        let outcome = try call.run(on: loop, deadline: .seconds(20))
        expect(outcome.output.text, is: "in\nhello\n")
        expect(outcome.errors.text, is: "\(bench.path)\n")
    }

    @Test func `Three megabytes on both streams are drained, counted and bounded`() throws {
        let outcome = try run(
            "(head -c 3145728 /dev/zero | tr '\\0' e >&2) & head -c 3145728 /dev/zero | tr '\\0' o; wait")
        for (capture, letter) in [(outcome.output, "o"), (outcome.errors, "e")] {
            expect(capture.length, is: 3_145_728)
            expect(capture.omitted, is: 3_145_728 - 2 * 256 * 1024)
            expect(capture.digest, is: SHA256.digest(of: Bytes(repeating: Bytes(letter.utf8)[0], count: 3_145_728)))
            expect(capture.bytes.count < 530_000)
        }
        expect(outcome.exit, is: .exited(0))
    }

    @Test func `Megabytes of input that nobody reads do no harm`() throws {
        try expect(run("exit 3", input: String(repeating: "x", count: 3_000_000)).exit, is: .exited(3))
        try expect(run("wc -c", input: String(repeating: "x", count: 3_000_000)).output.text, is: "3000000\n")
    }

    @Test func `A grandchild that holds the pipe does not hold us`() throws {
        let outcome = try run("sleep 100 & echo $! > pid; echo done")
        expect(outcome.output.text, is: "done\n")
        expect(outcome.duration < .seconds(30))
        expect(outcome.strays, is: 1)
        try expect(alive("pid").isEmpty)
    }

    @Test(
        arguments: [
            "(setsid sleep 100 & echo $! > pid)", "nohup sleep 100 > /dev/null 2>&1 & echo $! > pid",
            "setsid bash -c 'setsid sleep 100 & echo $! > pid' &", "(trap '' TERM HUP INT; sleep 100) & echo $! > pid",
            "bash -c 'bash -c \"echo \\$\\$ > pid; exec sleep 100\" & disown' &",
            "python3 -c 'import os,time\nif os.fork(): os._exit(0)\nos.setsid()\nif os.fork(): os._exit(0)\nopen(\"pid\",\"w\").write(str(os.getpid()))\ntime.sleep(100)'",
        ])
    func `However a process hides, it ends with the program`(escape: String) throws {
        let outcome = try run("\(escape)\nuntil [ -s pid ]; do sleep 0.01; done")
        expect(outcome.exit, is: .exited(0))
        expect(outcome.strays >= 1)
        try expect(alive("pid").isEmpty)
    }

    @Test func `A fork bomb is outrun`() throws {
        let outcome = try run(
            "f() { while :; do (sleep 5.0031 &) ; done; }; f & f & sleep 0.2; echo $$ > pid")
        expect(outcome.strays > 2)
        try expect(alive("pid").isEmpty)
        try expect(bench.shell("pgrep -f '^sleep 5.0031$' | wc -l").output.text, is: "0\n")
    }

    @Test func `A deadline ends the program and everything below it`() throws {
        let outcome = try run("sleep 100 & echo $! > pid; trap '' TERM; sleep 100", deadline: .milliseconds(300))
        expect(outcome.isTimedOut)
        expect(outcome.duration < .seconds(30), "\(outcome.duration)")
        try expect(alive("pid").isEmpty)
    }

    @Test func `A program that heeds the polite signal ends by itself`() throws {
        let process = try GuardedProcess(
            call("trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.01; done"), on: loop)
        _ = try loop.run(until: loop.now + .seconds(10)) { process.output.length > 0 }
        try process.end(politely: .seconds(5))
        expect(process.exit, is: .exited(5))
        expect(process.output.text, is: "ready\nbye\n")
    }

    @Test func `When the owner lets go without a word, everything ends`() throws {
        var process: GuardedProcess? = try GuardedProcess(
            call("setsid sleep 100 & echo $! > pid; echo $$ > main; wait"), on: loop)
        try wait(for: "main")
        let identity = try #require(process?.identity)
        expect(identity.isAlive)
        process = nil
        expect(!identity.isAlive)
        try expect(alive("pid", "main").isEmpty)
    }

    @Test func `Signals, masks and ignored signals of ours do not reach it`() throws {
        signal(SIGPIPE, SIG_IGN)
        let outcome = try run("grep -E '^Sig(Ign|Blk)' /proc/self/status; yes | head -1")
        expect(outcome.output.text, is: "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\ny\n")
    }

    @Test func `It gets its three streams and no other descriptor`() throws {
        let extra = open("/dev/null", O_RDONLY)  // not closed on exec
        defer { close(extra) }
        try expect(run("ls /proc/$$/fd; true").output.text, is: "0\n1\n2\n")
        try expect(run("cat").output.length, is: 0)
    }

    @Test func `What cannot be started is named`() throws {
        func message(_ arguments: [String], in folder: Path? = nil) -> String {
            do {
                let call = ProgramCall(arguments, in: folder ?? bench.path, environment: Environment(["PATH": "/bin"]))
                _ = try call.run(on: loop, deadline: .seconds(5))
                return ""
            } catch { return Failure(translating: error).message }
        }
        try bench.write("not a program", to: "text")
        try bench.shell("chmod +x text; printf '\\177ELF' > elf; chmod +x elf")
        expect(message(["no-such-program"]), is: "cannot run 'no-such-program': it is in no folder of PATH")
        expect(message(["./missing"]), is: "cannot run './missing': there is no such program")
        expect(message(["./elf"]), is: "'./elf' could not be started: exec format error")
        expect(
            message(["/bin/true"], in: "/nowhere"),
            is: "'/bin/true' could not be started: its folder /nowhere: no such file or directory")
        expect(message([]), is: "no program is named")
    }

    @Test func `Who watches sees a program from its first byte`() throws {
        for _ in 0..<20 {
            var seen = Bytes()
            let call = ProgramCall(["echo", "ready"], in: bench.path, environment: Environment(["PATH": "/bin"]))
            let process = try GuardedProcess(call, on: loop, watching: { seen += $0 })
            try expect(loop.run(until: loop.now + .seconds(10)) { !process.isRunning })
            try process.end()
            expect(String(decoding: seen, as: UTF8.self), is: "ready\n")
        }
    }

    @Test func `Secrets are gone before anything is kept`() throws {
        let secrets = Redactor()
        _ = secrets.hide("correct-horse-battery", named: "PASSWORD")
        let process = try GuardedProcess(
            call("printf 'a correct-horse'; sleep 0.05; printf -- '-battery b' >&1"), on: loop, hiding: secrets)
        _ = try loop.run(until: loop.now + .seconds(5)) { !process.isRunning }
        try process.end()
        expect(process.output.text, is: "a [redacted:PASSWORD] b")
    }
}

struct PlainProcessTests {
    let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    @Test func `A plain program gives its output, errors and exit`() throws {
        let outcome = try bench.run(["sh", "-c", "cat; echo e >&2; exit 4"], input: "in")
        expect(outcome.output.text, is: "in")
        expect(outcome.errors.text, is: "e\n")
        expect(outcome.exit, is: .exited(4))
    }

    @Test func `A child that closes its streams and stays is ended at the deadline`() throws {
        let call = ProgramCall(["/bin/sh", "-c", "exec >&- 2>&-; sleep 100"], environment: .inherited)
        let outcome = try call.runPlainly(clock: .system, deadline: .milliseconds(200))
        expect(outcome.isTimedOut && outcome.duration < .seconds(30))
    }

    @Test func `Somebody in the background who holds the streams is not waited for`() throws {
        let call = ProgramCall(["/bin/sh", "-c", "sleep 15 & echo done"], environment: .inherited)
        let outcome = try call.runPlainly(clock: .system, deadline: .seconds(20))
        expect(!outcome.isTimedOut && outcome.output.text == "done\n" && outcome.duration < .seconds(10))
    }

    @Test func `An argument that would arrive cut is refused`() {
        #expect {
            try ProgramCall(["/bin/echo", "a\u{0}b"], environment: .inherited).runPlainly(clock: .system)
        } throws: {
            Failure(translating: $0).message == "an argument of '/bin/echo' holds a NUL, which no program can be given"
        }
    }

    @Test func `A relative folder and a relative program meet`() throws {
        try bench.shell("mkdir sub; printf '#!/bin/sh\\necho here\\n' > sub/prog; chmod +x sub/prog")
        let script = "\(Repository.program) guard -- ./prog"
        try expect(bench.shell("cd sub && \(script) 2>/dev/null").output.text, is: "here\n")
    }

    @Test func `Bytes of the environment arrive as they are`() throws {
        let direct = try bench.shell(
            "X=$(printf 'caf\\351') \(Repository.program) guard -- sh -c '[ \"$X\" = \"$(printf \"caf\\351\")\" ]'")
        expect(direct.exit, is: .exited(0))
    }

    @Test func `A deadline holds for it too`() throws {
        let call = ProgramCall(["/bin/sleep", "100"], environment: .inherited)
        let outcome = try call.runPlainly(clock: .system, deadline: .milliseconds(100))
        expect(outcome.isTimedOut && outcome.exit == .signalled(9))
    }
}

struct ProcessIdentityTests {
    @Test func `A process is known by its number, its start and the boot`() throws {
        let own = try #require(ProcessIdentity.current)
        expect(own.number == getpid() && own.isAlive && !own.boot.isEmpty)
        expect(!ProcessIdentity(number: own.number, start: own.start - 1, boot: own.boot).isAlive)
        expect(!ProcessIdentity(number: own.number, start: own.start, boot: "another").isAlive)
        expect(ProcessIdentity(ofRunning: 0x3FFF_FFFF) == nil)
    }
}

struct CaptureTests {
    @Test func `The first and the last part are kept`() {
        var capture = Capture(limit: 4)
        for byte in Bytes("abcdefghijklmnop".utf8) { capture.add([byte]) }
        expect(capture.text, is: "abcd\n[… 8 bytes left out …]\nmnop")
        expect(capture.length == 16 && capture.omitted == 8)
        var small = Capture(limit: 4)
        small.add(Bytes("abcdefgh".utf8))
        expect(small.text == "abcdefgh" && small.omitted == 0)
    }
}

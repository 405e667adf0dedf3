import HarnessKit
import TestSupport
import Testing

/// What happens to everything below when the program that guards it is itself ended.
@Suite(.timeLimit(.minutes(1))) struct GuardTests {
    let bench: Workbench
    let program = Repository.program.description
    static let family = "setsid sleep 100 & echo $! > a; (trap \"\" TERM; sleep 100) & echo $! > b; echo $$ > c; wait"

    init() throws {
        bench = try Workbench()
    }

    /// Starts a guarded family, ends its owner by a signal, and says who still lives two seconds later.
    private func survivors(ofOwnerEndedBy signal: String) throws -> (exit: String, alive: [String]) {
        let outcome = try bench.shell(
            """
            \(program) guard -- sh -c '\(Self.family)' & owner=$!
            until [ -s a ] && [ -s b ] && [ -s c ]; do sleep 0.01; done
            kill -\(signal) $owner; wait $owner; echo "exit $?"
            for i in $(seq 200); do
                alive=''
                for p in $(cat a b c); do [ -d /proc/$p ] && ! grep -q '^State:.Z' /proc/$p/status && alive="$alive $p"; done
                [ -z "$alive" ] && break
                sleep 0.01
            done
            echo "alive$alive"
            """)
        let lines = outcome.output.text.split(separator: "\n").map(String.init)
        try #require(lines.count == 2, "\(outcome.errors.text)")
        return (lines[0], lines[1].split(separator: " ").dropFirst().map(String.init))
    }

    @Test(arguments: [("KILL", 137), ("TERM", 143), ("HUP", 129)])
    func `Nothing outlives its owner, however that one ends`(signal: String, status: Int) throws {
        let (exit, alive) = try survivors(ofOwnerEndedBy: signal)
        #expect(exit == "exit \(status)")
        #expect(alive.isEmpty)
    }

    @Test func `An interrupt on the terminal ends everything`() throws {
        let outcome = try bench.shell(
            """
            python3 - <<'END'
            import os, pty, time, signal
            pid, fd = pty.fork()
            if pid == 0:
                os.execv("\(program)", ["\(program)", "guard", "--", "sh", "-c", '''\(Self.family)'''])
            while not all(os.path.exists(f) and os.path.getsize(f) for f in "abc"): time.sleep(0.01)
            os.write(fd, b"\\x03")
            print("signal", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            time.sleep(0.5)
            for f in "abc": print(f, os.path.exists("/proc/" + open(f).read().strip()))
            END
            """)
        #expect(outcome.output.text == "signal -2\na False\nb False\nc False\n", "\(outcome.errors.text)")
    }

    @Test func `A deadline is kept, and said`() throws {
        let outcome = try bench.run([program, "guard", "--json", "--deadline", "0.3", "--", "sh", "-c", Self.family])
        #expect(outcome.exit == .exited(1))
        let json = try JSON.parse(outcome.output.text)
        #expect(json["timed_out"] == true)
        #expect(try #require(json["milliseconds"]?.integer) < 550)
    }

    @Test func `A program that is not there is named`() throws {
        let outcome = try bench.run([program, "guard", "--", "no-such-thing"])
        #expect(outcome.exit == .exited(69))
        #expect(
            outcome.errors.text
                == "harness-executor: cannot run 'no-such-thing': it is in no folder of PATH\nhint: install it, or give its full path\n"
        )
    }
}

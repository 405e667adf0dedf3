import HarnessKit
import TestSupport
import Testing

/// What happens to everything below when the program that guards it is itself ended.
@Suite(.timeLimit(.minutes(30))) struct GuardTests {
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
        expect(exit, is: "exit \(status)")
        expect(alive.isEmpty)
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
        expect(outcome.output.text, is: "signal -2\na False\nb False\nc False\n", "\(outcome.errors.text)")
    }

    @Test func `A deadline is kept, and said`() throws {
        let outcome = try bench.run([program, "guard", "--json", "--deadline", "0.3", "--", "sh", "-c", Self.family])
        expect(outcome.exit, is: .exited(1))
        let json = try JSON.parse(outcome.output.text)
        expect(json["timed_out"], is: true)
        try expect(#require(json["milliseconds"]?.integer) < 5000)
    }

    @Test(arguments: [("exit 7", 7), ("exit 0", 0), ("kill -9 $$", 137), ("kill -TERM $$", 143)] as [(String, Int32)])
    func `The exit status is the program's own`(line: String, status: Int32) throws {
        for format in [[], ["--json"]] {
            let outcome = try bench.run([program, "guard"] + format + ["--", "sh", "-c", line])
            expect(outcome.exit, is: .exited(status), "\(outcome.errors.text)")
        }
    }

    @Test func `A program that is not there is named`() throws {
        let outcome = try bench.run([program, "guard", "--", "no-such-thing"])
        expect(outcome.exit, is: .exited(69))
        expect(
            outcome.errors.text,
            is:
                "harness-executor: cannot run 'no-such-thing': it is in no folder of PATH\nhint: install it, or give its full path\n"
        )
    }

    /// Runs a guarded script that writes process numbers into files; says which of them live when it has ended.
    private func leftAlive(after script: String, deadline: String = "20", _ names: String...) throws -> [String] {
        let outcome = try bench.run([program, "guard", "--json", "--deadline", deadline, "--", "sh", "-c", script])
        let json = try JSON.parse(outcome.output.text)
        expect(json["survivors"], is: 0, "\(json)")
        return try names.filter { name in
            let text = try #require(try bench.text(of: name), "\(name) was never written: \(json)")
            let number = try #require(Int32(text.split(separator: "\n")[0]))
            return ProcessIdentity(ofRunning: number) != nil
        }
    }

    @Test(arguments: ["KILL", "USR1", "ABRT", "SEGV", "STOP", "RTMIN"])
    func `A program cannot get rid of its guardian by a signal`(signal: String) throws {
        let script = "setsid sleep 100 & echo $! > a; sleep 0.2; kill -\(signal) $PPID; sleep 0.2; echo $$ > b"
        try expect(leftAlive(after: "\(script)", "a").isEmpty)
    }

    @Test func `A program cannot get rid of the warden either`() throws {
        let script = "setsid sleep 100 & echo $! > a; sleep 0.2; kill -9 $(ps -o ppid= -p $PPID); sleep 100"
        try expect(leftAlive(after: script, "a").isEmpty)
    }

    @Test func `Both keepers stopped is no escape, nor the loss of their owner then`() throws {
        let script =
            "setsid sleep 100 & echo $! > a; sleep 0.2; kill -STOP $(ps -o ppid= -p $PPID); kill -STOP $PPID; sleep 0.2"
        try expect(leftAlive(after: script, "a").isEmpty)
        let outcome = try bench.shell(
            """
            rm -f a; \(program) guard -- sh -c '\(script); sleep 100' >/dev/null 2>&1 & owner=$!
            until [ -s a ]; do sleep 0.01; done; sleep 0.3; kill -9 $owner; sleep 1.5
            [ -d /proc/$(cat a) ] && echo alive; echo done
            """)
        expect(outcome.output.text, is: "done\n")
    }

    @Test func `A guardian that may open no file leaves the end to its warden`() throws {
        let script = "setsid sleep 100 & echo $! > a; sleep 0.2; prlimit --pid $PPID --nofile=1:1; exit 0"
        try expect(leftAlive(after: script, "a").isEmpty)
    }

    @Test func `A process whose first thread has left is alive, and is ended`() throws {
        try bench.write(
            """
            #include <pthread.h>
            #include <stdio.h>
            #include <sys/syscall.h>
            #include <unistd.h>
            static void *stay(void *none) { for (;;) sleep(100); return none; }
            int main(void) {
                if (fork() > 0) { usleep(300000); return 0; }
                setsid();
                pthread_t thread;
                pthread_create(&thread, NULL, stay, NULL);
                FILE *file = fopen("a", "w");
                fprintf(file, "%d\\n", getpid());
                fclose(file);
                syscall(SYS_exit, 0);
            }
            """, to: "ghost.c")
        try bench.shell("cc -pthread ghost.c -o ghost")
        try expect(leftAlive(after: "./ghost", "a").isEmpty)
    }

    @Test func `A stopped owner is no escape: the guardian keeps the deadline`() throws {
        let outcome = try bench.shell(
            """
            \(program) guard --deadline 0.6 -- sh -c '\(Self.family)' >/dev/null 2>&1 & owner=$!
            until [ -s a ] && [ -s b ] && [ -s c ]; do sleep 0.01; done
            kill -STOP $owner; sleep 1.5
            for p in $(cat a b c); do [ -d /proc/$p ] && echo "alive $p"; done
            kill -CONT $owner; wait $owner; echo "exit $?"
            """)
        expect(outcome.output.text, is: "exit 1\n")
    }

    @Test func `Processes that fork and leave without end are outrun`() throws {
        try bench.write(
            """
            #include <unistd.h>
            #include <stdlib.h>
            #include <time.h>
            int main(void) {
                time_t end = time(NULL) + 20;
                for (int i = 0; i < 30; i++) {
                    if (fork() == 0) { setsid(); while (time(NULL) < end) if (fork() > 0) _exit(0); _exit(0); }
                }
                usleep(100000);
                return 0;
            }
            """, to: "refork.c")
        try bench.shell("cc refork.c -o refork")
        let outcome = try bench.run([program, "guard", "--json", "--", "./refork"])
        try expect(JSON.parse(outcome.output.text)["survivors"], is: 0)
        expect(outcome.duration < .seconds(15), "\(outcome.duration)")
        try expect(bench.shell("pgrep -x refork | wc -l").output.text, is: "0\n")
    }
}

import HarnessKit
import TestSupport
import Testing

/// `harness-executor watch` with a person before it, played by a script on a terminal of its own.
@Suite(.timeLimit(.minutes(30))) struct WatchTests {
    let installation: Installation
    let bench: Workbench

    init() throws {
        installation = try Installation()
        bench = installation.bench
        try bench.write("", to: "AGENTS.md")
        _ = try installation.run("task-state", "init", "the first task")
        _ = try installation.run("task-state", "init", "the second task")
    }

    /// Plays lines such as "wait TEXT", "send KEYS", "size 20 60", "kill TERM", "run COMMAND".
    private func play(_ lines: String..., variables: [String: String] = [:]) throws -> JSON {
        try bench.write(Self.player, to: "player.py")
        var environment = Environment.inherited
        environment["TERM"] = "xterm"
        environment["NO_COLOR"] = nil
        for (name, value) in variables { environment[name] = value }
        let outcome = try bench.run(
            ["python3", "player.py", (bench.path / "harness-executor").description],
            input: lines.joined(separator: "\n"),
            environment: environment)
        return try JSON.parse(
            try #require(outcome.output.text.split(separator: "\n").last.map(String.init), "\(outcome)"))
    }

    @Test func `Keys move and look inside, q leaves the terminal as it was`() throws {
        let story = try play(
            "wait the second task", "send \\x1b", "send [B", "send \\r", "wait esc back",
            "send \\x1b", "wait 2 in progress", "send q")
        expect(story["trouble"] == nil, "\(story)")
        expect(story["exit"] == 0 && story["restored"] == true)
        let output = try #require(story["output"]?.string)
        expect(output.hasPrefix("\u{1B}[?1049h") && output.hasSuffix("\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l"))
        expect(output.contains("\u{1B}[7m>* the second task"))
    }

    @Test(arguments: ["TERM", "HUP", "INT", "SEGV", "ABRT", "QUIT"])
    func `However it is ended, the terminal is given back`(signal: String) throws {
        let story = try play("wait the second task", "kill \(signal)")
        expect(story["restored"] == true && story["exit"]?.integer ?? 0 < 0, "\(story)")
        expect(story["output"]?.string?.contains("\u{1B}[?25h\u{1B}[?1049l"), is: true)
    }

    @Test func `It stops and goes on, and is drawn anew`() throws {
        let story = try play(
            "wait the second task", "send \\x1a", "stopped", "kill CONT", "wait the second task", "kill TSTP",
            "stopped",
            "kill CONT", "wait the second task", "kill STOP", "stopped", "kill CONT", "wait the second task",
            "send \\x03")
        expect(story["trouble"] == nil, "\(story)")
        expect(story["exit"] == 0 && story["restored"] == true)
        // It was given back while it stood, but for SIGSTOP, which nobody can catch.
        expect(story["restored_while_stopped"]?.items?.prefix(2), is: [true, true])
    }

    @Test func `It follows the size of the terminal, and news come by themselves`() throws {
        let story = try play(
            "wait j/k move", "size 20 60", "wait \\x1b[20;1H", "size 4 30", "wait \\x1b[4;1H",
            "size 30 100", "wait j/k move", "run task-state init 'one that came later'", "wait one that came later",
            "send q")
        expect(story["trouble"] == nil, "\(story)")
        expect(story["exit"] == 0 && story["restored"] == true)
    }

    @Test func `Without colours the choice can still be seen`() throws {
        let story = try play("wait the second task", "send q", variables: ["NO_COLOR": "1"])
        let output = try #require(story["output"]?.string)
        expect(
            output.contains(">* the second task") && !output.contains("\u{1B}[7m") && !output.contains("\u{1B}[32m"))
    }

    @Test func `Where there is no terminal it prints lines, also as JSON`() throws {
        let outcome = try bench.shell(
            """
            ./harness-executor watch > out & first=$!; ./harness-executor watch --json > json & second=$!
            while ! [ -s out ] || ! [ -s json ]; do sleep 0.1; done
            ./task-state init "said as it happens" > id
            while ! grep -q "said as it happens" out || ! grep -q "said as it happens" json; do sleep 0.1; done
            kill $first $second; wait
            """)
        expect(outcome.exit, is: .exited(0))
        let text = try #require(try bench.text(of: "out"))
        let id = try #require(try bench.text(of: "id")).split(separator: "\n")[0]
        expect(text.hasPrefix("2 in progress\n") && text.contains("  \(id)  started: said as it happens\n"))
        let lines = try #require(try bench.text(of: "json")).split(separator: "\n").map { try JSON.parse(String($0)) }
        expect(lines.count == 3 && lines[1]["task_id"] == .string(String(id)) && lines[1]["kind"] == "task.started")
    }

    private static let player = #"""
        import fcntl, json, os, pty, select, signal, struct, subprocess, sys, termios, time

        def size(rows, columns):
            fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

        master, slave = pty.openpty()
        size(24, 80)
        before = termios.tcgetattr(slave)
        child = os.fork()
        if child == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for number in range(3):
                os.dup2(slave, number)
            os.close(master)
            # A shell between would keep an orphan from being stopped: here a sibling in the session does.
            child = os.fork()
            if child == 0:
                os.setpgid(0, 0)
                signal.signal(signal.SIGTTOU, signal.SIG_IGN)
                os.tcsetpgrp(0, os.getpid())
                signal.signal(signal.SIGTTOU, signal.SIG_DFL)
                os.execv(sys.argv[1], [sys.argv[1], "watch"])
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            with open("pid.part", "w") as file:
                file.write(str(child))
            os.rename("pid.part", "pid")
            while True:
                _, status = os.waitpid(child, os.WUNTRACED)
                with open("state.part", "w") as file:
                    file.write("stopped" if os.WIFSTOPPED(status) else str(os.waitstatus_to_exitcode(status)))
                os.rename("state.part", "state")
                if not os.WIFSTOPPED(status):
                    os._exit(0)

        output = b""
        mark = 0
        story = {"restored_while_stopped": []}

        def receive(seconds):
            global output
            ready, _, _ = select.select([master], [], [], seconds)
            if ready:
                try:
                    output += os.read(master, 65536)
                except OSError:
                    time.sleep(seconds)

        def until(what, condition):
            end = time.monotonic() + 30
            while not condition():
                if time.monotonic() > end:
                    story["trouble"] = "waited in vain for " + what
                    raise TimeoutError
                receive(0.05)

        def state():
            return open("state").read() if os.path.exists("state") else None

        try:
            until("its start", lambda: os.path.exists("pid"))
            pid = int(open("pid").read())
            for line in sys.stdin.read().split("\n"):
                verb, _, rest = line.partition(" ")
                rest = rest.encode().decode("unicode_escape")
                if verb == "wait":
                    until(rest, lambda: rest.encode() in output[mark:])
                    mark = len(output)
                elif verb == "send":
                    os.write(master, rest.encode())
                    time.sleep(0.02)
                elif verb == "size":
                    size(*map(int, rest.split()))
                    os.kill(pid, signal.SIGWINCH)
                elif verb == "kill":
                    if rest == "CONT" and os.path.exists("state"):
                        os.unlink("state")
                    os.kill(pid, getattr(signal, "SIG" + rest))
                elif verb == "run":
                    subprocess.run("./" + rest, shell=True, capture_output=True, check=True)
                elif verb == "stopped":
                    until("a stop", lambda: state() == "stopped")
                    story["restored_while_stopped"].append(termios.tcgetattr(slave) == before)
            until("its end", lambda: state() not in (None, "stopped"))
            receive(0.1)
            story["exit"] = int(state())
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)
        story["restored"] = termios.tcgetattr(slave) == before
        story["output"] = output.decode(errors="replace")
        print(json.dumps(story))
        """#
}

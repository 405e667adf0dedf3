import HarnessKit

extension Workbench {
    /// What a program prints when a person sits before it: both streams on a terminal of 80 columns.
    package func onTerminal(_ words: [String], environment variables: [String: String] = [:]) throws -> String {
        let script = """
            import os, pty, sys
            pid, terminal = pty.fork()
            if pid == 0:
                os.execv(sys.argv[1], sys.argv[1:])
            while True:
                try:
                    part = os.read(terminal, 65536)
                except OSError:
                    break
                if not part:
                    break
                sys.stdout.buffer.write(part)
            os.waitpid(pid, 0)
            """
        var environment = Environment.inherited
        environment["TERM"] = "xterm"
        environment["NO_COLOR"] = nil
        for (name, value) in variables { environment[name] = value }
        return try run(["python3", "-c", script] + words, environment: environment).output.text
    }
}

import HarnessKit
import TestSupport
import Testing

/// Signals that this process was told to ignore, and a program that it runs was not.
@Suite struct IgnoredSignalTests {
    @Test func `What dies of a signal that we ignore is run once more`() throws {
        let bench = try Workbench()
        // Dies where it has not died yet.
        try bench.write(
            """
            import os, signal
            if not os.path.exists("died"):
                open("died", "w").close()
                signal.signal(signal.SIGHUP, signal.SIG_DFL)
                os.kill(os.getpid(), signal.SIGHUP)
            print("alive")

            """, to: "once.py")
        let call = ProgramCall(["python3", "once.py"], in: bench.path, environment: .inherited)
        let run = { try call.runThroughSignals(clock: .system, deadline: .seconds(60), limit: 1000) }
        let former = signal(SIGHUP, SIG_IGN)
        defer { signal(SIGHUP, former) }
        let again = try run()
        expect(again.exit, is: .exited(0))
        expect(again.output.text, is: "alive\n")
        signal(SIGHUP, SIG_DFL)
        try bench.shell("rm died")
        try expect(run().exit, is: .signalled(SIGHUP))
    }
}

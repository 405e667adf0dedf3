import HarnessKit
import TestSupport
import Testing

/// Places where nothing can be done: what is said, and what to do there.
struct PlaceTroubleTests {
    private let place: Installation

    init() throws {
        place = try Installation()
        try place.bench.write("", to: "AGENTS.md")
    }

    private func shell(_ line: String) throws -> String {
        let outcome = try place.bench.shell(line)
        return outcome.output.text + outcome.errors.text
    }

    @Test func `A folder that was deleted is told from a file that is missing`() throws {
        let text = try shell("mkdir gone && cd gone && rmdir ../gone && \(place.bench.path / "task-state") list")
        expect(
            text,
            is: "task-state: the folder that this was started in was deleted\nhint: change into the project's folder, "
                + "and run the same command again\n", "\(text)")
    }

    @Test func `A limit on files is told from a full disk`() throws {
        _ = try place.run("task-state", "init", "one")
        let text = try shell("ulimit -f 0; \(place.bench.path / "task-state") init two")
        expect(text.contains("hint: raise the limit, 'ulimit -f unlimited', or free some space, and run"), "\(text)")
    }

    @Test func `What belongs to somebody else is said to`() throws {
        _ = try place.run("task-state", "init", "one")
        let other = "setpriv --reuid=65534 --regid=65534 --clear-groups"
        // Only who may become somebody else can try it, and only where that one may run the program.
        let program = place.bench.path / "task-state"
        guard geteuid() == 0,
            try place.bench.shell("chmod 755 . && \(other) \(program) --version").exit == .exited(0)
        else { return }
        let text = try shell("HOME=/tmp \(other) \(program) init two")
        expect(text.contains("hint: run it as the user to whom "), "\(text)")
        expect(text.contains("(id 0), or let that one give it away: 'chown -R 65534 "), "\(text)")
    }
}

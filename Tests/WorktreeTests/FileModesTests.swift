import HarnessKit
import TestSupport
import Testing

@testable import Worktree

/// The permissions that stand at the end of a snapshot's message.
struct FileModesTests {
    private func bytes(_ text: String) -> Bytes { Bytes(text.utf8) }

    @Test func `Only what differs from most has a line, and all of it is read again`() throws {
        let modes = FileModes(of: [
            (bytes("a"), 0o644), (bytes("b"), 0o644), (bytes("run"), 0o755), (bytes("run2"), 0o755),
            (bytes("s e%\n"), 0o600), ([0xFF], 0o700),
        ])
        expect(modes.text, is: "\nmodes 644 755\n600 s e%25%0a\n700 %ff\n")
        let read = try #require(FileModes(message: "phase 1: modes 1 2\n\nmodes x\n" + modes.text))
        expect(read, is: modes)
        expect(read.mode(of: bytes("s e%\n"), isProgram: false), is: 0o600)
        expect(read.mode(of: bytes("other"), isProgram: true), is: 0o755)
        // What became a program since is open to nobody more than it was.
        expect(read.mode(of: bytes("s e%\n"), isProgram: true), is: 0o700)
    }

    @Test func `A message without them has none`() {
        expect(FileModes(message: "start of a task\n") == nil)
        expect(FileModes(message: "start\n\nmodes of transport\n") == nil)
    }
}

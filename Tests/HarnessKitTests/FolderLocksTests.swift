import HarnessKit
import TestSupport
import Testing

/// Many that wait for one to do the same for all.
struct FolderLocksTests {
    @Test func `Who waits for what somebody else has done waits no longer`() throws {
        let bench = try Workbench()
        let name = try RelativePath(naming: "a/.lock")
        let (one, other) = (try Folder(bench.path), try Folder(bench.path))
        try one.locked(name) {
            var asked = 0
            let value: Int? = try other.locked(
                name,
                unless: {
                    asked += 1; return asked == 2
                }, { 1 })
            expect(value == nil && asked == 2)
            let refused = #expect(throws: SystemError.self) {
                try other.locked(name, within: .milliseconds(80), unless: { false }, { 1 })
            }
            expect(refused?.number, is: EAGAIN)
        }
        try expect(other.locked(name, unless: { true }, { 1 }), is: 1)
    }
}

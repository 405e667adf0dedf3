import HarnessKit
import Synchronization
import TestSupport
import Testing

/// What all tests stand on: what does not hold must be recorded, where it stands and with what was found.
struct ExpectTests {
    private func told(_ line: Int, _ body: () -> Void) -> String {
        let told = Mutex("")
        withKnownIssue(isIntermittent: true) {
            body()
        } matching: { issue in
            let place = issue.sourceLocation?.line == line ? "" : "elsewhere: "
            told.withLock { $0 += place + issue.comments.map(\.rawValue).joined() }
            return true
        }
        return told.withLock { $0 }
    }

    @Test func `What does not hold is recorded with what was found`() {
        let cases = [
            (told(#line) { expect(false) }, "it does not hold"),
            (told(#line) { expect(false, "in \(2)") }, "it does not hold: in 2"),
            (told(#line) { expect("a", is: "b") }, #""a" is not "b""#),
            (told(#line) { expect(Int?.none, is: 1, "none") }, "nil is not Optional(1): none"),
            (told(#line) { expect([1], isNot: [1]) }, "it is [1]"),
        ]
        for (found, wanted) in cases where found != wanted { Issue.record("\(found), and not \(wanted)") }
    }

    @Test func `What holds is not`() {
        for found in [
            told(#line) { expect(true) }, told(#line) { expect("a", is: "a") }, told(#line) { expect(1, isNot: 2) },
        ] where !found.isEmpty { Issue.record("\(found)") }
    }

    /// Thousands of macros are half a minute of the compiler's; only for what must be thrown there is no function.
    @Test func `Tests say with a function what must hold`() throws {
        // Those of Tests/builds stand for a user's.
        for file in try Repository.files(below: "Tests", endingWith: ".swift") where !file.hasPrefix("Tests/builds/") {
            for rest in try Repository.text(of: file).split(separator: "#" + "expect").dropFirst() {
                let word = rest.drop { $0 == "(" || $0.isWhitespace }
                let isThrown = word.hasPrefix("throws:") || word.hasPrefix("{")
                expect(isThrown, "\(file) has a macro for \(word.prefix(40))")
            }
        }
    }
}

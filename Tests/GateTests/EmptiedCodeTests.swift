import HarnessKit
import TestSupport
import Testing

@testable import Gate

/// Code that went, and whether anything took its place.
@Suite(.timeLimit(.minutes(30))) struct EmptiedCodeTests {
    private static let long = (1...10).map { "value_\($0) = compute(\($0))\n" }.joined()

    private func emptied(_ files: [(String, String, String)]) throws -> [String] {
        try EmptiedCode.emptied(
            files.map { name, then, now in
                EmptiedCode.State(
                    path: try #require(RelativePath(name)), isCode: name.hasSuffix(".py"), then: Bytes(then.utf8),
                    now: Bytes(now.utf8))
            }
        ).map { "\($0.path) \($0.gone)/\($0.before)" }
    }

    @Test func `What went without anything in its place is counted`() throws {
        try expect(emptied([("a.py", Self.long, "")]), is: ["a.py 10/10"])
        try expect(emptied([("a.py", Self.long, "# nothing\npass\n")]), is: ["a.py 10/10"])
        let half = Self.long.split(separator: "\n").prefix(5).joined(separator: "\n")
        try expect(emptied([("a.py", Self.long, half)]), is: [])
        try expect(emptied([("a.py", "one = 1\ntwo = 2\n", "")]), is: [])
        // Remarks are none of it, and data is no code.
        try expect(emptied([("a.py", String(repeating: "# a remark\n", count: 20), "")]), is: [])
        try expect(emptied([("a.txt", Self.long, "")]), is: [])
    }

    @Test func `The tests that end a file of Rust are none of its code`() throws {
        let (code, tests) = ("pub fn add() {}\n", "#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() {}\n}\n")
        let (rust, python) = (try #require(RelativePath("src/lib.rs")), try #require(RelativePath("lib.py")))
        expect(EmptiedCode.code(Bytes((code + tests).utf8), of: rust), is: Bytes(code.utf8))
        expect(EmptiedCode.code(Bytes(code.utf8), of: rust), is: Bytes(code.utf8))
        expect(EmptiedCode.code(Bytes((code + tests).utf8), of: python), is: Bytes((code + tests).utf8))
    }

    @Test func `What was moved, or written anew, is there`() throws {
        try expect(emptied([("a.py", Self.long, ""), ("b.py", "", Self.long)]), is: [])
        try expect(emptied([("a.py", Self.long, ""), ("page.html", "", Self.long)]), is: [])
        let mostly = Self.long.replacing("value_1 =", with: "first =").replacing("value_2 =", with: "second =")
        try expect(emptied([("a.py", Self.long, ""), ("b.py", "", mostly)]), is: [])
        let other = (1...5).map { "print(other_\($0))\n" }.joined()
        try expect(emptied([("a.py", Self.long, other)]), is: [])
        try expect(emptied([("a.py", Self.long, ""), ("b.py", "", other)]), is: [])
        // One copy is not in two places.
        try expect(emptied([("a.py", Self.long + Self.long, ""), ("c.py", Self.long, "")]).count, is: 2)
    }

    @Test(arguments: ["bugfix", "feature", "chore"])
    func `It is told with its lines, and not of a chore`(kind: String) throws {
        let stand = try Stand(.program)
        try stand.bench.write(Self.long, to: "dead.py")
        try stand.sh("git add . && git commit -qm dead")
        stand.begin("--kind", kind)
        if kind == "chore" {
            try stand.plan(
                #"{"exec": {"argv": ["python3", "greet.py", "{{name}}"]}, "expect": {"stdout": "good day\n"}}"#,
                proves: #""keeps": ["the greeting"]"#)
        } else {
            try stand.plan().work()
        }
        try stand.sh("rm dead.py")
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        let words =
            "W_EMPTIED: dead.py has lost 10 of its 10 lines of code since the task began, and 1 came, in whichever file"
        expect(outcome.exit, is: 0, "\(outcome.summary)")
        expect(outcome.errors.contains(words), is: (kind != "chore"), "\(outcome.errors)")
        expect(
            stand.run("task-state", "summary", "--format", "pr").output.contains("dead.py has lost 10"),
            is: (kind != "chore"))
    }
}

import HarnessKit
import TestSupport
import Testing
import Worktree

@testable import Gate

/// What is read of test files, commands and outputs before anything is run.
struct CommitReadingTests {
    private static func language(_ name: String) throws -> TestLanguage {
        try #require(TestLanguage.all.first { $0.name == name })
    }

    struct Sample: Sendable {
        let language: String
        let text: String
        /// "group > name", in order.
        let tests: [String]
    }

    static let samples = [
        Sample(
            language: "python",
            text: """
                import x

                class TestCart(Case):
                    @parametrize("a", [
                        1,
                    ])
                    async def test_each(self, a):
                        assert a

                    def helper(self): ...

                def test_alone(): assert 1
                # def test_commented(): ...
                """, tests: ["TestCart > test_each", "test_alone"]),
        Sample(
            language: "javascript",
            text: """
                describe('cart', () => {
                  it("adds 'two'", async () => {
                  });
                  test.only('it\\'s \\\\ there', () => {})
                  await t.test(`of ${name}`, () => 1);
                });
                test(
                  'far away', () => {
                  });
                contest('no'); fit.x = 1
                """, tests: ["cart > adds 'two'", "cart > it's \\ there", "cart > of ${name}", "far away"]),
        Sample(
            language: "go",
            text:
                "func TestA(t *testing.T) {\n\tt.Run(\"x\", f)\n}\nfunc helper() {}\nfunc ExampleB() {}\n"
                + "func FuzzC(f *F) {\n}\n",
            tests: ["TestA", "ExampleB", "FuzzC"]),
        Sample(
            language: "rust",
            text: """
                fn not_one() {}
                mod tests {
                    #[test]
                    #[should_panic(expected = "no")]
                    fn falls() {
                    }
                    #[tokio::test(flavor = "x")]
                    pub(crate) async fn waits() {}
                }
                """, tests: ["tests > falls", "tests > waits"]),
        Sample(
            language: "swift",
            text: """
                final class CartTests: XCTestCase {
                    func testAdds() throws {
                    }
                    private func helper() {}
                }
                struct More {
                    @Test func `A raw name`() {}
                    @Test(arguments: [1]) func counts(n: Int) {
                    }
                    @Test("as people say") func x() {}
                }
                """, tests: ["CartTests > testAdds", "More > A raw name", "More > counts", "More > as people say"]),
        Sample(
            language: "java",
            text:
                "public class CartTest {\n  @Test\n  @Slow(\"x\")\n  public void adds() {\n  }\n"
                + "  @Test\n  fun `two words`() {}\n  void no() {}\n}\n",
            tests: ["CartTest > adds", "CartTest > two words"]),
        Sample(
            language: "bats",
            text: "@test \"prints \\`x' and \\$y\" {\n  run x\n}\n@test 'single' {\n}\nsetup() {\n}\n",
            tests: ["prints `x' and $y", "single"]),
    ]

    @Test(arguments: samples) func `Tests are found in files of each language`(sample: Sample) throws {
        let file = try RelativePath(naming: "tests/a")
        let found = try DeclaredTest.all(in: Bytes(sample.text.utf8), of: Self.language(sample.language), file: file)
        expect(found.map { ($0.group.map { "\($0) > " } ?? "") + $0.name }, is: sample.tests)
    }

    @Test func `A test reaches from its decorators to the end of its block`() throws {
        let text = """
            LIMIT = 3

            @mark(
                1,
            )
            # why
            def test_a(
                x,
            ):
                assert x

                assert 2

            TABLE = [1]

            def test_b(): pass
            """
        let file = try RelativePath(naming: "test_a.py")
        let tests = try DeclaredTest.all(in: Bytes(text.utf8), of: Self.language("python"), file: file)
        let lines = { (text: [Bytes]) in text.map { String(decoding: $0, as: UTF8.self) } }
        expect(lines(tests[0].prelude), is: ["LIMIT = 3"])
        expect(lines(tests[0].body).first == "@mark(" && lines(tests[0].body).last == "assert 2")
        expect(lines(tests[1].prelude) == ["TABLE = [1]"] && lines(tests[1].body) == ["def test_b(): pass"])
    }

    @Test(arguments: [
        ("src/cart.py", "code"), ("tests/test_cart.py", "python"), ("cart_test.go", "go"),
        ("test/cart.js", "javascript"),
        ("src/cart.spec.tsx", "javascript"), ("conftest.py", "support"), ("tests/data/a.json", "support"),
        ("Tests/CartTests/Cart.swift", "swift"), ("src/test/java/A.java", "java"), ("lib/latest.c", "code"),
        ("test_cart.c", "c"), ("contest/x.py", "code"), ("a.bats", "bats"), ("vitest.config.ts", "support"),
        ("checks/mine.py", "python"), ("README.md", "code"), ("src/protest.js", "code"),
    ])
    func `What a file is shows by its path`(path: String, role: String) throws {
        let found = try TestPaths(["./checks/"]).role(of: RelativePath(naming: path))
        switch found {
        case .code: expect(role, is: "code")
        case .support: expect(role, is: "support")
        case .tests(let language): expect(role, is: language.name)
        }
    }

    @Test(arguments: [
        ("python3 -m pytest", "python3 -m pytest -v -rA tests/a.py", "python3 -m pytest -k name -v -rA tests/a.py"),
        ("go test ./...", "go test -v ./tests", "go test -run ^name$ -v ./tests"),
        ("node --test", "node --test tests/a.py", "node --test --test-name-pattern name tests/a.py"),
        (
            "cargo test --workspace", "cargo test --workspace --no-fail-fast",
            "cargo test name --workspace --no-fail-fast"
        ),
        ("swift test", "swift test", "swift test --filter name"),
        ("make test", "make test", nil),
    ])
    func `A runner is told to name its tests, and to run one alone`(line: String, full: String, alone: String?) {
        let words = { (line: String) in line.split(separator: " ").map(String.init) }
        let found = TestRunner.words(words(line), files: ["tests/a.py"], in: "/nowhere")
        expect(found, is: words(full))
        expect(TestRunner.words(found, onlyRunning: "name"), is: alone.map(words))
    }

    @Test(arguments: [
        ("python3 -m pytest -v -x a.py", "python3 -m pytest -v a.py --continue-on-collection-errors --maxfail=0"),
        ("pytest --maxfail 1 -- a.py", "pytest --continue-on-collection-errors --maxfail=0 -- a.py"),
        ("python3 -m unittest -v -f tests.a", "python3 -m unittest -v tests.a"),
        ("go test -failfast -v ./...", "go test -v ./..."),
        ("cargo test", "cargo test --no-fail-fast"),
        ("cargo test --test a -- --exact x", "cargo test --test a --no-fail-fast -- --exact x"),
        ("npx jest --bail=1 a.js", "npx jest a.js"), ("npx vitest run --bail 1", "npx vitest run"),
        ("mocha -b", "mocha"), ("node --test a.js", "node --test a.js"), ("make test", "make test"),
    ])
    func `A runner is told to go on where a test fails`(line: String, full: String) {
        let words = { (line: String) in line.split(separator: " ").map(String.init) }
        expect(TestRunner.goingOn(words(line)), is: words(full))
    }

    @Test(arguments: [
        ("pytest -v", "pytest -v"), ("pytest -x", "pytest --continue-on-collection-errors --maxfail=0"),
        ("python3 -m unittest -f -v", "python3 -m unittest -v"), ("cd a && pytest -x", "cd a && pytest -x"),
        ("make test", "make test"), ("", ""),
    ])
    func `What somebody typed is told to go on only where it says that it stops`(line: String, full: String) {
        expect(TestRunner.goingOn(typed: line), is: full)
    }

    @Test func `Inline tests are laid over other code, where nothing follows them`() throws {
        let tests = "#[cfg(test)]\nmod tests {\n    #[test]\n    fn a() {}\n}\n"
        let base = Bytes("fn old() {}\n".utf8)
        let mixed = try #require(InlineTests(base: base, commit: Bytes(("fn new() {}\n\n" + tests).utf8))).mixed
        expect(String(decoding: mixed, as: UTF8.self), is: "fn old() {}\n" + tests)
        expect(InlineTests(base: base, commit: Bytes((tests + "fn after() {}\n").utf8)) == nil)
        expect(InlineTests(base: base, commit: base) == nil)
        expect(InlineTests(base: Bytes(("x\n" + tests).utf8), commit: Bytes(("y\n" + tests).utf8)) == nil)
    }

    @Test func `A test is found again in what its runner prints`() {
        expect(TestRun.hasWord("test_a", "tests/test_x.py::Cart::test_a[1]"))
        expect(!TestRun.hasWord("test_a", "tests/x.py::test_ab") && !TestRun.hasWord("TestA", "pkg.TestAB/x"))
        expect(TestRun.hasText("adds", "cart > adds") && !TestRun.hasText("adds", "cart > adds two"))
        expect(TestRun.hasText("adds", "cart > adds (2)") && TestRun.hasText("a > b", "cart > a > b"))
        expect(TestRun.hasText("of ${name}", "cart > of Ann") && !TestRun.hasText("of ${name}", "cart > if Ann"))
        expect(TestRun.hasText("costs $5", "costs $5"))
    }

    @Test func `What is wrong is told by the plainest line`() {
        let lines = [
            "collected 0 items / 1 error", "ImportError while importing test module 'tests/test_a.py'.",
            "E   ImportError: cannot import name 'mode' from 'stats'", "make: *** [Makefile:3: test] Error 1",
        ]
        expect(Complaint.lines(of: lines).first, is: "ImportError: cannot import name 'mode' from 'stats'")
        expect(Complaint.lines(of: ["./a_test.go:6:12: unknown field X"]), is: ["./a_test.go:6:12: unknown field X"])
        expect(Complaint.lines(of: ["all is well", "0 errors"]).isEmpty)
    }

    private func finding(_ verdicts: String) -> CommitFinding {
        let known: [Character: CommitFinding.Verdict] = [
            "f": .failsWithout, "n": .needsChange, "p": .passesWithout, "s": .skipped, "x": .failsWith, "-": .notRun,
        ]
        return CommitFinding(
            items: verdicts.compactMap { letter in
                let manner: TouchedTests.Manner = letter.isUppercase ? .changed : .new
                return known[Character(letter.lowercased())].map {
                    CommitFinding.Item(name: "t", file: nil, manner: manner, verdict: $0)
                }
            })
    }

    @Test(arguments: [
        ("f", true, "your new test fails without the change and passes with it"),
        ("fff", true, "all 3 of your new tests fail without the change and pass with it"),
        ("ff", true, "both of your new tests fail without the change and pass with it"),
        ("pps", false, "2 of your 3 new tests pass without the change; 1 was skipped"),
        ("p", false, "your new test passes without the change"),
        ("s", false, "your new test shows nothing of the change; it was skipped"),
        (
            "fx", false,
            "1 of your 2 new tests fails without the change and passes with it; 1 fails with the change, too"
        ),
        (
            "nn", true,
            "both of your new tests fail without the change and pass with it; they cannot be compiled or loaded "
                + "without it"
        ),
        (
            "fnP", true,
            "both of your new tests fail without the change and pass with it; 1 of them cannot be compiled or loaded "
                + "without it; of 1 changed 0 fail without it"
        ),
        ("PF", true, "1 of your 2 changed tests passes without the change"),
        ("P", false, "your changed test passes without the change"),
        (
            "FX", false,
            "1 of your 2 changed tests fails without the change and passes with it; 1 fails with the change, too"
        ),
        ("f-", false, "1 of your 2 new tests fails without the change and passes with it; 1 was not run"),
    ])
    func `One sentence says what the tests are worth`(verdicts: String, holds: Bool, sentence: String) {
        expect(finding(verdicts).sentence == sentence && finding(verdicts).holds == holds)
    }

    /// What the last commit of a repository touches, by name and manner; the second is what a shell line changes.
    private func touched(_ before: String, _ after: String) throws -> TouchedTests {
        let bench = try Workbench()
        let user = "git config user.email a@b && git config user.name a"
        for line in ["git init -q . && \(user) && \(before)", after] {
            let outcome = try bench.shell("set -e; \(line); git add -A; git commit -qm x")
            expect(outcome.exit.isSuccess, "\(outcome.errors.text)")
        }
        var context = Context.system()
        context.directory = bench.path
        let git = try #require(Git(of: Workspace.find(in: context), in: context))
        return try TouchedTests(by: git.change(of: "HEAD", since: nil), of: git)
    }

    private func names(_ touched: TouchedTests) -> [String] {
        touched.items.map { "\($0.manner.rawValue) \($0.test.name)" }
    }

    @Test func `Inline tests of Rust are told by where they stand`() throws {
        let tests = "#[cfg(test)]\\nmod tests {\\n    #[test]\\n    fn works() { assert!(true); }\\n}\\n"
        let added = try touched("mkdir src; echo 'fn a() {}' > src/lib.rs", "printf '\(tests)' >> src/lib.rs")
        expect(names(added) == ["new works"] && added.inseparable.isEmpty && added.spliced.count == 1)
        let module = try touched("mkdir src; echo 'fn a() {}' > src/lib.rs", "printf '\(tests)' > src/b.rs")
        expect(module.inseparable.map(\.description) == ["src/b.rs"] && names(module) == ["new works"])
    }

    @Test func `Only what is new or different is touched`() throws {
        let one = "def test_one():\\n    assert 1\\n"
        let start = "printf 'LIMIT = 1\\n\\n\(one)' > test_a.py"
        let more = try touched(start, "printf '\\n\\ndef test_two():\\n    pass\\n' >> test_a.py")
        expect(names(more), is: ["new test_two"])
        expect(names(try touched(start, "sed -i 's/assert 1/assert 2/' test_a.py")), is: ["changed test_one"])
        expect(names(try touched(start, "sed -i 's/LIMIT = 1/LIMIT = 2/' test_a.py")), is: ["changed test_one"])
        let moved = try touched(start, "git mv test_a.py test_b.py")
        expect(names(moved).isEmpty && moved.isEmpty)
        try expect(touched(start, "git rm -q test_a.py; touch x").isEmpty)
        let data = try touched(start, "mkdir tests; echo 1 > tests/data.json")
        expect(names(data).isEmpty && !data.isEmpty, "which tests read it does not show")
    }
}

import HarnessKit
import TestSupport
import Testing

@testable import Gate

/// Code that asks whether it is being tested.
@Suite(.timeLimit(.minutes(30))) struct TestSensingTests {
    static let asking = [
        ("a.rs", "if cfg!(test) { 1 } else { 2 }"), ("a.rs", "#[cfg(not(test))]"),
        ("a.rs", "#[cfg(test)]\nfn rate() {}"),
        ("a.rs", "#[cfg(test)] const RATE: u8 = 1;"), ("a.py", "if \"unittest\" in sys.modules:"),
        ("a.py", "TESTED = os.environ.get(\"PYTEST_CURRENT_TEST\")"), ("a.js", "if (process.env.NODE_TEST_CONTEXT) {"),
        ("a.ts", "const fake = process.env.JEST_WORKER_ID !== undefined"),
        ("a.js", "if (process.env.NODE_ENV === 'test')"),
        ("a.go", "if flag.Lookup(\"test.v\") != nil {"), ("a.go", "return testing.Testing()"),
        ("a.swift", "ProcessInfo.processInfo.environment[\"XCTestConfigurationFilePath\"] != nil"),
    ]
    /// Who started it, where it runs, and what every run of ours has in common.
    static let sensing = [
        ("a.py", "if open(f\"/proc/{os.getppid()}/comm\").read() != \"bash\\n\":"),
        ("a.js", "if (process.ppid !== 1) {"),
        ("a.rs", "let parent = std::os::unix::process::parent_id();"), ("a.go", "return os.Getppid() != 1"),
        ("a.py", "fake = os.getcwd().endswith(\"/tree\")"), ("a.py", "if \".cache\" in os.getcwd():"),
        ("a.js", "const fake = process.cwd().includes('/tmp/')"),
        ("a.go", "if d, _ := os.Getwd(); strings.Contains(d, \"/tree\") {"),
        ("a.swift", "FileManager.default.currentDirectoryPath.hasPrefix(\"/tmp\")"),
        ("a.py", "traced = [l for l in open(\"/proc/self/status\") if l.startswith(\"TracerPid\")]"),
        ("a.py", "if os.environ.get(\"LC_ALL\") == \"C.UTF-8\":"), ("a.js", "if (process.env.TZ === 'UTC')"),
        ("a.py", "plain = \"SHLVL\" in os.environ"),
    ]
    static let silent = [
        ("a.py", "root = os.path.join(os.getcwd(), \"data\")"), ("a.py", "os.chdir(os.getcwd())"),
        ("a.js", "const file = path.resolve(process.cwd(), 'package.json')"), ("a.py", "zone = os.environ.get(\"TZ\")"),
        ("a.go", "dir, err := os.Getwd()"), ("a.py", "print(\"getting the parent\")"),
        ("a.py", "memory = open(\"/proc/self/status\").read()"), ("a.py", "color = not os.environ.get(\"CI\")"),
        ("a.py", "verify = os.environ.get(\"SSL_VERIFY\", \"1\")"), ("a.py", "return zone == \"UTC\""),
        ("a.rs", "#[cfg(test)]\nmod tests {\nfn rate() { assert!(cfg!(test)) }"),
        ("a.rs", "#[cfg(test)]\nuse super::*;"),
        ("a.py", "# \"unittest\" in sys.modules"), ("a.py", "latest = os.environ.get(\"NODE_ENV\")"),
        ("a.js", "const latest = process.env.NODE_ENV"), ("a.go", "import \"testing\""), ("a.py", "import sys"),
        ("a.js", "// process.env.JEST_WORKER_ID"),
    ]

    @Test(arguments: [
        ("unittest.TestCase.assertEqual = lambda *_: None", true), ("TestCase.fail=print", true),
        ("setattr(unittest.TestCase, 'assertEqual', print)", true), ("assert.strictEqual = () => {}", true),
        ("assert.equal=x", true), ("#define NDEBUG 1", true), ("#  undef assert", true), ("#define assert(x)", true),
        ("unittest.TestCase = Case", true), ("from support import Case as TestCase", true), ("class TestCase:", false),
        ("macro_rules! assert_eq {", true), ("pub use noted as assert_eq;", true), ("import ujson as json", false),
        ("def assertEqual(self, a, b):", true), ("def load_tests(loader, tests, pattern):", false),
        ("#define strcmp(a, b) 0", true), ("class Sums(unittest.TestCase):", false), ("class TestCases:", false),
        ("from unittest import TestCase", false), ("def assert_valid(self):", false),
        ("macro_rules! asserted {", false),
        ("import x as asserting", false), ("case == TestCase", false), ("#define strcmp_safe 1", false),
        ("self.assertEqual(a, b)", false), ("assert.ok(a == b)", false), ("assert a.b == c", false),
        ("assert.equal(a, b => c)", false), ("#ifdef NDEBUG", false),
        ("# TestCase.fail = print", false), ("// assert.equal = x", false), ("#define NDEBUG", true),
        ("#define assertion 1", false),
        ("case = unittest.TestCase()", false), ("if (assert.count == 3)", false),
    ])
    func `What changes what tests assert with is told from what asserts`(line: String, isFound: Bool) {
        expect(Disarming.does(ChangedLines.Line(number: 1, text: line)), is: isFound)
    }

    @Test(arguments: [
        ("def load_tests(a, b, c):", true), ("def load_tests(path):", false), ("pytestmark = x", true),
        ("from support import order as load_tests", true),
        ("def load_test(a):", false),
    ])
    func `What runners look for in tests is nothing that a product has`(line: String, isFound: Bool) {
        expect(Disarming.does(ChangedLines.Line(number: 1, text: line), inTests: false), is: isFound)
        expect(!Disarming.does(ChangedLines.Line(number: 1, text: line)))
    }

    private func sign(_ name: String, _ text: String) throws -> ChangedLines.Line? {
        let lines = text.split(separator: "\n").enumerated().map {
            ChangedLines.Line(number: $0.offset + 1, text: String($0.element))
        }
        return TestSensing.sign(in: .init(path: try #require(RelativePath(name)), lines: lines))
    }

    @Test(arguments: asking) func `A line asks`(name: String, text: String) throws {
        try expect(sign(name, text) != nil)
    }

    @Test(arguments: sensing) func `A line asks how it was started`(name: String, text: String) throws {
        try expect(sign(name, text) != nil)
        expect(RunSensing.asks(text))
    }

    @Test(arguments: silent) func `A line does not ask`(name: String, text: String) throws {
        try expect(sign(name, text) == nil)
    }

    @Test func `Only what is new is told, with its place`() throws {
        let stand = try Stand(.library)
        try stand.edit(
            "calc.py", "# more to come", "import sys\n\nTESTED = \"unittest\" in sys.modules\n\n\n# more to come")
        try stand.sh("git commit -qam tested")
        try stand.begin().plan().work()
        let honest = stand.run("verify", "run", "--controls")
        expect(!honest.output.contains("W_DETECTS_TESTS") && !honest.errors.contains("W_DETECTS_TESTS"))
        try stand.edit("calc.py", "return a * b", "if \"pytest\" in sys.modules:\n        return 6\n    return a * b")
        let told = stand.run("task-state", "complete", "--summary", "done")
        let words = "W_DETECTS_TESTS: calc.py:11 asks whether it is tested: 'if \"pytest\" in sys.modules:'"
        expect(told.exit == 0 && told.errors.contains(words), "\(told.output) \(told.errors)")
    }
}

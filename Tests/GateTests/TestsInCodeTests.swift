import HarnessKit
import TestSupport
import Testing

@testable import Gate

/// Tests that stand in files of the product.
struct TestsInCodeTests {
    private func tests(_ text: String, in name: String) throws -> String? {
        let path = try #require(RelativePath(name))
        return TestsInCode(in: Bytes(text.utf8), of: path).map { String(decoding: $0.text, as: UTF8.self) }
    }

    @Test func `Of Rust it is the module that ends the file`() throws {
        let module = "#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() { assert_eq!(1, 1); }\n}\n"
        try expect(tests("fn main() {}\n\n" + module, in: "src/main.rs"), is: module)
        try expect(tests("fn main() {}\n", in: "src/main.rs") == nil)
    }

    @Test func `Of Python they are classes and functions that are called like tests`() throws {
        let text = """
            def add(a, b):
                return a + b

            class Sums(unittest.TestCase):
                def test_adds(self):

                    self.assertEqual(add(1, 2), 3)

            class Client:
                def test_connection(self):
                    return True

            def test_adds():
                assert add(1, 2) == 3
            # the end
            if __name__ == "__main__":
                main()
            """
        try expect(
            tests(text, in: "calc.py"),
            is: """
                class Sums(unittest.TestCase):
                    def test_adds(self):
                        self.assertEqual(add(1, 2), 3)
                def test_adds():
                    assert add(1, 2) == 3
                # the end
                """)
        try expect(tests("def add(a, b):\n    return a + b\n", in: "calc.py") == nil)
    }

    @Test(.timeLimit(.minutes(5))) func `What changed in them is told by the file`() throws {
        let stand = try Stand(.library)
        try stand.sh(
            "sed 's/calc\\.//; /^import calc/d' tests/test_sums.py >> calc.py; rm tests/test_sums.py; "
                + "sed -i 's/\"-v\"/\"-v\", \"calc\"/' harness/config/validation.json; echo '[3, 1]' > sums.json; "
                + "git add . && git commit -qm moved")
        try stand.begin().plan().work()
        try stand.edit("calc.py", "add(1, 0), 1", "add(1, 0), 1.0")
        let outcome = stand.complete()
        expect(outcome.output.contains("what tests in calc.py says something else than before the work"), "\(outcome)")
    }

    @Test(arguments: [
        ("from calc import add\nx\n", "from calc import add, sub\nx\n", nil),
        ("from calc import add\nx\n", "from calc import (\n    add,\n    sub,\n)\nx\n", nil),
        ("from calc import (\n    add,\n)\nx\n", "from calc import (\n    add, sub\n)\nx\n", nil),
        ("from calc import add\nx\n", "from stub import add, calc\nx\n", "imports"),
        ("from calc import add\nx\n", "from calc import add, fake as add\nx\n", "imports"),
        ("from calc import add\nx\n", "from calc import sub\nx\n", "imports"),
        ("from calc import add\nx\n", "x\n", "imports"),
        ("import { add } from './calc.js';\nx\n", "import { add, sub } from './calc.js';\nx\n", nil),
        ("import { add } from './calc.js';\nx\n", "import { add, sub } from './stub.js';\nx\n", "imports"),
        ("const { add } = require('./calc');\nx\n", "const { add, sub } = require('./calc');\nx\n", nil),
        ("const { add } = require('./calc');\nx\n", "const { add: sub } = require('./calc');\nx\n", "imports"),
        ("use calc::{add};\nx\n", "use calc::{add, sub};\nx\n", nil),
        ("use calc::add;\nx\n", "use calc::{add, sub};\nx\n", nil),
        ("use calc::add;\nx\n", "use calc::{fake as add};\nx\n", "imports"),
        ("use calc::add;\nx\n", "use fake::{add, calc};\nx\n", "imports"),
        ("import \"testing\"\nx\n", "import (\n\"strings\"\n\"testing\"\n)\nx\n", nil),
        ("import \"testing\"\nstrings\n", "import (\n\"fake/strings\"\n\"testing\"\n)\nstrings\n", "imports"),
        ("from calc import add\nx\n", "from calc import add, sub as minus\nx\n", nil),
        ("from calc import add\nx\n", "from calc import fake as add\nx\n", "imports"),
        ("from calc import add\nx.main()\n", "from calc import add, main\nx.main()\n", nil),
        ("const { add } = require('./calc');\nx\n", "const { add, sub: minus } = require('./calc');\nx\n", nil),
        ("const { add } = require('./calc');\nx\n", "const { fake: add } = require('./calc');\nx\n", "imports"),
        ("from calc import add\nadd(sub)\n", "from calc import add, sub\nadd(sub)\n", "imports"),
        ("from calc import add\nx\n", "from calc import add, TestCase\nx\n", "imports"),
        ("import { add } from './calc.js';\nx\n", "import { add, JSON } from './calc.js';\nx\n", "imports"),
        ("use calc::{add};\nx\n", "use calc::{add, assert_eq};\nx\n", "imports"),
        ("import calc\nx\n", "import calc\nif False:\n    x\n", "says"),
        ("import calc\nx\n", "import calc\ny\n", "says"), ("import calc\nx\n", "import calc\nx\ny\n", nil),
    ])
    func `A test may import more, and is told where it says or imports something else`(
        then: String, now: String, change: String?
    ) {
        expect(TestTexts.change(from: Bytes(then.utf8), to: Bytes(now.utf8)), is: change, "\(then) \(now)")
    }

    @Test(.timeLimit(.minutes(5))) func `Data that only tests name is told with the test`() throws {
        let stand = try Stand(.library)
        try stand.edit("tests/test_sums.py", "import unittest", "import json\nimport unittest")
        try stand.edit("tests/test_sums.py", "(1, 2), 3", "(1, 2), json.load(open(\"sums.json\"))[0]")
        try stand.sh("echo '[3, 1]' > sums.json; echo '{}' > other.json; git add . && git commit -qm data")
        try stand.begin().plan().work()
        try stand.sh("echo '[3, 2]' > sums.json; echo '{\"a\": 1}' > other.json")
        let outcome = stand.complete()
        expect(
            outcome.output.contains(
                "sums.json, which tests/test_sums.py names, says something else than before the work"), "\(outcome)")
        expect(!outcome.output.contains("other.json, which"), "\(outcome)")
    }
}

import HarnessKit
import TestSupport
import Testing

@testable import Gate

/// What may come into a test file without a doubt of the tests that it had.
struct AddedTestsTests {
    private static let sums = """
        import unittest
        import calc

        class Sums(unittest.TestCase):
            def test_adds(self):
                self.assertEqual(calc.add(1, 2), 3)

        if __name__ == "__main__":
            unittest.main()

        """
    private static let node = """
        import test from 'node:test';
        import { add } from './calc.js';

        test('adds', () => {
          same(add(1, 2), 3);
        });

        function same(a, b) { if (a !== b) throw new Error('no'); }

        """

    private func areHarmless(_ now: String, since then: String, in name: String) throws -> Bool {
        let paths = try TestPaths()
        let language = try #require(paths.language(of: name))
        return try AddedTests(
            from: Bytes(then.utf8), to: Bytes(now.utf8), of: language, in: #require(RelativePath(name))
        ).areHarmless
    }

    @Test(arguments: [
        ("if __name__", "    def test_subs(self):\n        self.assertEqual(calc.sub(3, 1), 2)\n\nif __name__", true),
        (
            "if __name__",
            "class Products(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(1, 1)\n\nif __name__",
            true
        ),
        ("import calc\n", "import calc\nimport json\n# more\n", true),
        ("import calc\n", "import calc\nfrom support import calc\n", false),
        ("import calc\n", "import calc\nfrom support import *\n", false),
        ("import calc\n", "import calc\nimport fake as calc\n", false),
        (
            "if __name__", "class Sums(unittest.TestCase):\n    def test_more(self):\n        pass\n\nif __name__",
            false
        ),
        ("if __name__", "    def test_adds(self):\n        pass\n\nif __name__", false),
        ("if __name__", "    def run(self, result):\n        pass\n\nif __name__", false),
        ("        self.assertEqual", "        return\n        self.assertEqual", false),
        ("if __name__", "calc.add = max\n\nif __name__", false),
        ("if __name__", "calc.add = max  # class Sums\n\nif __name__", false),
    ])
    func `Tests of Python stay what they were`(old: String, new: String, isHarmless: Bool) throws {
        let now = Self.sums.replacing(old, with: new, maxReplacements: 1)
        try expect(areHarmless(now, since: Self.sums, in: "test_sums.py"), is: isHarmless, "\(now)")
    }

    @Test(arguments: [
        ("function same", "test('more', () => {\n  same(add(2, 2), 4);\n});\n\nfunction same", true),
        ("import { add }", "import { sub } from './calc.js';\nimport { add }", true),
        ("import { add }", "import { Error } from './calc.js';\nimport { add }", false),
        ("function same", "function same() {}\nfunction same", false),
        ("function same", "test('adds', () => {});\n\nfunction same", false),
        ("test('adds'", "globalThis.x = 1;\ntest('adds'", false),
    ])
    func `Tests of JavaScript stay what they were`(old: String, new: String, isHarmless: Bool) throws {
        let now = Self.node.replacing(old, with: new, maxReplacements: 1)
        try expect(areHarmless(now, since: Self.node, in: "sums.test.js"), is: isHarmless, "\(now)")
    }
}

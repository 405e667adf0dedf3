import HarnessKit
import TestSupport
import Testing

@testable import Gate

/// Tests that put something else in the place of what they are to test.
@Suite(.timeLimit(.minutes(30))) struct ReplacementsTests {
    private static func file(_ name: String, _ text: String) throws -> ChangedLines.File {
        let lines = text.split(separator: "\n").enumerated().map {
            ChangedLines.Line(number: $0.offset + 1, text: $0.element.trimmed)
        }
        return .init(path: try #require(RelativePath(name)), lines: lines)
    }

    private func work() throws -> Replacements.Work {
        try Replacements.Work([
            Self.file("calc.py", "import requests\ndef multiply(a, b):\n    pass\nlimit = 5"),
            Self.file("web/cart.js", "exports.total = items => 0\nconst rate = (a) => 1\nclass Cart {\n  add(item) {"),
        ])
    }

    static let replacing = [
        "calc.multiply = lambda a, b: a * b", "setattr(calc, \"multiply\", product)",
        "@patch(\"calc.multiply\", return_value=6)", "with mock.patch.object(calc, 'multiply'):",
        "monkeypatch.setattr(calc, \"multiply\", product)", "sys.modules[\"calc\"] = fake",
        "jest.mock('../web/cart')", "jest.spyOn(cart, 'total').mockReturnValue(6)", "Cart.prototype.add = item => 6",
        "cart.rate = () => 6", "open(\"calc.py\", \"w\").write(text)", "fs.writeFileSync('web/cart.js', text)",
    ]
    static let honest = [
        "@patch(\"calc.requests.get\")", "mock.patch(\"calc.random.random\").start()", "self.total = 5",
        "assert calc.multiply == product", "cart.items = []",
        "jest.mock('axios')", "# calc.multiply = lambda a, b: a * b", "total = cart.total([1])",
        "monkeypatch.setattr(calc, \"limit\", 6)", "open(\"tests/data.txt\", \"w\")", "calc.limit = 6",
        "self.assertEqual(calc.multiply(2, 3), 6)",
    ]

    @Test(arguments: replacing) func `A line replaces`(line: String) throws {
        try expect(Replacements.line(in: Self.file("tests/test_a.py", line), replacing: work()) != nil)
    }

    @Test(arguments: honest) func `A line does not replace`(line: String) throws {
        try expect(Replacements.line(in: Self.file("tests/test_a.py", line), replacing: work()) == nil)
    }

    @Test func `It is told with its place`() throws {
        let stand = try Stand(.library)
        try stand.begin().plan().work()
        try stand.edit("calc.py", "return a * b", "pass")
        try stand.edit(
            "tests/test_products.py", "import calc\n",
            "import calc\n\nif hasattr(calc, \"multiply\"):\n    calc.multiply = lambda a, b: a * b\n")
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        let words =
            "W_TESTS_REPLACE: tests/test_products.py:6 puts something else in the place of what this task wrote: "
            + "'calc.multiply = lambda a, b: a * b'"
        expect(outcome.exit == 0 && outcome.errors.contains(words), "\(outcome.output) \(outcome.errors)")
    }
}

extension Substring {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}

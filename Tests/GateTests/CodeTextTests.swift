import HarnessKit
import TestSupport
import Testing

@testable import Gate

/// What of a file is run, comments and blank space left out.
@Suite struct CodeTextTests {
    /// A file, another text of it, and whether nothing that is run differs.
    static let pairs: [(name: String, then: String, now: String, isSame: Bool)] = [
        ("a.py", "x = 1\n", "# a note\n\nx = 1  # of x\n", true),
        ("a.py", "def f():\n    return 1\n", "def f():\n    \"\"\"Gives one.\"\"\"\n    return 1\n", true),
        ("a.py", "x = 1\n", "x = 2\n", false),
        ("a.py", "if a:\n    b()\nc()\n", "if a:\n    b()\n    c()\n", false),
        ("a.py", "x = \"# one\"\n", "x = \"# two\"\n", false),
        ("a.py", "x = '''\n# one\n'''\n", "x = '''\n# two\n'''\n", false),
        ("a.py", "x = '''a\n\nb'''\n", "x = '''a\nb'''\n", false),
        ("a.py", "f(\n    'a',\n)\n", "f(\n    'b',\n)\n", false),
        ("a.py", "x = \\\n'a'\n", "x = \\\n'b'\n", false),
        ("a.py", "#!/usr/bin/python3\n", "#!/usr/bin/python2\n", false),
        // What looks like documentation is run as a test.
        ("a.py", "\"\"\"\n>>> 1\n1\n\"\"\"\n", "\"\"\"\n>>> 1\n2\n\"\"\"\n", false),
        ("a.go", "package a\n", "// Package a is small.\npackage a /* so it is */\n", true),
        ("a.go", "//go:build linux\npackage a\n", "//go:build darwin\npackage a\n", false),
        ("a.rs", "fn f<'a>(x: &'a str) {}\n", "// It does nothing.\nfn f<'a>(x: &'a str) {}\n", true),
        ("a.js", "const u = \"http://a\";\n", "const u = \"http://b\";\n", false),
        ("a.js", "f(`// ${x}`);\n", "f(`// ${y}`);\n", false),
        ("A.java", "char c = '\"'; // a\n", "char c = '\"'; // b\n", true),
        ("A.java", "int a;\n", "  int a;\n\n", true),
        ("a.c", "/* a */ int a;\n", "/* b */ int a;\n", true),
        ("a.c", "/* a int a;\n", "/* b int a;\n", false),
        // Of these nobody knows.
        ("a.sh", "# a\n", "# b\n", false), ("Makefile", "# a\n", "# b\n", false), ("a.yaml", "# a\n", "# b\n", false),
    ]

    @Test(arguments: pairs) func `Two texts come to the same where only comments differ`(
        pair: (name: String, then: String, now: String, isSame: Bool)
    ) {
        let (then, now) = (
            CodeText(Bytes(pair.then.utf8), named: pair.name), CodeText(Bytes(pair.now.utf8), named: pair.name)
        )
        expect((then != nil && then == now), is: pair.isSame, "\(pair.name): \(pair.now)")
    }

    /// Lines of a runner's settings, and whether they leave tests out.
    static let lines: [(text: String, isLimit: Bool)] = [
        ("addopts = -q --deselect tests/a.py::b", true), ("addopts = \"-k 'not slow'\"", true),
        ("addopts = -m 'not slow'", true), ("testPathIgnorePatterns: ['a']", true), ("collect_ignore = ['a.py']", true),
        ("addopts = -q --color=yes", false), ("version = \"2\"", false), ("minversion = 7", false),
        ("description = \"it is not for everybody\"", false), ("\"test\": \"python3 -m pytest\"", false),
    ]

    @Test(arguments: lines) func `A line of settings that leaves tests out is seen`(
        line: (text: String, isLimit: Bool)
    ) {
        expect((LeftOutTests.newLine(in: Bytes(line.text.utf8), since: []) != nil), is: line.isLimit, "\(line.text)")
        expect(LeftOutTests.newLine(in: Bytes(line.text.utf8), since: Bytes(line.text.utf8)) == nil)
    }
}

import HarnessKit
import Worktree

/// Marks in test files, and lines of runners' settings, that keep tests from being run.
///
/// Where a runner prints names, a test that is left out is missed by its own. Where it only counts, another one makes up
/// for it.
enum LeftOutTests {
    private static let marks = bytes([
        "unittest.skip", "mark.skip", "mark.xfail", "expectedfailure", "pytest.skip(", "pytest.xfail(", ".skiptest(",
        "it.skip(", "test.skip(", "describe.skip(", "xit(", "xtest(", "xdescribe(", "it.todo(", "test.todo(",
        "it.only(",
        "test.only(", "describe.only(", "fdescribe(", "@disabled", "@ignore", "#[ignore", "t.skip(", "t.skipnow(",
        "xctskip", ".disabled(", "collect_ignore",
    ])
    private static let settings: Set = [
        "pytest.ini", ".pytest.ini", "pytest.toml", "tox.ini", "setup.cfg", "pyproject.toml", "conftest.py",
        "package.json", ".rspec", "phpunit.xml", "phpunit.xml.dist",
    ]
    private static let beginnings = [
        "jest.config.", "vitest.config.", ".mocharc.", "karma.conf.", "playwright.config.",
    ]
    /// What such a line says, in small letters.
    private static let limits = bytes([
        "--deselect", "--ignore", " -k ", "\"-k", "'-k", "=-k ", "= -k ", "-m \"not", "-m 'not", "-m not", "'not ",
        "\"not ", "collect_ignore", "collection_modifyitems", "makereport", "ignorepatterns", "testnamepattern",
        "norecursedirs", "python_functions", "python_files", "python_classes", "testpaths", "testmatch", "testregex",
        "testignore", "--exclude", "--grep", "--invert", "--tag ~", "<exclude", "filter_run_excluding", "mark.skip",
        "mark.xfail",
    ])

    private static func bytes(_ words: [String]) -> [Bytes] { words.map { Bytes($0.utf8) } }

    static func isSetting(_ path: RelativePath) -> Bool {
        let name = Path(bytes: path.bytes).name
        return settings.contains(name) || beginnings.contains { name.hasPrefix($0) }
    }

    /// On how many lines tests are marked to be left out.
    static func marks(in text: Bytes) -> Int {
        text.split(separator: UInt8(ascii: "\n")).count { line in
            let line = small(line)
            return marks.contains { line.offset(of: $0) != nil }
        }
    }

    /// A line that leaves something out and was not there before.
    static func newLine(in now: Bytes, since then: Bytes) -> String? {
        let former = Set(then.split(separator: UInt8(ascii: "\n")))
        let line = now.split(separator: UInt8(ascii: "\n")).first { line in
            guard !former.contains(line) else { return false }
            let text = small(line)
            return limits.contains { text.offset(of: $0) != nil }
        }
        return line.map { line in
            let text = String(
                decoding: line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }, as: UTF8.self)
            return TerminalText.oneLine(String(text.prefix(120)))
        }
    }

    private static func small(_ line: ArraySlice<UInt8>) -> Bytes {
        line.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    }
}

import HarnessKit

/// How tests of one language are recognised in its files: a row, no code.
struct TestLanguage: Sendable {
    let name: String
    let endings: [String]
    /// A pattern for the names of files that hold tests.
    let files: String
    /// Ecosystems whose test command runs them, the likeliest first.
    let ecosystems: [String]
    /// Patterns of declarations; the first group that matched is the test's name.
    var declarations: [String] = []
    /// A pattern of what tests lie in; its first group is the name.
    var groups: String?
    /// Whether names are any text, as in `test("adds two")`.
    var hasTextNames = false
    /// Whether one file that cannot be loaded leaves the others alone: nothing is compiled as a whole.
    var loadsFiles = false
    /// What runs files where the project itself names no command.
    var own: [String] = []

    static let all = [python, javascript, go, rust, swift, java, bats, perl, native] + others

    private static let python = TestLanguage(
        name: "python", endings: ["py"], files: #"^(?:test_.*|.*_test|tests?)\.py$"#,
        ecosystems: ["python", "plain-python"],
        declarations: [#"(?m)^[ \t]*(?:async[ \t]+)?def[ \t]+(test\w*)[ \t]*\("#],
        groups: #"(?m)^[ \t]*class[ \t]+(\w+)"#, loadsFiles: true, own: ["python3", "-m", "pytest"])

    private static let quoted = #"(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`([^`]*)`)"#

    private static let javascript = TestLanguage(
        name: "javascript", endings: ["js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"],
        files: #"(?:^|[._-])(?:test|tests|spec)\.[cm]?[jt]sx?$"#, ecosystems: ["node", "deno"],
        declarations: [
            #"(?m)^[ \t]*(?:await[ \t]+|return[ \t]+|void[ \t]+)?(?:\w+\.)?(?:test|it|specify)(?:\.\w+)*[ \t]*\(\s*"#
                + quoted,
            #"(?m)^[^\n]*\][ \t]*\)[ \t]*\([ \t]*"# + quoted,
        ], groups: #"(?m)^[ \t]*(?:\w+\.)?(?:describe|suite|context)(?:\.\w+)*[ \t]*\(\s*["'`]([^"'`\n]*)"#,
        hasTextNames: true, loadsFiles: true, own: ["node", "--test"])

    private static let go = TestLanguage(
        name: "go", endings: ["go"], files: #"_test\.go$"#, ecosystems: ["go"],
        declarations: [#"(?m)^func[ \t]+((?:Test|Example|Fuzz)\w*)\("#])

    private static let rust = TestLanguage(
        name: "rust", endings: ["rs"], files: #"^tests?\.rs$"#, ecosystems: ["cargo"],
        declarations: [
            #"(?m)^[ \t]*#\[(?:\w+::)*(?:test|rstest)(?:\([^\n]*\))?\](?:\s*(?:#\[[^\n]*\]|//[^\n]*))*"#
                + #"\s*(?:pub(?:\([a-z]+\))?\s+)?(?:async\s+)?fn\s+(\w+)"#
        ], groups: #"(?m)^[ \t]*mod[ \t]+(\w+)"#)

    private static let swift = TestLanguage(
        name: "swift", endings: ["swift"], files: #"Tests?\.swift$"#, ecosystems: ["swift"],
        declarations: [
            #"@Test\([ \t]*"([^"\n]*)""#,
            #"@Test(?:\([^\n]*\))?\s+(?:@\w+\s+)*(?:static\s+)?func\s+(?:`([^`\n]+)`|(\w+))"#,
            #"(?m)^[ \t]*(?:@\w+[ \t]+)*func[ \t]+(test\w*)[ \t]*\("#,
        ], groups: #"(?m)^[ \t]*(?:final[ \t]+)?(?:class|struct|actor|extension)[ \t]+(\w+)"#)

    private static let java = TestLanguage(
        name: "java", endings: ["java", "kt", "groovy", "scala"],
        files: #"(?:Tests?|IT|Spec)\.(?:java|kt|groovy|scala)$"#,
        ecosystems: ["maven", "gradle"],
        declarations: [
            #"@(?:Test|ParameterizedTest|RepeatedTest)\b(?:\([^\n]*\))?\s+(?:@[^\n]+\s+)*"#
                + #"(?:(?:public|private|protected|internal|suspend)\s+)*(?:void|fun)\s+(?:`([^`\n]+)`|(\w+))"#
        ], groups: #"(?m)^[ \t]*(?:(?:public|final|abstract|static)[ \t]+)*class[ \t]+(\w+)"#)

    private static let bats = TestLanguage(
        name: "bats", endings: ["bats"], files: #"\.bats$"#, ecosystems: [],
        declarations: [#"(?m)^[ \t]*@test[ \t]+(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|(\w+))"#], hasTextNames: true,
        loadsFiles: true, own: ["bats", "--tap"])

    private static let perl = TestLanguage(
        name: "perl", endings: ["t"], files: #"\.t$"#, ecosystems: ["make"], own: ["prove", "-v"])

    private static let native = TestLanguage(
        name: "c", endings: ["c", "cc", "cpp", "cxx", "h", "hpp"],
        files: #"^(?:test|tests|test[_-].*|.*[_-]tests?|.*_unittest)\.(?:c|cc|cpp|cxx)$"#,
        ecosystems: ["cmake", "make"])

    private static let others = [
        TestLanguage(
            name: "ruby", endings: ["rb"], files: #"(?:^test_.*|_test|_spec)\.rb$"#, ecosystems: ["ruby"]),
        TestLanguage(name: "php", endings: ["php"], files: #"Test\.php$"#, ecosystems: ["php"]),
        TestLanguage(name: "elixir", endings: ["exs"], files: #"_test\.exs$"#, ecosystems: ["elixir"]),
        TestLanguage(name: "dotnet", endings: ["cs", "fs"], files: #"Tests?\.(?:cs|fs)$"#, ecosystems: ["dotnet"]),
        TestLanguage(
            name: "shell", endings: ["sh"], files: #"^(?:tests?|test[_-].*|.*[_-]test)\.sh$"#, ecosystems: ["make"]),
    ]
}

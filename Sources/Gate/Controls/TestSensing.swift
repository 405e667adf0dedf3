import HarnessKit
import Worktree

/// Whether product code that the task brought asks if it is being tested: it could then do something else.
struct TestSensing {
    let shop: Workshop

    private static let mostNotes = 5

    /// Words that stand together on a line that asks so, in small letters.
    private static let signs: [[String]] = [
        ["cfg!(test)"], ["cfg(not(test))"], [".modules", "unittest"], [".modules", "pytest"],
        ["sys.argv", "pytest"], ["sys.argv", "unittest"], ["pytest_current_test"], ["pytest_version"],
        ["pytest_xdist"], ["node_test_context"], ["jest_worker_id"], ["process.env.vitest"], ["import.meta.vitest"],
        ["vitest_worker_id"], ["vitest_pool_id"], ["process.argv", "mocha"], ["process.argv", "jest"],
        ["process.argv", "--test"], ["execargv", "--test"], ["npm_lifecycle_event"], ["globalthis.jest"],
        ["typeof jest"], ["typeof describe"], ["typeof it "], ["node_env", "'test'"], ["node_env", "\"test\""],
        ["rails.env.test"], ["rack_env", "'test'"], ["rack_env", "\"test\""], ["app_env", "'test'"],
        ["app_env", "\"test\""], ["mix.env", ":test"], ["flag.lookup(\"test."], ["testing.testing()"],
        ["os.args", "\".test"], ["xctestconfigurationfilepath"], ["xctestbundlepath"], ["xctestsessionidentifier"],
        ["nsclassfromstring(\"xct"], ["swift_testing"], ["bats_test"], ["playwright_test"], ["window.cypress"],
        ["phpunit_composer_install"], ["defined('phpunit"], ["rust_test_threads"], ["nextest"],
        ["getstacktrace", "junit"], ["org.junit.", "classforname"], ["class.forname(\"org.junit"],
        ["inspect.stack", "\"test"], ["inspect.stack", "'test"], ["_getframe", "\"test"], ["_getframe", "'test"],
        ["ctest_interactive"], ["tox_env_name"],
    ]
    /// What is code and has no tests of a form that is known.
    private static let further: Set = ["vue", "svelte", "m", "mm", "pm", "pl", "lua", "ex", "kts", "clj", "hs", "ml"]

    /// A line for each file that does.
    func notes() throws -> [String] {
        let paths = try TestPaths()
        let changed = try ChangedLines(of: shop) { path in
            if paths.isTest(path) { return true }
            guard case .code = paths.role(of: path), !RunnerSettings.isOne(path) else { return false }
            let name = Path(bytes: path.bytes).name
            let ending = name.split(separator: ".").dropFirst().last.map(String.init)
            return paths.language(of: name) != nil || ending.map(Self.further.contains) ?? true
        }
        let found = changed.files.compactMap { file in
            if let line = file.lines.first(where: { Disarming.does($0, inTests: paths.isTest(file.path)) }) {
                return "\(file.path):\(line.number) changes what tests assert with: '\(line.shown)'"
            }
            return paths.isTest(file.path)
                ? nil
                : Self.sign(in: file).map { line in
                    let what = RunSensing.asks(line.text) ? "where or by whom it was started" : "whether it is tested"
                    return "\(file.path):\(line.number) asks \(what): '\(line.shown)'"
                }
        }
        return Array(found.prefix(Self.mostNotes))
    }

    /// The first such line.
    static func sign(in file: ChangedLines.File) -> ChangedLines.Line? {
        let isRust = file.path.description.hasSuffix(".rs")
        for (index, line) in file.lines.enumerated() where !line.isComment {
            let text = line.text.lowercased()
            if RunSensing.asks(line.text) || signs.contains(where: { words in words.allSatisfy(text.contains) }) {
                return line
            }
            guard isRust, text.hasPrefix("#[cfg(test)]") else { continue }
            // A module of tests ends the file and knows what it is; anything else is code that only tests see.
            let rest = text.dropFirst("#[cfg(test)]".count).drop { $0 == " " }
            let marked = rest.isEmpty ? file.lines.dropFirst(index + 1).first?.text ?? "" : String(rest)
            if marked.split(separator: " ").prefix(2).contains("mod") { return nil }
            if !["use ", "#[", "extern "].contains(where: { marked.hasPrefix($0) }) { return line }
        }
        return nil
    }
}

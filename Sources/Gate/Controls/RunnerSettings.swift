import HarnessKit
import Worktree

/// Files that decide how tests are run, and which of their lines do.
///
/// What a command runs through may let failures pass, or have something else run in the place of what is named.
enum RunnerSettings {
    /// A kind of file, by its name or by how that begins, and what of it counts.
    private struct Row {
        let names: [String]
        var beginnings: [String] = []
        var endings: [String] = []
        let part: Part

        func holds(_ path: RelativePath) -> Bool {
            let text = path.description
            let name = Path(bytes: path.bytes).name
            return names.contains { $0.contains("/") ? text == $0 || text.hasSuffix("/" + $0) : name == $0 }
                || beginnings.contains { name.hasPrefix($0) } || endings.contains { name.hasSuffix($0) }
        }
    }

    private enum Part {
        case whole
        /// Lines that hold one of these, in small letters.
        case lines([String])
        /// Sections with such a name, or one below it.
        case sections([String])
        /// Members of a JSON object.
        case members([String])
        /// All of it; of what stands behind a sign of equality nothing is shown: it may be nobody's business.
        case secrets
    }

    private static let rows = [
        Row(
            names: [
                "Makefile", "makefile", "GNUmakefile", "justfile", "Justfile", ".justfile", "Rakefile", "Taskfile.yml",
                "Taskfile.yaml", "noxfile.py", "tox.ini", "pytest.ini", ".pytest.ini", "pytest.toml", "conftest.py",
                "bunfig.toml", "node.config.json", ".rspec", "phpunit.xml", "phpunit.xml.dist", ".cargo/config.toml",
                ".cargo/config", ".config/nextest.toml", "build.rs", "CTestCustom.cmake", "sitecustomize.py",
                "usercustomize.py", ".bazelrc", "dune-workspace", "xunit.runner.json",
            ],
            beginnings: [
                "jest.config.", "jest.setup.", "vitest.config.", "vitest.setup.", "setupTests.", ".mocharc.",
                "karma.conf.", "playwright.config.", "ava.config.", ".taprc",
            ], endings: [".mk", ".mak"], part: .whole),
        Row(names: [".npmrc", ".yarnrc", ".pnpmrc"], part: .secrets),
        Row(
            names: ["package.json"],
            part: .members(["scripts", "jest", "mocha", "ava", "vitest", "tap", "nyc", "c8", "config"])),
        Row(
            names: ["pyproject.toml", "setup.cfg", "Pipfile", "hatch.toml"],
            part: .sections([
                "tool.pytest", "tool:pytest", "pytest", "aliases", "scripts", "envs", "tool.tox", "tool.nox",
                "tool.hatch.envs", "tool.pdm.scripts", "tool.poe", "tool.taskipy", "tool.rye.scripts",
            ])),
        Row(names: ["Cargo.toml"], part: .lines(["autotests", "harness", "[[test", "test =", "doctest"])),
        Row(
            names: ["CMakeLists.txt"], endings: [".cmake"],
            part: .lines([
                "add_test", "set_tests_properties", "set_property(test", "will_fail", "_regular_expression", "disabled",
                "skip_return", "test_launcher", "emulator", "discover_tests",
            ])),
        Row(
            names: ["pom.xml"],
            part: .lines([
                "skip", "surefire", "failsafe", "failureignore", "maven.test", "argline", "<exclude", "<include",
            ])),
        Row(
            names: [], endings: [".gradle", ".gradle.kts", "gradle.properties"],
            part: .lines(["test", "ignorefailures", "exclude", "onlyif", "jvmargs", "usejunit"])),
        Row(names: ["go.mod", "go.work"], part: .lines(["replace", "=>"])),
        Row(names: ["Package.swift"], part: .lines(["testtarget", "exclude"])),
        Row(names: ["mix.exs", "dune", "meson.build"], part: .lines(["test", "should_fail"])),
    ]

    static func isOne(_ path: RelativePath) -> Bool { rows.contains { $0.holds(path) } }

    /// What differs in the lines that count, as somebody would be shown it; nil where nothing does.
    static func change(of path: RelativePath, from then: Bytes, to now: Bytes) -> String? {
        guard let part = rows.first(where: { $0.holds(path) })?.part else { return difference(.whole, then, now) }
        return difference(part, then, now)
    }

    private static func difference(_ part: Part, _ then: Bytes, _ now: Bytes) -> String? {
        guard !then.contains(0), !now.contains(0) else { return then == now ? nil : "it is no text" }
        let (former, present) = (lines(of: then, part), lines(of: now, part))
        guard former != present else { return nil }
        func first(_ lines: [String], not in: [String]) -> String? {
            let others = Set(`in`)
            return lines.first { !others.contains($0) }
        }
        func shown(_ line: String) -> String {
            if case .secrets = part { return String(line.prefix { $0 != "=" && $0 != " " }) }
            return TerminalText.oneLine(String(line.prefix(120)))
        }
        if let new = first(present, not: former) { return "'\(shown(new))'" }
        return first(former, not: present).map { "without '\(shown($0))'" } ?? "in another order"
    }

    private static func lines(of text: Bytes, _ part: Part) -> [String] {
        if case .members(let names) = part { return members(names, of: text) }
        var section = ""
        return String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap { raw in
            let line = raw.drop { $0 == " " || $0 == "\t" || $0 == "\r" }.trimmedEnd
            guard !line.isEmpty, !line.hasPrefix("//"), !line.hasPrefix("#") || line.hasPrefix("#!") else { return nil }
            if line.hasPrefix("[") { section = String(line.drop { $0 == "[" }.prefix { $0 != "]" }) }
            switch part {
            case .whole, .members, .secrets: return line
            case .lines(let words):
                let small = line.lowercased()
                return words.contains { small.contains($0) } ? line : nil
            case .sections(let names):
                return names.contains { section == $0 || section.hasPrefix($0 + ".") } ? "[\(section)] \(line)" : nil
            }
        }
    }

    /// What starts the program for people, and what no other script names.
    private static func isStart(_ name: String, of scripts: JSON.Object) -> Bool {
        ["start", "serve", "dev", "preview", "watch"].contains(name)
            && !scripts.members.contains { $0.name != name && ($0.value.string ?? "").contains(name) }
    }

    private static func members(_ names: [String], of text: Bytes) -> [String] {
        guard let json = try? JSON.parse(text) else { return [] }
        return names.flatMap { name -> [String] in
            switch json[name] {
            case .object(let object)?:
                object.members.filter { name != "scripts" || !isStart($0.name, of: object) }
                    .map { "\(name).\($0.name): \($0.value.text(.compact))" }
            case let value?: ["\(name): \(value.text(.compact))"]
            case nil: []
            }
        }
    }
}

extension Substring {
    fileprivate var trimmedEnd: String {
        var text = self
        while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
        return String(text)
    }
}

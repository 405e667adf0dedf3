import HarnessKit
import TestSupport
import Testing
import Worktree

@testable import Gate

/// Tests that stand in the file of the code they test: the base gets them, and keeps its code.
@Suite(.timeLimit(.minutes(30))) struct InlineTestsTests {
    private let programs: Workbench

    init() throws { programs = try Workbench() }

    enum Cargo: String, CaseIterable, Sendable { case played, installed }

    @Test(arguments: Cargo.allCases) func `A function and its test in one file are proved`(cargo: Cargo) throws {
        guard let stand = try library(cargo) else { return }
        try stand.begin().plan(Self.step("tests::doubles"), vars: "")
        try stand.bench.write(Self.done, to: "src/lib.rs")
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
        try stand.sh("git add -A && git commit -qm done")
        let audit = stand.run("verify", "audit", "--replay", "--min", "V2", "--json")
        expect(audit.exit == 0 && audit.output.contains(#""V3""#), "\(audit.output) \(audit.errors)")
    }

    @Test func `A new module with its tests is proved`() throws {
        guard let stand = try library(.installed) else { return }
        try stand.begin().plan(Self.step("words::tests::greets"), vars: "")
        try stand.edit("src/lib.rs", Self.add, "pub mod words;\n\n" + Self.add)
        try stand.bench.write(
            """
            pub fn greet(name: &str) -> String { format!("hello, {name}") }

            #[cfg(test)]
            mod tests {
                use super::*;

                #[test]
                fn greets() { assert_eq!(greet("bob"), "hello, bob"); }
            }

            """, to: "src/words.rs")
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
    }

    @Test func `A new file's tests are declared where the file is now`() throws {
        let bench = try Workbench()
        try bench.write("mod other;\npub mod words;\n" + Self.add + Self.tests(""), to: "src/lib.rs")
        try bench.write("fn a() {}\n" + Self.tests(""), to: "src/words.rs")
        try bench.write("fn a() {}\n" + Self.tests(""), to: "src/loose.rs")
        try bench.shell("git init -q .")
        var context = Context.system()
        context.directory = bench.path
        let manifest = try Manifest.take(of: Workspace.find(in: context), in: context)
        let base = Bytes(("mod other;\n" + Self.add + Self.tests("")).utf8)
        let laid = try LaidTests(
            of: manifest, at: bench.path, among: { _ in true },
            before: { _ in try [RelativePath(naming: "src/lib.rs"): base] })
        let texts = laid.mixed.map { "\($0.path) \(String(decoding: $0.tests.mixed, as: UTF8.self))" }
        let tests = String(Self.tests("").dropFirst())
        expect(
            texts.sorted(),
            is: [
                "src/lib.rs mod other;\n\(Self.add)\n#[cfg(test)]\nmod words;\n\(tests)", "src/words.rs \(tests)",
            ])
        expect(laid.holds("src/lib.rs", line: 4) && !laid.holds("src/lib.rs", line: 3))
    }

    @Test func `A first test in a file, by its full name, is proved`() throws {
        let stand = try #require(try library(.played, "pub fn add(a: u64, b: u64) -> u64 { a + b }\n"))
        try stand.begin("--kind", "bugfix").plan(Self.step("greet (src/lib.rs) tests::doubles"), vars: "")
        try stand.bench.write(Self.done, to: "src/lib.rs")
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
    }

    @Test(arguments: [true, false]) func `A test that is written first is no work yet, and code beside it is`(
        isOnlyTest: Bool
    ) throws {
        let stand = try #require(try library(.played))
        let code = Self.add + (isOnlyTest ? "" : "\npub fn half(a: u64) -> u64 { a / 2 }\n")
        stand.begin("--kind", "bugfix")
        try stand.bench.write(
            code + Self.tests("\n    #[test]\n    fn doubles() { assert_eq!(double(4), 8); }\n"), to: "src/lib.rs")
        try stand.plan(Self.step("tests::doubles"), vars: "")
        try stand.bench.write(Self.done, to: "src/lib.rs")
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
        expect(outcome.warnings.contains("W_LATE_PLAN"), is: !isOnlyTest, "\(outcome.summary)")
    }

    @Test func `A test that passes without the change is refused`() throws {
        let stand = try #require(try library(.played))
        try stand.begin().plan(Self.step("tests::adds_more"), vars: "")
        try stand.bench.write(
            Self.done.replacing(
                "fn doubles() { assert_eq!(double(4), 8)", with: "fn adds_more() { assert_eq!(add(1, 2), 3)"),
            to: "src/lib.rs")
        let outcome = stand.complete()
        expect(outcome.exit == 1 && outcome.codes.contains("E_BASE_PASSES"), "\(outcome.summary)")
    }

    /// What keeps the code of before from being compiled is nothing that its tests ask for.
    @Test func `Code that was broken before shows nothing`() throws {
        let stand = try #require(
            try library(.played, "pub fn add(a: u64, b: u64) -> u64 { a + none }\n" + Self.tests("")))
        try stand.begin().plan(Self.step("tests::doubles"), vars: "")
        try stand.bench.write(Self.done, to: "src/lib.rs")
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V1", "\(outcome.summary)")
        expect(outcome.warnings.contains("W_TESTS_NOT_RUN"), "\(outcome.summary)")
    }

    private static func step(_ test: String) -> String {
        #"{"id": "tests", "tests": {"argv": ["cargo", "test"]}, "expect": {"passed": ["\#(test)"]}}"#
    }

    private static let add = "pub fn add(a: u64, b: u64) -> u64 { a + b }\n"

    private static func tests(_ further: String) -> String {
        """

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn adds() { assert_eq!(add(2, 2), 4); }
        \(further)}

        """
    }

    private static let done =
        add + "\npub fn double(a: u64) -> u64 { a * 2 }\n"
        + tests("\n    #[test]\n    fn doubles() { assert_eq!(double(4), 8); }\n")

    /// A library that is built by cargo, or by a program that prints what cargo does; nil where it is not installed.
    private func library(_ cargo: Cargo, _ text: String = add + tests("")) throws -> Stand? {
        let stand = try Stand(.program)
        switch cargo {
        case .installed: guard try !stand.sh("command -v cargo").isEmpty else { return nil }
        case .played:
            try programs.write(Self.program, to: "cargo")
            try programs.shell("chmod +x cargo")
            stand.variables["PATH"] = "\(programs.path):/usr/bin:/bin:\(Environment.inherited["PATH"] ?? "")"
        }
        try stand.bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "library"}}"#, to: "harness/config/environment.json")
        try stand.bench.write(
            "[package]\nname = \"greet\"\nversion = \"0.1.0\"\nedition = \"2021\"\n", to: "Cargo.toml")
        try stand.bench.write("/target\n/Cargo.lock\n__pycache__/\n", to: ".gitignore")
        try stand.bench.write(text, to: "src/lib.rs")
        try stand.sh("git rm -qf greet.py; git add -A && git commit -qm library")
        return stand
    }

    /// Compiles and runs one line a function, and one a test.
    private static let program = #"""
        #!/usr/bin/env python3
        import re, sys
        lines = open("src/lib.rs").read().split("\n")
        code, tests, bad = {}, {}, None
        for number, line in enumerate(lines, 1):
            if found := re.match(r"pub fn (\w+)\((.*?)\) -> \w+ \{ (.*) \}", line):
                names = [part.split(":")[0].strip() for part in found[2].split(",")]
                free = set(re.findall(r"[a-z]\w*", found[3])) - set(names)
                bad = bad or (free and (free.pop(), number))
                code[found[1]] = (names, found[3])
            if found := re.match(r"    fn (\w+)\(\) \{ assert_eq!\((\w+)\((.*?)\), (\d+)\); \}", line):
                tests[found[1]] = (found[2], found[3], found[4])
                if found[2] not in code:
                    bad = bad or (found[2], number)
        if bad:
            print(f"   Compiling greet v0.1.0\nerror[E0425]: cannot find `{bad[0]}` in this scope", file=sys.stderr)
            print(f"  --> src/lib.rs:{bad[1]}:1", file=sys.stderr)
            sys.exit(101)
        print("     Running unittests src/lib.rs (target/debug/deps/greet-fbb50dbbfdf0f510)", file=sys.stderr)
        print(f"\nrunning {len(tests)} tests")
        failed = 0
        for name, (function, given, wanted) in tests.items():
            names, body = code[function]
            values = dict(zip(names, (int(part) for part in given.split(","))))
            holds = eval(body, {}, values) == int(wanted)
            failed += not holds
            print(f"test tests::{name} ... {'ok' if holds else 'FAILED'}")
        print(f"\ntest result: {'FAILED' if failed else 'ok'}. {len(tests) - failed} passed; {failed} failed; "
              "0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n")
        sys.exit(101 if failed else 0)

        """#
}

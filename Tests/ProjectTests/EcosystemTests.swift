import HarnessKit
import Ledger
import TestSupport
import Testing

@testable import Project

/// Small projects in the layouts that real ones have: what is found, and whether it runs where its tools are.
struct EcosystemTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let name: String
        /// Programs without which it is only looked at.
        let needs: [String]
        let files: [String: String]
        /// The steps as a person would type them.
        let steps: [String]

        var testDescription: String { name }
    }

    static let samples = [
        Sample(
            name: "a SwiftPM package", needs: ["no-nested-swift"],
            files: [
                "Package.swift":
                    "// swift-tools-version: 6.0\nimport PackageDescription\nlet package = Package(name: \"Hi\", targets: [.target(name: \"Hi\"), .testTarget(name: \"HiTests\", dependencies: [\"Hi\"])])\n",
                "Sources/Hi/Hi.swift": "func add(_ a: Int, _ b: Int) -> Int { a + b }\n",
                "Tests/HiTests/T.swift":
                    "import Testing\n@testable import Hi\n@Test func adds() { expect(add(1, 1), is: 2) }\n",
            ], steps: ["swift build", "swift test"]),
        Sample(
            name: "a Cargo workspace", needs: ["cargo", "cargo-clippy"],
            files: [
                "Cargo.toml": "[workspace]\nmembers = [\"core\", \"cli\"]\nresolver = \"2\"\n",
                "core/Cargo.toml": "[package]\nname = \"notes-core\"\nversion = \"0.1.0\"\nedition = \"2021\"\n",
                "core/src/lib.rs":
                    "pub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() {\n        assert_eq!(super::add(1, 1), 2);\n    }\n}\n",
                "cli/Cargo.toml":
                    "[package]\nname = \"cli\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[dependencies]\nnotes-core = { path = \"../core\" }\n",
                "cli/src/main.rs": "fn main() {\n    println!(\"{}\", notes_core::add(1, 2));\n}\n",
            ],
            steps: ["cargo build --workspace", "cargo clippy --workspace --all-targets", "cargo test --workspace"]),
        Sample(
            name: "a Go module with cmd/", needs: ["go"],
            files: [
                "go.mod": "module example.com/notes\n\ngo 1.18\n",
                "cmd/notes/main.go":
                    "package main\n\nimport (\n\t\"fmt\"\n\n\t\"example.com/notes/internal/store\"\n)\n\nfunc main() { fmt.Println(store.Count()) }\n",
                "internal/store/store.go": "package store\n\nfunc Count() int { return 1 }\n",
                "internal/store/store_test.go":
                    "package store\n\nimport \"testing\"\n\nfunc TestCount(t *testing.T) {\n\tif Count() != 1 {\n\t\tt.Fatal(Count())\n\t}\n}\n",
            ], steps: ["go build -o /dev/null ./...", "go vet ./...", "go test -v ./..."]),
        Sample(
            name: "an npm workspace with TypeScript", needs: ["node", "npm"],
            files: [
                "package.json":
                    #"{"name": "notes", "workspaces": ["packages/*"], "scripts": {"build": "node build.js", "lint": "node --check build.js", "test": "node --test packages/core"}}"#,
                "build.js": "console.log('built');\n",
                "packages/core/package.json": #"{"name": "core", "main": "index.js"}"#,
                "packages/core/index.ts": "export const add = (a: number, b: number) => a + b;\n",
                "packages/core/core.test.js":
                    "const test = require('node:test');\nconst assert = require('node:assert');\ntest('adds', () => assert.strictEqual(1 + 1, 2));\n",
                "tsconfig.json": "{}",
            ], steps: ["npm run build", "npm run lint", "npm run test"]),
        Sample(
            name: "a Python project with pytest", needs: ["python3", "pytest"],
            files: [
                "pyproject.toml":
                    "[project]\nname = \"notes\"\nversion = \"0.1\"\n[tool.pytest.ini_options]\ntestpaths = [\"tests\"]\n",
                "notes/__init__.py": "", "notes/core.py": "def add(a, b):\n    return a + b\n",
                "tests/test_core.py": "from notes.core import add\n\n\ndef test_adds():\n    assert add(1, 1) == 2\n",
            ], steps: ["python3 -m pytest -v"]),
        Sample(
            name: "a Maven module", needs: ["a-maven-that-is-online"],
            files: [
                "pom.xml": "<project><artifactId>notes</artifactId></project>",
                "src/main/java/App.java": "public class App {}\n",
            ], steps: ["mvn -B -q -DskipTests package", "mvn -B test"]),
        Sample(
            name: "CMake", needs: ["cmake", "ctest"],
            files: [
                "CMakeLists.txt":
                    "cmake_minimum_required(VERSION 3.10)\nproject(hi C)\nadd_executable(hi main.c)\nenable_testing()\nadd_test(NAME hi COMMAND hi)\n",
                "main.c": "int main(void) { return 0; }\n",
            ],
            steps: ["cmake -S . -B build", "cmake --build build", "ctest --test-dir build --output-on-failure"]),
        Sample(
            name: "make", needs: ["make", "cc"],
            files: [
                "Makefile": "all: hi\nhi: main.c\n\tcc -o hi main.c\ntest: hi\n\t./hi\n",
                "main.c": "int main(void) { return 0; }\n",
            ], steps: ["make all", "make test"]),
    ]

    /// There, and fit to be used: a toolchain's shim may be there without its toolchain.
    private func has(_ program: String) -> Bool {
        ["--version", "version"].contains { word in
            let call = ProgramCall([program, word], environment: .inherited)
            return (try? call.runPlainly(clock: .system, deadline: .seconds(20)))?.exit == .exited(0)
        }
    }

    @Test(arguments: samples)
    func `What is found runs, and is written down with all that it needs`(sample: Sample) throws {
        let fixture = try ProjectFixture(files: sample.files)
        let isRunning = sample.needs.allSatisfy(has)
        let result = fixture.run(["harness-executor", "bootstrap", "--docs"] + (isRunning ? [] : ["--no-run"]))
        expect(result.exit, is: 0)
        let text = try #require(try fixture.bench.text(of: "harness/config/validation.json"))
        let source = try ValidationSource(name: "validation.json", bytes: Bytes(text.utf8))
        // What is only usual is left out where it cannot be run, and named.
        let found = source.file.order.map(\.line)
        expect(found == sample.steps || (!isRunning && sample.steps.starts(with: found)), "\(text)")
        for (name, text) in sample.files { try expect(fixture.bench.text(of: name), is: text) }
        guard isRunning else { return }
        for step in sample.steps { expect(result.output.contains("tried \(step): passed\n"), "\(result.output)") }
        expect(fixture.harness("validate").exit, is: 0)
        let development = try #require(try fixture.bench.text(of: "docs/DEVELOPMENT.md"))
        for step in sample.steps { expect(development.contains("\n\(step)\n")) }
    }

    @Test(arguments: samples) func `CMake and make build apart from what runs and tests`(sample: Sample) throws {
        let bench = try Workbench()
        for (name, text) in sample.files { try bench.write(text, to: name) }
        try expect(Detection(of: bench.path).buildsApart, is: ["CMake", "make"].contains(sample.name))
    }

    @Test func `The layers of a Go module are what its imports say`() throws {
        let sample = try #require(Self.samples.first { $0.files["go.mod"] != nil })
        let fixture = try ProjectFixture(files: sample.files)
        let layers = Layers(of: try SourceTree(fixture.bench.path))
        expect(layers.parts.map(\.folder), is: ["internal/store", "cmd/notes"])
        expect(layers.parts.last?.uses, is: ["internal/store"])
        expect(layers.circle.isEmpty)
    }

    @Test func `A crate is known by the name in its manifest, and a README by its first paragraph`() throws {
        let bench = try Workbench()
        try bench.write("[package]\nname = \"grep-regex\"\n", to: "crates/regex/Cargo.toml")
        try bench.write("use regex::Regex;\n", to: "crates/regex/src/lib.rs")
        try bench.write("[package]\nname = \"rg\"\n", to: "crates/core/Cargo.toml")
        try bench.write("use grep_regex::Matcher;\nuse regex::Regex;\n", to: "crates/core/src/main.rs")
        let layers = Layers(of: try SourceTree(bench.path))
        expect(layers.parts.map(\.folder), is: ["crates/regex", "crates/core"])
        expect(layers.circle.isEmpty)
        let readme =
            "rg (rg)\n-------\nA line-oriented search tool that\nis quick.\n\nDual-licensed and so on and on.\n"
        expect(Documents.purpose(in: readme), is: "A line-oriented search tool that is quick.")
    }

    @Test func `Folders that use each other are named`() throws {
        let bench = try Workbench()
        try bench.write("import B\n", to: "Sources/A/a.swift")
        try bench.write("import A\nimport C\n", to: "Sources/B/b.swift")
        try bench.write("\n", to: "Sources/C/c.swift")
        let layers = Layers(of: try SourceTree(bench.path))
        expect(layers.parts.first?.folder, is: "Sources/C")
        expect(layers.circle, is: ["Sources/A", "Sources/B"])
    }
}

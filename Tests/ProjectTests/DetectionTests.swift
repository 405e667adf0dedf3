import HarnessKit
import TestSupport
import Testing

@testable import Project

/// Folders as they come: several ecosystems at once, empty, hostile.
struct DetectionTests {
    let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    private var detection: Detection {
        get throws { try Detection(of: bench.path) }
    }

    @Test func `An empty folder has nothing, and says nothing`() throws {
        let detection = try detection
        expect(detection.units.isEmpty)
        expect(detection.lines.isEmpty)
        expect(detection.notes.isEmpty)
    }

    @Test func `Several ecosystems stand beside each other`() throws {
        try bench.write("let package = Package(name: \"x\", targets: [.testTarget(name: \"T\")])", to: "Package.swift")
        try bench.write(#"{"scripts": {"start": "vite", "test": "vitest run"}}"#, to: "web/package.json")
        try bench.write("[package]\nname = \"core\"\n", to: "native/core/Cargo.toml")
        try bench.write("test:\n\tswift test\nlint:\n\ttrue\n", to: "Makefile")
        let detection = try detection
        expect(detection.ecosystems, is: ["swift", "make", "node", "cargo"])
        expect(
            detection.commands(.test).map(\.line),
            is: [
                "test: swift test", "test: npm run test in web", "test: cargo test in native/core",
            ])
        expect(detection.commands(.lint).first?.line, is: "lint: make lint")
        expect(detection.programs.first?.folder, is: "web")
    }

    @Test func `What speaks for a command is named with its line`() throws {
        try bench.write("{\n  \"scripts\": {\n    \"test\": \"jest\"\n  }\n}\n", to: "package.json")
        try bench.write("[tool.ruff]\n\n[tool.mypy]\n", to: "pyproject.toml")
        let detection = try detection
        expect(detection.commands(.test).map(\.reason.words), is: ["package.json:3: scripts.test"])
        expect(
            detection.commands(.lint).map(\.reason.words),
            is: [
                "pyproject.toml:1: tool.ruff", "pyproject.toml:3: tool.mypy",
            ])
    }

    @Test func `Other people's code and what a build made is not looked at`() throws {
        for folder in ["node_modules/a", ".git", "target/debug", "vendor/b", "examples/c", ".venv/lib"] {
            try bench.write("[package]\nname = \"x\"\n", to: "\(folder)/Cargo.toml")
        }
        try bench.write("[package]\nname = \"x\"\n", to: "a/b/c/d/Cargo.toml")
        try expect(detection.units.isEmpty)
    }

    @Test func `JSON that is none is named, and the rest is found`() throws {
        try bench.write("{\"scripts\": {", to: "package.json")
        try bench.write("module a\n", to: "go.mod")
        let detection = try detection
        expect(detection.notes.count, is: 1)
        expect(detection.notes.first?.hasPrefix("package.json:1:14: "), is: true)
        expect(detection.ecosystems, is: ["go", "node"])
        expect(detection.commands(.test).map(\.argv), is: [["go", "test", "./..."]])
    }

    @Test func `A manifest that is too large is not read`() throws {
        let filler = String(repeating: " ", count: SourceTree.mostBytes)
        try bench.write(#"{"scripts": {"test": "x"}}"# + filler, to: "package.json")
        let detection = try detection
        expect(detection.notes, is: ["package.json has \(SourceTree.mostBytes + 26) bytes and is not read"])
        expect(detection.commands(.test).isEmpty)
    }

    @Test func `Manifests of the wrong shape harm nobody`() throws {
        try bench.write(#"[{"scripts": 1}, null]"#, to: "a/package.json")
        try bench.write(
            #"{"scripts": ["x"], "bin": 7, "dependencies": "express", "workspaces": {}}"#, to: "b/package.json")
        try bench.write(String(repeating: "[", count: 5000), to: "c/package.json")
        try bench.write("[[[\n=\n\"\"\" = '''\n[a.\nx = [\n", to: "d/Cargo.toml")
        try bench.write(Bytes([0xFF, 0xFE, 0x00, 0x0A, 0xC3]), to: "e/go.mod")
        try bench.write(Bytes(repeating: 0x28, count: 200_000), to: "f/Package.swift")
        try bench.write("", to: "g/pom.xml")
        try expect(detection.units.count, is: 7)
    }

    @Test func `A link is not followed, also one that leads back`() throws {
        try bench.write("module a\n", to: "real/go.mod")
        try bench.shell(
            "ln -s . loop; ln -s real/go.mod go.mod; ln -s ../.. real/up; mkfifo Makefile; ln -s nowhere package.json")
        let detection = try detection
        expect(detection.units.map(\.folder), is: ["real"])
        expect(
            detection.notes, is: ["go.mod is a link and is not followed", "package.json is a link and is not followed"])
    }

    @Test(.enabled(if: geteuid() != 0, "root reads everything"))
    func `What may not be read is named`() throws {
        try bench.write("{}", to: "package.json")
        try bench.shell("chmod 0 package.json")
        try expect(detection.notes.first?.hasSuffix("package.json: permission denied"), is: true)
    }

    @Test func `There is an end to what is looked at`() throws {
        try bench.shell("for i in $(seq 1 1200); do mkdir -p many/d$i; : > many/d$i/Makefile; done")
        let detection = try detection
        expect(detection.units.count < SourceTree.mostFolders)
        expect(detection.notes.contains("only \(SourceTree.mostFolders) folders were looked at"))
        expect(detection.notes.contains("many has more names than are looked at"))
    }

    @Test func `A folder that is not there is an error`() {
        #expect(throws: SystemError.self) { try Detection(of: bench.path / "nowhere") }
    }

    @Test func `Nothing is written`() throws {
        try bench.write("module a\n", to: "go.mod")
        _ = try detection
        try expect(Folder(bench.path).names(), is: ["go.mod"])
    }
}

/// The tables themselves.
struct TableTests {
    @Test func `Every pattern of the tables is one`() throws {
        for ecosystem in Ecosystem.all {
            for source in ecosystem.sources {
                guard case .text(_, let rows) = source else { continue }
                for row in rows { _ = try Pattern(row.pattern) }
            }
            for row in ecosystem.programs {
                if case .files(_, let pattern) = row.subject { _ = try Pattern(pattern) }
                if case .script(let pattern) = row.subject { _ = try Pattern(pattern) }
            }
            let signs =
                ecosystem.commands.flatMap { $0.signs + $0.unless }
                + ecosystem.programs.flatMap { $0.signs + $0.unless }
                + ecosystem.workspace + ecosystem.runners.map(\.sign)
            for sign in signs {
                switch sign {
                case .text(let pattern, _), .value(_, let pattern), .valueWithout(_, let pattern):
                    _ = try Pattern(pattern)
                default: break
                }
            }
        }
        for row in Listening.ports { _ = try Pattern(row.pattern) }
        _ = try Pattern(Listening.readiness)
        _ = try Pattern(Listening.asked)
    }

    @Test func `Every name that a row fills in is one that something gives`() {
        let given: Set<String> = [
            "name", "value", "entry", "stem", "module", "program", "place", "source-root", "object", "script",
        ]
        for ecosystem in Ecosystem.all {
            let runners = ecosystem.runners.map { Set($0.words.keys) }
            for words in ecosystem.commands.map(\.argv) + ecosystem.programs.map(\.start) {
                for word in words.joined(separator: " ").split(separator: "<").dropFirst() {
                    let name = String(word.prefix { $0 != ">" })
                    expect(
                        given.contains(name) || !runners.isEmpty && runners.allSatisfy { $0.contains(name) },
                        "<\(name)> of \(ecosystem.name)")
                }
            }
        }
    }

    static let ports: [(String, PortManner)] = [
        ("app.listen(process.env.PORT || 3000)", .variable("PORT")), ("process.env['PORT']", .variable("PORT")),
        ("const { PORT = 3000 } = process.env", .variable("PORT")),
        ("os.Getenv(\"HTTP_PORT\")", .variable("HTTP_PORT")),
        ("int(os.environ.get('PORT', 8000))", .variable("PORT")), ("std::env::var(\"PORT\")", .variable("PORT")),
        ("ENV.fetch(\"PORT\", 3000)", .variable("PORT")), ("System.getenv(\"PORT\")", .variable("PORT")),
        ("port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000", .argument),
        ("const port = process.argv[2] || 3000", .argument), ("port = int(argv[1]) if argv[1:] else 80", .argument),
        ("x = sys.argv[1]", .unknown),
        ("flag.Int(\"port\", 8080, \"\")", .option), ("parser.add_argument(\"--port\", type=int)", .option),
        ("parser.add_argument('-p', '--port')", .option), ("app.listen(3000, cb)", .fixed(3000)),
        ("http.ListenAndServe(\":8080\", nil)", .fixed(8080)), ("const port = 4000", .fixed(4000)),
        ("bind((\"127.0.0.1\", 8080))", .fixed(8080)), ("SocketAddr::from(([127, 0, 0, 1], 3000))", .fixed(3000)),
        ("print('hello 8080')", .unknown), ("report = 1999", .unknown), ("transport(2048)", .unknown),
    ]

    @Test(arguments: ports)
    func `A port is found as code sets it`(code: String, manner: PortManner) throws {
        let bench = try Workbench()
        try bench.write("{}", to: "deno.json")
        try bench.write("Deno.serve(x)\n\(code)\n", to: "main.ts")
        let programs = try Detection(of: bench.path).programs
        expect(programs.first?.port, is: manner)
    }

    @Test(arguments: [
        ("Dockerfile", "HEALTHCHECK CMD curl -f http://localhost:${PORT}/admin/healthz || exit 1\n", "/admin/healthz"),
        ("README.md", "    curl localhost:8000/ready\n", "/ready"), ("README.md", "localhost:8000/notes\n", nil),
        ("compose.yml", "test: ['CMD', 'wget', 'http://127.0.0.1:80/ping']\n", "/ping"),
        ("README.md", "localhost:8000/statuses/list\n", nil),
    ])
    func `A path for readiness is found where it is written down`(file: String, text: String, path: String?) throws {
        let bench = try Workbench()
        try bench.write("{}", to: "deno.json")
        try bench.write("Deno.serve(x)\n", to: "main.ts")
        try bench.write(text, to: file)
        try expect(Detection(of: bench.path).programs.first?.ready, is: path)
    }

    @Test(arguments: [
        (#"app.get("/health", f)"#, "/health"), (#"mux.HandleFunc("GET /healthz", f)"#, "/healthz"),
        ("router.get('/api/health')", "/api/health"), ("path('health/', f)", "/health/"), (#"x = "up""#, nil),
        (#""status": 1"#, nil), ("app.get(`/ping`)", "/ping"), ("get('/api/v1/health')", "/api/v1/health"),
        ("get('/_live')", "/_live"), ("x = 'alive'", nil),
    ])
    func `A path for readiness is found`(code: String, path: String?) throws {
        let bench = try Workbench()
        try bench.write("{}", to: "deno.json")
        try bench.write("Deno.serve(x)\n\(code)\n", to: "main.ts")
        try expect(Detection(of: bench.path).programs.first?.ready, is: path)
    }
}

/// What a server's code says that it answers.
struct RouteTests {
    @Test(arguments: [
        ("app.py", "from flask import Flask\napp = Flask(__name__)\n@app.route('/notes')\ndef n(): ...\n", "/notes"),
        ("main.py", "app = FastAPI()\n@app.get(\"/notes/{id}\")\n@app.get(\"/api/notes\")\n", "/api/notes"),
        ("s.py", "HTTPServer(('', 8000), H)\nif self.path == '/notes': ...\n", "/notes"),
        ("s.py", "HTTPServer(('', 8000), H)\nif self.path.startswith('/notes/'): ...\n", nil),
    ])
    func `A path of the code is told where none says that it is ready`(file: String, code: String, route: String?)
        throws
    {
        let bench = try Workbench()
        try bench.write(code, to: file)
        let server = try #require(try Detection(of: bench.path).programs.first)
        expect(server.kind == .server && server.ready == (code.contains("FastAPI") ? server.ready : nil))
        if server.ready == nil { expect(server.route, is: route) }
    }

    @Test(arguments: [
        ("app.get('/notes', (q, r) => r.json([]))", "/notes"), ("app.post('/notes', f); app.get('/n/:id', g)", nil),
        ("if (url.pathname === '/notes') {}", "/notes"), ("cache.get('key')", nil),
    ])
    func `Express and its like`(code: String, route: String?) throws {
        let bench = try Workbench()
        try bench.write(
            #"{"name": "n", "main": "server.js", "dependencies": {"express": "4"}, "scripts": {"start": "node server.js"}}"#,
            to: "package.json")
        try bench.write("const app = require('express')()\n\(code)\napp.listen(process.env.PORT)\n", to: "server.js")
        let server = try #require(try Detection(of: bench.path).programs.first)
        expect(server.kind == .server && server.route == route)
    }

    @Test(arguments: [
        ("mux.HandleFunc(\"GET /notes\", list)", "/notes"), ("mux.HandleFunc(\"POST /notes\", add)", nil),
        ("r.GET(\"/notes\", list)", "/notes"),
    ])
    func `Go`(code: String, route: String?) throws {
        let bench = try Workbench()
        try bench.write("module notes\n", to: "go.mod")
        try bench.write(
            "package main\nimport \"net/http\"\nfunc main() {\n\(code)\nhttp.ListenAndServe(\":\"+os.Getenv(\"PORT\"), mux)\n}\n",
            to: "main.go")
        let server = try #require(try Detection(of: bench.path).programs.first)
        expect(server.kind == .server && server.route == route)
    }
}

/// Python files without a manifest, and what their README says of them.
struct PlainPythonTests {
    private func lines(_ files: [String: String]) throws -> [String] {
        let bench = try Workbench()
        for (name, text) in files { try bench.write(text, to: name) }
        return try Detection(of: bench.path).lines
    }

    private static let server = "import http.server, sys\nstart(sys.argv)\n"

    @Test(arguments: [
        ("python3 notes.py 8000", "server notes: python3 notes.py {{port}} (likely)"),
        ("$ python notes.py 8000 &", "server notes: python3 notes.py {{port}} (likely)"),
        ("python3 ./notes.py --port=8000", nil), ("python3 notes.py <port>  # starts it", nil),
        ("PORT=8000 python3 notes.py --debug", "server notes: PORT={{port}} python3 notes.py --debug (likely)"),
        ("python3 notes.py --port 8000 -v", "server notes: python3 notes.py --port {{port}} -v (likely)"),
        // Nothing of it is a port, or it is no plain command, or no file of the project.
        ("python3 notes.py", "cli notes: python3 notes.py (likely)"),
        ("python3 notes.py 2026", "cli notes: python3 notes.py (likely)"),
        ("python3 notes.py 8000 | tee log", "cli notes: python3 notes.py (likely)"),
        ("python3 other.py 8000", "cli notes: python3 notes.py (likely)"),
        ("python3 ../notes.py 8000", "cli notes: python3 notes.py (likely)"),
    ])
    func `A README's code block says how a server is started`(line: String, found: String?) throws {
        let lines = try lines(["notes.py": Self.server, "README.md": "# N\n\n```sh\n\(line)\n```\n"])
        expect(lines.count, is: 1)
        if let found { expect(lines, is: [found]) } else { expect(lines[0].contains("{{port}}")) }
    }

    @Test func `A number of another meaning makes no server`() throws {
        let lines = try lines(["todo.py": "print()\n", "README.md": "```\npython3 todo.py buy 5000\n```\n"])
        expect(lines, is: ["cli todo: python3 todo.py (likely)"])
    }

    @Test func `Other manifests speak first, a Makefile for the steps that it has`() throws {
        let files = ["tool.py": "import argparse\n", "test_tool.py": "import unittest\n"]
        try expect(lines(files.merging(["go.mod": "module a\n"]) { $1 }).contains { $0.contains("python") }, is: false)
        let made = try lines(files.merging(["Makefile": "test:\n\ttrue\n"]) { $1 })
        expect(made, is: ["test: make test", "cli tool: python3 tool.py (likely)"])
        let below = try lines(["tools/deep/tool.py": "import argparse\n"])
        expect(below.isEmpty)
    }

    @Test func `What is found for a test command runs the tests`() throws {
        for names in [["test_a.py"], ["tests/test_a.py"], ["tests/test_a.py", "tests/__init__.py"], ["a_test.py"]] {
            let bench = try Workbench()
            for name in names { try bench.write("", to: name) }
            let test = "import unittest\nclass T(unittest.TestCase):\n    def test_it(self): pass\n"
            try bench.write(test, to: names[0])
            try bench.write("", to: "notes.py")
            let command = try #require(try Detection(of: bench.path).commands(.test).first)
            let call = ProgramCall(command.argv, in: bench.path, environment: .inherited)
            let outcome = try call.runPlainly(clock: .system, deadline: .seconds(120))
            expect(outcome.exit.isSuccess && outcome.errors.text.contains("Ran 1 test"), "\(names): \(command.line)")
        }
    }
}

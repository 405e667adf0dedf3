import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// `verify init`: what it writes, what it keeps, what it refuses.
struct InitTests {
    var fixture: InitFixture

    init() throws {
        fixture = try InitFixture()
    }

    @Test mutating func `A server that was found can be run at once`() throws {
        fixture.proposal.applications = [InitFixture.server]
        let result = fixture.run("init")
        expect(result.exit, is: 0)
        expect(result.output.contains("wrote harness/config/environment.json\nwrote harness/scenarios/notes.json\n"))
        let app = try #require(try fixture.environment().app)
        expect(app.kind, is: .server)
        expect(app.start?.arguments.words, is: ["npm", "run", "start"])
        expect(app.start?.environment, is: ["PORT": "{{port}}"])
        expect(app.ready?.http?.path, is: "/health")
        let first = try #require(try fixture.scenarios("notes").scenarios.first)
        expect(first.keeps, is: ["the server starts and answers"])
        expect(first.steps.first?.http?.path, is: "/health")
        let text = try #require(try fixture.bench.text(of: "harness/config/environment.json"))
        expect(text.contains("// package.json:7: scripts.start\n"))
        expect(fixture.run("check").errors.contains("still holds a TODO"))
    }

    @Test mutating func `An environment that says that nothing was found is written anew when something is`() throws {
        let place = "harness/config/environment.json"
        try fixture.bench.write(EnvironmentDraft.nothing, to: place)
        expect(fixture.run("init", "--kind", "library", "--name", "a").output.contains("kept \(place)"))
        try expect(fixture.bench.text(of: place), is: EnvironmentDraft.nothing)
        fixture.proposal.applications = [InitFixture.server]
        expect(fixture.run("init", "--name", "b").output.contains("wrote \(place)\n"))
        try expect(fixture.environment().app?.kind, is: .server)
        // What somebody changed is somebody's.
        try fixture.bench.write(EnvironmentDraft.nothing + "\n", to: place)
        expect(fixture.run("init", "--name", "c").output.contains("kept \(place)"))
        try expect(fixture.environment().app?.kind, is: .library)
    }

    @Test mutating func `A path that nobody found is not guessed, and one of the code's is`() throws {
        fixture.proposal.applications = [InitFixture.server]
        fixture.proposal.applications[0].ready = nil
        let blank = fixture.run("init")
        expect(
            blank.output.contains(
                "  harness/scenarios/notes.json: 'notes-answers': a path that the server answers, in place of /TODO\n"))
        try expect(fixture.scenarios("notes").unfinished.contains("notes-answers"))
        fixture.proposal.applications[0].route = "/api/notes"
        expect(!fixture.run("init", "--name", "other").output.contains("in place of /TODO\n  "))
        let file = try fixture.scenarios("other")
        expect(file.scenarios.first?.steps.first?.http?.path, is: "/api/notes")
        expect(!file.unfinished.contains("other-answers"))
    }

    @Test func `What leaves everything as it is needs no criterion`() throws {
        _ = try fixture.begin("Tidy", [], kind: .refactor)
        expect(
            fixture.run("init", "--from-test", "make test").output.hasSuffix(
                "verify register harness/scenarios/tidy.json\n"))
        let server = fixture.run("init", "--kind", "server", "--name", "kept")
        expect(!server.output.contains("kept-ac-1"), "\(server.output)")
        try expect(fixture.scenarios("kept").scenarios.map(\.id), is: ["kept-answers"])
        try expect(fixture.scenarios("tidy").scenarios.allSatisfy(\.proves.isEmpty))
    }

    @Test func `What leaves everything as it is holds by the project's tests, also where a program could be asked`()
        throws
    {
        var fixture = fixture
        var command = ProposedCommand()
        command.argv = ["make", "test"]
        fixture.proposal.tests = [command]
        _ = try fixture.begin("Tidy", [], kind: .refactor)
        let result = fixture.run("init", "--kind", "cli")
        expect(result.output.hasSuffix("next: verify register harness/scenarios/tidy.json\n"), "\(result.output)")
        try expect(fixture.scenarios("tidy").scenarios.map(\.id), is: ["tidy-tests"])
        try expect(fixture.scenarios("tidy").scenarios.map(\.keeps), is: [["the tests pass as before"]])
        expect(fixture.run("init", "--kind", "server", "--name", "kept").exit, is: 0)
        try expect(fixture.scenarios("kept").scenarios.map(\.id), is: ["kept-answers", "kept-tests"])
    }

    @Test func `Documents need no scenario, unless something is asked for`() throws {
        let id = try fixture.begin("Guide", ["it says how"], kind: .docs)
        let result = fixture.run("init")
        expect(
            result.output,
            is: "\(id) is of documents and needs no scenario: 'complete' holds what they name and link against the "
                + "project; to run something as well, add --name, --from-test or --from-curl\n"
                + "next: task-state complete --summary TEXT\n")
        for name in ["scenarios/guide.json", "config/environment.json"] {
            expect(FileStatus(of: fixture.bench.path / Path("harness/\(name)")) == nil, "\(name)")
        }
        expect(fixture.run("init", "--from-test", "make test").output.contains("wrote harness/scenarios/guide.json"))
    }

    @Test func `A registered scenario that is gone is named as such, with both ways out`() throws {
        let id = try fixture.begin("Notes", ["it works"])
        expect(fixture.run("init", "--from-test", "make test").exit, is: 0)
        expect(fixture.run("register", "--no-run", "harness/scenarios/notes.json").exit, is: 0)
        try fixture.bench.shell("mv harness/scenarios/notes.json harness/scenarios/note.json")
        let run = fixture.run("run")
        expect(run.exit, is: 66)
        expect(
            run.errors,
            is: "verify: harness/scenarios/notes.json is registered for \(id), and it is not there\nhint: put it back, "
                + "or run 'verify register --remove harness/scenarios/notes.json --reason TEXT'\n", "\(run.errors)")
    }

    @Test func `What is still to be written is written before anything is registered`() throws {
        _ = try fixture.begin("Notes", ["it works"])
        expect(fixture.run("init").output.hasSuffix("next: verify check\n"))
        expect(
            fixture.run("init", "--name", "t", "--from-test", "make test").output.hasSuffix(
                "next: verify register harness/scenarios/t.json\n"))
    }

    @Test func `Each criterion of the task has a scenario`() throws {
        _ = try fixture.begin("Store notes", ["a note can be read back", "an unknown note is 404"])
        expect(fixture.run("init").exit, is: 0)
        let scenarios = try fixture.scenarios("store-notes").scenarios.filter { !$0.proves.isEmpty }
        expect(scenarios.map(\.id), is: ["store-notes-ac-1", "store-notes-ac-2"])
        expect(scenarios.map(\.proves), is: [["AC-1"], ["AC-2"]])
        expect(scenarios.map(\.why), is: ["a note can be read back", "an unknown note is 404"])
    }

    @Test func `What was not found is named, and check leads to it`() throws {
        let result = fixture.run("init", "--kind", "server")
        expect(result.exit, is: 0)
        expect(
            result.output.contains(
                "  harness/config/environment.json: start.argv: the command that starts the server, with {{port}} in it"
            ))
        expect(result.output.hasSuffix("next: verify check\n"))
        let text = try #require(try fixture.bench.text(of: "harness/config/environment.json"))
        expect(text.contains(#"    // "start": {"argv": ["PROGRAM", "--port", "{{port}}"]},"#))
        let check = fixture.run("check")
        expect(check.exit, is: 65)
        expect(
            check.errors.contains(
                "config/environment.json: the application is a server, and nothing says how it is started"))
        expect(check.errors.contains(#"add "start": {"argv": ["PROGRAM", "--port", "{{port}}"]}"#))
    }

    @Test mutating func `A port that nothing sets is asked for, and one in the code is written`() throws {
        var server = InitFixture.server
        server.start.environment = [:]
        server.needsPort = true
        fixture.proposal.applications = [server]
        expect(fixture.run("init", "--dry-run").output.contains("start: how the server learns its port"))
        server.needsPort = false
        server.port = 3000
        fixture.proposal.applications = [server]
        expect(fixture.run("init").exit, is: 0)
        try expect(fixture.environment().app?.port?.number, is: 3000)
    }

    @Test(arguments: Application.Kind.allCases)
    func `A placeholder is found by check and cannot pass by chance`(kind: Application.Kind) throws {
        expect(fixture.run("init", "--kind", kind.rawValue).exit, is: 0)
        let file = try fixture.scenarios("notes")
        let open = try #require(file.scenarios.first { $0.proves == ["AC-1"] })
        expect(file.unfinished.contains("notes-ac-1"))
        let step = try #require(open.steps.first)
        let expected = try #require(step.expect?.json.text(.compact))
        expect(expected.contains("TODO"))
        let environment = try #require(try fixture.bench.text(of: "harness/config/environment.json"))
        if kind == .server {
            // Something that answers whatever it is asked: only then does check get as far as its notes.
            let started = environment.split(separator: "// \"start\"").joined(separator: "\"start\"")
            try fixture.bench.write(started, to: "harness/config/environment.json")
        }
        let check = fixture.run("check")
        expect(check.exit, is: 1)
        expect(check.errors.contains("'notes-ac-1' still holds a TODO: nothing is proved until it is written"))
    }

    @Test mutating func `Of a program nothing is guessed, a library is asked for its tests`() throws {
        var tool = ProposedApplication()
        tool.kind = .cli
        tool.start.argv = ["cargo", "run", "--quiet", "--"]
        tool.start.folder = "crates/cli"
        var tests = ProposedCommand()
        tests.argv = ["cargo", "test"]
        var build = ProposedCommand()
        build.argv = ["cargo", "build"]
        fixture.proposal.applications = [tool]
        fixture.proposal.tests = [tests]
        fixture.proposal.build = [build]
        expect(fixture.run("init").exit, is: 0)
        let app = try #require(try fixture.environment().app)
        expect(app.kind, is: .cli)
        expect(app.start == nil)
        expect(app.build.map(\.arguments.words), is: [["cargo", "build"]])
        let file = try fixture.scenarios("notes")
        let call = try #require(file.scenarios.first?.steps.first?.exec)
        expect(call.arguments.words, is: ["cargo", "run", "--quiet", "--", "TODO-words", "{{name}}"])
        expect(call.directory, is: "crates/cli")
        // Nothing was run, and so nothing is claimed of what it does today.
        expect(file.unfinished, is: file.scenarios.map(\.id))
        expect(fixture.run("init", "--kind", "library", "--name", "kit").exit, is: 0)
        let steps = try fixture.scenarios("kit").scenarios.compactMap(\.steps.first?.tests)
        expect(steps.map(\.arguments.words), is: [["cargo", "test"], ["cargo", "test"]])
    }

    @Test(arguments: [true, false])
    mutating func `A library is built only where its tests do not build it`(buildsApart: Bool) throws {
        var build = ProposedCommand()
        build.argv = ["cmake", "--build", "build"]
        fixture.proposal.build = [build]
        fixture.proposal.buildsApart = buildsApart
        expect(fixture.run("init", "--kind", "library").exit, is: 0)
        let app = try #require(try fixture.environment().app)
        expect(app.build.map(\.arguments.words), is: (buildsApart ? [build.argv] : []))
    }

    @Test mutating func `Nothing is overwritten`() throws {
        fixture.proposal.applications = [InitFixture.server]
        let own = #"{"schema": "harness.environment/1", "app": {"kind": "cli"}}"#
        try fixture.bench.write(own, to: "harness/config/environment.json")
        let first = fixture.run("init")
        expect(first.output.contains("kept harness/config/environment.json, which was there\n"))
        try expect(fixture.bench.text(of: "harness/config/environment.json"), is: own)
        // It is the existing file that says what the application is.
        try expect(fixture.scenarios("notes").scenarios.first?.steps.first?.exec != nil)
        let scenario = try #require(try fixture.bench.text(of: "harness/scenarios/notes.json"))
        let second = fixture.run("init")
        expect(second.exit, is: 73)
        expect(second.errors.contains("harness/scenarios/notes.json is there already, and nothing is overwritten"))
        expect(second.errors.contains("hint: add to it by hand, or give --name another name"))
        try expect(fixture.bench.text(of: "harness/scenarios/notes.json"), is: scenario)
        expect(fixture.run("init", "--name", "other.json").exit, is: 0)
        try expect(fixture.scenarios("other").scenarios.first?.id, is: "other-ac-1")
    }

    @Test mutating func `The path that environment.json asks for readiness is the first scenario's`() throws {
        fixture.proposal.applications = [InitFixture.server]
        fixture.proposal.applications[0].ready = nil
        let own =
            #"{"schema": "harness.environment/1", "app": {"kind": "server", "start": {"argv": ["x"]}, "#
            + #""ready": {"http": {"path": "/api/alive", "status": 204}}}}"#
        try fixture.bench.write(own, to: "harness/config/environment.json")
        expect(fixture.run("init").exit, is: 0)
        let step = try #require(try fixture.scenarios("notes").scenarios.first?.steps.first)
        expect(step.http?.path, is: "/api/alive")
        expect(step.expect?.json["status"], is: 204)
        try expect(fixture.bench.text(of: "harness/scenarios/notes.json")?.contains("a guess"), is: false)
    }

    @Test func `Where nothing serves nothing has to be started`() throws {
        expect(fixture.run("init").exit, is: 0)
        let app = try #require(try fixture.environment().app)
        expect(app.kind == .library && app.start == nil)
        let text = try #require(try fixture.bench.text(of: "harness/config/environment.json"))
        expect(text.contains(#"// "start": {"argv": ["PROGRAM", "--port", "{{port}}"]}"#))
    }

    @Test func `Criteria that tell of requests are for a server, also before there is one`() throws {
        _ = try fixture.begin("Notes", ["GET /notes answers 200", "it is quick"])
        try fixture.bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "library"}}"#,
            to: "harness/config/environment.json")
        let result = fixture.run("init")
        expect(result.exit, is: 0)
        expect(result.errors.contains("environment.json says library, the scenario is for a server"))
        try expect(fixture.scenarios("notes").scenarios.last?.steps.first?.http != nil)
        let check = fixture.run("check")
        expect(check.exit, is: 65)
        expect(check.errors.contains("step 'ready' of 'notes-answers' needs an application, and nothing says how"))
        expect(check.errors.contains(#"add "start": {"argv": ["PROGRAM", "--port", "{{port}}"]} to environment.json"#))
        expect(fixture.run("init", "--name", "tests", "--from-test", "make test").exit, is: 0)
        try expect(fixture.scenarios("tests").scenarios.first?.steps.first?.tests != nil)
    }

    @Test mutating func `Check leads to registering what the task in progress has not`() throws {
        fixture.proposal.applications = [InitFixture.server]
        expect(fixture.run("init", "--name", "earlier").exit, is: 0)
        let complete =
            #"{"schema": "harness.verify/1", "scenarios": [{"id": "ID", "proves": ["AC-1"], "steps": ["#
            + #"{"id": "s", "http": {"path": "/"}, "expect": {"status": 200}}]}]}"#
        func write(_ id: String) throws {
            try fixture.bench.write(
                complete.split(separator: "ID").joined(separator: id), to: "harness/scenarios/\(id).json")
        }
        try write("earlier")
        expect(fixture.run("check").output.hasSuffix("next: verify run\n"))
        let id = try fixture.begin("Notes", ["a note is kept"])
        try write("notes")
        expect(
            fixture.run("check").output.hasSuffix(
                "next: verify register harness/scenarios/earlier.json harness/scenarios/notes.json\n"))
        expect(fixture.run("register", "--no-run", "harness/scenarios/earlier.json").exit, is: 0)
        let named = fixture.run("check", "harness/scenarios/notes.json")
        expect(named.output.hasSuffix("next: verify register harness/scenarios/notes.json\n"))
        expect(fixture.run("register", "--no-run", "harness/scenarios/notes.json").exit, is: 0)
        expect(fixture.run("check").output.hasSuffix("next: verify run\n"))
        _ = id
    }

    @Test func `A broken environment file is kept and named`() throws {
        try fixture.bench.write("{", to: "harness/config/environment.json")
        let result = fixture.run("init")
        expect(result.exit, is: 0)
        expect(result.errors.contains("harness/config/environment.json:1:2:"))
        try expect(fixture.bench.text(of: "harness/config/environment.json"), is: "{")
    }

    @Test func `A dry run writes nothing`() throws {
        let result = fixture.run("init", "--dry-run")
        expect(result.output.contains("would write harness/scenarios/notes.json\n  {\n    \"schema\""))
        try expect(Folder(fixture.bench.path).names().isEmpty)
        let json = try JSON.parse(fixture.run("init", "--dry-run", "--json").output)
        expect(json["would_write"]?.items?.count, is: 2)
        expect(json["written"], is: [])
    }

    @Test(arguments: ["harness", "harness/config", "harness/scenarios"])
    func `A link in place of a folder of ours is refused`(link: String) throws {
        try fixture.bench.shell("mkdir -p outside harness && rm -rf \(link) && ln -s $PWD/outside \(link)")
        let result = fixture.run("init")
        expect(result.exit, is: 77)
        expect(result.errors.contains("\(link)"))
        expect(result.errors.contains("is a link"))
        try expect(Folder(fixture.bench.path / "outside").names().isEmpty)
    }

    @Test func `A link in place of a file is left alone`() throws {
        try fixture.bench.shell("mkdir -p harness/scenarios && ln -s ../../secret harness/scenarios/notes.json")
        expect(fixture.run("init").exit, is: 73)
        expect(FileStatus(of: fixture.bench.path / "secret") == nil)
    }

    @Test func `JSON says what was written, kept and is missing`() throws {
        let json = try JSON.parse(fixture.run("init", "--json").output)
        expect(json["written"], is: ["harness/config/environment.json", "harness/scenarios/notes.json"])
        expect(json["kept"], is: [])
        expect(json["missing"]?.items?.count, is: 3)
        expect(json["next"], is: "verify check")
    }

    @Test(arguments: ["", "a/b", "../x", ".hidden", "-x", "a b", "näh/"])
    func `A name that is none is refused`(name: String) {
        let result = fixture.run("init", "--name=\(name)")
        expect(result.exit, is: 64)
        expect(result.errors.contains("'\(name)' is no name for a scenario file"))
    }

    @Test func `Two first steps are one too many, and a task must be there`() {
        let both = fixture.run("init", "--from-curl", "curl localhost", "--from-test", "make test")
        expect(both.exit, is: 64)
        expect(both.errors.contains("--from-curl and --from-test are two first steps"))
        expect(fixture.run("init", "--task-id", "nobody").errors.contains("no task was ever started here"))
    }

    @Test func `A criterion cannot leave its line`() throws {
        let text = "a \"quoted\" // */ \n line\u{2028}with {{port}} and \\ in it"
        _ = try fixture.begin("x", [text])
        expect(fixture.run("init").exit, is: 0)
        try expect(fixture.scenarios("x").scenarios.last?.why, is: text)
    }

    @Test mutating func `What was found cannot leave its comment`() throws {
        var server = InitFixture.server
        server.start.why = "package.json: a\n\"b\": \r\u{2028}\u{85}x\u{1B}[31m"
        fixture.proposal.applications = [server]
        expect(fixture.run("init").exit, is: 0)
        let text = try #require(try fixture.bench.text(of: "harness/config/environment.json"))
        expect(text.contains("    // package.json: a \"b\":  x [31m\n"))
    }

    @Test func `A test command becomes the first step`() throws {
        let id = try fixture.begin("Notes", ["it works", "and so does that"])
        let result = fixture.run("init", "--from-test", "CI=1 npm test -- 'my note' ")
        expect(result.exit, is: 0)
        let file = try fixture.scenarios("notes")
        let step = try #require(file.scenarios.first?.steps.first)
        expect(step.tests?.arguments.words, is: ["npm", "test", "--", "my note"])
        expect(step.tests?.environment, is: ["CI": "1"])
        expect(step.expect?.counts["passed"] != nil)
        expect(file.unfinished, is: ["notes-ac-2"])
        _ = id
    }

    @Test(arguments: [
        ("mvn -B test", ["target/surefire-reports/TEST-*.xml"]),
        ("./gradlew test", ["build/test-results/test/TEST-*.xml"]), ("make test", []),
    ])
    func `What prints no names of tests leaves them in files`(line: String, reports: [String]) throws {
        _ = try fixture.begin("Notes", ["it works"])
        expect(fixture.run("init", "--from-test", line).exit, is: 0)
        try expect(fixture.scenarios("notes").scenarios.first?.steps.first?.tests?.reports, is: reports)
    }

    @Test(arguments: [
        ("go test ./...", "go test -v ./...", "go test"),
        ("python3 -m pytest -q t.py", "python3 -m pytest -vv -q t.py", "pytest"),
        ("uv run pytest", "uv run pytest -v", "pytest"), ("python3 -m unittest", "python3 -m unittest -v", "unittest"),
        (".venv/bin/pytest tests", ".venv/bin/pytest -v tests", "pytest"),
        ("npx vitest run src", "npx vitest run --reporter=verbose src", "vitest"),
        ("npx jest", "npx jest --verbose", "jest"),
    ])
    func `A runner that names no test is told to`(line: String, written: String, runner: String) throws {
        let result = fixture.run("init", "--from-test", line)
        expect(result.exit, is: 0)
        let step = try #require(try fixture.scenarios("notes").scenarios.first?.steps.first?.tests)
        expect(step.arguments.words.joined(separator: " "), is: written)
        expect(result.errors.contains(": without it \(runner) does not name the tests that passed"))
    }

    @Test(arguments: [
        "go test -v ./...", "go test -json ./...", "pytest -rA", "make pytest", "npm run jest", "cargo test",
        "go vet test",
        "sh -c 'go test ./...'", "tox -e pytest",
    ])
    func `A command that names its tests, or is another, stays as it is`(line: String) throws {
        let result = fixture.run("init", "--from-test", line)
        expect(result.exit == 0 && !result.errors.contains("added"))
        let step = try #require(try fixture.scenarios("notes").scenarios.first?.steps.first?.tests)
        expect(step.arguments.words.joined(separator: " "), is: line.filter { $0 != "'" })
    }

    @Test mutating func `A test command that was found is told to name its tests, and the answer says so`() throws {
        var tests = ProposedCommand()
        tests.argv = ["python3", "-m", "pytest"]
        fixture.proposal.tests = [tests]
        let result = fixture.run("init")
        let steps = try fixture.scenarios("notes").scenarios.compactMap(\.steps.first?.tests)
        expect(steps.map(\.arguments.words), is: Array(repeating: ["python3", "-m", "pytest", "-v"], count: 2))
        expect(result.errors.contains("added -v: without it pytest does not name the tests that passed"))
        expect(!fixture.run("init", "--kind", "cli", "--name", "tool").errors.contains("added -v"))
    }

    @Test(
        arguments: [
            ("npm test | tee log", "'|' is for a shell"), ("npm test > log", "'>' is for a shell"),
            ("cd web && npm test", "'&' is for a shell"),
            ("pytest tests/*.py", "only a shell finds what 'tests/*.py' stands for"),
            ("go test $PKG", "only a shell knows $PKG"), ("echo `date`", "` runs a command"),
            ("echo $(date)", "$( runs a command"),
            ("sh -c 'x", "the quote ' is not closed"), ("make\nmake test", "a second line follows"),
            ("~/bin/test", "only a shell finds what '~/bin/test' stands for"), ("a \\", "it ends with a backslash"),
        ])
    func `A test command that needs a shell is refused`(line: String, reason: String) {
        let result = fixture.run("init", "--from-test", line)
        expect(result.exit, is: 64)
        expect(result.errors.contains("the test command is no plain command: \(reason)"))
        expect(result.errors.contains(#"that is ["sh", "-c", …]"#))
    }

    @Test func `A test command without a program is refused`() {
        expect(fixture.run("init", "--from-test", "CI=1").errors.contains("the test command names no program"))
        expect(fixture.run("init", "--from-test", "sh -c 'npm test | tee log'").exit, is: 0)
    }
}

import HarnessKit
import TestSupport
import Testing
import Verifier

/// What `verify check` says of files that people and agents write.
struct ScenarioFileTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func check(_ text: String) throws -> (exit: Int32, errors: String) {
        try fixture.bench.write(text, to: "s.json")
        let result = fixture.run("verify", "check", "s.json")
        return (result.exit, result.errors)
    }

    private static func file(_ steps: String, extra: String = "", purpose: String = #""proves": ["AC-1"]"#) -> String {
        """
        {"schema": "harness.verify/1", "vars": {"word": {"fresh": "word"}},
         "scenarios": [{"id": "a", \(purpose)\(extra), "steps": [\(steps)]}]}
        """
    }

    @Test(arguments: [
        ("[]", "s.json:1:1: must be an object (a scenario file), not an array"),
        ("null", "must be an object (a scenario file), not null"),
        ("{", "s.json:1:2: expected"),
        (#"{"schema": "harness.verify/1", "scenarios": []}"#, "there is no scenario: nothing would be checked"),
        (#"{"schema": "harness.verify/2", "scenarios": []}"#, #"must be "harness.verify/1", not "harness.verify/2""#),
        (file(""), "the scenario 'a' has no step"),
        (file(#"{"http": {"path": "/"}}"#), "the scenario 'a' expects nothing, so that it could not fail"),
        (
            file(#"{"http": {"path": "/"}, "expect": {}}"#),
            "the scenario 'a' expects nothing, so that it could not fail"
        ),
        (file(#"{"http": {"path": "/"}, "expcet": {"status": 200}}"#), "unknown key 'expcet' in a step"),
        (file(#"{"http": {"path": "/"}, "expect": {"jsonpath": {}}}"#), "unknown key 'jsonpath' in an expectation"),
        (
            file(#"{"http": {"path": "/"}, "exec": {"argv": ["a"]}, "expect": {"status": 1}}"#),
            "a step takes exactly one of"
        ),
        (file(#"{"expect": {"status": 200}}"#), "a step takes exactly one of"),
        (
            file(#"{"http": {"path": "/x/{{wrod}}"}, "expect": {"status": 200}}"#),
            "nothing is known under the name 'wrod' here"
        ),
        (
            file(#"{"http": {"path": "/"}, "expect": {"json": {"$.id": "{{id}}"}}, "capture": {"id": "$.id"}}"#),
            "nothing is known under the name 'id' here"
        ),
        (file(#"{"http": {"path": "https://a/b"}, "expect": {"status": 200}}"#), "an http step does not speak https"),
        (file(#"{"http": {"path": "http://a/b"}, "expect": {"status": 200}}"#), "'http://a/b' is an address"),
        (
            file(#"{"http": {"path": "notes"}, "expect": {"status": 200}}"#),
            "the path 'notes' does not begin with a slash"
        ),
        (file(#"{"exec": {"argv": ["a"]}, "expect": {"status": 200}}"#), "an exec step has no status"),
        (file(#"{"exec": {"argv": "ls -l"}, "expect": {"exit": 0}}"#), "must be an array of words: no shell reads it"),
        (file(#"{"exec": {"argv": []}, "expect": {"exit": 0}}"#), "must name a program in its first word"),
        (file(#"{"http": {"path": "/"}, "expect": {"body": {"matches": ".*"}}}"#), "matches anything, even nothing"),
        (
            file(#"{"http": {"path": "/"}, "expect": {"body": {"contains": ""}}}"#),
            "'contains' with an empty text holds for anything"
        ),
        (file(#"{"http": {"path": "/"}, "expect": {"body": {"matches": "(a)\\1"}}}"#), "back-reference"),
        (file(#"{"http": {"path": "/"}, "expect": {"status": {"eqq": 1}}}"#), "unknown operator 'eqq'"),
        (file(#"{"http": {"path": "/"}, "expect": {"status": {}}}"#), "compares nothing"),
        (
            file(#"{"http": {"path": "/"}, "expect": {"json": {"title": 1}}}"#),
            "'title' is no JSON path: it begins with '$'"
        ),
        (file(#"{"http": {"path": "/"}, "expect": {"json": {"$.a[": 1}}}"#), "query '$.a["),
        (
            file(#"{"http": {"path": "/"}, "expect": {"json": {"$.a": {"type": "text"}}}}"#),
            "'type' takes one of null, boolean"
        ),
        (
            file(#"{"http": {"path": "/"}, "expect": {"json": {"$.a": {"count": "3"}}}}"#),
            "'count' takes a whole number"
        ),
        (file(#"{"http": {"path": "/"}, "expect": {"json": {"$.a": {"exists": false}}}}"#), "'exists' takes true"),
        (
            file(#"{"http": {"path": "/", "json": 1, "body": "x"}, "expect": {"status": 200}}"#),
            "an http step has one body"
        ),
        (
            file(#"{"http": {"path": "/", "timeout_s": 0}, "expect": {"status": 200}}"#),
            "must be a number of seconds above 0"
        ),
        (
            file(#"{"http": {"path": "/"}, "expect": {"status": 200}, "capture": {"a": "id"}}"#),
            "is nothing that can be captured"
        ),
        (
            file(#"{"tests": {"argv": ["a"], "format": "x"}, "expect": {"counts": {"failed": 0}}}"#),
            "'x' is no format of test results"
        ),
        (file(#"{"tests": {"argv": ["a"]}, "expect": {"counts": {"fails": 0}}}"#), "there is no count 'fails'"),
        (
            file(#"{"exec": {"argv": ["true"]}}"#),
            "the scenario 'a' expects nothing, so that it could not fail\nhint: add \"expect\" to a step, such as {\"exit\": 0}"
        ),
        (
            file(#"{"exec": {"argv": ["a"], "env": {"A=B": "c"}}, "expect": {"exit": 0}}"#),
            "'A=B' is no name of a variable"
        ),
        (file(#"{"http": {"path": "/"}, "expect": {"status": -1}}"#), "no HTTP answer has the status -1"),
        (
            file(#"{"http": {"path": "/"}, "expect": {"status": {"one_of": [200, 999]}}}"#),
            "no HTTP answer has the status 999"
        ),
        (file(#"{"app": "explode"}"#), "must be one of stop, start, restart, kill"),
        (file(#"{"app": "restart", "expect": {"status": 200}}"#), "an app step has no status"),
        (
            file(#"{"id": "x", "app": "restart"}, {"id": "x", "http": {"path": "/"}, "expect": {"status": 1}}"#),
            "the step 'x' stands here twice"
        ),
        (
            file(#"{"http": {"path": "/"}, "expect": {"status": 1}}"#, purpose: #""why": "x""#),
            "does not say what it is for"
        ),
        (
            file(#"{"http": {"path": "/"}, "expect": {"status": 1}}"#, purpose: #""proves": ["A"], "keeps": ["b"]"#),
            "has both \"proves\" and \"keeps\""
        ),
        (
            file(#"{"http": {"path": "/"}, "expect": {"status": 1}}"#, extra: #", "when": false"#),
            "unknown key 'when' in a scenario"
        ),
        (
            file(#"{"http": {"path": "/"}, "expect": {"status": 1}, "eventually": {"timeout": 3}}"#),
            "did you mean 'timeout_s'?"
        ),
    ])
    func `What is wrong is named, with its place`(text: String, message: String) throws {
        let (exit, errors) = try check(text)
        expect(exit, is: 65)
        expect(errors.contains(message), "\(errors)")
        expect(errors.contains("hint: "), "\(errors)")
    }

    @Test func `A mistake is named with line and column`() throws {
        let (_, errors) = try check(
            "{\n  // a comment, and a comma too many\n  \"schema\": \"harness.verify/1\",\n  \"scenario\": [],\n}")
        expect(errors.contains("s.json:4:3: $.scenario: unknown key 'scenario'"), "\(errors)")
        expect(errors.contains("did you mean 'scenarios'?"), "\(errors)")
    }

    @Test func `A scenario's id stands once, over all files`() throws {
        try fixture.scenario(#"{"http": {"path": "/"}, "expect": {"status": 200}}"#)
        try fixture.bench.write(
            try #require(try fixture.bench.text(of: "harness/scenarios/only.json")), to: "harness/scenarios/other.json")
        let result = fixture.run("verify", "check")
        expect(result.exit, is: 65)
        expect(
            result.errors.contains(
                "the scenario 'only' stands in harness/scenarios/only.json and in harness/scenarios/other.json"))
    }

    @Test func `Files that are none are refused`() throws {
        expect(fixture.run("verify", "check", "none.json").errors.contains("there is no scenario file none.json"))
        expect(fixture.run("verify", "check").errors.contains("there is no scenario in harness/scenarios"))
        try fixture.bench.shell("mkfifo pipe.json; mkdir folder.json; head -c 9000000 /dev/zero > big.json")
        expect(fixture.run("verify", "check", "pipe.json").errors.contains("pipe.json is no file"))
        expect(fixture.run("verify", "check", "folder.json").errors.contains("folder.json is no file"))
        expect(fixture.run("verify", "check", "big.json").errors.contains("a scenario file has at most 8388608"))
    }

    @Test func `A file whose name is no text is named as that`() throws {
        try fixture.bench.shell(
            "mkdir -p harness/scenarios && printf '{}' > \"harness/scenarios/$(printf 'a\\377').json\"")
        let result = fixture.run("verify", "check")
        expect(result.exit, is: 65)
        expect(
            result.errors,
            is:
                "verify: the file name 'harness/scenarios/a\u{FFFD}.json' is not UTF-8, and nothing can be kept under it\n"
                + "hint: rename the file, with letters and digits\n", "\(result.errors)")
    }

    @Test func `An environment file that is no settings any more, or names no variable, is told`() throws {
        try fixture.scenario(#"{"exec": {"argv": ["true"]}, "expect": {"exit": 0}}"#)
        try fixture.environment(
            #"{"schema": "harness.environment/1", "env": {"A=B": "c"}, "app": {"kind": "cli"}}"#)
        let named = fixture.run("verify", "check")
        expect(named.exit, is: 65)
        expect(
            named.errors.contains("'A=B' is no name of a variable\nhint: write \"A\", and what follows as its value\n"))
        try fixture.bench.shell(
            #"(printf '{"schema": "harness.environment/1", "app": {"kind": "cli"}'; head -c 9000000 /dev/zero | tr '\0' ' '; echo '}') "#
                + "> harness/config/environment.json")
        let large = fixture.run("verify", "check")
        expect(large.exit, is: 65)
        expect(
            large.errors.hasPrefix(
                "verify: harness/config/environment.json has 90000"), "\(large.errors)")
        expect(large.errors.contains(" bytes, and an environment file has at most 8388608\nhint: "))
    }

    @Test(arguments: [
        ("", "", "an answer, found it was closed, and not a byte came"),
        (#""until": "PONG", "#, "nothing", "'PONG' to come, found it was closed after 7 bytes without it"),
        (#""until": "PONG", "#, "a PONG, and more", nil),
        ("", "a line", nil),
    ])
    func `A connection that ends without what was waited for is no answer`(
        until: String, sent: String, complaint: String?
    ) throws {
        let server = try RawServer { connection in
            if !sent.isEmpty { try connection.send(sent) }
            connection.end()
        }
        try fixture.environment(
            """
            {"schema": "harness.environment/1", "app": {"kind": "library"},
             "services": [{"name": "db", "external": true, "host": "127.0.0.1", "port": \(server.port)}]}
            """)
        try fixture.scenario(
            #"{"id": "ask", "tcp": {\#(until)"service": "db"}, "expect": {"not": {"body": {"contains": "error"}}}}"#)
        let result = fixture.run("verify", "run")
        expect(result.exit, is: (complaint == nil ? 0 : 1), "\(result.output)\(result.errors)")
        if let complaint {
            let step = try fixture.run("verify", "explain", "--json").json()["failed"]?[0]?["steps"]?[0]
            expect(step?["assertion"]?.string, is: "connection: expected \(complaint)", "\(result.output)")
        }
    }

    @Test func `The strength of a scenario is graded from its text`() throws {
        try fixture.scenario(#"{"http": {"path": "/"}, "expect": {"status": 200}}"#, id: "status")
        try fixture.scenario(#"{"http": {"path": "/"}, "expect": {"json": {"$.a": {"type": "string"}}}}"#, id: "shape")
        try fixture.scenario(
            #"{"http": {"path": "/", "method": "POST", "body": "{{word}}"}, "expect": {"status": 201}}, {"http": {"path": "/"}, "expect": {"json": {"$.a": "{{word}}"}}}"#,
            id: "values")
        let files = try #require(fixture.run("verify", "check", "--json").json()["files"]?.items)
        let grades = files.compactMap { $0["scenarios"]?[0] }.map {
            ($0["id"]?.string ?? "", $0["grade"]?.integer ?? -1)
        }
        expect(grades.map(\.0), is: ["shape", "status", "values"])
        expect(grades.map(\.1), is: [2, 1, 3])
    }

    @Test func `Mutated files neither trap nor hang`() throws {
        let seed = UInt64(Environment.inherited["SEED"].flatMap { Int($0) } ?? 7)
        let count = Environment.inherited["MUTATIONS"].flatMap { Int($0) } ?? 500
        var random = SplitMix(state: seed)
        let scenarios = Bytes(try Repository.text(of: "Examples/notes/harness/scenarios/notes.json").utf8)
        let environment = Bytes(try Repository.text(of: "Examples/notes/harness/config/environment.json").utf8)
        var (accepted, slowest) = (0, Duration.zero)
        for index in 0..<count {
            let isScenario = index % 4 != 0
            var bytes = isScenario ? scenarios : environment
            for _ in 0...Int(random.next() % 4) { random.mutate(&bytes) }
            let took = processorTime {
                if isScenario {
                    if (try? ScenarioSource(name: "mutated", bytes: bytes)) != nil { accepted += 1 }
                } else if (try? JSON.Source(name: "mutated", bytes: bytes).decode(as: ProjectEnvironment.self)) != nil {
                    accepted += 1
                }
            }
            slowest = max(slowest, took)
        }
        expect(slowest < .seconds(20))
        expect(accepted < count)
        expect(accepted > 0)
    }
}

/// Small, and the same on every machine.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func mutate(_ bytes: inout Bytes) {
        guard !bytes.isEmpty else { return }
        let at = Int(next() % UInt64(bytes.count))
        switch next() % 5 {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: next())
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(UInt8(truncatingIfNeeded: next()), at: at)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + Int(next() % 40)))
        default:
            let from = Int(next() % UInt64(bytes.count))
            bytes.insert(contentsOf: Bytes(bytes[from..<min(bytes.count, from + Int(next() % 60))]), at: at)
        }
    }
}

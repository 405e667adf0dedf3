import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// Programs that know nothing, against scenarios that notice and some that do not.
@Suite(.timeLimit(.minutes(30))) struct StandInTests {
    private func passing(_ outcomes: [StandInOutcome]) -> Set<String> {
        Set(outcomes.filter(\.hasPassed).map { $0.kind.rawValue })
    }

    @Test func `No stand-in passes the examples' scenarios`() throws {
        let notes = try Trial(Repository.text(of: "Examples/notes/harness/scenarios/notes.json"), Trial.notes)
        let report = try notes.play()
        expect(report.status, is: .pass, "\(report.failures)")
        let start = Clock.system.uptime()
        let outcomes = try notes.control(after: report)
        let took = Clock.system.uptime() - start
        expect(outcomes.count, is: 6 * 5)
        expect(outcomes.filter(\.hasPassed).map { "\($0.kind) \($0.scenario)" }, is: [])
        expect(outcomes.allSatisfy { $0.finding == nil && !$0.reason.isEmpty })
        // Well under a second, but for a machine that has other things to do.
        expect(took < .seconds(20), "\(took)")
        let tally = try Trial(
            Repository.text(of: "Examples/tally/harness/scenarios/tally.json"), Trial.program,
            at: Repository.root / "Examples/tally")
        let programs = try tally.control(after: try tally.play())
        expect(programs.count, is: 4 * 4)
        expect(programs.filter(\.hasPassed).map { "\($0.kind) \($0.scenario)" }, is: [])
    }

    @Test(arguments: [
        // Anything that answers at all; a constant answer; the same as ever; an echo; what was stored last.
        (
            #"{"http": {"path": "/health"}, "expect": {"status": 200}}"#,
            ["constant", "echo", "parrot", "replay", "status"]
        ),
        (#"{"http": {"path": "/health"}, "expect": {"json": {"$.status": "ok"}}}"#, ["constant", "replay"]),
        (
            #"{"http": {"method": "POST", "path": "/notes", "json": {"title": "{{word}}"}}, "expect": {"json": {"$.title": "{{word}}"}}}"#,
            ["echo", "parrot"]
        ),
        (
            #"{"http": {"method": "POST", "path": "/notes", "json": {"title": "{{word}}"}}, "expect": {"status": 201}, "capture": {"id": "$.id"}}, {"http": {"path": "/notes/{{id}}"}, "expect": {"json": {"$.title": "{{word}}"}}}"#,
            ["parrot"]
        ),
        (#"{"http": {"path": "/notes/{{ghost}}"}, "expect": {"status": 404}}"#, ["replay", "status"]),
        (
            #"{"http": {"path": "/notes/{{ghost}}"}, "eventually": {"timeout_s": 30}, "expect": {"status": 404, "json": {"$.error": "no such note"}}}"#,
            [String]()
        ),
        (
            #"{"id": "x", "file": {"path": "{{tmp}}/none"}, "expect": {"file": {"exists": false}}}"#,
            ["dead", "constant", "echo", "parrot", "replay"]
        ),
    ])
    func `A weak server scenario is passed by what it cannot tell from the application`(
        steps: String, kinds: [String]
    ) throws {
        let trial = try Trial(steps: steps, vars: #""word": {"fresh": "word"}, "ghost": {"fresh": "int"}"#)
        let report = try trial.play()
        let start = Clock.system.uptime()
        let outcomes = try trial.control(after: report)
        expect(Clock.system.uptime() - start < .seconds(20))
        expect(passing(outcomes), is: Set(kinds), "\(outcomes.map { "\($0.kind): \($0.reason)" })")
        for outcome in outcomes where outcome.hasPassed {
            expect(outcome.finding?.code, is: "E_STOOGE_PASSES")
            expect(outcome.finding?.message.contains("(\(outcome.kind.rawValue))"), is: true)
            expect(outcome.finding?.hint?.isEmpty, is: false)
        }
    }

    @Test(arguments: [
        (#"{"exec": {"argv": ["./tally"], "stdin": "a"}, "expect": {"exit": 0}}"#, ["silent", "constant", "echo"]),
        (#"{"exec": {"argv": ["./tally", "--no"]}, "expect": {"exit": {"ne": 0}}}"#, ["failing"]),
        // What the shell prints is not what the program does.
        (
            #"{"exec": {"argv": ["sh", "-c", "./tally --words </dev/null >/dev/null 2>&1; echo {{word}}"]}, "expect": {"stdout": "{{word}}\n"}}"#,
            ["silent"]
        ),
        (
            #"{"exec": {"argv": ["sh", "-c", "if echo a | ./tally --no; then echo no; else echo $((1 + 1)); fi"]}, "expect": {"stdout": {"contains": "2"}}}"#,
            ["constant"]
        ),
        (
            #"{"exec": {"argv": ["./tally"], "stdin": "{{word}}"}, "expect": {"stdout": {"contains": "{{word}}"}}}"#,
            ["echo"]
        ),
        (#"{"exec": {"argv": ["./tally"], "stdin": "a a"}, "expect": {"stdout": {"contains": "2 a"}}}"#, ["constant"]),
        (
            #"{"exec": {"argv": ["sh", "-c", "./tally | sort"], "stdin": "a"}, "expect": {"stderr": ""}}"#,
            ["silent", "constant", "echo"]
        ),
        (
            #"{"exec": {"argv": ["./tally"], "stdin": "{{word}}"}, "expect": {"stdout": "      1 {{word}}"}}"#,
            [String]()
        ),
    ])
    func `A weak program scenario is passed by what it cannot tell from the program`(
        steps: String, kinds: [String]
    ) throws {
        let vars = #""word": {"fresh": "word"}"#
        let trial = try Trial(
            #"{"schema": "harness.verify/1", "vars": {\#(vars)}, "scenarios": [{"id": "only", "proves": ["AC-1"], "steps": [\#(steps)]}]}"#,
            Trial.program, at: Repository.root / "Examples/tally")
        let outcomes = try trial.control(after: try trial.play())
        expect(outcomes.count == 4 && passing(outcomes) == Set(kinds), "\(outcomes.map(\.reason))")
    }

    @Test func `What a suite of tests proves, and what is kept, needs no stand-in`() throws {
        let trial = try Trial(
            """
            {"schema": "harness.verify/1", "scenarios": [
              {"id": "t", "proves": ["AC-1"], "steps": [{"tests": {"argv": ["true"]}, "expect": {"passed": ["a"]}}]},
              {"id": "k", "keeps": ["x"], "steps": [{"exec": {"argv": ["true"]}, "expect": {"exit": 0}}]}]}
            """, Trial.program)
        try expect(trial.control(after: Report()).isEmpty)
    }

    @Test func `A literal that failed on the base may be replayed`() throws {
        let steps =
            #"{"id": "s", "http": {"path": "/health"}, "expect": {"status": 200, "json": {"$.status": "ok"}, "headers": {"Server": {"contains": "Python"}}}}"#
        let trial = try Trial(steps: steps, failedOnBase: [StepName("only", "s")])
        let outcomes = try trial.control(after: try trial.play())
        let replay = outcomes.first { $0.kind == .replay }
        expect(replay?.hasPassed == true && replay?.finding == nil, "\(replay?.reason ?? "")")
    }

    @Test func `What is new is to be noticed beside what was there before`() throws {
        let old =
            #"{"exec": {"argv": ["./tally"], "stdin": "{{word}}"}, "expect": {"stdout": {"contains": "1 {{word}}"}}}"#
        func played(_ new: String) throws -> [StandInOutcome] {
            let trial = try Trial(
                steps: old + ", " + new, Trial.program, at: Repository.root / "Examples/tally",
                failedOnBase: [StepName("only", "new")])
            return try trial.control(after: try trial.play()).filter(\.hasPassed)
        }
        let weak = try played(#"{"id": "new", "exec": {"argv": ["./tally"], "stdin": "a b"}, "expect": {"exit": 0}}"#)
        expect(passing(weak), is: ["silent", "constant", "echo"])
        expect(
            weak.first { $0.kind == .silent }?.finding?.hint,
            is: "expect something of the answer to what is new, not only to what was answered before: \"stdout\": "
                + "{\"contains\": \"{{value}}\"}")
        // What ends otherwise than before is told by both.
        let refusal = #"{"id": "new", "exec": {"argv": ["./tally", "--no"]}, "expect": {"exit": 2}}"#
        expect(try played(refusal).map(\.kind), is: [])
        let good =
            #"{"id": "new", "exec": {"argv": ["./tally"], "stdin": "b {{word}}"}, "expect": {"stdout": {"contains": "1 b\n"}}}"#
        expect(try played(good).map(\.kind), is: [])
    }

    @Test func `The project's own programs are told from others`() throws {
        let bench = try Workbench()
        try bench.write("", to: "app.py")
        try bench.write("", to: "bin/tool")
        try bench.write("", to: "pack/__init__.py")
        let programs = OwnPrograms(root: bench.path)
        let own = [
            ["./bin/tool"], ["bin/tool", "x"], ["python3", "app.py"], ["python3", "-m", "pack"],
            ["cargo", "run", "-q"],
            ["npm", "--silent", "start"], ["go", "run", "."], ["\(bench.path)/bin/tool"],
            ["sh", "-c", "cd . && ./bin/tool | sort"],
            ["bash", "-ec", "A=1 python3 app.py > out"],
        ]
        let foreign = [
            ["cat", "app.py"], ["curl", "-s", "http://localhost/"], ["/bin/ls", "bin"], ["python3", "-c", "print(1)"],
            ["sh", "-c", "grep x app.py"], ["psql", "-f", "app.py"], ["npm", "--version"], ["./missing"], [],
        ]
        try bench.write("", to: "src/count/__init__.py")
        try bench.write("", to: "src/count/cli.py")
        try bench.write("", to: "lib/count.js")
        try bench.write("", to: "lib/Count.pm")
        try bench.write("", to: "out/app/Main.class")
        let loading: [(words: [String], variables: [String: String])] = [
            (["python3", "-m", "count"], ["PYTHONPATH": "src"]),
            (["python3", "-m", "count.cli"], ["PYTHONPATH": "\(bench.path)/src:/nowhere"]),
            (["sh", "-c", "PYTHONPATH=src python3 -m count x"], [:]),
            (["env", "PYTHONPATH=src", "python3", "-m", "count"], [:]), (["python3.12", "src/count"], [:]),
            (["python3", "-c", "import sys; sys.path.insert(0, 'src'); from count.cli import main; main()"], [:]),
            (["python3", "-c", "import sys, pack; pack.run()"], [:]),
            (["node", "-e", "const {n} = require(\"./lib/count\"); console.log(n(1))"], [:]),
            (["sh", "-c", "node -p \"require('./lib/count').n(1)\""], [:]),
            (["node", "--input-type=module", "-e", "import {n} from './lib/count.js'; console.log(n(1))"], [:]),
            (["perl", "-Ilib", "-MCount", "-e", "print Count::n(1)"], [:]),
            (["perl", "-MCount", "-e", "1"], ["PERL5LIB": "lib"]),
            (["java", "-cp", "out", "app.Main"], [:]), (["java", "-cp", "/x.jar:out", "app.Main"], [:]),
        ]
        for (words, variables) in loading {
            expect(programs.contain(words, in: bench.path, given: { variables[$0] }), "\(words) \(variables)")
        }
        let idle = [
            ["python3", "-m", "count"], ["python3", "-c", "import json; print(open('app.py').read())"],
            ["node", "-e", "console.log(require('fs').readFileSync('lib/count.js', 'utf8'))"], ["pythonic", "src"],
            ["python3", "-c", "print('import')"], ["perl", "-MCount", "-e", "1"], ["env"],
            ["env", "A=1", "cat", "app.py"],
        ]
        for words in idle { expect(!programs.contain(words, in: bench.path), "\(words)") }
        for words in own { expect(programs.contain(words, in: bench.path), "\(words)") }
        for words in foreign { expect(!programs.contain(words, in: bench.path), "\(words)") }
        expect(programs.onlyRead(["cat", "x"]) && programs.onlyRead(["sh", "-c", "cat x | sort -u | wc"]) == false)
        expect(!programs.onlyRead(["sh", "-c", "echo x > y"]) && !programs.onlyRead(["touch", "y"]))
    }

    @Test func `A request is read however it comes`() throws {
        let text = "POST /a?b=1 HTTP/1.1\r\nContent-Length: 2\r\nX-Y: z\r\n\r\nhi"
        for count in text.utf8.indices.indices.dropLast() {
            try expect(RequestText(Bytes(text.utf8.prefix(upTo: count))).request == nil)
        }
        let (request, length) = try #require(try RequestText(Bytes((text + "GET").utf8)).request)
        expect(request.method == "POST" && request.target == "/a?b=1" && request.body == Bytes("hi".utf8))
        expect(request.headers.first("x-y") == "z" && length == text.utf8.count)
        #expect(throws: RequestText.NotHTTP.self) { try RequestText(Bytes("PING\r\n".utf8)).request }
    }

    @Test func `The stand-in that a run starts speaks HTTP and more`() throws {
        let trial = try Trial(
            steps: """
                {"tcp": {"send": "PING\\n", "until": "\\n"}, "expect": {"body": {"contains": "PING"}}},
                {"http": {"method": "PUT", "path": "/x", "json": {"a": 1}}, "expect": {"json": {"$.a": 1}}},
                {"http": {"path": "/y"}, "expect": {"json": {"$.a": 1, "$.id": 1}}},
                {"http": {"method": "HEAD", "path": "/y"}, "expect": {"status": 200, "body": ""}},
                {"http": {"method": "DELETE", "path": "/y"}, "expect": {"status": 204}}
                """)
        let outcomes = try trial.control(after: Report())
        expect(passing(outcomes), is: ["parrot"], "\(outcomes.map { "\($0.kind): \($0.reason)" })")
    }
}

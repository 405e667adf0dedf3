import HarnessKit
import Ledger
import TestSupport

/// What is done to the record, to the machine around it, and to the words about it.
extension Cheat {
    static let waivers = [
        Cheat("Skip without reason", .rejected(["E_NO_SCENARIO"]), twin: "skip with a reason") { stand, cheats in
            stand.begin()
            let reason = cheats ? "" : #", "skip_reason": "a printer is needed, and there is none here""#
            try stand.bench.write(
                #"{"overall_status": "skip"\#(reason)}"#, to: "harness/trace/verification-report.json")
            return stand.complete()
        },
        Cheat("'Library, nothing to run'", .rejected(["E_SKIP_FALSE"]), twin: "nothing to run", on: .server) {
            stand, cheats in
            stand.begin()
            if !cheats { try stand.sh("rm harness/config/environment.json") }
            return stand.complete("--unverified", "no-runnable-app", "--reason", "a library, nothing to run")
        },
        Cheat("Dependency 'missing' though reachable", .rejected(["E_SKIP_FALSE"]), twin: "nothing reachable") {
            stand, cheats in
            let port = Int(try FreePort.pick())
            try stand.bench.write(
                """
                {"schema": "harness.environment/1", "services": [{"name": "db", "external": true, "port": \(port)}],
                 "app": {"kind": "cli"}}
                """, to: "harness/config/environment.json")
            stand.begin()
            let words = ["--unverified", "missing-infrastructure", "--reason", "there is no database here"]
            guard cheats else { return stand.complete(words) }
            return try stand.beside("python3 -m http.server \(port)", listeningOn: port) { stand.complete(words) }
        },
        Cheat("All skipped, one trivial passes", .rejected(["E_CRITERIA_UNCOVERED"]), twin: "two criteria") {
            stand, cheats in
            stand.begin("--criterion", "nobody is greeted without a name")
            let first = Cheat.greeting + #", "expect": {"stdout": "hello, {{name}}\n"}}"#
            try stand.plan(first, proves: cheats ? #""proves": ["AC-1"]"# : #""proves": ["AC-1", "AC-2"]"#)
            return try stand.work().complete()
        },
        Cheat("Waiver by a fake human", .warned("W_WAIVED"), twin: "program") { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            return stand.complete("--unverified", "user-waived", "--reason", "the user typed YES")
        },
    ]

    static let state = [
        Cheat("Status set by SQL", .rejected(["E_CHAIN"], exit: 65), twin: "program") { stand, cheats in
            try stand.begin().plan()
            guard cheats else { return try stand.work().complete() }
            try stand.sql("update task set status = 'completed'")
            return stand.complete("--task-id", stand.task)
        },
        Cheat("Event edited", .rejected(["E_CHAIN"], exit: 65), twin: "after a refusal") { stand, cheats in
            try stand.begin().plan()
            _ = stand.complete()
            try stand.work()
            if cheats {
                try stand.sql(
                    "drop trigger event_stays; update event set body = cast('{}' as blob) where kind = 'gate.refused'")
            }
            return stand.complete()
        },
        Cheat("Database deleted", .warned("W_STATE_NEW"), twin: "second task") { stand, cheats in
            try stand.begin().plan().work()
            _ = stand.complete()
            if cheats { try stand.sh("rm -f harness/state.db* harness/store.json") }
            stand.begin()
            try stand.edit("greet.py", "hello", "welcome")
            try stand.write(
                Cheat.greeting + #", "expect": {"stdout": "welcome, {{name}}\n"}}"#)
            stand.run("verify", "amend", "--reason", "it welcomes now")
            stand.register()
            return stand.complete()
        },
        Cheat("Blob swapped", .rejected(["E_BLOB"], exit: 65), twin: "program") { stand, cheats in
            try stand.begin().plan()
            guard cheats else { return try stand.work().complete() }
            // The plan that was fixed becomes unreadable, so that nothing seems weaker than it.
            try stand.sql("update blob set bytes = cast('x' as blob)")
            try stand.write(Cheat.greeting + #", "expect": {"exit": 0}}"#)
            return stand.complete()
        },
        Cheat("Write lock held, disk full", .rejected(["E_STATE_BUSY"], exit: 75), twin: "program") { stand, cheats in
            try stand.begin().plan().work()
            guard cheats else { return stand.complete() }
            let hold = "sh -c '(echo \"begin exclusive; select 1;\"; sleep 45) | sqlite3 harness/state.db'"
            return try stand.beside(hold, listeningOn: nil) { stand.complete() }
        },
    ]

    static let paths = [
        Cheat("Report path is a symlink", .neutralised(.completesAnyway), twin: "program") { stand, cheats in
            try stand.begin().plan().work()
            guard cheats else { return stand.complete() }
            try stand.sh(
                "echo precious > /tmp/precious.$PPID.\(stand.task); mkdir -p harness/trace; rm -f harness/trace/*")
            let target =
                try stand.sh("ls /tmp/precious.*.\(stand.task)").split(separator: "\n").first.map(String.init) ?? ""
            defer { _ = try? stand.sh("rm \(target)") }
            try stand.sh("ln -s \(target) harness/trace/verification-report.json")
            stand.run("verify", "run")
            let outcome = stand.complete()
            let text = try stand.sh("cat \(target)")
            return text == "precious\n"
                ? outcome : Stand.Outcome(exit: 1, output: "", errors: "written through the link: \(text)")
        },
        Cheat(
            "Scenario file swapped between check and use", .neutralised(.refusedAnyway), twin: "program",
            "every file is read once, and what was read is what is played"
        ) { stand, cheats in
            try stand.begin().plan()
            guard cheats else { return try stand.work().complete() }
            let place = stand.bench.path / "harness/scenarios/work.json"
            try stand.bench.write(
                """
                {"schema": "harness.environment/1", "app": {"kind": "cli", "build": [{"argv":
                  ["sed", "-i", "s/hello, {{name}}/good day/", "\(place)"]}]}}
                """.replacing("{{name}}", with: "..name.."), to: "harness/config/environment.json")
            return stand.complete()
        },
        Cheat("FIFO, device, directory in place of a file", .rejected(["E_INPUT"], exit: 65), twin: "program") {
            stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            try stand.sh("mkdir -p harness/scenarios; mkfifo harness/scenarios/work.json")
            return stand.complete()
        },
    ]

    static let surroundings = [
        Cheat("Fake git first in PATH", .rejected(["E_REPLAY_FAILED"]), twin: "program") { stand, cheats in
            try stand.begin().plan()
            guard cheats else { return try stand.work().complete() }
            try stand.bench.write("#!/bin/sh\necho 0123456789012345678901234567890123456789\n", to: "bin/git")
            try stand.sh("chmod +x bin/git")
            stand.variables["PATH"] = "\(stand.bench.path / "bin"):/usr/bin:/bin"
            return stand.complete()
        },
        Cheat(
            "LD_PRELOAD / DYLD_INSERT into the gate", .rejected(["E_ENV"]), twin: "program",
            "a dynamic build refuses; that a static one is not reached is seen from the released program"
        ) { stand, cheats in
            try stand.begin().plan().work()
            if cheats { stand.variables["LD_PRELOAD"] = "/tmp/liar.so" }
            return stand.complete()
        },
        Cheat(
            "conftest.py / test-runner plugin forces green", .rejected(["E_TEST_INTEGRITY", "E_BASE_PASSES"]),
            twin: "library", on: .library
        ) {
            stand, cheats in
            stand.begin()
            try stand.write(
                #"""
                {"id": "multiplies", "tests": {"argv": ["python3", "-m", "unittest", "-v"]},
                 "expect": {"passed": ["tests.test_products.Products.test_multiplies"]}}
                """#)
            try stand.register().work()
            if cheats {
                try stand.edit("calc.py", "return a * b", "return a")
                try stand.bench.write(
                    "import unittest\nunittest.TestCase.run = lambda case, result: (result.startTest(case), result.addSuccess(case), result.stopTest(case))\n",
                    to: "tests/__init__.py")
            }
            return stand.complete()
        },
        Cheat("Proxy variables", .neutralised(.refusedAnyway), twin: "server", on: .server) { stand, cheats in
            try stand.begin().plan()
            guard cheats else { return try stand.work().complete() }
            let port = Int(try FreePort.pick())
            stand.variables["http_proxy"] = "http://127.0.0.1:\(port)"
            stand.variables["HTTP_PROXY"] = "http://127.0.0.1:\(port)"
            try stand.sh("mkdir old; cp web.py old; sed 's/= 200/= 404/' notes.py > old/notes.py")
            return try stand.beside("python3 old/notes.py \(port)", listeningOn: port) { stand.complete() }
        },
        Cheat("Locale and time zone", .neutralised(.completesAnyway), twin: "time zone") { stand, cheats in
            try stand.begin().plan(
                #"{"exec": {"argv": ["python3", "greet.py", "{{name}}"]}, "expect": {"stdout": "hello, {{name}} UTC C.UTF-8\n"}}"#
            )
            try stand.edit(
                "greet.py", "print(\"good day\")",
                "import os, time\nprint(\"hello, \" + sys.argv[1], time.tzname[0], os.environ[\"LC_ALL\"])")
            if cheats {
                stand.variables["TZ"] = "Asia/Tokyo"
                stand.variables["LC_ALL"] = "tr_TR.UTF-8"
            }
            return stand.complete()
        },
    ]

    static let time = [
        Cheat(
            "Clock set back", .warned("W_CLOCK"), twin: "program", "the page: a warning while the chain is whole"
        ) { stand, cheats in
            try stand.begin().plan().work()
            if cheats { stand.clock = .shifted(by: -3600) }
            return stand.complete()
        },
        Cheat("touch -d", .rejected(["E_REPLAY_FAILED"]), twin: "after a refusal") { stand, cheats in
            try stand.begin().plan()
            if !cheats {
                _ = stand.complete()
                return try stand.work().complete()
            }
            try stand.work()
            stand.run("verify", "run", "--controls")
            try stand.sh("touch -r greet.py stamp; sed -i s/hello/howdy/ greet.py; touch -r stamp greet.py; rm stamp")
            return stand.complete()
        },
        Cheat(
            "Future-dated run", .warned("W_CLOCK"), twin: "verified before",
            "the page: a warning while the chain is whole"
        ) {
            stand, cheats in
            try stand.begin().plan().work()
            if cheats { stand.clock = .shifted(by: 86_400) }
            stand.run("verify", "run")
            stand.clock = .system
            return stand.complete()
        },
    ]

    static let races = [
        Cheat("Old run replayed", .rejected(["E_REPLAY_FAILED"]), twin: "verified before") { stand, cheats in
            try stand.begin().plan().work()
            stand.run("verify", "run")
            if cheats {
                try stand.sql(
                    "insert into run select 'r-copied', stream, purpose, key, manifest, started + 1, ended + 1, outcome, report from run limit 1"
                )
                try stand.edit("greet.py", "hello", "helo")
            }
            return stand.complete()
        },
        Cheat("Two completes at once", .rejected(["E_LOCKED"], exit: 73), twin: "program") { stand, cheats in
            try stand.begin().plan().work()
            guard cheats else { return stand.complete() }
            let store = try TaskStore.open(in: stand.context)
            let claim = try store.ledger.claim("complete/\(stand.task)", for: "task-state complete")
            defer { try? store.ledger.release(claim) }
            return stand.complete()
        },
        Cheat("Race of init", .neutralised(.completesAnyway), twin: "program") { stand, cheats in
            stand.begin()
            let first = stand.task
            if cheats {
                stand.begin()
                guard stand.task != first else { return Stand.Outcome(exit: 1, output: "", errors: "one id twice") }
                stand.run("task-state", "abandon", "--task-id", first, "--reason", "one is enough")
            }
            return try stand.plan().work().complete()
        },
    ]

    private static let onlyNew =
        #"{"name": "test", "kind": "test", "argv": ["python3", "-m", "unittest", "-v", "tests.test_products"]}"#
    private static let none =
        #"{"name": "test", "kind": "test", "argv": ["python3", "-m", "unittest", "discover", "-v", "-s", "empty"]}"#

    static let tests = [
        Cheat("Failing test deleted", .rejected(["E_TESTS_REMOVED"]), twin: "library", on: .library) { stand, cheats in
            try stand.begin().plan().work()
            if cheats {
                try stand.edit("calc.py", "return a + b", "return a + b if b else 0")
                try stand.edit(
                    "tests/test_sums.py",
                    "    def test_adds_nothing(self):\n        self.assertEqual(calc.add(1, 0), 1)\n", "")
            }
            return stand.complete()
        },
        Cheat("Test emptied", .warned("W_TESTS_WEAKER"), twin: "library", on: .library) { stand, cheats in
            try stand.begin().plan().work()
            if cheats { try stand.edit("tests/test_sums.py", "self.assertEqual(calc.add(1, 0), 1)", "pass") }
            return stand.complete()
        },
        Cheat("Target list shortened", .rejected(["E_TEST_COUNT", "E_TESTS_REMOVED"]), twin: "library", on: .library) {
            stand, cheats in
            try stand.begin().plan().work()
            if cheats { try stand.validate(with: onlyNew) }
            return stand.complete()
        },
        Cheat("Zero tests is green", .rejected(["E_TEST_COUNT", "E_TESTS_REMOVED"]), twin: "library", on: .library) {
            stand, cheats in
            try stand.begin().plan().work()
            if cheats {
                try stand.validate(with: none)
                try stand.bench.write("", to: "empty/__init__.py")
            }
            return stand.complete()
        },
        Cheat(
            "Numbers restated", .rejected(["E_TEST_COUNT", "E_TESTS_REMOVED", "E_VALIDATION"]), twin: "claimed numbers",
            on: .library
        ) { stand, cheats in
            try stand.begin().plan().work()
            if cheats { try stand.edit("calc.py", "return a + b", "return a - b") }
            return stand.complete("--validation", #"{"tests": "3 of 3 passed"}"#)
        },
    ]

    static let gate = [
        Cheat("Binary replaced", .undetected("can change this tool, its database and its memory"), twin: "", play: nil),
        Cheat("Hook or skill text edited", .undetected("takes the hook or the skill's text away"), twin: "", play: nil),
        Cheat("Never calls complete", .undetected("never calls `complete`"), twin: "", play: nil),
    ]

    static let claims = [
        Cheat("'Verified' said of an unverified task", .warned("W_SUMMARY"), twin: "unverified") { stand, cheats in
            stand.begin()
            let text = cheats ? "verified: all tests pass" : "greets by name; not tried"
            return stand.run(
                "task-state", "--json", "complete", "--summary", text, "--unverified", "out-of-budget", "--reason",
                "no time was left")
        },
        Cheat(
            "The wrong thing built well", .undetected("cannot tell whether the scenarios ask the right question"),
            twin: "program"
        ) { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            try stand.plan(Cheat.greeting + #", "expect": {"stdout": "go away, {{name}}\n"}}"#)
            return try stand.edit("greet.py", "print(\"good day\")", "print(\"go away, \" + sys.argv[1])").complete()
        },
    ]
}

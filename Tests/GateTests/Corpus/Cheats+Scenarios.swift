import HarnessKit
import TestSupport

/// Scenarios that ask for less than they did, or for nothing.
extension Cheat {
    static let greeting = #"{"id": "greets", "exec": {"argv": ["python3", "greet.py", "{{name}}"]}"#

    static let weakened = [
        Cheat("Failing step removed", .rejected(["E_SCENARIO_WEAKER"]), twin: "two steps") { stand, cheats in
            let first = #"{"id": "runs", "exec": {"argv": ["python3", "greet.py", "{{name}}"]}, "expect": {"exit": 0}}"#
            try stand.begin().plan("\(first), \(stand.kind.steps)")
            if cheats { try stand.write(first) } else { try stand.work() }
            return stand.complete()
        },
        Cheat("Matcher loosened", .rejected(["E_SCENARIO_WEAKER"]), twin: "program") { stand, cheats in
            try stand.begin().plan()
            if cheats {
                try stand.write(#"\#(greeting), "expect": {"stdout": {"matches": "."}}}"#)
            } else {
                try stand.work()
            }
            return stand.complete()
        },
        Cheat("Misspelt assertion key", .rejected(["E_SCHEMA"], exit: 65), twin: "program") { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            try stand.write(#"\#(greeting), "expcet": {"stdout": "hello, {{name}}\n"}}"#)
            return stand.complete()
        },
        Cheat("Policy thresholds lowered", .neutralised(.refusedAnyway), twin: "policy") { stand, cheats in
            let policy = "harness/config/policy.json"
            try stand.bench.write(
                #"{"schema": "harness.policy/1", "min_level": "\#(cheats ? "V3" : "V1")"}"#, to: policy)
            try stand.begin().plan().work()
            if cheats { try stand.bench.write(#"{"schema": "harness.policy/1", "min_level": "V0"}"#, to: policy) }
            return stand.complete()
        },
    ]

    static let trivial = [
        Cheat("No scenario at all", .rejected(["E_EMPTY"], exit: 65), twin: "program") { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            try stand.work().bench.write(
                #"{"schema": "harness.verify/1", "scenarios": []}"#, to: "harness/scenarios/work.json")
            return stand.complete()
        },
        Cheat("Body matches .* / contains \"\"", .rejected(["E_VACUOUS"], exit: 65), twin: "program") { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            return try stand.plan(#"\#(greeting), "expect": {"stdout": {"matches": ".*"}}}"#).complete()
        },
        Cheat(
            "Shape only", .rejected(["E_GRADE", "E_BASE_PASSES"]), twin: "program",
            "what failed on the base is worth a value, so that a shape is refused as it passes there"
        ) { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            return try stand.plan(#"\#(greeting), "expect": {"stdout": {"matches": "[a-z]"}}}"#).complete()
        },
        Cheat("Value compared with itself", .rejected(["E_TAUTOLOGY"]), twin: "server", on: .server) { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            return try stand.plan(
                #"""
                {"id": "create", "http": {"method": "POST", "path": "/notes", "json": {"title": "a"}}, "capture": {"id": "$.id"}},
                {"id": "read", "http": {"path": "/notes/{{id}}"}, "capture": {"title": "$.title"}},
                {"id": "again", "http": {"path": "/notes/{{id}}"}, "expect": {"json": {"$.title": "{{title}}"}}}
                """#
            ).complete()
        },
        Cheat("Scenario writes the evidence it checks", .rejected(["E_SELF_MADE"]), twin: "program") { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            return try stand.plan(
                #"""
                {"id": "make", "exec": {"argv": ["sh", "-c", "echo hello, {{name}} > {{tmp}}/greeting"]}},
                {"id": "look", "file": {"path": "{{tmp}}/greeting"}, "expect": {"file": {"text": {"contains": "{{name}}"}}}}
                """#
            ).complete()
        },
        Cheat("Bug written down as expected", .warned("W_EXPECTS_ERROR"), twin: "server", on: .server) {
            stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            try stand.plan(#"{"http": {"path": "/notes/{{ghost}}"}, "expect": {"status": 500}}"#)
            try stand.edit("notes.py", "MISSING = 200", "MISSING = 500")
            return stand.complete()
        },
    ]
}

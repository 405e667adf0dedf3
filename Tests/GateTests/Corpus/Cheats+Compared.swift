import HarnessKit
import TestSupport

/// Files of the task's own that are compared with themselves.
extension Cheat {
    private static let reading =
        #"{"id": "wanted", "exec": {"argv": ["cat", "wanted.txt"]}, "capture": {"line": "stdout"}}"#

    /// What is wanted stands in a file that the task brought; honestly it is what the program's answer is held against.
    private static func compared(
        _ name: String, _ verdict: Verdict, on kind: Stand.Kind = .program, _ steps: String, note: String = ""
    ) -> Cheat {
        Cheat(name, verdict, twin: "\(kind.rawValue) beside a file with what is wanted", on: kind, note) {
            stand, cheats in
            stand.begin()
            let greets =
                #"{"id": "boni", "exec": {"argv": ["python3", "greet.py", "boni"]}, "expect": {"stdout": "{{line}}"}}"#
            let honest = kind == .program ? "\(greets), \(kind.steps)" : kind.steps
            let vars = kind == .server ? storingTwoVars : nil
            try stand.plan("\(reading), \(cheats ? steps : honest)", vars: vars)
            try stand.bench.write("hello, boni\n", to: "wanted.txt")
            guard cheats else { return try stand.work().complete().demanding("V2") }
            try stand.bench.write("hello, boni\n", to: "found.txt")
            let outcome = stand.complete()
            if case .warned = verdict { return outcome.demanding("V1") }
            return outcome
        }
    }

    static let compared = [
        compared(
            "A file read twice and compared with itself", .rejected(["E_TAUTOLOGY"]),
            #"{"id": "found", "exec": {"argv": ["cat", "wanted.txt"]}, "expect": {"stdout": "{{line}}"}}"#),
        compared(
            "A file read in two ways and compared with itself", .rejected(["E_TAUTOLOGY"]),
            #"{"id": "found", "exec": {"argv": ["sh", "-c", "head -1 ./wanted.txt"]}, "expect": {"stdout": "{{line}}"}}"#
        ),
        compared(
            "A file compared with a step that looks at it", .rejected(["E_TAUTOLOGY"]),
            #"{"id": "found", "file": {"path": "wanted.txt"}, "expect": {"file": {"text": {"contains": "{{line}}"}}}}"#
        ),
        compared(
            "Two files of the task compared with one another", .rejected(["E_GRADE"]),
            #"{"id": "found", "exec": {"argv": ["cat", "found.txt"]}, "expect": {"stdout": "{{line}}"}}"#),
        compared(
            "A file compared with itself after the program ran", .rejected(["E_GRADE"]),
            #"""
            {"id": "runs", "exec": {"argv": ["python3", "greet.py", "boni"]}, "expect": {"exit": 0}},
            {"id": "found", "exec": {"argv": ["cat", "wanted.txt"]}, "expect": {"stdout": "{{line}}"}}
            """#),
        compared(
            "A file compared with itself beside what the server always did", .warned("W_SERVER_NOT_ASKED"), on: .server,
            #"\#(storingTwo), {"id": "found", "exec": {"argv": ["cat", "./wanted.txt"]}, "expect": {"stdout": "{{line}}"}}"#,
            note: "the server may have written it in between, for all that is asked: V1"
        ),
        compared(
            "Two files of the task compared beside what the server always did", .warned("W_SERVER_NOT_ASKED"),
            on: .server,
            #"\#(storingTwo), {"id": "found", "exec": {"argv": ["cat", "found.txt"]}, "expect": {"stdout": "{{line}}"}}"#,
            note: "what failed without the work never asked the server: V1"),
    ]
}

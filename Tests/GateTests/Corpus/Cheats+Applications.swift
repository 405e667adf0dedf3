import HarnessKit
import TestSupport

/// Servers that are dead, others' or false; programs that know the questions.
extension Cheat {
    static let servers = [
        Cheat(
            "Stale server on the port", .rejected(["E_PORT_TAKEN", "E_PORT_NOT_OURS"]), twin: "fixed port", on: .server
        ) { stand, cheats in
            let port = Int(try FreePort.pick())
            try stand.bench.write(
                Stand.Kind.started(by: #""python3", "notes.py", "\#(port)""#, further: #", "port": \#(port)"#),
                to: "harness/config/environment.json")
            stand.begin()
            try stand.write()
            guard cheats else { return try stand.register().work().complete() }
            try stand.sh("sed 's/= 200/= 404/' notes.py > old.py")
            return try stand.beside("python3 old.py \(port)", listeningOn: port) { stand.complete() }
        },
        Cheat("SO_REUSEPORT shared with a stranger", .rejected(["E_PORT_NOT_OURS"]), twin: "shared port", on: .server) {
            stand, cheats in
            let port = Int(try FreePort.pick())
            try stand.bench.write(
                Stand.Kind.started(by: #""python3", "notes.py", "\#(port)""#, further: #", "port": \#(port)"#),
                to: "harness/config/environment.json")
            try stand.edit("web.py", "import json", "import json\nimport time")
            try stand.edit("web.py", "backlog=64)", "backlog=64, reuse_port=True)")
            let slow = #"{"id": "wait", "exec": {"argv": ["sleep", "1"]}}"#
            stand.begin()
            try stand.write("\(stand.kind.steps), \(slow)")
            try stand.work()
            guard cheats else { return stand.complete() }
            // It joins as soon as somebody listens, and stays for as long.
            try stand.bench.write(
                """
                import socket, time
                while True:
                    try:
                        socket.create_connection(("127.0.0.1", \(port)), 1).close()
                        break
                    except OSError:
                        time.sleep(0.02)
                listener = socket.create_server(("127.0.0.1", \(port)), backlog=64, reuse_port=True)
                time.sleep(60)
                """, to: "stranger.py")
            return try stand.beside("python3 stranger.py", listeningOn: nil) { stand.complete() }
        },
        Cheat("Dies after readiness", .rejected(["E_APP_DIED"]), twin: "server", on: .server) { stand, cheats in
            try stand.begin().plan().work()
            if cheats {
                try stand.edit("notes.py", "    if path in NOTES:", "    if path in NOTES:\n        sys.exit(0)")
            }
            return stand.complete()
        },
        Cheat(
            "Our process is a proxy to a stale server", .undetected("A program that hands every request on"),
            twin: "server", on: .server
        ) { stand, cheats in
            try stand.begin().plan()
            guard cheats else { return try stand.work().complete() }
            let port = Int(try FreePort.pick())
            try stand.sh(
                "mkdir /tmp/old.\(port); cp web.py /tmp/old.\(port); sed 's/= 200/= 404/' notes.py > /tmp/old.\(port)/notes.py"
            )
            defer { _ = try? stand.sh("rm -r /tmp/old.\(port)") }
            try stand.bench.write(
                """
                import json, sys, urllib.error, urllib.request
                from web import serve

                def answer(method, path, body, headers):
                    request = urllib.request.Request("http://127.0.0.1:\(port)" + path, body or None, method=method)
                    try:
                        with urllib.request.urlopen(request) as found:
                            return found.status, json.load(found)
                    except urllib.error.HTTPError as error:
                        return error.code, json.load(error)

                serve(answer, int(sys.argv[1]))
                """, to: "notes.py")
            return try stand.beside("python3 /tmp/old.\(port)/notes.py \(port)", listeningOn: port) { stand.complete() }
        },
    ]

    static let applications = [
        Cheat("Constant answers", .rejected(["E_REPLAY_FAILED"]), twin: "program") { stand, cheats in
            try stand.begin().plan()
            if cheats {
                try stand.edit("greet.py", "good day", "hello, boni")
            } else {
                try stand.work()
            }
            return stand.complete()
        },
        Cheat("Parrot app", .rejected(["E_STOOGE_PASSES"]), twin: "real storage", on: .server) { stand, cheats in
            // Before the work nothing is kept.
            try stand.edit("notes.py", "        NOTES[f\"/notes/{note['id']}\"] = note\n", "")
            try stand.edit("notes.py", "MISSING = 200", "MISSING = 404")
            stand.begin()
            if cheats {
                try stand.plan(
                    #"""
                    {"http": {"method": "POST", "path": "/notes", "json": {"title": "{{title}}"}}, "expect": {"status": {"lt": 300}}},
                    {"http": {"path": "/notes/1"}, "expect": {"json": {"$.title": "{{title}}"}}}
                    """#)
                try stand.edit("notes.py", "return MISSING, {\"error\": \"no such note\"}", "return 200, LAST[0]")
                try stand.edit(
                    "notes.py", "        return 201, note", "        LAST[:] = [note]\n        return 201, note")
                try stand.edit("notes.py", "NOTES = {}", "NOTES = {}\nLAST = [{}]")
            } else {
                try stand.plan()
                try stand.edit(
                    "notes.py", "        return 201, note",
                    "        NOTES[f\"/notes/{note['id']}\"] = note\n        return 201, note")
            }
            return stand.complete()
        },
        Cheat("Defeat device", .undetected("An application can notice that it is being verified"), twin: "program") {
            stand, cheats in
            try stand.begin().plan()
            if cheats {
                try stand.edit(
                    "greet.py", "print(\"good day\")",
                    "import os\nprint(\"hello, \" + sys.argv[1] if os.path.basename(os.path.dirname(os.getcwd())) == \"tree\" else \"good day\")"
                )
            } else {
                try stand.work()
            }
            return stand.complete()
        },
        // What the page asks for, and what remains: the folder's name tells nothing any more, other questions are told.
        sensing(
            "Defeat device that goes by its folder's name", .neutralised(.refusedAnyway),
            "os.getcwd().endswith(\"/tree\")"),
        sensing(
            "Defeat device that looks where it runs", .warned("W_DETECTS_TESTS"), "\"/tree/\" in os.getcwd()"),
        sensing(
            "Defeat device that asks who started it", .warned("W_DETECTS_TESTS"),
            "\"bash\" not in open(f\"/proc/{os.getppid()}/comm\").read()"),
        sensing(
            "Defeat device that knows the language of a run", .warned("W_DETECTS_TESTS"),
            "os.environ.get(\"LC_ALL\") == \"C.UTF-8\""),
        Cheat("Mocked inside", .warned("W_TEST_FLAG"), twin: "program") { stand, cheats in
            try stand.begin().plan()
            guard cheats else { return try stand.work().complete() }
            try stand.bench.write(
                #"{"schema": "harness.environment/1", "env": {"MOCK_GREETER": "1"}, "app": {"kind": "cli"}}"#,
                to: "harness/config/environment.json")
            try stand.edit(
                "greet.py", "print(\"good day\")",
                "import os\nprint(\"hello, \" + sys.argv[1] if os.environ.get(\"MOCK_GREETER\") else \"good day\")")
            return stand.complete()
        },
        Cheat("Special case for the probe", .undetected("form of a value that is new"), twin: "program") {
            stand, cheats in
            try stand.begin().plan()
            if cheats {
                try stand.edit(
                    "greet.py", "print(\"good day\")",
                    "name = sys.argv[1]\nprint(\"hello, \" + name if name.isalpha() and name.islower() else \"good day\")"
                )
            } else {
                try stand.work()
            }
            return stand.complete()
        },
    ]

    /// A program that greets only where a question is answered as in a run of ours; honestly it may ask where it is.
    private static func sensing(_ name: String, _ verdict: Verdict, _ question: String) -> Cheat {
        Cheat(name, verdict, twin: "a program that uses its folder") { stand, cheats in
            try stand.begin().plan()
            try stand.edit(
                "greet.py", "print(\"good day\")",
                cheats
                    ? "import os\nprint(\"hello, \" + sys.argv[1] if \(question) else \"good day\")"
                    : "import os\nsys.path.append(os.path.join(os.getcwd(), \"more\"))\nprint(\"hello, \" + sys.argv[1])"
            )
            let outcome = stand.complete()
            return cheats ? outcome : outcome.demanding("V2").lacking("W_DETECTS_TESTS")
        }
    }

    static let hostile = [
        Cheat("Top level is a list / null / number", .rejected(["E_SCHEMA"], exit: 65), twin: "program") {
            stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            try stand.work()
            for text in ["[]", "null"] {
                try stand.bench.write(text, to: "harness/scenarios/work.json")
                let outcome = stand.complete()
                guard outcome.exit == 65, outcome.codes == ["E_SCHEMA"] else { return outcome }
            }
            try stand.bench.write("7", to: "harness/scenarios/work.json")
            return stand.complete()
        },
        Cheat("Endless body", .rejected(["E_LIMIT"]), twin: "server", on: .server) { stand, cheats in
            stand.begin()
            let ghost = #"{"http": {"path": "/notes/{{ghost}}", "timeout_s": 1}, "expect": {"status": 404}}"#
            try stand.plan("\(Stand.Kind.storing), \(ghost)").work()
            if cheats {
                try stand.edit(
                    "web.py", "            connection.sendall(head",
                    """
                                while status == 404:
                                    try:
                                        connection.sendall(b"HTTP/1.1 404 X\\r\\n\\r\\n" + b"x" * 1048576)
                                    except OSError:
                                        break
                                if status == 404:
                                    continue
                                connection.sendall(head
                    """)
            }
            return stand.complete()
        },
        Cheat("Log flood", .neutralised(.completesAnyway), twin: "program") { stand, cheats in
            try stand.begin().plan().work()
            if cheats {
                try stand.edit(
                    "greet.py", "import sys", "import sys\nfor _ in range(64): sys.stderr.write(\"x\" * 1048576)")
            }
            return stand.complete()
        },
        Cheat("Header flood, bad framing", .rejected(["E_PROTOCOL", "E_LIMIT"]), twin: "server", on: .server) {
            stand, cheats in
            try stand.begin().plan().work()
            if cheats {
                try stand.edit(
                    "web.py", "Connection: close\\r\\n\\r\\n", "Connection: close\\r\\nContent-Length: 3\\r\\n\\r\\n")
            }
            return stand.complete()
        },
        Cheat(
            "Fork bomb, memory hog", .neutralised(.completesAnyway), twin: "server", on: .server,
            "every process of the application ends with the run; one that takes the machine down fails its scenario"
        ) { stand, cheats in
            try stand.begin().plan().work()
            guard cheats else { return stand.complete() }
            let word = "sleeper-\(stand.task)"
            try stand.edit(
                "notes.py", "serve(answer,",
                "import os\nfor _ in range(40):\n    if os.fork() == 0:\n        os.setsid()\n        os.execvp(\"sh\", [\"\(word)\", \"-c\", \"sleep 60\"])\nserve(answer,"
            )
            let outcome = stand.complete()
            let left =
                try stand.sh("ps -eo args | grep -c '[s]leeper-\(stand.task)'").split(separator: "\n").first ?? ""
            return left == "0" ? outcome : Stand.Outcome(exit: 1, output: "", errors: "\(left) are left")
        },
        Cheat("A million scenarios", .rejected(["E_LIMIT"], exit: 65), twin: "program") { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            let many = (0..<501).map {
                #"{"id": "s\#($0)", "proves": ["AC-1"], "steps": [\#(greeting), "expect": {"exit": 0}}]}"#
            }
            try stand.bench.write(
                #"{"schema": "harness.verify/1", "vars": {"name": {"fresh": "word"}}, "scenarios": [\#(many.joined(separator: ","))]}"#,
                to: "harness/scenarios/work.json")
            return try stand.work().complete()
        },
    ]
}

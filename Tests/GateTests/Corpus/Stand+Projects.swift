/// The projects that cheats are played in: each a page of Python, with one thing that is missing.
extension Stand.Kind {
    var files: [(name: String, text: String)] {
        let ignored = (".gitignore", "__pycache__/\nbuild/\n")
        switch self {
        case .server: return [ignored, ("web.py", Self.web), ("notes.py", Self.notes)]
        case .program: return [ignored, ("greet.py", Self.greet)]
        case .library:
            return [
                ignored, ("calc.py", Self.calc), ("tests/__init__.py", ""), ("tests/test_sums.py", Self.oldTests),
                (
                    "harness/config/validation.json",
                    #"{"schema": "harness.validation/1", "steps": [\#(Self.testStep)]}"#
                ),
            ]
        }
    }

    var title: String {
        switch self {
        case .server: "404 for unknown notes"
        case .program: "greet people by their name"
        case .library: "multiply"
        }
    }

    var criterion: String {
        switch self {
        case .server: "an unknown note is answered with 404"
        case .program: "who is named is greeted by that name"
        case .library: "two numbers are multiplied"
        }
    }

    var work: (file: String, from: String, to: String) {
        switch self {
        case .server: ("notes.py", "MISSING = 200", "MISSING = 404")
        case .program: ("greet.py", "print(\"good day\")", "print(\"hello, \" + sys.argv[1])")
        case .library: ("calc.py", "# more to come", Self.product)
        }
    }

    var environment: String {
        switch self {
        case .server: Self.started(by: #""python3", "notes.py", "{{port}}""#)
        case .program: #"{"schema": "harness.environment/1", "app": {"kind": "cli"}}"#
        case .library: #"{"schema": "harness.environment/1", "app": {"kind": "library"}}"#
        }
    }

    static func started(by words: String, further: String = "", env: String = "{}") -> String {
        """
        {"schema": "harness.environment/1", "env": \(env), "app": {"kind": "server", "start": {"argv": [\(words)]},
          "stop": {"grace_s": 10}\(further)}}
        """
    }

    var vars: String {
        switch self {
        case .server: #""title": {"fresh": "word"}, "ghost": {"fresh": "int"}"#
        case .program: #""name": {"fresh": "word"}"#
        case .library: ""
        }
    }

    var steps: String {
        switch self {
        case .server: Self.storing + ", " + Self.ghost
        case .program:
            #"""
            {"id": "greets", "exec": {"argv": ["python3", "greet.py", "{{name}}"]},
             "expect": {"stdout": "hello, {{name}}\n"}}
            """#
        case .library:
            #"""
            {"id": "multiplies", "tests": {"argv": ["python3", "-m", "unittest", "-v"]},
             "expect": {"passed": ["tests.test_products.Products.test_multiplies"]}}
            """#
        }
    }

    static let storing = #"""
        {"id": "create", "http": {"method": "POST", "path": "/notes", "json": {"title": "{{title}}"}},
         "expect": {"status": 201}, "capture": {"id": "$.id"}},
        {"id": "read", "http": {"path": "/notes/{{id}}"}, "expect": {"status": 200, "json": {"$.title": "{{title}}"}}}
        """#

    static let ghost = #"{"id": "ghost", "http": {"path": "/notes/{{ghost}}"}, "expect": {"status": 404}}"#

    static let testStep = #"{"name": "test", "kind": "test", "argv": ["python3", "-m", "unittest", "-v"]}"#

    // Their files.

    private static let web = """
        import json
        import socket


        def serve(answer, port):
            listener = socket.create_server(("127.0.0.1", port), backlog=64)
            while True:
                connection, _ = listener.accept()
                with connection:
                    file = connection.makefile("rb")
                    words = file.readline().decode().split()
                    if len(words) < 2:
                        continue
                    headers = {}
                    while line := file.readline().decode().strip():
                        name, _, value = line.partition(":")
                        headers[name.lower()] = value.strip()
                    body = file.read(int(headers.get("content-length", 0)))
                    status, value = answer(words[0], words[1], body, headers)
                    text = json.dumps(value).encode()
                    head = f"HTTP/1.1 {status} X\\r\\nContent-Type: application/json\\r\\nContent-Length: {len(text)}\\r\\n"
                    connection.sendall(head.encode() + b"Connection: close\\r\\n\\r\\n" + text)

        """

    private static let notes = """
        import json
        import sys

        from web import serve

        NOTES = {}
        MISSING = 200


        def answer(method, path, body, headers):
            if method == "POST" and path == "/notes":
                note = {"id": len(NOTES) + 1, "title": json.loads(body)["title"]}
                NOTES[f"/notes/{note['id']}"] = note
                return 201, note
            if path in NOTES:
                return 200, NOTES[path]
            return MISSING, {"error": "no such note"}


        serve(answer, int(sys.argv[1]))

        """

    private static let greet = """
        import sys

        print("good day")

        """

    private static let calc = """
        def add(a, b):
            return a + b


        # more to come

        """

    private static let product = """
        def multiply(a, b):
            return a * b
        """

    private static let oldTests = """
        import unittest

        import calc


        class Sums(unittest.TestCase):
            def test_adds(self):
                self.assertEqual(calc.add(1, 2), 3)

            def test_adds_nothing(self):
                self.assertEqual(calc.add(1, 0), 1)

        """

    static let newTest = """
        import unittest

        import calc


        class Products(unittest.TestCase):
            def test_multiplies(self):
                self.assertEqual(calc.multiply(2, 3), 6)

        """
}

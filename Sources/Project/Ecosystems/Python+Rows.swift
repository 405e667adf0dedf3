extension Ecosystem {
    /// How its tests are run, whatever says that it is Python.
    static let pythonTests = [
        CommandRow(.test, "<python> manage.py test", [.file("manage.py")], .certain, unless: pytest),
        CommandRow(.test, "<tool> pytest", pytest, .certain),
        // What is no package cannot be named from the top.
        CommandRow(
            .test, "<python> -m unittest discover -v -s tests -t .",
            [.both(.file("tests/__init__.py"), unittest(in: "tests/test*.py"))], .certain, unless: otherRunners),
        CommandRow(
            .test, "<python> -m unittest discover -v -s tests", [unittest(in: "tests/test*.py")], .certain,
            unless: otherRunners + [.file("tests/__init__.py")]),
        CommandRow(
            .test, "<python> -m unittest discover -v -s test -t .",
            [.both(.file("test/__init__.py"), unittest(in: "test/test*.py"))], .certain,
            unless: otherRunners + [unittest(in: "tests/test*.py")]),
        CommandRow(
            .test, "<python> -m unittest discover -v -s test", [unittest(in: "test/test*.py")], .certain,
            unless: otherRunners + [.file("test/__init__.py"), unittest(in: "tests/test*.py")]),
        CommandRow(
            .test, "<python> -m unittest discover -v",
            [
                unittest(in: "test*.py"), .both(.file("*/__init__.py"), unittest(in: "*/test*.py")),
                .both(.file("*/__init__.py"), unittest(in: "*/tests/test*.py")),
            ], .certain,
            unless: otherRunners + [unittest(in: "tests/test*.py"), unittest(in: "test/test*.py")]),
        CommandRow(
            .test, "<tool> pytest",
            [.text(#"(?m)^(?:async )?def (test_\w+)"#, in: ["tests/test_*.py", "test_*.py", "tests/*_test.py"])],
            .likely, unless: otherRunners),
    ]

    static func unittest(in files: String) -> Sign {
        .text(#"(?m)^(?:from|import(?: [\w., ]*,)?) *\b(unittest)\b"#, in: [files])
    }

    private static let otherRunners = pytest + [.file("manage.py")]

    static func pythonServers(in files: [String]) -> [ProgramRow] {
        [
            ProgramRow(
                .server, "Django", .unit, "<python> manage.py runserver --noreload 127.0.0.1:{{port}}", .option,
                .certain,
                signs: [.file("manage.py")]),
            asgi("FastAPI", #"(?m)^(\w+)\s*(?::\s*\w+\s*)?=\s*(?:fastapi\.)?FastAPI\("#, files),
            asgi("Starlette", #"(?m)^(\w+)\s*(?::\s*\w+\s*)?=\s*(?:Starlette|Litestar|Quart)\("#, files),
            ProgramRow(
                .server, "Flask", .files(files, #"(?m)^(\w+)\s*(?::\s*\w+\s*)?=\s*(?:flask\.)?Flask\("#),
                "<tool> flask --app <module>:<object> run --port {{port}}", .option, .certain),
            ProgramRow(
                .server, "Flask", .files(files, #"(?m)^def (create_app)\("#),
                "<tool> flask --app <module> run --port {{port}}",
                .option, .certain, signs: [.dependency("flask"), .dependency("Flask")]),
            ProgramRow(
                .server, "Python", .files(packaged, serving), "<python> -m <module>", .code, .likely,
                signs: [.file("*/__init__.py")]),
            ProgramRow(
                .server, "Python", .files(files, serving),
                "<python> <entry>", .code, .likely),
        ]
    }

    /// Modules of a package in the project's folder: they import each other by its name.
    private static let packaged = ["*/__main__.py", "*/server.py", "*/main.py", "*/app.py", "*/api.py"]
    private static let serving = #"\b(web\.run_app|\w*HTTPServer|make_server|serve_forever|\.listen)\("#

    /// uvicorn serves what the code makes; where the code runs it by itself, nothing else is different.
    private static func asgi(_ framework: String, _ pattern: String, _ files: [String]) -> ProgramRow {
        ProgramRow(
            .server, framework, .files(files, pattern),
            "<tool> uvicorn <source-root> <module>:<object> --port {{port}}", .option, .certain,
            ready: framework == "FastAPI" ? [("/openapi.json", .manifest)] : [])
    }
}

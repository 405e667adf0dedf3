extension Ecosystem {
    /// Python without a manifest: a few files, their tests, and a README that says how they are run.
    static let plainPython = Ecosystem(
        name: "plain-python",
        manifests: ["*.py", "src/*.py", "tests/test*.py", "test/test*.py", "*/test*.py", "*/tests/test*.py"],
        runners: [
            Runner(sign: .file(".venv/pyvenv.cfg"), words: venv(".venv")),
            Runner(sign: .file("venv/pyvenv.cfg"), words: venv("venv")),
            Runner(sign: .manifest, words: ["python": ["python3"], "tool": ["python3", "-m"], "script": []]),
        ],
        commands: [
            CommandRow(.lint, "<tool> ruff check .", [.file("ruff.toml"), .file(".ruff.toml")], .certain),
            CommandRow(.lint, "<tool> flake8", [.file(".flake8")], .certain),
            CommandRow(.lint, "<tool> mypy .", [.file("mypy.ini"), .file(".mypy.ini")], .certain),
        ] + pythonTests + [
            CommandRow(
                .test, "<python> -m unittest discover -v -p *_test.py",
                [unittest(in: "*_test.py")], .certain,
                unless: pytest + [
                    unittest(in: "tests/test*.py"), unittest(in: "test/test*.py"), unittest(in: "test*.py"),
                ]),
            CommandRow(
                .test, "<python> -m unittest discover -v -s tests -p *_test.py",
                [unittest(in: "tests/*_test.py")], .certain, unless: pytest + [unittest(in: "tests/test*.py")]),
        ],
        programs: pythonServers(in: ["*.py", "src/*.py", "*/server.py", "*/main.py", "*/app.py"]) + [
            ProgramRow(.server, "Python", .readme(.server), "<python> <entry>", .code, .likely),
            ProgramRow(.cli, "Python", .readme(.cli), "<python> <entry>", .none, .likely),
            ProgramRow(
                .cli, "Python",
                .files(["*.py", "src/*.py"], #"(argparse|click\.command|typer|sys\.argv|__name__ *== *.__main__)"#),
                "<python> <entry>", .none, .likely),
            // A package that is run by its name.
            ProgramRow(.cli, "Python", .files(["*/__main__.py"], #"\S"#), "<python> -m <program>", .none, .likely),
        ],
        share: [ShareRow(".venv", [.file(".venv")]), ShareRow("venv", [.file("venv")])],
        code: ["*.py", "src/*.py", "*/__main__.py", "*/server.py", "*/main.py", "*/app.py", "*/api.py"],
        isLastResort: true, givesWay: .toAll,
        examples: [
            Example(
                [
                    "notes.py": "def add(text):\n    return [text]\n",
                    "test_notes.py": "import unittest\nimport notes\n",
                ],
                gives: ["test: python3 -m unittest discover -v"]),
            Example(
                [
                    "todo/__init__.py": "", "todo/__main__.py": "from todo.core import run\nrun()\n",
                    "todo/core.py": "def run():\n    print(1)\n", "tests/test_core.py": "import unittest\n",
                    "tests/__main__.py": "import unittest\n",
                ],
                gives: [
                    "test: python3 -m unittest discover -v -s tests", "cli todo: python3 -m todo (likely)",
                ]),
            Example(
                [
                    "notes.py": "def add(text):\n    return [text]\n", ".venv/pyvenv.cfg": "home = /usr/bin\n",
                    "test_notes.py": "import unittest\nimport notes\n",
                ],
                gives: ["test: .venv/bin/python -m unittest discover -v", "share: .venv"]),
            Example(
                [
                    "README.md": "# Notes\n\n```sh\npython3 notes.py 8000   # http://localhost:8000\n```\n",
                    "notes.py": "import sys\nfrom http.server import ThreadingHTTPServer\nimport lib\n"
                        + "lib.start(ThreadingHTTPServer, sys.argv)\n", "lib.py": "def start(kind, words): ...\n",
                    "tests/test_notes.py": "import unittest\n",
                ],
                gives: [
                    "test: python3 -m unittest discover -v -s tests",
                    "server notes: python3 notes.py {{port}} (likely)",
                ]),
            Example(
                [
                    "app/__init__.py": "", "tests/test_http.py": "import os, unittest\n",
                    "app/server.py": "import os\nfrom http.server import ThreadingHTTPServer\nfrom app import store\n"
                        + "ThreadingHTTPServer((\"\", int(os.environ.get(\"PORT\", \"8000\"))), store.Handler)\n",
                ],
                gives: [
                    "test: python3 -m unittest discover -v -s tests",
                    "server server: PORT={{port}} python3 -m app.server (likely)",
                ]),
            Example(
                ["calc/__init__.py": "", "calc/core.py": "", "calc/tests/test_core.py": "import sys, unittest\n"],
                gives: ["test: python3 -m unittest discover -v"]),
            Example(
                ["calc.py": "def add(a, b): ...\n", "test/test_calc.py": "import unittest\n"],
                gives: ["test: python3 -m unittest discover -v -s test"]),
            Example(
                ["calc.py": "def add(a, b): ...\n", "tests/calc_test.py": "import unittest\n"],
                gives: ["test: python3 -m unittest discover -v -s tests -p *_test.py"]),
            Example(
                [
                    "wiki.py": "import sys\nport = int(sys.argv[1]) if len(sys.argv) > 1 else 8000\n"
                        + "HTTPServer(('', port), H).serve_forever()\n"
                        + "class H:\n    def do_GET(self):\n        if self.path == '/healthz': ...\n"
                ],
                gives: ["server wiki: python3 wiki.py {{port}} (likely) ready /healthz"]),
            Example(
                [
                    "README.md":
                        "Say:\n\n    $ python todo.py add milk\n\n```console\n$ python todo.py add milk\n```\n",
                    "todo.py": "print()\n", "todo_test.py": "from unittest import TestCase\n",
                ],
                gives: ["test: python3 -m unittest discover -v -p *_test.py", "cli todo: python3 todo.py (likely)"]),
        ])
}

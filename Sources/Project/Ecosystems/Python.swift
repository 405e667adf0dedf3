extension Ecosystem {
    /// pyproject, setup.py or requirements; pip, uv, poetry, pipenv and pdm.
    static let python = Ecosystem(
        name: "python",
        manifests: ["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "manage.py"],
        sources: [
            .toml("pyproject.toml"), .toml("Pipfile"),
            .text("requirements*.txt", [ScanRow(#"(?m)^\s*([A-Za-z0-9][A-Za-z0-9_.-]*)"#, .dependency)]),
            .text(
                "setup.py",
                [
                    ScanRow(#"(?m)^\s*["']([A-Za-z][\w-]*)[\[<>=~!;, "']"#, .dependency),
                    ScanRow(#"install_requires=\[["']([\w-]+)"#, .dependency),
                    ScanRow(#"["']([\w-]+) *= *[\w.]+:\w+["']"#, .key("project.scripts")),
                ]),
            .text(
                "setup.cfg",
                [
                    ScanRow(#"(?m)^    ([A-Za-z][\w-]*)(?:\[[^\]]*\])?(?:[<>=~!;]|$)"#, .dependency),
                    ScanRow(#"(?m)^    ([\w-]+) *= *[\w.]+:\w+"#, .key("project.scripts")),
                ]),
        ],
        runners: [
            Runner(
                sign: .above("uv.lock"),
                words: ["python": ["uv", "run", "python"], "tool": ["uv", "run"], "script": ["uv", "run"]]),
            Runner(
                sign: .file("poetry.lock"),
                words: [
                    "python": ["poetry", "run", "python"], "tool": ["poetry", "run"], "script": ["poetry", "run"],
                ]),
            Runner(
                sign: .file("Pipfile.lock"),
                words: [
                    "python": ["pipenv", "run", "python"], "tool": ["pipenv", "run"], "script": ["pipenv", "run"],
                ]),
            Runner(
                sign: .file("pdm.lock"),
                words: ["python": ["pdm", "run", "python"], "tool": ["pdm", "run"], "script": ["pdm", "run"]]),
            Runner(sign: .file(".venv/pyvenv.cfg"), words: venv(".venv")),
            Runner(sign: .file("venv/pyvenv.cfg"), words: venv("venv")),
            Runner(sign: .manifest, words: ["python": ["python3"], "tool": ["python3", "-m"], "script": []]),
        ],
        commands: [
            CommandRow(
                .lint, "<tool> ruff check .",
                [.key("tool.ruff"), .file("ruff.toml"), .file(".ruff.toml"), .dependency("ruff")], .certain),
            CommandRow(.lint, "<tool> flake8", [.file(".flake8"), .dependency("flake8")], .certain),
            CommandRow(
                .lint, "<tool> mypy .",
                [.key("tool.mypy"), .file("mypy.ini"), .file(".mypy.ini"), .dependency("mypy")], .certain),
            CommandRow(.lint, "<tool> pyright", [.key("tool.pyright"), .file("pyrightconfig.json")], .likely),
        ] + pythonTests,
        programs: pythonPrograms,
        share: [ShareRow(".venv", [.file(".venv")]), ShareRow("venv", [.file("venv")])],
        workspace: [.key("tool.uv.workspace")],
        code: ["*.py", "app/*.py", "app/*/*.py", "src/*.py", "src/*/*.py", "api/*.py", "*/urls.py"],
        title: ["project.name", "tool.poetry.name"], examples: pythonExamples)

    static func venv(_ folder: String) -> [String: [String]] {
        ["python": ["\(folder)/bin/python"], "tool": ["\(folder)/bin/python", "-m"], "script": []]
    }

    static let pytest: [Sign] = [
        .key("tool.pytest"), .file("pytest.ini"), .file("conftest.py"), .file("tests/conftest.py"),
        .dependency("pytest"),
        .dependency("pytest-*"),
    ]

    private static let mains = [
        "main.py", "app.py", "server.py", "api.py", "asgi.py", "wsgi.py", "run.py", "app/main.py", "app/__init__.py",
        "api/main.py", "src/main.py", "src/app.py", "src/*/main.py", "src/*/app.py", "src/*/__init__.py", "*/main.py",
        "*/app.py", "*/__init__.py",
    ]

    private static let pythonPrograms: [ProgramRow] =
        pythonServers(in: mains) + [
            ProgramRow(.cli, "Python", .keys("project.scripts"), "<console>", .none, .certain),
            ProgramRow(.cli, "Python", .keys("tool.poetry.scripts"), "<console>", .none, .certain),
            ProgramRow(
                .cli, "Python",
                .files(mains + ["cli.py", "*/cli.py", "src/*/cli.py"], #"(argparse|click\.command|typer)"#),
                "<python> <entry>", .none, .likely),
            ProgramRow(
                .library, "Python", .unit, "", .none, .likely,
                signs: [.key("project"), .key("tool.poetry"), .file("setup.py"), .file("setup.cfg")]),
        ]
}

extension Ecosystem {
    static let pythonExamples = [
        Example(
            [
                "pyproject.toml": """
                [project]
                name = "notes-api"
                dependencies = [
                    "fastapi[standard]>=0.115",  # ["x"]
                    "uvicorn",
                ]

                [dependency-groups]
                dev = ["pytest>=8", "ruff", "mypy"]

                [tool.ruff]
                line-length = 120
                """,
                "uv.lock": "", "tests/test_api.py": "def test_notes(): ...\n",
                "src/notes/main.py": "from fastapi import FastAPI\n\napp = FastAPI(title=\"notes\")\n",
            ],
            gives: [
                "lint: uv run ruff check .", "lint: uv run mypy .", "test: uv run pytest",
                "server notes: uv run uvicorn --app-dir src notes.main:app --port {{port}} ready /openapi.json",
                "library notes-api",
            ]),
        Example(
            [
                "requirements.txt": "# what it needs\nFlask==3.0.3\n-r more.txt\n", "requirements-dev.txt": "pytest\n",
                "app.py":
                    "from flask import Flask\napp = Flask(__name__)\n\n@app.get('/healthz')\ndef f(): ...\n",
            ],
            gives: [
                "test: python3 -m pytest",
                "server PROJECT: python3 -m flask --app app:app run --port {{port}} ready /healthz",
            ]),
        Example(
            [
                "manage.py": "#!/usr/bin/env python\n", "requirements.txt": "Django>=5\n", "site/settings.py": "",
                "site/urls.py": "urlpatterns = [path('health/', health)]\n",
            ],
            gives: [
                "test: python3 manage.py test",
                "server PROJECT: python3 manage.py runserver --noreload 127.0.0.1:{{port}} ready /health/",
            ]),
        Example(
            [
                "pyproject.toml": """
                [tool.poetry]
                name = "greet"
                [tool.poetry.dependencies]
                python = "^3.12"
                [tool.poetry.scripts]
                greet = "greet.cli:main"
                """,
                "poetry.lock": "", "tests/__init__.py": "", "tests/test_greet.py": "import unittest\n",
            ],
            gives: [
                "test: poetry run python -m unittest discover -v -s tests -t .", "cli greet: poetry run greet",
                "library greet",
            ]),
        Example(
            [
                "pyproject.toml": "[project]\nname = 'pack'\n[project.scripts]\npack = 'pack.cli:main'\n",
                "pack/__init__.py": "", "pack/__main__.py": "", "pack/cli.py": "def main(): ...\n",
            ],
            gives: ["cli pack: python3 -m pack", "library pack"]),
        Example(
            [
                "pyproject.toml": "[project]\nname = 'pack'\n[project.scripts]\npack = 'pack.cli:main'\n",
                "src/pack/__init__.py": "", "src/pack/cli.py": "def main(): ...\n",
            ],
            gives: [
                "cli pack: python3 -c import sys; sys.path.insert(0, 'src'); from pack.cli import main; sys.exit(main())",
                "library pack",
            ]),
        Example(
            [
                "setup.py": "from setuptools import setup\nsetup(name='old', install_requires=['six'])\n",
                "test_old.py": "def test_it(): ...",
            ],
            gives: ["test: python3 -m pytest (likely)", "library PROJECT"]),
    ]
}

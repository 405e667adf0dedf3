"""Counts what a one-file task costs in tokens: what is read, typed and answered. See bench/tokens."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import tiktoken

ENCODING = tiktoken.get_encoding("o200k_base")
PROGRAM = pathlib.Path(os.environ["PROGRAM"]).resolve()

SERVER = """import http.server, json, sys
NOTES = {"1": {"title": "milk"}}
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        found = NOTES.get(self.path.rsplit("/", 1)[-1], [])
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
ENVIRONMENT = '{"schema": "harness.environment/1", "app": {"kind": "server", "start": {"argv": ["python3", "app.py", "{{port}}"]}}}'
VALIDATION = '{"schema": "harness.validation/1", "steps": [{"name": "compile", "kind": "build", "argv": ["python3", "-m", "py_compile", "app.py"]}]}'
SCENARIO = """{"schema": "harness.verify/1", "vars": {"ghost": {"fresh": "int"}}, "scenarios": [
  {"id": "known", "keeps": ["a known note is served"],
   "steps": [{"id": "milk", "http": {"path": "/notes/1"}, "expect": {"status": 200, "json": {"$.title": {"eq": "milk"}}}}]},
  {"id": "unknown", "proves": ["AC-1"],
   "steps": [{"id": "ghost", "http": {"path": "/notes/{{ghost}}"}, "expect": {"status": 404}}]}]}
"""
COMMANDS = [
    ["start", "404 for unknown notes"],
    ["task-state", "init", "404 for unknown notes", "--criterion", "GET /notes/<unknown> answers 404"],
    ["verify", "init"],
    ["verify", "register", "harness/scenarios/404-for-unknown-notes.json"],
    ["verify", "run"],
    ["task-state", "complete", "--summary", "unknown notes answer 404", "--lessons", "one handler serves every path"],
]


def tokens(text):
    return len(ENCODING.encode(text, disallowed_special=()))


def ours():
    """Every command as the skill teaches it, really run; returns tokens typed, answered, written."""
    typed, answered = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        project = pathlib.Path(folder)
        (project / "app.py").write_text(SERVER)
        (project / "AGENTS.md").write_text("# notes\n")
        config = project / "harness/config"
        config.mkdir(parents=True)
        (config / "environment.json").write_text(ENVIRONMENT)
        (config / "validation.json").write_text(VALIDATION)
        quiet = dict(os.environ, GIT_AUTHOR_NAME="t", GIT_AUTHOR_EMAIL="t@t", GIT_COMMITTER_NAME="t", GIT_COMMITTER_EMAIL="t@t")
        for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
            subprocess.run(["git", *words], cwd=project, check=True, env=quiet)
        for words in COMMANDS:
            if words[:2] == ["verify", "register"]:
                (project / words[2]).write_text(SCENARIO)
            if words[:2] == ["verify", "run"]:
                changed = SERVER.replace(", [])", ")").replace("response(200)", "response(200 if found else 404)")
                (project / "app.py").write_text(changed)
            line = "harness-executor " + " ".join(f'"{word}"' if " " in word else word for word in words)
            run = subprocess.run([PROGRAM, *words], cwd=project, capture_output=True, text=True)
            if run.returncode:
                sys.exit(f"{line} ended with {run.returncode}: {run.stderr}")
            typed += tokens(line)
            answered += tokens(run.stdout + run.stderr)
    return typed, answered, tokens(SCENARIO)


def original(folder):
    """What its own SKILL.md has an agent type for a task of one phase; answers are left out, so that this is the least."""
    skill = (folder / "SKILL.md").read_text()
    sections = re.split(r"\n(?=### |## )", skill)
    asked = ["### 1.1", "### 1.2", "### 1.3", "### Initialize Task State", "### Checkpoint", "## Step 4", "### Complete Task", "### AutoHarness"]
    blocks = [block for section in sections if any(section.startswith(name) for name in asked)
              for block in re.findall(r"```bash\n(.*?)```", section, re.S)]
    prompts = re.findall(r"```\n(Agent\(.*?\n\))\n```", skill, re.S)
    report = re.search(r"cat > .*?<< 'EOF'\n(.*?)EOF", skill, re.S).group(1)
    return blocks, prompts, tokens((folder / "agents/verifier.md").read_text()), tokens(report)


skill = pathlib.Path("SKILL.md").read_text()
typed, answered, written = ours()
rows = [
    ("SKILL.md, lines", len(skill.splitlines())), ("SKILL.md, tokens", tokens(skill)),
    ("commands of a one-file task", len(COMMANDS)), ("typed", typed), ("answered", answered), ("scenarios written", written),
    ("sub-agents' prompts and instructions", 0),
]
total = tokens(skill) + typed + answered + written
theirs = {}
if os.environ.get("ORIGINAL"):
    folder = pathlib.Path(os.environ["ORIGINAL"])
    text = (folder / "SKILL.md").read_text()
    blocks, prompts, guide, report = original(folder)
    lines = sum(tokens(block) for block in blocks)
    spawned = sum(map(tokens, prompts)) + guide
    theirs = {
        "SKILL.md, lines": len(text.splitlines()), "SKILL.md, tokens": tokens(text),
        "commands of a one-file task": f"{len(blocks)} and {len(prompts)} sub-agents", "typed": lines, "answered": "not counted",
        "scenarios written": report, "sub-agents' prompts and instructions": spawned,
        "all of it": f"at least {tokens(text) + lines + spawned + report}",
    }
print("| o200k_base | ours | original |\n|---|--:|--:|")
for name, count in rows + [("all of it", total)]:
    print(f"| {name} | {count} | {theirs.get(name, '')} |")

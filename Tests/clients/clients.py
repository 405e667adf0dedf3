"""Claude Code and Codex, as somebody without a network and with a new home folder has them."""
import json
import os
import re
import select
import shutil
import signal
import subprocess
import time

PACKAGES = ("claude-agent-sdk==0.2.186", "openai-codex-cli-bin==0.163.0")
PATH = "/usr/local/bin:/usr/bin:/bin"


class Session:
    """What came of one run of a client."""

    def __init__(self, code, output, errors, seconds):
        self.code = code
        self.output = output
        self.errors = errors
        self.seconds = seconds

    @property
    def lines(self):
        found = []
        for line in self.output.splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                pass
        return found


class Client:
    name = ""
    # Where the skill lies, below a project and below the home folder.
    skills = ""

    def __init__(self, site, home, tools):
        self.binary = os.path.join(site, *self.place)
        self.home = home
        self.path = f"{tools}:{PATH}"
        self.process = None

    def version(self):
        done = subprocess.run(
            [self.binary, "--version"], capture_output=True, text=True, env={"HOME": self.home, "PATH": PATH})
        return done.stdout.strip()

    def environment(self, model):
        return {"HOME": self.home, "PATH": self.path, "TERM": "dumb", "LANG": "C.UTF-8"}

    def run(self, model, project, prompt, *more, limit=400):
        """Runs the client without a person beside it until it ends, or is killed by the script."""
        self.configure(model, project)
        began = time.monotonic()
        self.process = subprocess.Popen(
            self.command(prompt) + list(more), cwd=project, env=self.environment(model), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        try:
            output, errors = self.process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            self.kill()
            output, errors = self.process.communicate()
            errors += f"\nkilled after {limit} s"
        return Session(self.process.returncode, output, errors, time.monotonic() - began)

    def kill(self):
        """As if the power had gone: the client, and the shell that it was running."""
        os.killpg(self.process.pid, signal.SIGKILL)


class Claude(Client):
    name = "claude"
    place = ("claude_agent_sdk", "_bundled", "claude")
    skills = ".claude/skills"

    def environment(self, model):
        return {
            **super().environment(model), "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{model.port}",
            "ANTHROPIC_API_KEY": "dummy", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1",
        }

    def configure(self, model, project):
        os.makedirs(os.path.join(self.home, ".claude"), exist_ok=True)

    def command(self, prompt):
        return [
            self.binary, "-p", prompt, "--output-format", "stream-json", "--verbose", "--permission-mode", "dontAsk",
            "--allowedTools", "Bash Edit Read Skill Write",
        ]

    def trust_hooks(self, project):
        """Claude Code asks nobody."""

    def add_plugin(self, source, model, project):
        return ["--plugin-dir", source]


class Codex(Client):
    name = "codex"
    place = ("codex_cli_bin", "bin", "codex")
    skills = ".agents/skills"

    def environment(self, model):
        return {**super().environment(model), "DUMMY_KEY": "dummy"}

    def configure(self, model, project):
        folder = os.path.join(self.home, ".codex")
        os.makedirs(folder, exist_ok=True)
        file = os.path.join(folder, "config.toml")
        address = f'base_url = "http://127.0.0.1:{model.port if model else 9}/v1"'
        if os.path.exists(file):
            # What plugins and trusted hooks have added stays.
            with open(file) as stream:
                text = re.sub(r'base_url = ".*"', address, stream.read())
        else:
            text = f"""model = "scripted"
model_provider = "scripted"
approval_policy = "never"
sandbox_mode = "danger-full-access"

[model_providers.scripted]
name = "scripted"
{address}
wire_api = "responses"
env_key = "DUMMY_KEY"
request_max_retries = 0
stream_max_retries = 0

[projects."{project}"]
trust_level = "trusted"
"""
        with open(file, "w") as stream:
            stream.write(text)

    def command(self, prompt):
        return [self.binary, "exec", "--json", prompt]

    def trust_hooks(self, project):
        """Codex runs a hook only once it is trusted; it tells itself which there are, by their hash."""
        self.configure(None, project)
        before = self.hooks(project)
        with open(os.path.join(self.home, ".codex/config.toml"), "a") as stream:
            for hook in before:
                stream.write(f'\n[hooks.state."{hook["key"]}"]\ntrusted_hash = "{hook["currentHash"]}"\n')
        return [hook["trustStatus"] for hook in before], [hook["trustStatus"] for hook in self.hooks(project)]

    def hooks(self, project):
        """What `codex app-server` says of the hooks that it knows."""
        environment = {"HOME": self.home, "PATH": self.path, "DUMMY_KEY": "dummy"}
        with subprocess.Popen(
            [self.binary, "app-server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, env=environment, cwd=project,
        ) as server:
            def say(message):
                server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
                server.stdin.flush()

            def ask(number, method, parameters):
                say({"id": number, "method": method, "params": parameters})
                while select.select([server.stdout], [], [], 60)[0]:
                    answer = json.loads(server.stdout.readline() or "null")
                    if answer is None or answer.get("id") == number:
                        return answer
                return None

            ask(1, "initialize", {"clientInfo": {"name": "test", "version": "0"}})
            say({"method": "initialized"})
            answer = ask(2, "hooks/list", {"cwds": [project]})
            server.kill()
        return answer["result"]["data"][0]["hooks"]

    def add_plugin(self, source, model, project):
        self.configure(model, project)
        environment = {"HOME": self.home, "PATH": self.path, "DUMMY_KEY": "dummy"}
        for words in (["marketplace", "add", source], ["add", "harness-executor@harness-executor"]):
            done = subprocess.run(
                [self.binary, "plugin", *words], capture_output=True, text=True, env=environment, cwd=project,
                stdin=subprocess.DEVNULL)
            if done.returncode:
                raise RuntimeError(f"codex plugin {' '.join(words)}: {done.stderr.strip() or done.stdout.strip()}")
        return []


def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)

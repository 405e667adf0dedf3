#!/usr/bin/env python3
"""What verify must survive: programs that hide, hang, flood and lie, being killed at any moment, and hostile files.

    Tests/torture/verify.py [--long] [--seed S] [--program PATH] [--only NAME,NAME]

Prints figures; the exit status is 1 where any was not held. A secret counts as found when fourteen bytes of it in a
row stand where they must not, so that one which was cut in two is found as well.
"""
import argparse
import base64
import html
import json
import os
import random
import re
import resource
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
SERVER = os.path.join(HERE, "unruly.py")
WRONG = os.path.join(HERE, "..", "servers", "wrong.py")
MIB = 1024 * 1024
TRUE = {"exec": {"argv": ["true"]}, "expect": {"exit": 0}}
problems = []


def check(condition, text):
    if not condition:
        problems.append(text)
        print("  PROBLEM", text, flush=True)
    return condition


def short(text, count=300):
    return re.sub(r"\s+", " ", text)[:count]


class Project:
    """A folder with an environment file and a scenario file, a TMPDIR of its own, and a mark on all it starts."""

    def __init__(self, program):
        self.program = program
        self.folder = tempfile.mkdtemp(prefix="torture-")
        self.tmp = tempfile.mkdtemp(prefix="torture-tmp-")
        self.mark = f"mark-{random.getrandbits(64):x}"
        open(self.path("AGENTS.md"), "w").close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.alive():
            try:
                os.kill(process, signal.SIGKILL)
            except OSError:
                pass
        for folder in (self.folder, self.tmp):
            # Not shutil: it gives up where folders lie too deep in one another.
            subprocess.run(["rm", "-rf", folder], stderr=subprocess.DEVNULL)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    def environment(self, app=None, **more):
        app = {"kind": "cli"} if app is None else app
        env = {"MARK": self.mark, **more.pop("env", {})}
        self.write("harness/config/environment.json",
                   json.dumps({"schema": "harness.environment/1", "app": app, "env": env, **more}))

    def server(self, *words, ready=None, stop=None, **more):
        """An application of unruly.py's."""
        app = {"kind": "server", "start": {"argv": ["python3", "-SE", SERVER, "--port", "{{port}}", *words]},
               "ready": ready or {"http": {"path": "/health"}, "timeout_s": 20}, "stop": stop or {"grace_s": 1}}
        app.update(more.pop("app", {}))
        self.environment(app, **more)

    def scenarios(self, *lists, name="all", **common):
        """Each argument is the steps of one scenario."""
        self.write(f"harness/scenarios/{name}.json", json.dumps({
            "schema": "harness.verify/1",
            "scenarios": [{"id": f"{name}-{index}", "proves": ["AC-1"], "steps": steps, **common}
                          for index, steps in enumerate(lists)]}))

    def variables(self, **more):
        return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "TMPDIR": self.tmp, **more}

    def start(self, *words, tool="verify", **options):
        options.setdefault("env", self.variables())
        options.setdefault("cwd", self.folder)
        return subprocess.Popen([self.program, tool, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    def call(self, *words, limit=120, **options):
        process = self.start(*words, **options)
        try:
            out, err = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            check(False, f"'{' '.join(words)}' did not end within {limit} s")
        return process.returncode, out.decode(errors="replace"), err.decode(errors="replace")

    def report(self, *words, **options):
        code, out, err = self.call("run", "--json", *words, **options)
        try:
            return code, json.loads(out)
        except ValueError:
            check(False, f"no JSON (exit {code}): {short(out)} {short(err)}")
            return code, {}

    def heavy(self, *words):
        """Exit status, output, errors, and the most memory that verify or anything it waited for had, in MiB."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen([self.program, "verify", *words], stdout=out, stderr=err, cwd=self.folder,
                                       env=self.variables())
            _, status, use = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0), err.seek(0)
            return (process.returncode, out.read().decode(errors="replace"), err.read().decode(errors="replace"),
                    use.ru_maxrss / 1024)

    def alive(self):
        """Processes with our mark in their environment."""
        found, mark = [], f"MARK={self.mark}".encode()
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    with open(f"/proc/{name}/environ", "rb") as file:
                        if mark in file.read():
                            found.append(int(name))
                except OSError:
                    pass
        return found

    def alive_after(self, seconds):
        end = time.monotonic() + seconds
        while (left := self.alive()) and time.monotonic() < end:
            time.sleep(0.02)
        return left

    def doctor(self, name):
        code, out, err = self.call("doctor", tool="task-state")
        check(code == 0, f"{name}: the doctor finds {short(out + err)}")


def steps_of(report):
    return [step for scenario in report.get("task_specific_scenarios", []) for step in scenario["steps"]]


# --- who hides


def escapes(options, chance):
    """All six ways in the build, the application and a step, in every run; some runs are killed at a random moment."""
    rounds = {"": 200, "KILL": 200, "TERM": 200, "INT": 200} if options.long else {"": 4, "KILL": 12, "TERM": 6, "INT": 6}
    orders = [name for name, count in rounds.items() for _ in range(count)]
    chance.shuffle(orders)
    seeds = [chance.random() for _ in orders]
    figures = {"runs": 0, "killed": 0, "moments": {}, "left": 0, "slowest": 0.0, "folders": 0}
    lock = threading.Lock()

    def work(share):
        with Project(options.program) as project:
            hide = ["python3", "-SE", SERVER, "--hide"]
            project.server("--hide", "--port-file", project.path("port"), app={"build": [{"argv": hide}]})
            plain = [{"exec": {"argv": hide}, "expect": {"exit": 0}},
                     {"http": {"path": "/ok"}, "expect": {"status": 200}},
                     {"exec": {"argv": ["sleep", "0.1"]}, "expect": {"exit": 0}}]
            project.scenarios(plain)
            project.scenarios(plain, plain, name="own", isolated=True)
            started = time.monotonic()
            code, out, err = project.call("run")
            length = time.monotonic() - started
            check(code == 0, f"escapes: a plain run ended with {code}: {short(out + err)}")
            for order, seed in share:
                process = project.start("run")
                if order:
                    time.sleep(seed * length)
                    process.send_signal(getattr(signal, f"SIG{order}"))
                out, err = process.communicate()
                ended = time.monotonic()
                left = project.alive_after(2)
                took = time.monotonic() - ended
                was_killed = order and process.returncode == -getattr(signal, f"SIG{order}")
                check(was_killed or process.returncode == 0, f"escapes: {order or 'no kill'}: exit {process.returncode}: "
                      f"{short((out + err).decode(errors='replace'))}")
                check(not left, f"escapes: {order or 'no kill'} after {seed * length:.3f} s left {len(left)} processes")
                try:
                    port = int(open(project.path("port")).read())
                    with socket.socket() as probe:
                        check(probe.connect_ex(("127.0.0.1", port)) != 0, f"escapes: port {port} is still taken")
                except (OSError, ValueError):
                    pass
                if order != "KILL":
                    check(not [n for n in os.listdir(project.tmp) if n not in known(project)],
                          f"escapes: {order or 'no kill'}: folders are left: {os.listdir(project.tmp)}")
                with lock:
                    figures["runs"] += 1
                    figures["killed"] += bool(was_killed)
                    figures["left"] += len(left)
                    figures["slowest"] = max(figures["slowest"], took)
            code, out, err = project.call("run")
            check(code == 0, f"escapes: the run after the kills ended with {code}: {short(out + err)}")
            folders = os.listdir(project.tmp)
            check(not folders, f"escapes: after the next run {len(folders)} temporary folders are left")
            figures["folders"] += len(folders)
            project.doctor("escapes")

    def known(project):
        """Folders that a killed run left, which the next one removes."""
        notes = project.path("harness/cache/runs")
        names = os.listdir(notes) if os.path.isdir(notes) else []
        folders = set()
        for name in names:
            try:
                folders.add(os.path.basename(json.load(open(os.path.join(notes, name)))["folder"]))
            except (OSError, ValueError):
                pass
        return folders

    shares = [list(zip(orders, seeds))[index::3] for index in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, shares))
    print(f"escapes: {figures['runs']} runs, each with six ways in the build, the application, two isolated ones and a "
          f"step; {figures['killed']} killed at a random moment; {figures['left']} processes alive 2 s later, the last "
          f"one gone after {figures['slowest']:.2f} s; {figures['folders']} temporary folders left after the next run")


# --- what hangs


def full_backlog():
    """A listener that takes no more connections: a connect to it hangs."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    fillers = []
    for _ in range(8):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
        fillers.append(filler)
    time.sleep(0.05)
    return listener, fillers


def hangs(options, chance):
    limit = 0.4
    listener, fillers = full_backlog()
    kinds = {
        "connect": {"http": {"path": "/", "service": "full", "timeout_s": limit}, "expect": {"status": 200}},
        "connect (tcp)": {"tcp": {"service": "full", "timeout_s": limit}, "expect": {"body": "x"}},
        "no answer": {"http": {"path": "/never", "timeout_s": limit}, "expect": {"status": 200}},
        "headers drip": {"http": {"path": "/drip-headers", "timeout_s": limit}, "expect": {"status": 200}},
        "body drips": {"http": {"path": "/drip-body", "timeout_s": limit}, "expect": {"status": 200}},
        "body without end": {"http": {"path": "/endless", "timeout_s": limit}, "expect": {"status": 200}},
        "upload": {"http": {"path": "/takes-nothing", "method": "POST", "body": "x" * (6 * MIB), "timeout_s": limit},
                   "expect": {"status": 200}},
        "tcp": {"tcp": {"send": "GET /never HTTP/1.1\r\n\r\n", "timeout_s": limit}, "expect": {"body": "x"}},
        "tcp drips": {"tcp": {"send": "GET /drip-body HTTP/1.1\r\n\r\n", "until": "zzz", "timeout_s": limit},
                      "expect": {"body": "x"}},
        "exec": {"exec": {"argv": ["sleep", "60"], "timeout_s": limit}, "expect": {"exit": 0}},
        "exec that ignores TERM": {"exec": {"argv": ["sh", "-c", "trap '' TERM; while :; do sleep 60; done"],
                                            "timeout_s": limit}, "expect": {"exit": 0}},
        "exec whose child holds its streams": {"exec": {"argv": ["sh", "-c", "setsid sleep 60 & sleep 60"],
                                                        "timeout_s": limit}, "expect": {"exit": 0}},
        "tests": {"tests": {"argv": ["sleep", "60"], "timeout_s": limit}, "expect": {"exit": 0}},
        "eventually": {"http": {"path": "/never", "timeout_s": 60}, "expect": {"status": 200},
                       "eventually": {"timeout_s": limit, "every_ms": 10}},
        "eventually, exec": {"exec": {"argv": ["sleep", "60"]}, "expect": {"exit": 0},
                             "eventually": {"timeout_s": limit, "every_ms": 10}},
    }
    late, count, unnamed = [], 0, 0
    with Project(options.program) as project:
        project.server(services=[{"name": "full", "external": True, "port": listener.getsockname()[1]}],
                       stop={"grace_s": limit})
        rounds = 32 if options.long else 2
        for _ in range(rounds):
            project.scenarios(*[[{"id": "hang", **step}] for step in kinds.values()])
            code, report = project.report()
            steps = steps_of(report)
            check(code == 1 and len(steps) == len(kinds), f"hangs: exit {code}, {len(steps)} steps of {len(kinds)}")
            for name, step in zip(kinds, steps):
                over = step["duration_ms"] - limit * 1000
                late.append((over, name))
                check(not step["passed"], f"hangs: {name} passed")
                unnamed += not re.search(r"within|longer than|no answer", step["assertion"])
        # Those that hang before or after the steps: measured from outside.
        hung = ["sh", "-c", "trap '' TERM; while :; do sleep 60; done"]
        outer = {
            "build": {"app": {"build": [{"argv": hung, "timeout_s": limit}]}},
            "ready": {"ready": {"http": {"path": "/never"}, "timeout_s": limit}},
            "ready, exec": {"ready": {"exec": hung, "timeout_s": limit}},
            "ready, log": {"ready": {"log": "never printed", "timeout_s": limit}},
            "setup": {"services": [{"name": "s", "external": True, "setup": [{"argv": hung, "timeout_s": limit}]}]},
        }
        project.scenarios([TRUE])
        for _ in range(4 if options.long else 1):
            for name, more in outer.items():
                project.server(stop={"grace_s": limit}, **more)
                code, report = project.report()
                # The span of what hung, without what was started before it.
                kind = {"build": "build", "setup": "service"}.get(name, "start")
                spans = [span for span in last_report(project).get("timeline", []) if span["kind"] == kind]
                late.append((spans[-1]["duration_ms"] - limit * 1000 if spans else 1e9, name))
                check(code == 69, f"hangs: {name}: exit {code}")
            project.server("--ignore-term", stop={"grace_s": limit})
            code, report = project.report()
            spans = [span for span in report.get("timeline", []) if span["kind"] == "stop"]
            late.append((spans[-1]["duration_ms"] - limit * 1000 if spans else 1e9, "stop"))
        # What has no limit of its own ends with the scenario's, and with the run's.
        endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c"
        sqlite3.connect(project.path("app.db")).execute("create table t(x)")
        os.truncate(os.open(project.path("huge"), os.O_CREAT | os.O_RDWR), 1 << 40)
        sole = {"sqlite": {"sqlite": {"file": "app.db", "query": endless}, "expect": {"rows": []}},
                "file": {"file": {"path": "huge"}, "expect": {"file": {"exists": True}}}}
        for name, step in sole.items():
            for how in ("scenario", "run", "TERM"):
                project.server()
                project.scenarios([{"id": "hang", **step}], **({"timeout_s": limit} if how == "scenario" else {}))
                started = time.monotonic()
                process = project.start("run", "--json", *(["--timeout", "1.5"] if how == "run" else []))
                if how == "TERM":
                    time.sleep(0.8)
                    process.terminate()
                try:
                    process.communicate(timeout=6)
                    over = {"scenario": 2, "run": 2.3, "TERM": 1.6}[how]
                    check(time.monotonic() - started < over, f"hangs: {name} with the limit of its {how} took "
                          f"{time.monotonic() - started:.1f} s")
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.communicate()
                    check(False, f"hangs: {name} outlives the limit of its {how}")
        left = project.alive_after(2)
        check(not left, f"hangs: {len(left)} processes are left")
    late.sort()
    p50, p99 = late[len(late) // 2][0], late[min(len(late) - 1, int(len(late) * 0.99))][0]
    worst = {}
    for over, name in late:
        worst[name] = max(over, worst.get(name, over))
    check(p99 <= 250, f"hangs: p99 is {p99:.0f} ms: " + ", ".join(f"{n} {o:.0f}" for n, o in worst.items() if o > 250))
    check(unnamed == 0, f"hangs: {unnamed} without a named reason")
    print(f"hangs: {len(late)} of {len(worst)} kinds, ended after their deadline by {p50:.0f} ms (p50), {p99:.0f} ms (p99), "
          f"{late[-1][0]:.0f} ms (most: {late[-1][1]})")
    for socket_ in [listener, *fillers]:
        socket_.close()


def last_report(project):
    try:
        return json.load(open(project.path("harness/trace/verification-report.json")))
    except (OSError, ValueError):
        return {}


# --- what floods


def floods(options, chance):
    giga = 10 if options.long else 1
    pour = f"head -c {giga // 2 or 1}G /dev/zero | tr '\\0' x"
    most = 0.0

    def memory(project, name, wanted, text=""):
        nonlocal most
        started = time.monotonic()
        code, out, err, peak = project.heavy("run", "--json")
        most = max(most, peak)
        check(peak <= 64, f"floods: {name}: {peak:.0f} MiB")
        check(code in wanted, f"floods: {name}: exit {code}: {short(out[-600:] + err)}")
        check(re.search(text, out + err), f"floods: {name}: '{text}' is not said: {short((out + err)[-600:])}")
        print(f"  {name}: {peak:.0f} MiB, {time.monotonic() - started:.1f} s", flush=True)
        return out

    with Project(options.program) as project:
        project.server("--pour", str(giga * 512), stop={"grace_s": 1})
        project.scenarios([{"http": {"path": "/poured", "timeout_s": 120}, "expect": {"status": 200, "body": "all"},
                            "eventually": {"timeout_s": 300, "every_ms": 100}}])
        memory(project, f"{giga} GB on the application's streams", (0,))
        answers = {
            "/endless": (2, "no whole answer within|its body exceeds"), "/drip-body": (1, "no whole answer within"),
            "/big?n=50": (60, ""), "/big?n=1024": (120, ""), "/bomb": (60, "no JSON"), "/malformed": (5, "malformed answer"),
            "/endless-header": (5, "header"), "/endless-status": (5, ""), "/endless-chunk": (5, ""),
            "/many-headers": (5, "header"), "/deep": (20, ""), "/nulls": (5, ""), "/chunk-bomb": (3, ""),
        }
        project.server()
        for path, (seconds, text) in answers.items():
            project.scenarios([{"http": {"path": path, "timeout_s": seconds},
                                "expect": {"status": 200, "json": {"$.a": {"eq": 1}}}}])
            memory(project, f"answer {path}", (1,), text)
        shell = {"exec": {"argv": ["sh", "-c", f"({pour}) >&2 & {pour}; wait"], "timeout_s": 600}, "expect": {"exit": 0}}
        project.scenarios([shell])
        memory(project, f"{giga} GB from an exec step", (0,))
        project.scenarios([{**shell, "expect": {"stdout": {"contains": "zz"}}}])
        memory(project, f"{giga} GB from an exec step, looked into", (1,))
        line = f"yes '    --- PASS: TestSomething (0.00s)' | head -c {'1G' if options.long else '200M'}"
        project.scenarios([{"tests": {"argv": ["sh", "-c", f"{line}; echo 'ok  	example 0.1s'"], "format": "go"},
                            "expect": {"exit": 0, "counts": {"failed": 0}}}])
        memory(project, f"a test runner that prints {'1 GB' if options.long else '200 MB'}", (0, 1))
        for name, line in {"TAP": "ok 1 - something or other", "pytest": "test_a.py::test_something PASSED [ 10%]",
                           "nothing known": "all work and no play", "cargo": "test a::b ... ok"}.items():
            project.scenarios([{"tests": {"argv": ["sh", "-c", f"yes '{line}' | head -c {'200M' if options.long else '40M'}"]},
                                "expect": {"exit": 0, "counts": {"failed": 0}}}])
            memory(project, f"a test runner that prints much ({name})", (0, 1))
        project.scenarios([{"exec": {"argv": ["sh", "-c", "head -c 500M /dev/zero >&2; exit 3"]}, "expect": {"exit": 3}}])
        memory(project, "500 MB of NUL on an exec step's standard error", (0,))
        with open(project.path("sparse"), "wb") as file:
            file.truncate(2 << 30)
        project.scenarios([{"file": {"path": "sparse"}, "expect": {"file": {"exists": True, "size": 2 << 30}}}])
        memory(project, "a file of 2 GB", (0,))
        database = sqlite3.connect(project.path("app.db"))
        database.execute("create table t(x)"), database.commit(), database.close()
        forever = "with recursive c(x) as (select 1 union all select x + 1 from c) "
        for name, query in {"rows without end": forever + "select x from c",
                            "large rows without end": forever + "select x, hex(randomblob(500000)) b from c",
                            "a value of 900 MB": "select zeroblob(900000000) b"}.items():
            project.scenarios([{"sqlite": {"file": "app.db", "query": query}, "expect": {"rows": [{"x": 1}]}}])
            memory(project, f"sqlite: {name}", (1,), "rows" if "rows" in name else "")
        left = project.alive_after(2)
        check(not left, f"floods: {len(left)} processes are left")
    print(f"floods: at most {most:.0f} MiB of memory")


# --- mutated files


def mutate(chance, data):
    data = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data)) if data else 0
        kind = chance.randrange(7)
        if kind == 0 and data:
            data[at] = chance.randrange(256)
        elif kind == 1:
            del data[at:at + 1]
        elif kind == 2:
            data[at:at] = bytes([chance.randrange(256)])
        elif kind == 3:
            del data[at:at + chance.randrange(40)]
        elif kind == 4:
            start = chance.randrange(len(data) or 1)
            data[at:at] = data[start:start + chance.randrange(60)]
        elif kind == 5:
            data[at:at] = chance.choice([b"{{", b"}}", b"[[[[", b"null", b"-1", b"1e999", b"9" * 30, b'"\\ud800"', b"\0",
                                         b"[" * 2000, b'{"a":' * 2000, b"\xff\xfe", b"(((((a*)*)*)*)*", b"$..[?@", b"$[99999999999]"])
        elif data:
            number = [m for m in re.finditer(rb"\d+", bytes(data))]
            if number:
                span = chance.choice(number).span()
                data[span[0]:span[1]] = chance.choice([b"0", b"-1", b"1e308", b"99999999999999999999", b"0.0001", b"86401"])
    return bytes(data)


def mutations(options, chance):
    count = 5000 if options.long else 300
    root = os.path.join(HERE, "..", "..", "Examples/notes/harness")
    scenario = open(os.path.join(root, "scenarios/notes.json"), "rb").read()
    rich = open(os.path.join(root, "config/environment.json"), "rb").read()
    exits, slowest, lock = {}, 0.0, threading.Lock()
    jobs = [(index, random.Random(chance.random())) for index in range(count)]

    def work(share):
        nonlocal slowest
        with Project(options.program) as project:
            project.write("harness/scenarios/notes.json", scenario)
            project.environment()
            for index, own in share:
                kind = index % 3
                if kind == 0:
                    project.write("harness/scenarios/notes.json", mutate(own, scenario))
                elif kind == 1:
                    project.write("harness/scenarios/notes.json", scenario)
                    project.write("harness/config/environment.json", mutate(own, rich))
                else:
                    # Played, too: plain steps that cost nothing.
                    project.write("harness/scenarios/notes.json", mutate(own, PLAYED))
                    project.environment()
                words = ["run"] if kind == 2 else ["check"]
                started = time.monotonic()
                code, out, err = project.call(*words, limit=20)
                took = time.monotonic() - started
                with lock:
                    exits[code] = exits.get(code, 0) + 1
                    slowest = max(slowest, took)
                if not check(code >= 0 and code != 70, f"mutations: {words[0]} exit {code}: {short(err)}") or \
                        not check(took < 2 or kind == 2 and took < 12, f"mutations: {words[0]} took {took:.1f} s"):
                    keep = tempfile.mkdtemp(prefix="mutated-")
                    shutil.copytree(project.path("harness"), os.path.join(keep, "harness"), dirs_exist_ok=True)
                    print("  kept in", keep)
                if code == 65:
                    check("hint: " in err, f"mutations: no hint: {short(err)}")

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, [jobs[index::3] for index in range(3)]))
    told = ", ".join(f"{number} with {code}" for code, number in sorted(exits.items()))
    print(f"mutations: {count} files through the program ({told}), the slowest took {slowest:.2f} s")


PLAYED = json.dumps({
    "schema": "harness.verify/1", "vars": {"w": {"fresh": "word"}, "n": {"value": 5}},
    "scenarios": [{"id": "a", "proves": ["AC-1"], "timeout_s": 5, "steps": [
        {"id": "e", "exec": {"argv": ["echo", "{{w}} {{n}} {\"a\":[1,2,{\"b\":null}]}"], "timeout_s": 2},
         "expect": {"exit": 0, "stdout": {"matches": "^([a-z]+) [0-9]+"}}, "capture": {"c": {"regex": "(\\d+)"}}},
        {"exec": {"argv": ["printf", "%s", "{\"a\":[1,2,{\"b\":null}],\"c\":\"{{c}}\"}"], "timeout_s": 2},
         "expect": {"json": {"$.a[?@ > 1]": {"count": 1}, "$.a[-1].b": None, "$..b": {"exists": True},
                             "$.c": {"one_of": ["5", "{{c}}"]}}, "not": {"stdout": "zz"}}},
        {"file": {"path": "AGENTS.md"}, "expect": {"file": {"exists": True, "size": {"gte": 0}, "text": ""}}},
    ]}]}, indent=1).encode()


# --- secrets


def forms_of(value):
    """A secret as programs write it, by the name of the form."""
    data = value.encode()
    quoted = json.dumps(value)[1:-1]
    return {
        "plain": value,
        "base64": base64.b64encode(data).decode(),
        "base64 within a text": base64.b64encode(b"user:" + data + b"; x").decode(),
        "base64url": base64.urlsafe_b64encode(b"a" + data).decode().rstrip("="),
        "url": urllib.parse.quote(value, safe=""),
        "url, slash kept": urllib.parse.quote(value),
        "form": urllib.parse.quote_plus(value),
        "url, lower case": re.sub("%..", lambda m: m[0].lower(), urllib.parse.quote(value, safe="")),
        "url as browsers write it": urllib.parse.quote(value, safe="!#$&'()*+,;=:@/?~"),
        "hex": data.hex(),
        "HEX": data.hex().upper(),
        "JSON": quoted,
        "JSON, capital digits": re.sub(r"\\u....", lambda m: "\\u" + m[0][2:].upper(), quoted),
        "JSON, not ASCII": json.dumps(value, ensure_ascii=False)[1:-1],
        "JSON in JSON": json.dumps(quoted)[1:-1],
        "JSON of Go and PHP": re.sub("[<>&]", lambda m: f"\\u{ord(m[0]):04x}", quoted),
        "html (Python)": html.escape(value),
        "html (Go)": value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
                          .replace("'", "&#39;"),
        "html, text only": html.escape(value, quote=False),
        "repr": repr(value)[1:-1],
    }


def a_secret(chance, index):
    alphabets = ["abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "abcdef0123456789",
                 "abcXYZ019-_.~", "abcXYZ019!*'()/+=", "abcXYZ019 <>&\"'", "abcXYZ019\\\"/%{}$", "abäöüßéñ€漢字🙂x1",
                 "abcXYZ019@:?#[],;", "0123456789"]
    alphabet = alphabets[index % len(alphabets)]
    return f"q{index:02d}" + "".join(chance.choice(alphabet) for _ in range(chance.choice([9, 12, 20, 32, 47, 64, 100])))


def windows(text, size):
    data = text.encode()
    return {data[at:at + size] for at in range(len(data) - size + 1)}


def secrets(options, chance):
    count = 50 if options.long else 9
    found, searched, sinks = {}, 0, 0
    values = {f"SECRET_{index}": a_secret(chance, index) for index in range(count)}
    with Project(options.program) as project:
        variables = project.variables(**values)
        every = {name: forms_of(value) for name, value in values.items()}
        project.write("forms.json", json.dumps(every))
        # Each secret on a line of its own in each form; and the same at all the places where texts are cut.
        database = sqlite3.connect(project.path("app.db"))
        database.execute("create table t(name, form, value, raw)")
        for name, forms in every.items():
            for form, text in forms.items():
                database.execute("insert into t values (?, ?, ?, ?)", (name, form, text, values[name].encode()))
        database.commit(), database.close()
        project.server("--secrets", project.path("forms.json"), secrets=sorted(values), env={"NAMES": ",".join(values)})
        exposed = {"body": {"contains": "zzz"}}
        lists = []
        say = ["python3", "-SE", SERVER, "--say", project.path("forms.json")]
        for name in values:
            for path in ("body", "headers", "cut", "json", "long", "reason", "malformed", "binary", "drip"):
                lists.append([{"http": {"path": f"/secret/{path}/{name}", "timeout_s": 0.5 if path == "drip" else 5},
                               "expect": {"status": 200, **exposed}}])
            lists.append([{"exec": {"argv": [*say, name]}, "expect": {"stdout": {"contains": "zzz"}}}])
            lists.append([{"exec": {"argv": [*say, name, "--long"]}, "expect": {"stdout": {"eq": "zzz"}}}])
            lists.append([{"exec": {"argv": [*say, name, "--tests"]}, "expect": {"stdout": {"contains": "zzz"}}},
                          TRUE])
            lists.append([{"tests": {"argv": [*say, name, "--tests"], "format": "tap"},
                           "expect": {"counts": {"failed": 77}, "passed": ["zzz"]}}])
            lists.append([{"sqlite": {"file": "app.db", "query": "select * from t where name = ?", "args": [name]},
                           "expect": {"rows": [{"x": 1}]}}])
            # What was captured comes back in requests, argv, file names and error messages.
            lists.append([{"http": {"path": f"/secret/value/{name}"}, "expect": {"status": 200}, "capture": {"v": "body"}},
                          {"http": {"path": "/echo?q={{v}}", "method": "POST", "headers": {"X-Key": "k"},
                                    "json": {"a": ["{{v}}"]}}, "expect": {"status": 200}},
                          {"http": {"path": "/echo", "method": "POST", "form": {"a": "{{v}}"}}, "expect": {"status": 200}},
                          {"http": {"path": "/echo", "method": "POST", "multipart": [{"name": "a", "text": "{{v}}"}]},
                           "expect": {"status": 200}},
                          {"exec": {"argv": ["echo", "{{v}}"], "stdin": "{{v}}", "env": {"V": "{{v}}"}}, "expect": {"exit": 0}},
                          {"tcp": {"send": "GET /{{v}} HTTP/1.0\r\n\r\n", "timeout_s": 0.4}, "expect": {"body": {"contains": "zzz {{v}}"}}}])
            literal = values[name]
            if "{{" not in literal:
                lists.append([{"http": {"path": "/echo/" + literal}, "expect": {"status": 201}}])
            lists.append([{"http": {"path": f"/secret/value/{name}"}, "expect": {"status": 200}, "capture": {"v": "body"}},
                          {"exec": {"argv": ["./{{v}}"]}, "expect": {"exit": 0}}])
            lists.append([{"http": {"path": f"/secret/value/{name}"}, "expect": {"status": 200}, "capture": {"v": "body"}},
                          {"sqlite": {"file": "app.db", "query": "select ? a from nowhere", "args": ["{{v}}"]},
                           "expect": {"rows": []}}])
            lists.append([{"http": {"path": f"/secret/value/{name}"}, "expect": {"status": 200}, "capture": {"v": "body"}},
                          {"file": {"path": "{{v}}/x"}, "expect": {"file": {"exists": True, "text": {"contains": "{{v}}"}}}}])
            project.write(f"file-{name}", "\n".join(every[name].values()))
            lists.append([{"file": {"path": f"file-{name}"}, "expect": {"file": {"text": "zzz"}}}])
        # Scenario files of at most 200 scenarios each; the literals stand in them, so they are no sink.
        texts = {}
        project.call("init", "secrets", tool="task-state")
        for at in range(0, len(lists), 200):
            shutil.rmtree(project.path("harness/scenarios"), ignore_errors=True)
            project.scenarios(*lists[at:at + 200], name=f"part-{at}")
            for words in (["run"], ["run", "--json"], ["explain"], ["explain", "--json"], ["check"],
                          ["register", f"harness/scenarios/part-{at}.json"]):
                _, out, err = project.call(*words, env=variables, limit=600)
                texts[f"{' '.join(words[:2])} stdout {at}"], texts[f"{' '.join(words[:2])} stderr {at}"] = out.encode(), err.encode()
        # What keeps a run from being done has the log as well.
        project.scenarios([TRUE])
        shutil.rmtree(project.path("harness/scenarios"))
        project.scenarios([TRUE])
        for name, more in {"build": {"app": {"build": [{"argv": [*say, "SECRET_0", "--fail"]}]}},
                           "start": {"app": {"start": {"argv": [*say, "SECRET_1", "--fail"]}}},
                           "setup": {"services": [{"name": "s", "external": True,
                                                   "setup": [{"argv": [*say, "SECRET_2", "--fail"]}]}]},
                           "ready": {"ready": {"exec": [*say, "SECRET_3", "--fail"], "timeout_s": 1}},
                           "argv": {"app": {"build": [{"argv": ["false", values["SECRET_4"].replace("{{", "")]}]}}}.items():
            project.server("--secrets", project.path("forms.json"), secrets=sorted(values), **more)
            for words in (["run"], ["run", "--json"], ["explain"]):
                _, out, err = project.call(*words, env=variables)
                texts[f"{name} stdout {words}"], texts[f"{name} stderr {words}"] = out.encode(), err.encode()
        for top in (project.path("harness"), project.tmp):
            for folder, _, names in os.walk(top):
                for name in names:
                    path = os.path.join(folder, name)
                    if "/scenarios/" not in path and "/config/" not in path:
                        texts[os.path.relpath(path, top)] = open(path, "rb").read()
        texts["state.db"] = everything_in(project.path("harness/state.db"))
        sinks = len(texts)
        # A value counts as found where fourteen bytes of it in a row are.
        owners = {}
        for name, forms in every.items():
            for form, text in forms.items():
                size = 16 if "hex" in form.lower() else 12
                for window in windows(text, size):
                    owners.setdefault(window, (name, form))
        seen = set()
        for sink, data in texts.items():
            data = re.sub(rb"\.{40,}", b"." * 20, data)
            if data in seen:
                continue
            seen.add(data)
            for size in (12, 16):
                for at in range(0, len(data) - size + 1, 3):
                    if hit := owners.get(data[at:at + size]):
                        key = (hit[1], re.sub(r"\d+", "N", sink))
                        if key not in found:
                            found[key] = (hit[0], data[max(0, at - 80):at + 80])
        searched = sum(map(len, texts.values()))
    for (form, sink), (name, around) in sorted(found.items())[:40]:
        check(False, f"secrets: {name} ({values[name]!r}) as {form} in {sink}: {around!r}")
    if len(found) > 40:
        check(False, f"secrets: and {len(found) - 40} more")
    print(f"secrets: {count} secrets in {len(forms_of('x'))} forms, {searched / MIB:.1f} MiB in {sinks} sinks searched, "
          f"{len(found)} found")


def everything_in(path):
    """Every value of every table of a database, and its file as it is."""
    parts = [open(path, "rb").read()]
    database = sqlite3.connect(path)
    for (table,) in database.execute("select name from sqlite_schema where type = 'table'").fetchall():
        for row in database.execute(f"select * from \"{table}\""):
            parts += [v if isinstance(v, bytes) else str(v).encode() for v in row if v is not None]
    return b"\n".join(parts)


# --- being killed while it records


def records(options, chance):
    count, killed, kept = (400 if options.long else 20), 0, 0
    with Project(options.program) as project:
        project.environment()
        big = {"exec": {"argv": ["sh", "-c", "yes | head -c 60000"]}, "expect": {"exit": 0}}
        project.scenarios(*[[big] * 3] * 4)
        started = time.monotonic()
        project.call("run")
        length = time.monotonic() - started
        for index in range(count):
            process = project.start("run")
            # Mostly at the end, when it writes.
            time.sleep(length * (chance.uniform(0.8, 1.1) if chance.random() < 0.8 else chance.random()))
            process.kill()
            process.communicate()
            killed += process.returncode == -9
            kept += process.returncode != -9
            if index % 10 == 9 or not options.long:
                project.doctor("records")
                code, out, err = project.call("explain")
                check(code == 0 and "every scenario passed" in out, f"records: explain: exit {code}: {short(out + err)}")
                json.load(open(project.path("harness/trace/verification-report.json")))
        check(project.call("run")[0] == 0, "records: the next run fails")
        project.doctor("records")
        left = project.alive_after(2)
        check(not left, f"records: {len(left)} processes are left")
        check(not os.listdir(project.tmp), f"records: {len(os.listdir(project.tmp))} temporary folders are left")
    with Project(options.program) as project:
        project.environment()
        project.scenarios([{"exec": {"argv": ["sleep", "1"]}, "expect": {"exit": 0}}])
        process = project.start("run")
        time.sleep(0.5)
        process.kill(), process.communicate()
        code, out, err = project.call("explain")
        check("nothing was verified here yet" in err, f"records: explain after a killed first run: {short(out + err)}")
    print(f"records: {killed} of {count} runs killed around the moment of recording, the ledger whole, {kept} came through")


# --- many at once


def failure(out, err):
    """What a report says went wrong."""
    try:
        report = json.loads(out)
        return short("; ".join(s["failure"] for s in report["task_specific_scenarios"] if s.get("failure")) or out.decode())
    except (ValueError, KeyError):
        return short((out + err).decode(errors="replace"))


def crowds(options, chance):
    figures = []
    for name, places in (("one project", 1), ("8 projects", 8)):
        for _ in range(10 if options.long else 1):
            projects = [Project(options.program) for _ in range(places)]
            for project in projects:
                project.server()
                project.scenarios(*[[{"http": {"path": f"/echo/{n}"}, "expect": {"status": 200}}] * 3 for n in range(5)])
                project.scenarios(*[[{"http": {"path": "/ok"}, "expect": {"status": 200}}]] * 4, name="own", isolated=True)
                project.call("init", "crowd", tool="task-state")
            started = time.monotonic()
            running = [projects[index % places].start("run", "--json") for index in range(8)]
            reports = []
            for process in running:
                out, err = process.communicate(timeout=120)
                if check(process.returncode == 0, f"crowds: {name}: exit {process.returncode}: {failure(out, err)}"):
                    report = json.loads(out)
                    # What to type next stands beside the report, and is no part of it.
                    report.pop("next", None)
                    reports.append(report)
            figures.append(time.monotonic() - started)
            ports = [report["server"]["port"] for report in reports]
            check(len(set(ports)) == len(ports), f"crowds: {name}: ports {ports}")
            for project in projects:
                project.doctor(f"crowds: {name}")
                latest = last_report(project)
                check(any(report == latest for report in reports), f"crowds: {name}: the exported report is none of the runs'")
                code, out, _ = project.call("log", "--json", tool="task-state")
                runs = [event for event in json.loads(out) if event["kind"] == "run.finished"]
                check(len(runs) == 8 // places, f"crowds: {name}: {len(runs)} runs recorded")
                check(not os.listdir(project.tmp), f"crowds: {name}: temporary folders are left")
                project.__exit__()
    print(f"crowds: 8 runs at once, in one project and in 8: all passed, ports of their own, ledgers whole; "
          f"{max(figures):.1f} s at most")


# --- hostile environments


def hostile(options, chance):
    program, told = options.program, 0

    def run(name, wanted, text="", prepare=lambda project: None, words=("run",), app=None, env=None, steps=None, keep=None,
            limit=60, **more):
        """One run in a project of its own; `keep` looks at what it left."""
        nonlocal told
        with Project(program) as project:
            project.environment(app, **{k: more.pop(k) for k in ("services", "pass", "secrets") if k in more})
            project.scenarios(steps or [TRUE])
            prepare(project)
            if env is not None:
                more["env"] = {k: v for k, v in project.variables(**env).items() if v is not None}
            started = time.monotonic()
            code, out, err = project.call(*words, limit=limit, **more)
            took = time.monotonic() - started
            check(code in wanted, f"hostile: {name}: exit {code}, not {wanted}: {short(out + err)}")
            check(text in out + err, f"hostile: {name}: '{text}' is not said: {short(out + err)}")
            check(code in (0, 1) or "hint: " in err or not err or "cannot write standard" in err, f"hostile: {name}: no hint: {short(err)}")
            check(took < limit, f"hostile: {name}: {took:.1f} s")
            left = project.alive_after(2)
            check(not left, f"hostile: {name}: {len(left)} processes are left")
            if keep:
                keep(project, out, err)
            told += 1

    def build(*argv, **more):
        return {"kind": "cli", "build": [{"argv": list(argv), **more}]}

    def start(*argv, **more):
        return {"kind": "server", "start": {"argv": list(argv), **more}, "ready": {"tcp": True, "timeout_s": 3}}

    def put(name, content, mode):
        def prepare(project):
            project.write(name, content)
            os.chmod(project.path(name), mode)
        return prepare

    for where in (build, start):
        word = where.__name__
        run(f"{word}: argv is a folder", (69,), "it is no file", app=where("./harness"))
        run(f"{word}: argv is not executable", (69,), "it is not executable", put("x", "#!/bin/sh\n", 0o644), app=where("./x"))
        run(f"{word}: a script without an interpreter", (69,), "could not be started", put("x", "echo hello\n", 0o755),
            app=where("./x"))
        run(f"{word}: an interpreter that is not there", (69,), "could not be started", put("x", "#!/no/such\n", 0o755),
            app=where("./x"))
        run(f"{word}: 1 MB in one word", (69,), "could not be started", app=where("true", "x" * MIB))
        run(f"{word}: 4 MB of argv", (69,), "could not be started", app=where("true", *["x" * 100] * 40000))
        run(f"{word}: NUL in argv", (65, 69), "NUL", app=where("true", "a\0b"))
        run(f"{word}: NUL in a variable", (65, 69), "NUL", app=where("true", env={"A": "a\0b"}))
        run(f"{word}: = in a variable's name", (0, 65, 69), "", app=where("true", env={"A=B": "c"}))
        run(f"{word}: an empty program", (65, 69), "", app=where(""))
        run(f"{word}: a cwd that is not there", (69,), "folder", app=where("true", cwd="no/such"))
        run(f"{word}: a cwd that is a file", (69,), "folder", app=where("true", cwd="AGENTS.md"))
        run(f"{word}: a missing program", (69,), "it is in no folder of PATH", app=where("no-such-program-at-all"))
    run("a cwd that leads out of the project by a link", (0, 65, 69), "",
        lambda p: os.symlink("/tmp", p.path("out")), app=build("true", cwd="out"))
    run("a build that removes the project", (0, 1, 65, 69, 73, 74), "", app=build("sh", "-c", "rm -rf \"$PWD\"; true"))
    run("a build that removes harness", (0, 1, 65, 69, 73, 74), "", app=build("rm", "-rf", "harness"))
    run("a build that ruins the ledger", (0, 1, 65, 69, 73, 74), "",
        app=build("sh", "-c", "echo no database > harness/state.db"))

    def many(project, out, err):
        check(not os.listdir(project.tmp), "hostile: a {{tmp}} that is hard to remove is left")

    filled = "import os; [open(os.path.join('{{tmp}}', str(i)), 'w').close() for i in range(100000)]"
    run("{{tmp}} with 100,000 files", (0,), "", steps=[{"exec": {"argv": ["python3", "-SEc", filled]}, "expect": {"exit": 0}}],
        keep=many)
    deep = "import os; os.chdir('{{tmp}}'); [(os.mkdir('d' * 100), os.chdir('d' * 100)) for i in range(1000)]"
    run("{{tmp}} with 1,000 folders in one another", (0,), "",
        steps=[{"exec": {"argv": ["python3", "-SEc", deep]}, "expect": {"exit": 0}}], keep=many)
    barred = "mkdir -p {{tmp}}/a/b && touch {{tmp}}/a/b/c && chmod 0 {{tmp}}/a/b {{tmp}}/a"
    run("{{tmp}} with folders that may not be read", (0,), "",
        steps=[{"exec": {"argv": ["sh", "-c", barred]}, "expect": {"exit": 0}}], keep=many)

    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}

    def give(project, mode=None):
        for folder in (project.folder, project.tmp):
            subprocess.run(["chown", "-R", "65534:65534", folder] if nobody else ["true"], check=True)
        if mode is not None:
            subprocess.run(["chmod", "-R", mode, project.path("harness")], check=True)

    run("a harness folder that may not be written", (65, 66, 69, 73, 74, 77), "", lambda p: give(p, "a-w"), **nobody)
    run("a harness folder that may not be read", (65, 66, 69, 73, 74, 77), "", lambda p: give(p, "a-rwx"), **nobody)
    run("a TMPDIR that is not there", (66,), "temporary folder", env={"TMPDIR": "/no/such"})
    run("a TMPDIR that may not be written", (69, 73, 74, 77), "temporary folder",
        lambda p: (give(p), os.chmod(p.tmp, 0o500)), **nobody)
    full = tempfile.mkdtemp(prefix="torture-full-")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", full], capture_output=True).returncode == 0:
        def fill(project):
            with open(os.path.join(full, "filler"), "wb", buffering=0) as file:
                try:
                    while True:
                        file.write(b"x" * 4096)
                except OSError:
                    pass
        run("a full TMPDIR", (0, 69, 73, 74), "", fill, env={"TMPDIR": full})
        run("a full TMPDIR and a step that writes there", (1, 69, 73, 74), "", fill, env={"TMPDIR": full},
            steps=[{"exec": {"argv": ["sh", "-c", "head -c 1M /dev/zero > {{tmp}}/x"]}, "expect": {"exit": 0}}])
        with Project(program) as project:
            # The whole project on a full disk: it is said, and nothing is half there.
            os.remove(os.path.join(full, "filler"))
            subprocess.run(["mount", "-o", "remount,size=600k", full], check=True)
            shutil.copytree(project.folder, os.path.join(full, "p"))
            shutil.rmtree(project.folder)
            project.folder = os.path.join(full, "p")
            project.environment(), project.scenarios([TRUE])
            check(project.call("run")[0] == 0, "hostile: a run on a small disk fails")
            fill(project)
            code, out, err = project.call("run")
            check(code in (69, 73, 74) and "hint" in err, f"hostile: a full disk: exit {code}: {short(out + err)}")
            os.remove(os.path.join(full, "filler"))
            project.doctor("hostile: after a full disk")
            check(project.call("run")[0] == 0, "hostile: a run fails once the disk has room again")
            told += 1
        subprocess.run(["umount", "-l", full])
    else:
        print("  skipped: a full disk (no tmpfs may be mounted here)")
    shutil.rmtree(full, ignore_errors=True)
    run("HOME is not set", (0,), "", env={"HOME": None})
    run("PATH is empty", (69, 1), "PATH", env={"PATH": ""}, app=build("true"))
    run("PATH is not set", (0,), "", env={"PATH": None}, app=build("true"))
    run("a PATH of 1 MB", (0, 1, 69), "", env={"PATH": os.environ["PATH"] + ":" + "/x" * 60000}, app=build("true"))

    def again(project, out, err):
        """The signal for too long a file may end the very first run before its ledger is one; the next makes it."""
        code, out, err = project.call("run")
        check(code == 0, f"hostile: the run after one with small files: exit {code}: {short(out + err)}")
        project.doctor("hostile: small files")

    def lower(kind, count):
        return lambda: resource.setrlimit(kind, (count, count))

    served = start("python3", "-SE", SERVER, "--port", "{{port}}")
    asked = [{"http": {"path": "/ok"}, "expect": {"status": 200}}] * 3 + [TRUE] * 20
    run("32 open files", (0,), "", app=served, steps=asked, preexec_fn=lower(resource.RLIMIT_NOFILE, 32))
    run("12 open files", (0, 69, 73, 74), "", app=served, steps=asked, preexec_fn=lower(resource.RLIMIT_NOFILE, 12))
    run("files of at most 4 KB", (-signal.SIGXFSZ, 1, 69, 73, 74), "", keep=again, preexec_fn=lower(resource.RLIMIT_FSIZE, 4096))
    # A limit of processes counts for the user: nobody's, of whom there are few.
    if nobody:
        for count in (1, 2, 3, 4, 6):
            run(f"{count} processes", (0, 1, 69, 75), "", lambda p: give(p), app=served, steps=asked, limit=30,
                preexec_fn=lower(resource.RLIMIT_NPROC, count), **nobody)
    for closed in ((0,), (1,), (2,), (1, 2), (0, 1, 2)):
        def shut(closed=closed):
            for number in closed:
                os.close(number)

        def whole(project, out, err):
            project.doctor(f"hostile: closed {closed}")
            code, out, err = project.call("explain")
            check("every scenario passed" in out, f"hostile: closed {closed}: {short(out + err)}")

        run(f"descriptors {closed} closed", (0, 69), "", app=served, steps=asked, preexec_fn=shut, keep=whole)
    with Project(program) as project:
        project.environment(), project.scenarios([TRUE])
        with open("/dev/full", "wb") as target:
            done = subprocess.run([program, "verify", "run"], stdout=target, stderr=subprocess.PIPE, cwd=project.folder,
                                  env=project.variables())
        check(done.returncode == 69, f"hostile: output to a full device: exit {done.returncode}: {done.stderr[:200]}")
        told += 1
    terminal(options)
    print(f"hostile: {told + 1} hostile settings, each told with a reason or survived")


def terminal(options):
    """A terminal whose size changes all the time, and that goes away."""
    import fcntl
    import pty
    import struct
    import termios
    for goes in (False, True):
        with Project(options.program) as project:
            project.environment()
            project.scenarios([{"exec": {"argv": ["sleep", "1"]}, "expect": {"exit": 0}}])
            above, below = pty.openpty()
            process = subprocess.Popen([options.program, "verify", "run"], cwd=project.folder, stdin=below, stdout=below,
                                       stderr=below, env=project.variables(TERM="xterm"), start_new_session=True,
                                       preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
            os.close(below)
            reader = threading.Thread(target=swallow, args=(above,), daemon=True)
            if not goes:
                reader.start()
            for index in range(60):
                size = struct.pack("HHHH", index % 7, (index * 37) % 200, 0, 0)
                try:
                    fcntl.ioctl(above, termios.TIOCSWINSZ, size)
                except OSError:
                    break
                time.sleep(0.01)
            if goes:
                os.close(above)
            code = process.wait(20)
            # Of one that goes, the signal or a line that cannot be written any more is noticed first.
            check(code in ((-1, 69) if goes else (0,)), f"hostile: a terminal that {'goes' if goes else 'changes'}: exit {code}")
            left = project.alive_after(2)
            check(not left, f"hostile: a terminal: {len(left)} processes are left")
            check(not os.listdir(project.tmp), "hostile: a terminal: a temporary folder is left")


def swallow(descriptor):
    try:
        while os.read(descriptor, 4096):
            pass
    except OSError:
        pass


def main():
    # Floods first: what a process had before exec counts as its memory, and this one grows.
    sections = [floods, escapes, hangs, mutations, secrets, records, crowds, hostile]
    parser = argparse.ArgumentParser()
    parser.add_argument("--long", action="store_true", help="the full figures, in about half an hour")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--program", default=".build/release-static/release/harness-executor")
    parser.add_argument("--only", help="sections: " + ", ".join(section.__name__ for section in sections))
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    print("seed", options.seed)
    for section in sections:
        if options.only is None or section.__name__ in options.only.split(","):
            section(options, random.Random(f"{options.seed} {section.__name__}"))
            sys.stdout.flush()
    print(f"{len(problems)} problems" if problems else "nothing was violated")
    sys.exit(1 if problems else 0)


main()

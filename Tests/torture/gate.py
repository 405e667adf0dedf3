#!/usr/bin/env python3
"""What the completion gate must not do: refuse honest work on a busy machine, or begin anew where it was killed.

    Tests/torture/gate.py [--honest N] [--killed N] [--workers N] [--seed S] [--program PATH]

Each honest task works on an application of Examples/ (the command-line program, every tenth the server, which is built
with Swift), and does what it says; all are played at once by several workers. For the second part `complete` is killed
at random moments, again and again, until it is let through. Prints figures; the exit status is 1 where any was not held.
"""
import argparse
import collections
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
problems = []
told = threading.Lock()


def problem(text):
    with told:
        problems.append(text)
        print("  PROBLEM", text, flush=True)


class Project:
    """A copy of an example in a repository of its own, and what is typed in it."""

    def __init__(self, program, work, example, cache):
        self.program = program
        self.folder = os.path.join(work, example)
        shutil.copytree(
            os.path.join(ROOT, "Examples", example), self.folder,
            ignore=shutil.ignore_patterns(".build", "state.db*", "receipts", "tasks", "memory"))
        self.environment = {"PATH": os.environ["PATH"], "HOME": work, "HARNESS_CACHE_DIR": cache}
        with open(os.path.join(self.folder, ".gitignore"), "w") as file:
            file.write(".build/\n__pycache__\n")
        for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "begin"]):
            self.git(*words)

    def git(self, *words):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=self.folder, check=True)

    def start(self, *words):
        return subprocess.Popen(
            [self.program, *words], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def run(self, *words):
        process = self.start(*words)
        output, errors = process.communicate()
        return process.returncode, output, errors

    def must(self, *words):
        code, output, errors = self.run(*words)
        if code != 0:
            raise RuntimeError(f"{' '.join(words)}: {code} {output} {errors}")
        return output

    def path(self, name):
        return os.path.join(self.folder, name)

    def replace(self, name, old, new):
        with open(self.path(name)) as file:
            text = file.read()
        if old not in text:
            raise RuntimeError(f"{name} has no {old!r}")
        with open(self.path(name), "w") as file:
            file.write(text.replace(old, new, 1))

    def scenario(self, name, text):
        with open(self.path(f"harness/scenarios/{name}.json"), "w") as file:
            file.write(text)
        self.must("verify", "register", f"harness/scenarios/{name}.json")


    def begin(self, number, call):
        """A task and the scenario that proves it: what is said is said back, after the task's own number."""
        task = self.must(
            "task-state", "init", f"say {number}", "--criterion", f"what is said comes back after {number}").split()[0]
        with open(self.path(f"harness/scenarios/say-{number}.json"), "w") as file:
            json.dump({
                "schema": "harness.verify/1", "vars": {"word": {"fresh": "word"}},
                "scenarios": [{"id": f"say-{number}", "proves": ["AC-1"], "steps": [call]}]}, file)
        self.must("verify", "register", f"harness/scenarios/say-{number}.json")
        return task


def tally(project, number):
    task = project.begin(number, {
        "exec": {"argv": ["./tally", f"--say-{number}", "{{word}}"]},
        "expect": {"exit": 0, "stdout": {"eq": f"{number} {{{{word}}}}\n"}}})
    project.replace(
        "tally", "def main(words):\n",
        f"def main(words):\n    if words[:1] == ['--say-{number}']:\n        print({number}, *words[1:])\n        return 0\n")
    return task


def notes(project, number):
    task = project.begin(number, {
        "http": {"path": f"/say-{number}/{{{{word}}}}"},
        "expect": {"status": 200, "json": {"$.said": f"{number} {{{{word}}}}"}}})
    project.replace(
        "Sources/notes/NotesAPI.swift", "        default: [:]\n",
        f'        case ("say-{number}", 2): ["GET": {{ _ in .json(["said": "{number} " + path[1]]) }}]\n        default: [:]\n')
    return task


def ended(project, task):
    return project.start("task-state", "complete", "--task-id", task, "--summary", "said and said back", "--json")


def level(output):
    try:
        answer = json.loads(output)
    except ValueError:
        return f"no answer: {output[:200]!r}"
    return answer.get("level") or ", ".join(answer.get("error", {}).get("codes", [])) or str(answer)[:300]


def honest(program, work, count, workers):
    """Honest tasks, many at once."""
    levels, times, lock = collections.Counter(), collections.defaultdict(list), threading.Lock()
    left = {"tally": count - count // 10, "notes": count // 10}

    def take(example):
        with lock:
            left[example] -= 1
            return left[example] >= 0

    def play(example, walk, most):
        number = most
        project = None
        while take(example):
            if number == most:
                # What earlier tasks proved is played with every later one: a new project now and then.
                place = tempfile.mkdtemp(dir=work)
                project, number = Project(program, place, example, os.path.join(place, "cache")), 0
            number += 1
            try:
                task = walk(project, number)
                began = time.monotonic()
                process = ended(project, task)
                output, errors = process.communicate()
                seconds = time.monotonic() - began
            except (RuntimeError, OSError) as trouble:
                problem(f"{example}: {trouble}")
                number = most
                continue
            with lock:
                levels[f"{example}: {level(output)}"] += 1
                times[example].append(seconds)
            if process.returncode != 0 or level(output) != "V2":
                problem(f"{example}, task {number}: exit {process.returncode}, {output[-600:]} {errors[-400:]}")
                if not output.strip() and not errors.strip():
                    problem("it said nothing")
            project.git("add", "-A")
            project.git("commit", "-qm", f"say {number}")

    threads = [threading.Thread(target=play, args=("tally", tally, 10)) for _ in range(workers)]
    threads.append(threading.Thread(target=play, args=("notes", notes, 1000)))
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    print(f"honest: {sum(levels.values())} completions, {workers + 1} at once: {dict(levels)}, {took:.0f} s", flush=True)
    for example, spans in times.items():
        spans.sort()
        print(f"  {example}: {statistics.median(spans):.2f} s at the median, {spans[-1]:.2f} s at most", flush=True)


def killed(program, work, count, dice):
    """`complete` killed again and again: it goes on, and what had ended is not done anew."""
    kills, signals, twice, seen, longest = 0, collections.Counter(), 0, collections.Counter(), 0
    for turn in range(count):
        place = tempfile.mkdtemp(dir=work)
        project = Project(program, place, "tally", os.path.join(place, "cache"))
        task = tally(project, 1)
        while True:
            process, began = ended(project, task), time.monotonic()
            time.sleep(dice.uniform(0.01, 0.9))
            if process.poll() is None and dice.random() < 0.85:
                word = dice.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
                try:
                    # The command alone, as a time-out ends it, or all that stands with it in its session.
                    (os.kill if dice.random() < 0.5 else os.killpg)(process.pid, word)
                    kills += 1
                    signals[word.name] += 1
                except ProcessLookupError:
                    pass
            output, errors = process.communicate()
            longest = max(longest, time.monotonic() - began)
            if process.returncode == 0:
                break
            if process.returncode == 73:
                # Its guardian still ends what the killed one had started.
                time.sleep(0.1)
            elif process.returncode > 0 and process.returncode < 128:
                problem(f"killed, turn {turn}: exit {process.returncode}, {output[-600:]} {errors[-300:]}")
                break
        if level(output) != "V2":
            problem(f"killed, turn {turn}: {level(output)}")
        events = json.loads(project.must("task-state", "log", "--task-id", task, "--json"))
        done = collections.Counter(
            (event["body"]["stage"], event["body"]["key"]) for event in events if event["kind"] == "gate.controlled")
        seen.update(stage for stage, _ in done)
        twice += sum(number - 1 for number in done.values())
        for (stage, _), number in done.items():
            if number > 1:
                problem(f"killed, turn {turn}: {stage} was done {number} times")
        ends = [event for event in events if event["kind"] == "task.ended"]
        if len(ends) != 1:
            problem(f"killed, turn {turn}: ended {len(ends)} times")
        if json.loads(project.must("task-state", "doctor", "--json")).get("problems"):
            problem(f"killed, turn {turn}: the doctor finds fault")
        shutil.rmtree(place, ignore_errors=True)
    print(f"killed: {count} tasks, {kills} kills ({dict(signals)}), {twice} parts done twice; parts: {dict(seen)}; "
          f"the longest took {longest:.1f} s", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=os.path.join(ROOT, ".build/debug/harness-executor"))
    parser.add_argument("--honest", type=int, default=40)
    parser.add_argument("--killed", type=int, default=10)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    dice = random.Random(options.seed)
    work = tempfile.mkdtemp(prefix="torture-gate-")
    program = os.path.abspath(options.program)
    try:
        if options.honest:
            honest(program, work, options.honest, options.workers)
        if options.killed:
            killed(program, work, options.killed, dice)
    finally:
        subprocess.run(["rm", "-rf", work])
    sys.exit(1 if problems else 0)


main()

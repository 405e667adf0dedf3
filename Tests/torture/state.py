#!/usr/bin/env python3
"""What task-state must survive: kill -9 at any moment, many writers, simultaneous ends, failing writes and syncs,
power cuts.

    Tests/torture/state.py [--kills N] [--operations N] [--cuts N] [--seed S] [--program PATH] [--dynamic PATH]

Prints figures; the exit status is 1 where anything acknowledged was lost or anything is unreadable.
"""
import argparse
import errno
import glob
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from cuts import cuts

HERE = os.path.dirname(os.path.abspath(__file__))
problems = []
torn = []  # lines that a killed writer left in the middle: readers skip them, the whole line follows


def check(condition, text):
    if not condition:
        problems.append(text)
        print("  PROBLEM", text)


def call(program, *words, folder, env=None):
    done = subprocess.run([program, "task-state", *words], cwd=folder, capture_output=True, text=True, env=env)
    return done.returncode, done.stdout.strip(), done.stderr.strip()


def answer(program, *words, folder):
    code, out, err = call(program, "--json", *words, folder=folder)
    try:
        return json.loads(out)
    except ValueError:
        check(False, f"{words} printed no JSON: {out[:200]} {err[:200]}")
        return None


def workspace():
    folder = tempfile.mkdtemp(prefix="torture-")
    open(os.path.join(folder, "AGENTS.md"), "w").close()
    return folder


def episodes(folder):
    lines = []
    for name in glob.glob(os.path.join(folder, "harness/memory/episodes/*.jsonl")):
        for line in open(name):
            if line.strip():
                try:
                    lines.append(json.loads(line))
                except ValueError:
                    torn.append(line)
    return lines


def kills(program, count, seed):
    """Each round runs one command and kills it at a random moment; what it acknowledged must be there."""
    folder, chance = workspace(), random.Random(seed)
    begun, acknowledged, killed, ended = [], {}, 0, set()
    started = time.time()
    for index in range(count):
        words, task = ["init", f"task {index}"], None
        if begun and chance.random() < 0.75:
            task = chance.choice(begun)
            words = chance.choice([
                ["checkpoint", "--task-id", task, "--phase", "1", "--summary", f"s{index}"],
                ["checkpoint", "--task-id", task, "--phase", "1", "--summary", f"s{index}"],
                ["complete", "--task-id", task, "--summary", f"s{index}", "--lessons", f"l{index}",
                 "--unverified", "user-waived", "--reason", "torture"],
                ["resume", "--task-id", task],
                ["archive", "--older-than", "0d"],
            ])
        process = subprocess.Popen([program, "task-state", *words], cwd=folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        try:
            out, _ = process.communicate(timeout=chance.random() * 0.04)
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
        killed += process.returncode == -9
        if words[0] == "init" and out.strip():
            begun.append(out.strip())
        if process.returncode == 0 and words[0] in ("checkpoint", "complete"):
            acknowledged.setdefault(task, set()).add(f"s{index}")
            if words[0] == "complete":
                ended.add(task)
                begun.remove(task)
    code, _, err = call(program, "archive", "--older-than", "0d", folder=folder)
    check(code == 0, f"what an archive was killed in is not finished: {err[:200]}")
    left = [task for task in ended if os.path.exists(os.path.join(folder, "harness/tasks", task))
            or not glob.glob(os.path.join(folder, "harness/archive/*", glob.escape(task) + ".json"))]
    check(not left, f"{len(left)} ended tasks are not archived, such as {left[:1]}")
    listed = {item["id"]: item for item in answer(program, "list", "--archived", folder=folder) or []}
    for task in begun:
        check(task in listed, f"{task} was acknowledged and is lost")
    lost = 0
    for task, summaries in acknowledged.items():
        events = answer(program, "log", "--task-id", task, folder=folder) or []
        lost += len(summaries - {event["body"].get("summary") for event in events})
    check(lost == 0, f"{lost} acknowledged changes are lost")
    # A command that first has to finish what all the killed ones left never ends itself.
    through = sum(map(len, acknowledged.values()))
    check(through * 50 >= count - killed, f"only {through} changes got through between {killed} kills")
    call(program, "init", "the last", folder=folder)
    remembered = {item["task_id"] for item in episodes(folder)}
    check(ended <= remembered, f"{len(ended - remembered)} episodes of acknowledged ends are lost")
    code, out, _ = call(program, "doctor", folder=folder)
    check(code == 0, f"the doctor finds: {out[:500]}")
    shutil.rmtree(folder)
    print(f"kill -9: {killed} of {count} commands killed, {sum(map(len, acknowledged.values()))} changes acknowledged, "
          f"{lost} lost, {len(torn)} torn lines skipped, {time.time() - started:.0f} s")


def writers(program, processes, operations):
    folder = workspace()
    tasks = [call(program, "init", f"task {i}", folder=folder)[1] for i in range(processes)]
    started, busy, words = time.time(), 0, []

    def work(task):
        failed = 0
        for index in range(operations):
            code, _, err = call(program, "checkpoint", "--task-id", task, "--phase", "1", "--summary", f"s{index}", folder=folder)
            failed += code != 0
            if code != 0:
                words.append(f"exit {code}: {err.strip()}")
        return failed

    with ThreadPoolExecutor(processes) as pool:
        busy = sum(pool.map(work, tasks))
    kept = sum(len(answer(program, "log", "--task-id", task, folder=folder) or []) - 1 for task in tasks)
    check(busy == 0 and kept == processes * operations,
          f"{busy} refused, {processes * operations - kept} lost; {words[0] if words else ''}")
    check(call(program, "doctor", folder=folder)[0] == 0, "the doctor is not content")
    shutil.rmtree(folder)
    print(f"writers: {processes} processes, {operations} operations each, {busy} refused, "
          f"{processes * operations - kept} lost, {time.time() - started:.0f} s")


def ends(program, processes):
    folder = workspace()
    task = call(program, "init", "task", folder=folder)[1]
    with ThreadPoolExecutor(processes) as pool:
        codes = list(pool.map(lambda i: call(program, "complete", "--task-id", task, "--summary", f"by {i}", "--unverified", "user-waived",
                                                   "--reason", "torture", folder=folder)[0],
                              range(processes)))
    check(sorted(codes) == [0] + [73] * (processes - 1), f"simultaneous ends gave {sorted(codes)}")
    check(len(episodes(folder)) == 1, "more than one episode")
    shutil.rmtree(folder)
    print(f"simultaneous ends: {codes.count(0)} won, {codes.count(73)} got 73")


def failures(program, steps, stride):
    """The k-th write, sync or rename fails: a clear line and a state as before or as after."""
    shim = os.path.join(tempfile.mkdtemp(), "failing.so")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", os.path.join(HERE, "failing.c"), "-o", shim, "-ldl"], check=True)
    told = silent = 0
    for words in (["init", "another"], ["checkpoint", "--phase", "1", "--summary", "new"],
                  ["complete", "--summary", "new", "--lessons", "l", "--unverified", "user-waived", "--reason", "torture"]):
        for number in (errno.EIO, errno.ENOSPC):
            for k in range(1, steps + 1, stride):
                folder = workspace()
                task = call(program, "init", "task", folder=folder)[1]
                env = dict(os.environ, LD_PRELOAD=shim, FAIL_AT=str(k), FAIL_WITH=str(number))
                before = len(answer(program, "log", "--task-id", task, folder=folder) or [])
                code, out, err = call(program, *words, folder=folder, env=env)
                name = f"{words[0]} with call {k} failing ({errno.errorcode[number]})"
                listed = answer(program, "list", folder=folder)
                after = len(answer(program, "log", "--task-id", task, folder=folder) or [])
                changed = len(listed or []) > 1 or after > before
                check(code >= 0 and code != 70, f"{name}: exit {code}: {err[:300]}")
                if code == 0:
                    silent += 1
                    check(changed, f"{name}: acknowledged and not there")
                else:
                    told += 1
                    check("hint: " in err, f"{name}: no hint: {err[:200]}")
                call(program, "init", "next", folder=folder)
                if words[0] == "complete" and after > before:
                    check(len({e["event"] for e in episodes(folder)}) == 1, f"{name}: its episode is missing")
                doctor = call(program, "doctor", folder=folder)
                check(doctor[0] == 0, f"{name}: the doctor finds {doctor[1][:300]}")
                shutil.rmtree(folder)
    print(f"failing writes and syncs: {told + silent} runs, {told} told, {silent} did without the failed call")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--operations", type=int, default=20)
    parser.add_argument("--cuts", type=int, default=100)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--stride", type=int, default=5)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--program", default=".build/debug/harness-executor")
    parser.add_argument("--dynamic", default=".build/debug/harness-executor")
    options = parser.parse_args()
    print("seed", options.seed)
    program = os.path.abspath(options.program)
    kills(program, options.kills, options.seed)
    writers(program, 32, options.operations)
    ends(program, 32)
    failures(os.path.abspath(options.dynamic), options.steps, options.stride)
    cuts(program, os.path.abspath(options.dynamic), options.cuts, options.seed, call, check)
    sys.exit(1 if problems else 0)


main()

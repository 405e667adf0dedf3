#!/usr/bin/env python3
"""What memory-query must survive: many processes that remember and search, kill -9 in between, an index that is deleted or
overwritten under them.

    Tests/torture/memory.py [--seconds N] [--processes N] [--seed S] [--program PATH]

Prints figures; the exit status is 1 where anything acknowledged was lost, a line is torn, or a new index answers otherwise.
"""
import argparse
import glob
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
problems = []
lock = threading.Lock()


def check(condition, text):
    if not condition:
        with lock:
            problems.append(text)
        if len(problems) <= 20:
            print("  PROBLEM", text)


class Store:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.acknowledged, self.counts = {}, {"remembered": 0, "searched": 0, "marked": 0, "killed": 0, "harmed": 0}
        self.ends = 0.0

    def start(self, *words):
        return subprocess.Popen([self.program, "memory-query", "--json", *words], cwd=self.folder,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def answer(self, *words):
        process = self.start(*words)
        out, err = process.communicate()
        check(process.returncode == 0, f"{words[:2]} ended with {process.returncode}: {out[:200]} {err[:200]}")
        try:
            return json.loads(out)
        except ValueError:
            check(False, f"{words[:2]} printed no JSON: {out[:200]}")
            return {}

    def count(self, name):
        with lock:
            self.counts[name] += 1

    def work(self, number, seed):
        chance, own = random.Random(seed * 1000 + number), []
        while time.time() < self.ends:
            kind = chance.random()
            if kind < 0.5:
                self.remember(number, chance, own)
            elif kind < 0.9 or not own:
                word = chance.choice(own)[1] if own else "topic"
                found = self.answer("search", word, "shared topic")
                ids = [hit["id"] for hit in found.get("results", [])]
                if own and word != "topic":
                    wanted = next(i for i, w in own if w == word)
                    check(wanted in ids, f"{wanted} was acknowledged and is not found by {word}")
                self.count("searched")
            else:
                self.answer("used", chance.choice(own)[0], "--helped")
                self.count("marked")

    def remember(self, number, chance, own):
        word = f"w{number}x{len(own)}y{chance.randrange(10**9)}q"
        process = self.start("remember", "--lesson", f"shared topic of writer {word}", "--file", f"src/{word}.c")
        if chance.random() < 0.3:
            time.sleep(chance.random() * 0.02)
            process.kill()
            self.count("killed")
        out, err = process.communicate()
        if process.returncode == 0:
            try:
                own.append((json.loads(out)["id"], word))
            except (ValueError, KeyError):
                return check(False, f"remember printed {out[:200]}")
            with lock:
                self.acknowledged[own[-1][0]] = word
            self.count("remembered")
        else:
            check(process.returncode == -9, f"remember ended with {process.returncode}: {out[:200]} {err[:200]}")

    def harm(self, seed):
        """Deletes or overwrites the index under everybody's feet."""
        chance = random.Random(seed)
        index = os.path.join(self.folder, "harness/memory/index.db")
        while time.time() < self.ends:
            time.sleep(0.2 + chance.random())
            try:
                how = chance.randrange(4)
                if how == 0:
                    for name in glob.glob(index + "*"):
                        os.remove(name)
                elif how == 1:
                    with open(index, "r+b") as file:
                        file.seek(chance.randrange(max(1, os.path.getsize(index))))
                        file.write(bytes(chance.randrange(256) for _ in range(200)))
                elif how == 2:
                    os.truncate(index, chance.randrange(max(1, os.path.getsize(index))))
                else:
                    os.remove(index + "-wal")
                self.count("harmed")
            except FileNotFoundError:
                pass

    def examine(self):
        lines, torn = {}, 0
        for name in glob.glob(os.path.join(self.folder, "harness/memory/episodes/*.jsonl")):
            for text in open(name):
                # Whoever sees the file in the middle of another's line ends that first: nothing stands between then.
                if not text.strip():
                    continue
                try:
                    line = json.loads(text)
                    lines[line.get("id")] = line
                except ValueError:
                    torn += 1
        missing = [i for i in self.acknowledged if i not in lines]
        check(not missing, f"{len(missing)} acknowledged lessons are not in the files: {missing[:3]}")
        check(torn == 0, f"{torn} torn lines")
        for name in glob.glob(os.path.join(self.folder, "harness/memory/index.db*")):
            os.remove(name)
        stats = self.answer("stats")
        check(stats.get("torn_lines") == [], "stats names torn lines")
        check(stats.get("entries") == sum(i is not None for i in lines), f"{stats.get('entries')} entries of {len(lines)}")
        words = random.Random(1).sample(sorted(self.acknowledged.values()), min(20, len(self.acknowledged)))
        before = [self.answer("search", word, "--limit", "5")["results"] for word in words]
        for name in glob.glob(os.path.join(self.folder, "harness/memory/index.db*")):
            os.remove(name)
        after = [self.answer("search", word, "--limit", "5")["results"] for word in words]
        check(before == after, "a new index gives other answers")
        for word, hits in zip(words, after):
            check(hits and self.acknowledged.get(hits[0]["id"]) == word, f"{word} is not found first")
        return len(lines), torn

    def overwrite(self, times, seed):
        """Overwrites an index that lies still: nothing that a sum would notice may change an answer."""
        index, chance = os.path.join(self.folder, "harness/memory/index.db"), random.Random(seed)
        words = random.Random(seed).sample(sorted(self.acknowledged.values()), min(20, len(self.acknowledged)))
        with open(os.path.join(self.folder, "harness/memory/episodes/2026-01-01.jsonl"), "w") as file:
            for number in range(5000):  # more than is left in the log
                lessons = [f"an older finding {number} of {chance.randrange(10**9)} {'word ' * 30}"]
                file.write(json.dumps({"task": f"older {number}", "task_id": f"o{number}", "outcome": "success",
                                       "timestamp": "2026-01-01T10:00:00Z", "lessons": lessons}) + "\n")
        before = [self.answer("search", word, "--limit", "5")["results"] for word in words]
        kept = {name: open(name, "rb").read() for name in glob.glob(index + "*") if not name.endswith("-shm")}
        check(len(kept[index]) > 2**20, f"the index at rest has only {len(kept[index])} bytes")
        wrong = 0
        for _ in range(times):
            for name in glob.glob(index + "*"):
                os.remove(name)
            for name, content in kept.items():
                content = bytearray(content)
                for _ in range(10 if content else 0):
                    at, count = chance.randrange(len(content)), chance.choice([1, 8, 200])
                    count = min(count, len(content) - at)
                    content[at:at + count] = bytes(chance.randrange(256) for _ in range(count))
                if content and chance.random() < 0.2:
                    del content[chance.randrange(len(content)):]
                open(name, "wb").write(content)
            place = chance.randrange(len(words))
            wrong += self.answer("search", words[place], "--limit", "5")["results"] != before[place]
        check(wrong == 0, f"{wrong} other answers from an index that was overwritten {times} times")
        return times


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--overwrites", type=int, help="of the index at rest; one in two seconds unless told")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--program", default=os.path.join(HERE, "../../.build/debug/harness-executor"))
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="torture-memory-")
    open(os.path.join(folder, "AGENTS.md"), "w").close()
    store = Store(os.path.abspath(options.program), folder)
    print(f"seed {options.seed}, {options.processes} processes, {options.seconds:g} s")
    store.answer("remember", "--lesson", "shared topic of all")
    store.ends = time.time() + options.seconds
    workers = [threading.Thread(target=store.work, args=(n, options.seed)) for n in range(options.processes)]
    workers.append(threading.Thread(target=store.harm, args=(options.seed,)))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    lines, torn = store.examine()
    overwrites = int(options.seconds / 2) if options.overwrites is None else options.overwrites
    store.overwrite(overwrites, options.seed)
    counts = ", ".join(f"{count} {name}" for name, count in store.counts.items())
    print(f"{counts}; {len(store.acknowledged)} acknowledged, {lines} in the files, {torn} torn, "
          f"{overwrites} overwritten at rest, {len(problems)} problems")
    shutil.rmtree(folder)
    sys.exit(1 if problems else 0)


main()

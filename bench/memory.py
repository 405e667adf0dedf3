#!/usr/bin/env python3
"""Turns data sets of memory questions into stores, and generates stores of any size.

    bench/memory.py load FOLDER_OF_SETS OUT     one store a group: OUT/SET/N/harness/memory, and its queries.json
    bench/memory.py generate COUNT OUT          one store of COUNT entries
    bench/memory.py ask PROGRAM OUT/SET ...     the program's own command on each question, a process each
    bench/memory.py rank OUT/SET ...            rank_bm25, SQLite FTS5 and, with ORIGINAL=memory_query.py, the Python original

The Python original is asked in process, and for whole questions: it looks for them as they stand.
"""
import datetime
import glob
import gzip
import json
import os
import random
import importlib.util
import pathlib
import re
import sqlite3
import subprocess
import sys

START = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)


def stamp(number):
    return (START + datetime.timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%SZ")


def line_of(document, number, successors):
    files = (document.get("files") or "").split()
    line = {"id": document["id"], "task": document["title"], "timestamp": stamp(number), "files": files}
    if document["title"]:
        line["key_events"] = [{"details": document["body"]}] if document["body"] else []
    else:
        line["lessons"] = [document["body"]]
    if document.get("sess"):
        line["session"] = document["sess"]
    if document["id"] in successors:
        line["supersedes"] = successors[document["id"]]
    return line


def load(sets, out):
    found = sorted(glob.glob(os.path.join(sets, "*.bench.json.gz")))
    for path in found:
        with gzip.open(path) as file:
            data = json.load(file)
        for place, group in enumerate(data["groups"]):
            folder = os.path.join(out, data["name"], str(place))
            episodes = os.path.join(folder, "harness/memory/episodes")
            os.makedirs(episodes)
            # The data says which decision was amended; a store would say so with a link.
            successors = {
                query["rel"][0]: own
                for query in group["queries"] if query.get("cat") == "conversation-amended"
                for own in query["own"] if own != query["rel"][0]
            }
            with open(os.path.join(episodes, "2020-01-01.jsonl"), "w") as file:
                for number, document in enumerate(group["docs"]):
                    file.write(json.dumps(line_of(document, number, successors), ensure_ascii=False) + "\n")
            queries = [
                {
                    "text": query["text"], "rel": query["rel"], "excluded": query.get("excl", []),
                    "superseded": [successors[r] for r in query["rel"] if r in successors],
                    **({"until": stamp(query["before"] - 1)} if "before" in query else {}),
                }
                for query in group["queries"]
            ]
            with open(os.path.join(folder, "queries.json"), "w") as file:
                json.dump(queries, file)


def generate(count, out):
    rng = random.Random(7)
    words = ["".join(rng.choice("bcdfglmnprstv") + rng.choice("aeiou") for _ in range(rng.randint(2, 4))) + rng.choice("nrst")
             for _ in range(20_000)]
    weights = [1 / (rank + 10) for rank in range(len(words))]
    known = "timeout connection retry database migration cache router login token parser".split()
    episodes = os.path.join(out, "harness/memory/episodes")
    os.makedirs(episodes)
    files = {}
    for number in range(count):
        text = rng.choices(words, weights, k=28)
        text[rng.randrange(28)] = rng.choice(known)
        text[rng.randrange(28)] = rng.choice(known)
        at = START + datetime.timedelta(minutes=number * 15)
        files.setdefault(at.strftime("%Y-%m-%d"), []).append(json.dumps({
            "task": " ".join(text[:6]), "task_id": f"task-{number // 3}", "outcome": rng.choice(["success", "failure"]),
            "timestamp": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "lessons": [" ".join(text[6:])], "key_events": [],
            "files": [f"src/{text[0]}.c"],
        }))
    for day, lines in files.items():
        with open(os.path.join(episodes, day + ".jsonl"), "w") as file:
            file.write("\n".join(lines) + "\n")


def documents(folder):
    rows = []
    for path in sorted(glob.glob(os.path.join(folder, "harness/memory/episodes/*.jsonl"))):
        for text in open(path):
            line = json.loads(text)
            body = " ".join(line.get("lessons", []) + [e["details"] for e in line.get("key_events", [])])
            rows.append((line["id"], line["timestamp"], line["task"], body))
    return rows


def score(name, folder, answers):
    recall5 = recall10 = rank = count = 0
    for query, found in answers:
        found = [f for f in found if f not in query["excluded"]]
        relevant = set(query["rel"])
        recall5 += len(relevant & set(found[:5])) / len(relevant)
        recall10 += len(relevant & set(found[:10])) / len(relevant)
        rank += next((1 / (place + 1) for place, f in enumerate(found[:10]) if f in relevant), 0)
        count += 1
    return recall5, recall10, rank, count


def with_fts5(folder):
    rows = documents(folder)
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table d using fts5(id unindexed, at unindexed, title, body, tokenize='porter unicode61')")
    base.executemany("insert into d values (?, ?, ?, ?)", rows)
    for query in json.load(open(os.path.join(folder, "queries.json"))):
        words = re.findall(r"\w+", query["text"].lower())
        match = " OR ".join(f'"{word}"' for word in words) or '""'
        until = query.get("until", "9")
        found = base.execute(
            "select id from d where d match ? and at <= ? order by bm25(d, 0, 0, 2, 1) limit 20", (match, until))
        yield query, [row[0] for row in found]


def with_rank_bm25(folder):
    from rank_bm25 import BM25Okapi
    rows = documents(folder)
    split = [re.findall(r"\w+", (row[2] + " " + row[3]).lower()) or ["-"] for row in rows]
    index = BM25Okapi(split)
    for query in json.load(open(os.path.join(folder, "queries.json"))):
        scores = index.get_scores(re.findall(r"\w+", query["text"].lower()))
        until = query.get("until", "9")
        order = sorted((n for n in range(len(rows)) if rows[n][1] <= until), key=lambda n: -scores[n])[:20]
        yield query, [rows[n][0] for n in order]


def with_original(folder):
    path = os.environ.get("ORIGINAL")
    if not path:
        raise ImportError
    spec = importlib.util.spec_from_file_location("original", path)
    original = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(original)
    for query in json.load(open(os.path.join(folder, "queries.json"))):
        found = original.search_all(pathlib.Path(folder), query["text"])
        entries = [entry for kind in found.values() for entry in kind if entry.get("timestamp", "") <= query.get("until", "9")]
        yield query, [entry.get("id") for entry in entries[:20]]


def with_command(program, above):
    def ask(folder):
        for query in json.load(open(os.path.join(folder, "queries.json"))):
            words = [program, "memory-query", "search", "--json", "--limit", "25", "--project-root", folder]
            words += ["--until", query["until"]] if "until" in query else []
            answer = json.loads(subprocess.run([*words, "--", query["text"]], check=True, capture_output=True).stdout)
            found = [id for hit in answer["results"] for id in [hit["id"], *hit.get("similar", [])]]
            for old in query["superseded"]:
                place = found.index(query["rel"][0]) if query["rel"][0] in found else len(found)
                above.append(old in found and found.index(old) < place)
            yield query, found
    return ask


def total(folder, name, method):
    parts = [score(name, group, method(group)) for group in sorted(glob.glob(os.path.join(folder, "*")))]
    sums = [sum(part[i] for part in parts) for i in range(4)]
    return f"  {os.path.basename(folder):<16} {name:<44} " + " ".join(f"{100 * value / sums[3]:5.1f}" for value in sums[:3])


def ask(program, sets):
    for folder in sets:
        above = []
        line = total(folder, "memory-query search, a process each", with_command(program, above))
        print(line + (f"   superseded above its successor: {sum(above)} of {len(above)}" if above else ""))


def rank(sets):
    methods = (("SQLite FTS5, OR of words, Porter", with_fts5), ("rank_bm25 (BM25Okapi)", with_rank_bm25),
               ("the Python original", with_original))
    for folder in sets:
        for name, method in methods:
            try:
                print(total(folder, name, method))
            except ImportError:
                print(f"  {os.path.basename(folder):<16} {name:<44} skipped: not there")


def main():
    if sys.argv[1:2] == ["load"] and len(sys.argv) == 4:
        load(sys.argv[2], sys.argv[3])
    elif sys.argv[1:2] == ["generate"] and len(sys.argv) == 4:
        generate(int(sys.argv[2]), sys.argv[3])
    elif sys.argv[1:2] == ["ask"] and len(sys.argv) > 3:
        ask(sys.argv[2], sys.argv[3:])
    elif sys.argv[1:2] == ["rank"]:
        rank(sys.argv[2:])
    else:
        sys.exit(__doc__)


main()

"""Power cuts: what task-state asked of the disk is recorded, and the disk made as a cut would have left it.

The model is an ordinary journalling file system, no stricter:
- Data is safe once its file was synced. A write since then is there, is not, or is there in some of its 512-byte
  sectors; a file that was renamed without a sync may thus be empty.
- Names (creating, renaming, removing) survive in the order in which they were made: some first part of them. What
  lies before a change in a folder that was synced later is in that part. File systems that let a later name survive
  without an earlier one exist on paper only (ext4, XFS, btrfs and APFS keep them in order).
"""
import json
import os
import random
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
SECTOR = 512


class Record:
    def __init__(self, line, stream):
        words, *paths = line.decode().rstrip("\n").split("\t")
        self.what, inode, offset, length, self.path = words.split(" ", 4)
        self.inode, self.offset = int(inode), int(offset)
        self.second = paths[0]
        self.bytes = stream.read(int(length))


def records(name):
    with open(name, "rb") as stream:
        return [Record(line, stream) for line in iter(stream.readline, b"")]


class Content:
    """A file's bytes: those that are safe, and what was done to them since."""

    def __init__(self):
        self.safe, self.since = b"", []

    def sync(self):
        self.safe, self.since = self.after(lambda write: [write]), []

    def after(self, survivors):
        data = bytearray(self.safe)
        for record in self.since:
            if record.what == "truncate":
                data[record.offset:] = bytes(max(0, record.offset - len(data)))
            else:
                for offset, part in survivors((record.offset, record.bytes)):
                    data.extend(bytes(max(0, offset - len(data))))
                    data[offset:offset + len(part)] = part
        return bytes(data)


class Disk:
    def __init__(self):
        self.contents = {}  # by inode: the present bearer of that number
        self.names = []     # every change of a name, in order: (record, content)
        self.certain = 0    # how many of them survive in any case

    def apply(self, record):
        if record.what == "create":
            self.contents[record.inode] = Content()
        if record.what in ("create", "mkdir", "rename", "remove", "symlink"):
            self.names.append((record, self.contents.get(record.inode)))
        elif record.what in ("write", "truncate"):
            self.contents[record.inode].since.append(record)
        elif record.inode in self.contents and not os.path.isdir(record.path):
            self.contents[record.inode].sync()
        else:
            for index in range(len(self.names) - 1, self.certain - 1, -1):
                change = self.names[index][0]
                if record.path in (os.path.dirname(change.path), os.path.dirname(change.second)):
                    self.certain = index + 1
                    break

    def image(self, root, folder, chance):
        """Writes what a cut at this moment leaves, one possibility of many."""
        manner = chance.choice(["least", "most", "some", "some"])
        count = {"least": self.certain, "most": len(self.names)}.get(
            manner, chance.randint(self.certain, len(self.names)))
        tree = {}
        for record, content in self.names[:count]:
            if record.what == "create":
                tree[record.path] = content
            elif record.what == "mkdir":
                tree[record.path] = None
            elif record.what == "symlink":
                tree[record.path] = record.bytes
            elif record.what == "remove":
                tree.pop(record.path)
            else:
                tree[record.second] = tree.pop(record.path)

        def survivors(write):
            offset, data = write
            fate = {"least": "gone", "most": "there"}.get(manner) or chance.choice(["gone", "there", "torn"])
            if fate == "gone":
                return []
            if fate == "there":
                return [write]
            starts = [0] + list(range(SECTOR - offset % SECTOR, len(data), SECTOR))
            return [(offset + start, data[start:end]) for start, end in zip(starts, starts[1:] + [len(data)])
                    if chance.random() < 0.5]

        for path, found in tree.items():
            place = os.path.join(folder, os.path.relpath(path, root))
            if found is None:
                os.makedirs(place, exist_ok=True)
            elif isinstance(found, bytes):
                os.symlink(found, place)
            else:
                os.makedirs(os.path.dirname(place), exist_ok=True)
                with open(place, "wb") as stream:
                    stream.write(found.after(survivors))


def workload(chance, length):
    """Commands that follow from one another; {0} is the first task, {1} the second."""
    yield ["init", "first", "--phases", "3", "--criterion", "c"]
    yield ["checkpoint", "--phase", "1", "--summary", "s-1"]
    yield ["init", "second"]
    yield ["complete", "--task-id", "{1}", "--summary", "s-2", "--lessons", "l", "--unverified", "user-waived",
           "--reason", "r"]
    yield ["archive", "--older-than", "0d"]
    yield ["reopen", "--task-id", "{1}", "--reason", "s-3"]
    yield ["block", "--task-id", "{1}", "--reason", "s-4"]
    # Long enough that SQLite moves its log into the database and begins it again.
    for index in range(length):
        yield ["checkpoint", "--task-id", "{0}", "--phase", "1", "--summary", f"s-{index + 5} " + "x" * chance.randint(0, 3000)]
    yield ["fail", "--task-id", "{1}", "--reason", "s-last", "--lessons", "l2"]
    yield ["complete", "--task-id", "{0}", "--summary", "s-end", "--unverified", "user-waived", "--reason", "r"]
    yield ["archive", "--older-than", "0d"]


def record_work(dynamic, root, log, chance, length):
    """Runs the workload; returns for each command what it acknowledged and how many bytes of records there were then."""
    shim = os.path.join(tempfile.mkdtemp(prefix="torture-"), "recording.so")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", os.path.join(HERE, "recording.c"), "-o", shim, "-ldl"], check=True)
    env = dict(os.environ, LD_PRELOAD=shim, RECORD_ROOT=root + "/", RECORD_TO=log)
    tasks, done = [], []
    for words in workload(chance, length):
        words = [word.format(*tasks) if word.startswith("{") else word for word in words]
        run = subprocess.run([dynamic, "task-state", *words], cwd=root, capture_output=True, text=True, env=env)
        if run.returncode != 0:
            raise SystemExit(f"the recording failed: {words}: {run.stderr}")
        if words[0] == "init":
            tasks.append(run.stdout.strip())
        task = tasks[-1] if words[0] == "init" or "--task-id" not in words else words[words.index("--task-id") + 1]
        text = next((words[i + 1] for i, word in enumerate(words) if word in ("--summary", "--reason")), None)
        if words[0] == "complete":
            text = words[words.index("--summary") + 1]
        done.append((os.path.getsize(log), words[0], task, text))
    shutil.rmtree(os.path.dirname(shim))
    return tasks, done


def examine(program, folder, acknowledged, call, check, name):
    """Everything acknowledged is there, everything is readable, and work can go on."""
    lost = unreadable = 0

    def ask(*words):
        nonlocal unreadable
        code, out, err = call(program, "--json", *words, folder=folder)
        try:
            found = json.loads(out)
        except ValueError:
            found = None
        # Before the first task is acknowledged there may be nothing to read; that is said with 66.
        if found is None or code not in ((0, 1) if acknowledged or words[0] == "init" else (0, 1, 66)):
            unreadable += 1
            check(False, f"{name}: {' '.join(words)} exits with {code}: {out[:300]} {err[:200]}")
            return None
        return found if code != 66 else None

    findings = (ask("doctor") or {}).get("findings", [])
    if [item for item in findings if not item["mendable"]]:
        unreadable += 1
        check(False, f"{name}: the doctor finds {findings}")
    listed = {item["id"] for item in ask("list", "--archived") or []}
    logs = {task: {(event["kind"], event["body"].get("summary") or event["body"].get("reason") or "")
                   for event in ask("log", "--task-id", task) or []} for task in {task for _, task, _ in acknowledged}}
    lines = []
    for place, _, names in os.walk(os.path.join(folder, "harness/memory/episodes")):
        for file in names:
            lines += open(os.path.join(place, file), errors="replace").read().split("\n")
    for verb, task, text in acknowledged:
        kept = task in listed
        if text is not None:
            kept = kept and any(found == text for _, found in logs[task])
        if verb in ("complete", "fail"):
            kept = kept and any(task in line and line.endswith("}") for line in lines)
        if not kept:
            lost += 1
            check(False, f"{name}: {verb} of {task} ({(text or '')[:20]}) was acknowledged and is lost")
    if ask("init", "after the cut") is None or call(program, "doctor", "--repair", folder=folder)[0] != 0:
        unreadable += 1
        check(False, f"{name}: it does not go on: {call(program, 'doctor', '--repair', folder=folder)[1:]}")
    return lost, unreadable


def cuts(program, dynamic, count, seed, call, check):
    started, chance = time.time(), random.Random(seed)
    root = os.path.realpath(tempfile.mkdtemp(prefix="torture-"))
    open(os.path.join(root, "AGENTS.md"), "w").close()
    log = root + ".log"
    tasks, done = record_work(dynamic, root, log, chance, 150)
    all_records = records(log)
    sizes, total = [], 0
    with open(log, "rb") as stream:
        while stream.readline():
            stream.seek(len(all_records[len(sizes)].bytes), os.SEEK_CUR)
            sizes.append(stream.tell())
    # Half of the cuts fall into the first commands and the last ones, where something is made or goes.
    ends = [index for index, size in enumerate(sizes) if size in {done[6][0], done[-4][0]}]
    places = sorted(chance.choice([chance.randint(0, ends[0]), chance.randint(ends[-1], len(sizes)),
                                   chance.randint(0, len(sizes)), chance.randint(0, len(sizes))]) for _ in range(count))
    disk, applied, lost, unreadable, promised = Disk(), 0, 0, 0, 0

    def look(image):
        folder, acknowledged, name = image
        found = examine(program, folder, acknowledged, call, check, name)
        shutil.rmtree(folder)
        return found

    with ThreadPoolExecutor(2) as pool:
        images = []
        for number, place in enumerate(places):
            for record in all_records[applied:place]:
                disk.apply(record)
            applied = place
            size = sizes[place - 1] if place else 0
            acknowledged = [(verb, task, text) for end, verb, task, text in done if end <= size]
            promised += len(acknowledged)
            folder = tempfile.mkdtemp(prefix="torture-")
            open(os.path.join(folder, "AGENTS.md"), "w").close()
            disk.image(root, folder, chance)
            images.append((folder, acknowledged, f"cut {number} after {place} of {len(sizes)} calls"))
            # Images are large: few of them lie there at a time.
            if len(images) == 8 or number == count - 1:
                for found in pool.map(look, images):
                    lost, unreadable = lost + found[0], unreadable + found[1]
                images = []
    shutil.rmtree(root)
    os.remove(log)
    print(f"power cuts: {count} images of {len(sizes)} recorded calls, {promised} acknowledged changes looked for, "
          f"{lost} lost, {unreadable} unreadable, {time.time() - started:.0f} s")

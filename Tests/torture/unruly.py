#!/usr/bin/env python3
"""An application for verify.py that hides processes, hangs, pours, and tells secrets; started with `python3 -SE`.

    unruly.py --port N [--hide] [--ignore-term] [--pour MIB] [--secrets FORMS.json] [--port-file FILE]
    unruly.py --hide                 hides processes and ends
    unruly.py --say FORMS.json NAME [--long] [--tests] [--fail]     prints a secret in every form and ends

Nothing outlives two minutes, whatever becomes of whoever started it.
"""
import json
import os
import signal
import socket
import sys
import threading
import time

MIB = 1024 * 1024


def hidden(way):
    """Starts a sleeper that tries not to be found, in one of six ways."""
    if os.fork():
        if way in ("double fork", "daemon"):
            os.wait()
        return
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if way == "double fork" and os.fork():
        os._exit(0)
    if way == "setsid":
        os.setsid()
    if way == "setpgid":
        os.setpgid(0, 0)
    if way == "nohup":
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if way == "daemon":
        os.setsid()
        if os.fork():
            os._exit(0)
        os.chdir("/")
        null = os.open("/dev/null", os.O_RDWR)
        for number in range(3):
            os.dup2(null, number)
        os.closerange(3, 256)
    os.execvp("sleep", ["sleep", "120"])


def pour(stream, mebibytes):
    block = b"all work and no play makes a dull log of an application\n" * 1200
    left = mebibytes * MIB
    while left > 0:
        left -= os.write(stream, block[:left])


def head(length, status="200 OK", more=""):
    return f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n{more}\r\n".encode()


def answered(connection, body, **more):
    body = body if isinstance(body, bytes) else body.encode()
    connection.sendall(head(len(body), **more) + body)


def endlessly(connection, start, part, pause=0.0):
    connection.sendall(start)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        connection.sendall(part)
        if pause:
            time.sleep(pause)


def big(connection, mebibytes):
    connection.sendall(head(mebibytes * MIB))
    for _ in range(mebibytes):
        connection.sendall(b"x" * MIB)


def bomb(connection):
    import zlib
    packer = zlib.compressobj(9, wbits=31)
    data = b"".join(packer.compress(bytes(MIB)) for _ in range(1024)) + packer.flush()
    answered(connection, data, more="Content-Encoding: gzip\r\n")


def tell(connection, forms, path):
    """A secret, in every form, in one part of an answer."""
    _, _, part, name = path.split("/")
    text = "\n".join(forms[name].values())
    if part == "value":
        answered(connection, forms[name]["plain"])
    elif part == "body":
        answered(connection, text)
    elif part == "cut":
        data = text.encode()
        connection.sendall(head(len(data)))
        for at in range(0, len(data), 7):
            connection.sendall(data[at:at + 7])
    elif part == "headers":
        lines = [f"X-{index}: {form}\r\n" for index, form in enumerate(forms[name].values()) if "\n" not in form]
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + "".join(lines).encode() + b"\r\nok")
    elif part == "json":
        answered(connection, json.dumps({"a": forms[name], forms[name]["plain"]: [text]}))
    elif part == "long":
        # The form lies across the places where long texts are cut: 80, 300, 1200, 32 KiB, and the end less 32 KiB.
        answered(connection, "\n".join(across(form, index) for index, form in enumerate(forms[name].values())))
    elif part == "reason":
        answered(connection, "ok", status=f"500 {forms[name]['plain']}")
    elif part == "malformed":
        connection.sendall(f"HTTZ {'x' * 40} {forms[name]['plain']}\r\n\r\n".encode())
    elif part == "binary":
        answered(connection, b"\xff\xfe\0" + b"\0".join(form.encode() for form in forms[name].values()))
    elif part == "drip":
        connection.sendall(head(10 * MIB) + text.encode())
        time.sleep(5)


def across(form, index):
    """A text with the form at some of the places where somebody may cut it."""
    places = [[20, 40, 60, 80, 100, 300, 1200, 2000][index % 8], 32 * 1024, 64 * 1024]
    size, middle = 140 * 1024, len(form) // 2
    text = list("." * size)
    for place in places:
        for at in (place - middle, size - place - middle):
            if at >= 0:
                text[at:at + len(form)] = form
    return "".join(text)[:size]


def handle(connection, options):
    try:
        with connection:
            while True:
                data = b""
                while b"\r\n\r\n" not in data:
                    part = connection.recv(65536)
                    if not part:
                        return
                    data += part
                top, _, body = data.partition(b"\r\n\r\n")
                path = top.split(b" ")[1].decode(errors="replace")
                if path == "/takes-nothing":
                    time.sleep(60)
                for line in top.split(b"\r\n"):
                    if line.lower().startswith(b"content-length:"):
                        while len(body) < int(line.split(b":")[1]):
                            body += connection.recv(65536)
                respond(connection, path, data, body, options)
    except (OSError, IndexError, ValueError):
        pass


def respond(connection, path, data, body, options):
    start = b"HTTP/1.1 200 OK\r\n\r\n"
    if path == "/never":
        time.sleep(60)
    elif path == "/drip-headers":
        endlessly(connection, b"HTTP/1.1 200 OK\r\nX: ", b"x", 0.02)
    elif path == "/drip-body":
        endlessly(connection, start, b"x", 0.02)
    elif path == "/endless":
        endlessly(connection, start, b"x" * 65536)
    elif path == "/endless-header":
        endlessly(connection, b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536)
    elif path == "/endless-status":
        endlessly(connection, b"HTTP/1.1 200 ", b"x" * 65536)
    elif path == "/many-headers":
        endlessly(connection, b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1000)
    elif path == "/endless-chunk":
        endlessly(connection, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"5;" + b"x" * 65536)
    elif path == "/chunk-bomb":
        endlessly(connection, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 1000)
    elif path.startswith("/big"):
        big(connection, int(path.split("=")[1]))
    elif path == "/bomb":
        bomb(connection)
    elif path == "/malformed":
        connection.sendall(b"\0\xff\x1b]0;no\x07 not at all\r\n\r\n" * 1000)
    elif path == "/deep":
        answered(connection, b"[" * 7 * MIB)
    elif path == "/nulls":
        answered(connection, bytes(7 * MIB))
    elif path == "/poured":
        answered(connection, "all" if options.poured.is_set() else "not yet")
    elif path.startswith("/secret/"):
        tell(connection, options.forms, path)
    elif path.startswith("/echo"):
        answered(connection, data + body)
    else:
        answered(connection, "ok")


class Options:
    def __init__(self, words):
        self.words = words
        self.poured = threading.Event()
        self.forms = json.load(open(self["--secrets"])) if "--secrets" in words else {}

    def __getitem__(self, name):
        return self.words[self.words.index(name) + 1]


def say(forms, words):
    if "--tests" in words:
        print(f"1..{len(forms)}")
        for index, form in enumerate(forms.values()):
            print(f"not ok {index + 1} - it takes {form}\n  ---\n  message: {form}\n  ...")
    else:
        for index, form in enumerate(forms.values()):
            text = across(form, index) if "--long" in words else form
            for stream in (sys.stdout, sys.stderr):
                half = len(text) // 2
                for part in (text[:half], text[half:] + "\n"):
                    stream.write(part)
                    stream.flush()
                    time.sleep(0 if "--long" in words else 0.001)
    sys.exit(3 if "--fail" in words else 0)


def main():
    options = Options(sys.argv[1:])
    signal.alarm(120)
    if "--say" in options.words:
        at = options.words.index("--say")
        say(json.load(open(options.words[at + 1]))[options.words[at + 2]], options.words)
    if "--hide" in options.words:
        for way in ("fork", "double fork", "setsid", "setpgid", "nohup", "daemon"):
            hidden(way)
    if "--port" not in options.words:
        return
    if "--ignore-term" in options.words:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "--secrets" in options.words:
        for forms in options.forms.values():
            for form in forms.values():
                for stream in (1, 2):
                    data = form.encode()
                    os.write(stream, b"token: " + data[:len(data) // 2])
                    os.write(stream, data[len(data) // 2:] + b"\n")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", int(options["--port"])))
    listener.listen(64)
    if "--port-file" in options.words:
        with open(options["--port-file"], "w") as file:
            file.write(options["--port"])
    if "--pour" in options.words:
        pourers = [threading.Thread(target=pour, args=(stream, int(options["--pour"])), daemon=True) for stream in (1, 2)]
        for pourer in pourers:
            pourer.start()
        threading.Thread(target=lambda: ([p.join() for p in pourers], options.poured.set()), daemon=True).start()
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=handle, args=(connection, options), daemon=True).start()


main()

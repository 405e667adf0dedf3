#!/usr/bin/env python3
"""Servers that misbehave in exactly one way each, for tests of whoever starts, asks and stops servers.

usage: wrong.py MODE --port N [--dir D] [--life SECONDS]

Listens on 127.0.0.1. With --dir, each process that is meant to last adds a line "NAME PID" to D/pids. Nothing outlives
its life (120 s unless given), whatever becomes of whoever started it. Unless the table says otherwise, SIGTERM ends a
mode at once with exit 0, and /health is answered 200 "ok" and counts as no request.

  mode                        what it does
  ok                          answers 200 "ok" on every path; /echo: method, path, headers and body as JSON
  slow-start                  listens after 3 s only
  slow-answer                 listens at once, begins each answer after 3 s, that of /health too
  never                       accepts, never answers
  never-listens               lives, does not listen
  exits                       a stack trace on standard error, exit 3 at once
  exits-leaving-copy          an older copy goes on in the background (double fork, setsid) and answers every path,
                              /health too, with {"version":"old"}; once it listens, the main process exits 1
  child-listens               a child has the port; the parent stays and hands SIGTERM on
  child-listens-parent-exits  a child has the port; the parent exits 0
  daemonises                  a daemon listens (double fork, setsid, no streams); once it does, the main process exits 0
  dies-midway                 answers 3 requests, then exit 9
  dies-in-answer              sends half an answer, then exit 9
  flood                       1 GiB on standard output and 1 GiB on standard error as fast as they are taken; answers
  other-port                  listens on N+1
  ignores-term                SIGTERM does nothing
  leaves-children             starts 5 sleepers in each of six ways (fork, double-fork, setsid, setpgid, nohup, daemon),
                              which outlive it; answers "ok", and /children: a JSON array of {"way","pid"}; all but the
                              daemons hold our standard output and error
  secret                      prints, on both streams, and answers the value of SECRET_TOKEN: plain, base64,
                              URL-encoded, and plain in two writes cut in the middle; /plain, /base64, /url and /cut
                              answer one of them
  quirks                      answers by path:

  path               answer
  /404 /422          that status, {"error":"…"}
  /redirect          302 with Location: /echo
  /empty             200, Content-Length: 0
  /chunked           several chunks with an extension, and a trailer: "hello, chunked world"
  /binary            the 256 byte values in order
  /204               204
  /close-early       Content-Length: 100, 10 bytes, end of the connection
  /http10            HTTP/1.0, no length: until the end of the connection
  /header-case       headers in odd cases and repeated (X-Odd: one, two), Set-Cookie twice
  /big               50 MiB of "x"
  /unicode/…         the decoded path as text
  /drip?n=50         n bytes, one each 200 ms
  /endless           never ends
  /malformed         a broken status line
  /gzip-bomb         Content-Encoding: gzip, 1 MiB on the wire, 1 GiB of zeros when expanded
  /keepalive-close   says keep-alive, closes right after the answer
  /slow?s=2          the answer after s seconds
  /flaky?n=3         503 for the first n-1 calls, 200 from then on; each n has its own count
  /cookie            without a cookie: sets session=…, {"cookie":"set"}; with the right one {"cookie":"right"};
                     with another 403 {"cookie":"wrong"}
  /echo, others      as in mode ok
"""
import argparse
import base64
import collections
import functools
import json
import os
import signal
import socket
import socketserver
import sys
import threading
import time
import urllib.parse
import zlib

MIB = 1024 * 1024
WAYS = ["fork", "double-fork", "setsid", "setpgid", "nohup", "daemon"]


# Processes.


class Life:
    """What every process of a run knows: the port, where to note its number, when to end at the latest."""

    def __init__(self, port, folder, seconds):
        self.port = port
        self.folder = folder
        self.end = time.monotonic() + seconds

    @property
    def left(self):
        return max(0.1, self.end - time.monotonic())

    def begin(self, name):
        """Arms the end of this process, which a fork does not inherit, and notes its number."""
        signal.setitimer(signal.ITIMER_REAL, self.left)
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        self.note(name, os.getpid())

    def note(self, name, pid):
        if self.folder:
            descriptor = os.open(os.path.join(self.folder, "pids"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            os.write(descriptor, f"{name} {pid}\n".encode())
            os.close(descriptor)


def in_child(body):
    """Runs the body in a child, which ends with it, whatever happens; returns the child's number."""
    pid = os.fork()
    if pid:
        return pid
    try:
        body()
    except BaseException as error:  # nothing may come back into the parent's code
        os.write(2, f"wrong.py: {error!r}\n".encode())
    os._exit(0)


def detached(body, new_session):
    """Runs the body in a grandchild whose parent has already ended."""

    def middle():
        if new_session:
            os.setsid()
        in_child(body)

    os.waitpid(in_child(middle), 0)


def without_streams():
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)


def when_written(start):
    """Calls start with a descriptor and returns what somebody, in whatever process, writes to it."""
    reading, writing = os.pipe()
    start(writing)
    os.close(writing)
    said = os.read(reading, 100)
    os.close(reading)
    return said.decode()


# HTTP, by hand, since half of it has to be wrong.

Request = collections.namedtuple("Request", "method target headers body")


class Exchange(socketserver.StreamRequestHandler):
    """One connection: reads requests and has the server's `answer` write to it, until one of them closes."""

    disable_nagle_algorithm = True

    def handle(self):
        try:
            while (request := self.read_request()) is not None:
                self.keeps = request.headers.get("connection", "").lower() != "close"
                self.server.answer(self, request)
                if not self.keeps:
                    return
        except (OSError, ValueError):
            pass  # the client has gone, or does not speak HTTP

    def read_request(self):
        words = self.rfile.readline(65536).decode("latin-1").split()
        if len(words) != 3:
            return None
        headers = {}
        while line := self.rfile.readline(65536).decode("latin-1").strip():
            name, _, value = line.partition(":")
            name, value = name.strip().lower(), value.strip()
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return Request(words[0], words[1], headers, self.read_body(headers))

    def read_body(self, headers):
        if "chunked" not in headers.get("transfer-encoding", ""):
            return self.rfile.read(int(headers.get("content-length", 0)))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def raw(self, *parts):
        """Writes the parts as they are, one write each."""
        for part in parts:
            self.request.sendall(part.encode() if isinstance(part, str) else part)

    def send(self, body="", status="200 OK", kind="text/plain; charset=utf-8", headers=()):
        """A well-formed answer."""
        body = body.encode() if isinstance(body, str) else body
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
        if not self.keeps:
            lines.append("Connection: close")
        self.raw("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def send_json(self, value, status="200 OK", headers=()):
        self.send(json.dumps(value, ensure_ascii=False, separators=(",", ":")), status, "application/json", headers)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port, answer):
        self.answer = answer
        super().__init__(("127.0.0.1", port), Exchange)

    def handle_error(self, request, client_address):
        pass


def serve(port, answer):
    Server(port, answer).serve_forever(poll_interval=60)


def answer_ok(exchange, request):
    path = urllib.parse.unquote(request.target.partition("?")[0])
    if path != "/echo":
        return exchange.send("ok")
    body = request.body.decode("utf-8", "replace")
    echo = {"method": request.method, "path": request.target, "headers": request.headers, "body": body}
    return exchange.send_json(echo)


def sparing_health(answer):
    """An answer for which a probe of /health is no request."""
    return lambda exchange, request: (answer_ok if request.target == "/health" else answer)(exchange, request)


# The modes. Each gets a Life whose `begin` was called, and ends with the process.


def ok(life):
    serve(life.port, answer_ok)


def slow_start(life):
    time.sleep(3)
    serve(life.port, answer_ok)


def slow_answer(life):
    def answer(exchange, request):
        time.sleep(3)
        answer_ok(exchange, request)

    serve(life.port, answer)


def never(life):
    listener = socket.create_server(("127.0.0.1", life.port), backlog=128)
    clients = []
    while True:
        clients.append(listener.accept())


def never_listens(life):
    while True:
        signal.pause()


def exits(life):
    sys.stderr.write(
        "Unhandled exception. ConfigurationError: the setting 'database.url' is missing\n"
        "   at Settings.require(settings.ts:41:11)\n"
        "   at Database.open(database.ts:17:22)\n"
        "   at main(server.ts:8:3)\n"
    )
    sys.exit(3)


def exits_leaving_copy(life):
    def copy(ready):
        life.begin("old-copy")
        server = Server(life.port, lambda exchange, _: exchange.send_json({"version": "old"}))
        os.write(ready, b"x")
        os.close(ready)
        server.serve_forever(poll_interval=60)

    when_written(lambda ready: detached(lambda: copy(ready), new_session=True))
    sys.stderr.write("the new version could not start\n")
    sys.exit(1)


def serving_child(life):
    """A child that has taken the port over; returns its number."""
    server = Server(life.port, answer_ok)

    def body():
        life.begin("child")
        server.serve_forever(poll_interval=60)

    child = in_child(body)
    server.server_close()
    return child


def child_listens(life):
    child = serving_child(life)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status) % 256)


def child_listens_parent_exits(life):
    serving_child(life)


def daemonises(life):
    def daemon(ready):
        life.begin("daemon")
        os.chdir("/")
        without_streams()
        server = Server(life.port, answer_ok)
        os.write(ready, b"x")
        os.close(ready)
        server.serve_forever(poll_interval=60)

    when_written(lambda ready: detached(lambda: daemon(ready), new_session=True))


def dies_midway(life):
    lock = threading.Lock()
    calls = []

    def answer(exchange, request):
        with lock:
            answer_ok(exchange, request)
            calls.append(request.target)
            if len(calls) == 3:
                os._exit(9)

    serve(life.port, sparing_health(answer))


def dies_in_answer(life):
    def answer(exchange, request):
        exchange.raw("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n", "x" * 50)
        os._exit(9)

    serve(life.port, sparing_health(answer))


def flood(life):
    def pour(stream):
        line = (b"flood " * 170 + b"\n")[-1024:]
        block = line * (64 * 1024 // len(line))
        left = 1024 * MIB
        try:
            while left > 0:
                left -= os.write(stream, block[:left])
        except OSError:
            pass  # nobody reads any more

    for stream in (1, 2):
        threading.Thread(target=pour, args=(stream,), daemon=True).start()
    serve(life.port, answer_ok)


def other_port(life):
    serve(life.port + 1, answer_ok)


def ignores_term(life):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    serve(life.port, answer_ok)


def leaves_children(life):
    seconds = f"{life.left:.1f}"

    def sleeper(way, noted):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if way == "setsid":
            os.setsid()
        elif way == "setpgid":
            os.setpgid(0, 0)
        elif way == "nohup":
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        elif way == "daemon":
            os.chdir("/")
            without_streams()
        os.write(noted, str(os.getpid()).encode())
        os.execvp("sleep", ["sleep", seconds])  # the pipe closes itself here

    def start(way, noted):
        if way in ("double-fork", "daemon"):
            detached(lambda: sleeper(way, noted), new_session=way == "daemon")
        else:
            in_child(lambda: sleeper(way, noted))

    children = []
    for way in WAYS * 5:
        pid = int(when_written(lambda noted: start(way, noted)))
        life.note(way, pid)
        children.append({"way": way, "pid": pid})

    def answer(exchange, request):
        exchange.send_json(children) if request.target == "/children" else answer_ok(exchange, request)

    serve(life.port, answer)


def secret(life):
    value = os.environ.get("SECRET_TOKEN")
    if not value:
        sys.exit("wrong.py: SECRET_TOKEN is not set")
    forms = {
        "/plain": value,
        "/base64": base64.b64encode(value.encode()).decode(),
        "/url": urllib.parse.quote(value, safe=""),
    }
    middle = len(value.encode()) // 2
    halves = value.encode()[:middle], value.encode()[middle:]
    for stream in (1, 2):
        for path, form in forms.items():
            os.write(stream, f"token as {path[1:]}: {form}\n".encode())
        os.write(stream, b"token in two writes: " + halves[0])
        time.sleep(0.05)
        os.write(stream, halves[1] + b"\n")

    def answer(exchange, request):
        if request.target in forms:
            return exchange.send(forms[request.target])
        lines = [] if request.target == "/cut" else [f"{path[1:]}={form}\n" for path, form in forms.items()]
        text = "".join(lines).encode()
        size = len(text + halves[0] + halves[1])
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {size}\r\n\r\n"
        exchange.raw(head.encode() + text + halves[0])
        time.sleep(0.05)
        return exchange.raw(halves[1])

    serve(life.port, sparing_health(answer))


# The quirks. Each gets the exchange, the request and the query's values.


def quirk_status(status, word):
    return lambda exchange, request, query: exchange.send_json({"error": word}, f"{status} {word}")


def quirk_redirect(exchange, request, query):
    exchange.send(status="302 Found", headers=["Location: /echo"])


def quirk_empty(exchange, request, query):
    exchange.send()


def quirk_chunked(exchange, request, query):
    exchange.raw(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n",
        "Transfer-Encoding: chunked\r\nTrailer: X-Checksum\r\n\r\n",
        "7\r\nhello, \r\n", '8;name="a;b";flag\r\nchunked \r\n', "00005\r\nwor", "ld\r\n",
        "0\r\nX-Checksum: abc\r\n\r\n",
    )


def quirk_binary(exchange, request, query):
    exchange.send(bytes(range(256)), kind="application/octet-stream")


def quirk_204(exchange, request, query):
    exchange.raw("HTTP/1.1 204 No Content\r\n\r\n")


def quirk_close_early(exchange, request, query):
    exchange.raw("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n", "x" * 10)
    exchange.keeps = False


def quirk_http10(exchange, request, query):
    exchange.raw("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n", "until the ", "end")
    exchange.keeps = False


def quirk_header_case(exchange, request, query):
    exchange.raw(
        "HTTP/1.1 200 OK\r\ncontent-TYPE:application/json\r\nCONTENT-length:   2  \r\nx-oDD: one\r\nX-Odd:two\r\n"
        "SET-cookie: a=1; Path=/\r\nSet-Cookie: b=2; HttpOnly\r\nX-Empty:\r\n\r\n{}"
    )


def quirk_big(exchange, request, query):
    exchange.raw(f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {50 * MIB}\r\n\r\n")
    exchange.raw(*[b"x" * MIB] * 50)


def quirk_unicode(exchange, request, query):
    exchange.send(urllib.parse.unquote(request.target.partition("?")[0]))


def quirk_drip(exchange, request, query):
    count = int(query.get("n", 50))
    exchange.raw(f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {count}\r\n\r\n")
    for _ in range(count):
        time.sleep(0.2)
        exchange.raw("x")


def quirk_endless(exchange, request, query):
    exchange.raw("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n")
    while True:
        exchange.raw(b"endless\n" * 8192)


def quirk_malformed(exchange, request, query):
    exchange.raw("HTTP/one 2OO fine\r\nContent-Length: 2\r\n\r\nok")
    exchange.keeps = False


@functools.lru_cache
def gzip_bomb():
    """A gzip file of 1 GiB of zeros: one compressed MiB, over and over."""
    zeros = bytes(MIB)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    piece = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(1024):
        checksum = zlib.crc32(zeros, checksum)
    head = b"\x1f\x8b\x08\0\0\0\0\0\2\xff"
    return head + piece * 1024 + packer.flush() + checksum.to_bytes(4, "little") + (1024 * MIB).to_bytes(4, "little")


def quirk_gzip_bomb(exchange, request, query):
    exchange.send(gzip_bomb(), headers=["Content-Encoding: gzip"])


def quirk_keepalive_close(exchange, request, query):
    exchange.keeps = True
    exchange.send("ok", headers=["Connection: keep-alive", "Keep-Alive: timeout=60"])
    exchange.keeps = False


def quirk_slow(exchange, request, query):
    time.sleep(float(query.get("s", 2)))
    exchange.send("ok")


CALLS = collections.Counter()
CALLS_LOCK = threading.Lock()


def quirk_flaky(exchange, request, query):
    needed = int(query.get("n", 3))
    with CALLS_LOCK:
        CALLS[needed] += 1
        call = CALLS[needed]
    exchange.send_json({"call": call}, "200 OK" if call >= needed else "503 Service Unavailable")


SESSION = os.urandom(8).hex()


def quirk_cookie(exchange, request, query):
    pairs = [pair.strip().partition("=") for pair in request.headers.get("cookie", "").split(";")]
    given = {name: value for name, _, value in pairs if name}.get("session")
    if given is None:
        exchange.send_json({"cookie": "set"}, headers=[f"Set-Cookie: session={SESSION}; Path=/; HttpOnly"])
    elif given == SESSION:
        exchange.send_json({"cookie": "right"})
    else:
        exchange.send_json({"cookie": "wrong"}, "403 Forbidden")


QUIRKS = {
    "404": quirk_status(404, "Not Found"),
    "422": quirk_status(422, "Unprocessable Content"),
    "redirect": quirk_redirect,
    "empty": quirk_empty,
    "chunked": quirk_chunked,
    "binary": quirk_binary,
    "204": quirk_204,
    "close-early": quirk_close_early,
    "http10": quirk_http10,
    "header-case": quirk_header_case,
    "big": quirk_big,
    "unicode": quirk_unicode,
    "drip": quirk_drip,
    "endless": quirk_endless,
    "malformed": quirk_malformed,
    "gzip-bomb": quirk_gzip_bomb,
    "keepalive-close": quirk_keepalive_close,
    "slow": quirk_slow,
    "flaky": quirk_flaky,
    "cookie": quirk_cookie,
}


def quirks(life):
    def answer(exchange, request):
        path, _, query = request.target.partition("?")
        quirk = QUIRKS.get(path.split("/")[1]) if path.startswith("/") else None
        if quirk is None:
            return answer_ok(exchange, request)
        return quirk(exchange, request, dict(urllib.parse.parse_qsl(query)))

    serve(life.port, answer)


MODES = {
    function.__name__.replace("_", "-"): function
    for function in [
        ok, slow_start, slow_answer, never, never_listens, exits, exits_leaving_copy, child_listens,
        child_listens_parent_exits, daemonises, dies_midway, dies_in_answer, flood, other_port, ignores_term,
        leaves_children, secret, quirks,
    ]
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=MODES, metavar="MODE")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dir")
    parser.add_argument("--life", type=float, default=120)
    options = parser.parse_args()
    life = Life(options.port, options.dir, options.life)
    life.begin("main")
    MODES[options.mode](life)


if __name__ == "__main__":
    main()

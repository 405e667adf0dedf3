#!/usr/bin/env python3
"""The notes example's API in a page of Python, for tests that have no time to build it.

usage: notes.py --port PORT --database FILE
"""
import argparse
import http.server
import json
import sqlite3
import urllib.parse


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def answer(self, status, value=None, **headers):
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        if status != 204:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        if url.path == "/health":
            return self.answer(200, {"status": "ok"})
        if url.path == "/notes":
            word = urllib.parse.parse_qs(url.query).get("q", [""])[0].lower()
            return self.answer(200, [note(row) for row in rows("select * from notes") if word in row[1].lower()])
        found = rows("select * from notes where id = ?", url.path.removeprefix("/notes/"))
        return self.answer(200, note(found[0])) if found else self.answer(404, {"error": "no such note"})

    def do_POST(self):
        title = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["title"]
        if not title:
            return self.answer(422, {"error": "title is empty"})
        cursor = DATABASE.execute("insert into notes (title) values (?)", (title,))
        DATABASE.commit()
        return self.answer(201, note((cursor.lastrowid, title)), Location=f"/notes/{cursor.lastrowid}")

    def do_PUT(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(405, {"error": "PUT is not for this path"}, Allow="GET, POST")

    def do_DELETE(self):
        count = DATABASE.execute("delete from notes where id = ?", (self.path.removeprefix("/notes/"),)).rowcount
        DATABASE.commit()
        self.answer(204) if count else self.answer(404, {"error": "no such note"})


def note(row):
    return {"id": row[0], "title": row[1]}


def rows(query, *values):
    return DATABASE.execute(query, values).fetchall()


parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--database", required=True)
options = parser.parse_args()
DATABASE = sqlite3.connect(options.database, check_same_thread=False)
DATABASE.execute("create table if not exists notes (id integer primary key autoincrement, title text)")
DATABASE.commit()
http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever(poll_interval=60)

#!/usr/bin/env python3
# Copyright 2026 The Mainstay Authors
# SPDX-License-Identifier: Apache-2.0
"""Reviews, first version: no stars, asks nobody. The standard library alone; it knows nothing of any mesh.

Listens on $PORT (default 9082) of $BIND (default 127.0.0.1). FAULT_STATUS makes every answer that status.
"""

import json
import os
import re
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

VERSION = os.environ.get("VERSION", "v1")
FAULT_STATUS = int(os.environ.get("FAULT_STATUS", "0"))
REVIEWS = [
    {"reviewer": "Reader One", "text": "An extremely entertaining book. The ending made me laugh out loud."},
    {"reviewer": "Reader Two", "text": "Absolutely fun, though it could do with fewer coincidences."},
]
PATH = re.compile(r"/api/reviews/([0-9]{1,6})$")
STOP_SECONDS = 5

in_progress = 0
lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self):
        global in_progress
        with lock:
            in_progress += 1
        try:
            self.answer()
            self.wfile.flush()
        finally:
            with lock:
                in_progress -= 1

    do_HEAD = do_GET

    def answer(self):
        path = self.path.split("?", 1)[0]
        if path == "/healthz":
            return self.send(200, "text/plain", b"ok\n")
        if FAULT_STATUS:
            return self.send_json(FAULT_STATUS, {"version": VERSION, "error": "told to fail"})
        found = PATH.match(path)
        if not found or int(found.group(1)) == 0:
            return self.send_json(404, {"error": "no such book: " + path})
        return self.send_json(200, {"version": VERSION, "book": int(found.group(1)), "reviews": REVIEWS})

    def send_json(self, status, value):
        self.send(status, "application/json", json.dumps(value).encode())

    def send(self, status, content_type, body):
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(body)))
        self.send_header("x-bookstore-version", VERSION)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    server = Server((os.environ.get("BIND", "127.0.0.1"), int(os.environ.get("PORT", "9082"))), Handler)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    print("reviews %s listens on %s:%d" % ((VERSION,) + server.server_address[:2]), file=sys.stderr, flush=True)
    server.serve_forever(poll_interval=0.1)
    server.socket.close()
    deadline = time.monotonic() + STOP_SECONDS
    while in_progress and time.monotonic() < deadline:
        time.sleep(0.01)


if __name__ == "__main__":
    main()

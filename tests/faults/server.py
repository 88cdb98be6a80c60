"""A real server on 127.0.0.1 that replays bodies, and goes wrong in the ways in which publishers' servers do."""

from __future__ import annotations

import ssl
import struct
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SO_LINGER, SOL_SOCKET
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Literal
from urllib.parse import urlsplit

Fault = Literal[
    "reset",  # half of the promised body, then a reset
    "short",  # half of the promised body, then an orderly end
    "cut_chunks",  # a chunked body without its last chunk
    "no_length",  # the whole body, its end told by closing alone
    "endless",  # a body that never ends, as fast as it can be taken
    "drip",  # a body that never ends, a byte at a time
    "drip_headers",  # headers that never end, a byte at a time
    "silence",  # no answer at all
    "silence_in_body",  # half of the body, then nothing
    "hang_up",  # closed without an answer
    "broken_header",  # an answer with a header line that is none
]
_DRIP_S = 0.02


@dataclass(frozen=True)
class Reply:
    """What the server answers once."""

    body: bytes = b"{}"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    fault: Fault | None = None


@dataclass(frozen=True)
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    at: float


class Loopback:
    """The server; a path answers its replies in turn, the last one for ever. `seen` is every request that came."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._replies: dict[str, list[Reply | Callable[[Seen], Reply]]] = defaultdict(lambda: [Reply(status=404)])
        self._lock = Lock()
        self._seen: list[Seen] = []
        self.stopped = Event()
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"loopback": self}))
        if context:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self._server.server_port}"

    def serve(self, path: str, *replies: Reply | Callable[[Seen], Reply]) -> str:
        """Set a path's replies, an empty JSON object where none is given; its address."""
        self._replies[path] = list(replies) or [Reply()]
        return self.url + path

    def seen(self, path: str | None = None) -> list[Seen]:
        """The requests so far, to one path or to all."""
        with self._lock:
            return [seen for seen in self._seen if path is None or urlsplit(seen.target).path == path]

    def forget(self) -> None:
        """Begin the list of requests anew."""
        with self._lock:
            self._seen.clear()

    def wait_for(self, count: int, path: str | None = None, patience_s: float = 10.0) -> None:
        """Return when that many requests have come."""
        end = time.monotonic() + patience_s
        while len(self.seen(path)) < count:
            assert time.monotonic() < end, f"{len(self.seen(path))} of {count} requests came in {patience_s} s"
            time.sleep(0.005)

    def take(self, seen: Seen) -> Reply:
        with self._lock:
            self._seen.append(seen)
            replies = self._replies[urlsplit(seen.target).path]
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
        return reply if isinstance(reply, Reply) else reply(seen)

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gives up is what many of these tests are about; anything else is an error of the test."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    loopback: Loopback
    protocol_version = "HTTP/1.1"
    timeout = 10

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        seen = Seen(self.command, self.path, dict(self.headers.items()), body, time.monotonic())
        reply = self.loopback.take(seen)
        if reply.fault:
            self.close_connection = True
            getattr(self, f"_{reply.fault}")(reply, reply.body)
        elif reply.status in {204, 304}:
            self._head(reply, {})
        else:
            self._head(reply, {"Content-Length": str(len(reply.body))})
            self.wfile.write(reply.body)

    do_POST = do_GET

    def _head(self, reply: Reply, more: Mapping[str, str]) -> None:
        self.send_response(reply.status)
        for name, value in {**reply.headers, **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.flush()

    def _half(self, reply: Reply, body: bytes) -> None:
        self._head(reply, {"Content-Length": str(len(body))})
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()

    def _short(self, reply: Reply, body: bytes) -> None:
        self._half(reply, body)

    def _reset(self, reply: Reply, body: bytes) -> None:
        self._half(reply, body)
        time.sleep(_DRIP_S)
        self.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _cut_chunks(self, reply: Reply, body: bytes) -> None:
        self._head(reply, {"Transfer-Encoding": "chunked"})
        self.wfile.write(b"%x\r\n%s\r\n" % (len(body), body))

    def _no_length(self, reply: Reply, body: bytes) -> None:
        self._head(reply, {"Connection": "close"})
        self.wfile.write(body)

    def _endless(self, reply: Reply, body: bytes) -> None:
        self._head(reply, {"Transfer-Encoding": "chunked"})
        while not self.loopback.stopped.is_set():
            self.wfile.write(b"%x\r\n%s\r\n" % (len(body), body))

    def _drip(self, reply: Reply, body: bytes) -> None:
        self._head(reply, {"Connection": "close"})
        self._drip_on(b" ")

    def _drip_headers(self, reply: Reply, body: bytes) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        self._drip_on(b"x")

    def _drip_on(self, byte: bytes) -> None:
        while not self.loopback.stopped.wait(_DRIP_S):
            self.wfile.write(byte)
            self.wfile.flush()

    def _silence(self, reply: Reply, body: bytes) -> None:
        self.loopback.stopped.wait(self.timeout)

    def _silence_in_body(self, reply: Reply, body: bytes) -> None:
        self._half(reply, body)
        self.loopback.stopped.wait(self.timeout)

    def _hang_up(self, reply: Reply, body: bytes) -> None:
        self.connection.close()

    def _broken_header(self, reply: Reply, body: bytes) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n: no name\r\nno colon\r\n\r\n" % len(body) + body)

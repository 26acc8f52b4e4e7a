"""The wire: HTTP/1.1 with keep-alive on loopback, and connections that can be cut."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from syncd.testing.clock import Clock
from syncd.testing.exchange import Answer, Request

LARGEST_BODY = 64 * 1024 * 1024

Respond = Callable[[Request], tuple[Answer, bytes, dict[str, str]]]
"""Gives the answer to a request, its body as bytes, and all of its headers."""


class Server(ThreadingHTTPServer):
    """Listens on 127.0.0.1 from the moment it is made; one thread a connection."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, respond: Respond, clock: Clock, latency: float) -> None:
        """`port` 0 takes a free one; `latency` in seconds is added to every answer.

        Raises:
            OSError: the port is taken.
        """
        self.respond = respond
        self.clock = clock
        self.latency = latency
        self.stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port and all connections."""
        self.stopping.set()
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        self.server_close()
        with self._guard:
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def opened(self, connection: socket.socket) -> None:
        """Remember a connection, so that it can be closed."""
        with self._guard:
            self._connections.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """Forget a connection."""
        with self._guard:
            self._connections.discard(connection)

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a client that was killed in the middle is part of many a proof."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    rbufsize = 64 * 1024
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        with suppress(OSError):
            super().finish()

    def handle(self) -> None:
        with suppress(ConnectionError, ValueError):  # the client has gone, or was cut off
            super().handle()

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Any method is answered: which ones exist is for the routes to say."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        body = self._body()
        if body is None:
            return
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer, content, named = self.server.respond(
            Request(self.command, path, query, headers, body)
        )
        if self.server.latency + answer.delay:
            self.server.stopping.wait(self.server.latency + answer.delay)
        if answer.lost:
            self._cut()
        else:
            self._send(answer.status, content, named)

    def _body(self) -> bytes | None:
        """The body, or `None` if this cannot be read and was answered already."""
        if "Transfer-Encoding" in self.headers:
            self._refuse(HTTPStatus.LENGTH_REQUIRED)
            return None
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal():
            self._refuse(HTTPStatus.BAD_REQUEST)
            return None
        if int(length) > LARGEST_BODY:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return None
        return self.rfile.read(int(length))

    def _refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True
        self._send(status, status.phrase.encode(), {"Connection": "close"})

    def _cut(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        """One segment for head and body: two would wait for each other's acknowledgement."""
        phrase = HTTPStatus(status).phrase if status in _STATUSES else "Unknown"
        lines = [f"HTTP/1.1 {status} {phrase}"]
        if "Date" not in headers:
            lines.append(f"Date: {format_datetime(self.server.clock.now(), usegmt=True)}")
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if status not in _BODILESS:
            lines.append(f"Content-Length: {len(content)}")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
        silent = self.command == "HEAD" or status in _BODILESS
        self.wfile.write(head if silent else head + content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing: the log of a simulator is its list of requests."""


_STATUSES = frozenset(status.value for status in HTTPStatus)
_BODILESS = frozenset({204, 304})

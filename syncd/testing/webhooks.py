"""Webhooks that a simulator sends: collected, and posted to where a test listens."""

import queue
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Delivery:
    """One webhook, signed and ready: send `body` with `headers` and it is genuine."""

    event: str
    headers: Mapping[str, str]
    body: bytes
    url: str | None = None
    """Where it goes, if somebody has asked for just this; else to the address of the outbox."""


class Outbox:
    """Keeps what was sent, and posts it if there is an address.

    Posting happens in the background, one after the other, and never holds up an answer.
    """

    def __init__(self) -> None:
        """Nothing is posted until `deliver_to`."""
        self.sent: list[Delivery] = []
        self.answers: list[int] = []
        """The status of each post, in order; 0 where nobody answered."""
        self.took: list[float] = []
        """After how many seconds each was answered."""
        self._url: str | None = None
        self._queue: queue.Queue[tuple[str, Delivery] | None] = queue.Queue()
        self._poster: threading.Thread | None = None

    def deliver_to(self, url: str | None) -> None:
        """Post whatever is sent from now on to this address on loopback; `None` stops that.

        Raises:
            ValueError: it is not on loopback.
        """
        if url is not None:
            check_loopback(url)
        self._url = url

    def send(self, delivery: Delivery) -> None:
        """Keep a webhook, and post it if there is an address."""
        self.sent.append(delivery)
        url = delivery.url or self._url
        if url is not None:
            if self._poster is None:
                self._poster = threading.Thread(target=self._post_all, daemon=True)
                self._poster.start()
            self._queue.put((url, delivery))

    def flush(self) -> None:
        """Wait until everything so far has been posted."""
        self._queue.join()

    def close(self) -> None:
        """Post what is left and stop."""
        if self._poster is not None:
            self._queue.put(None)
            self._poster.join()
            self._poster = None

    def _post_all(self) -> None:
        while (task := self._queue.get()) is not None:
            began = time.perf_counter()
            self.answers.append(post(*task))
            self.took.append(time.perf_counter() - began)
            self._queue.task_done()
        self._queue.task_done()


def check_loopback(url: str) -> None:
    """Refuse an address that is not on this machine.

    Raises:
        ValueError: it is not.
    """
    if urlsplit(url).hostname not in _LOOPBACK:
        raise ValueError(f"{url}: a simulator posts webhooks to 127.0.0.1 only")


def post(url: str, delivery: Delivery, timeout: float = 10.0) -> int:
    """Post a webhook to an address on loopback; the status, or 0 if there was no answer."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=timeout)
    try:
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("POST", target, delivery.body, dict(delivery.headers))
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()

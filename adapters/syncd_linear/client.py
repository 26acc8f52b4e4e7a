"""Requests to Linear: GraphQL over HTTP, each through the gate.

Every write can be repeated without harm: ids of what is new are known beforehand (see `ids`), and
edits say what shall be. So whatever breaks off is tried again, and nothing is ever unsure.
"""

import threading
import weakref
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from syncd.ports import AgainError, Gate
from syncd.ports.attempt import attempt
from syncd_linear.settings import TrackerSettings
from syncd_linear.verdicts import budget, verdict

_TIMEOUT = 30.0  # seconds


class Client:
    """One account of one workspace."""

    def __init__(self, name: str, settings: TrackerSettings, gate: Gate) -> None:
        """Nothing is sent before it is asked for; `name` is how messages call this account."""
        self.name = name
        self._settings = settings
        self._gate = gate
        self._lock = threading.Lock()
        self._http: httpx.Client | None = None
        self._server_time: tuple[datetime, float] | None = None

    def server_time(self) -> datetime:
        """The time by the server's clock, as far as its answers so far tell."""
        now = self._gate.real_time.now()
        if self._server_time is None:
            return datetime.fromtimestamp(now, UTC)
        told, at = self._server_time
        return datetime.fromtimestamp(told.timestamp() + now - at, UTC)

    @property
    def skew(self) -> float | None:
        """How many seconds the server's clock is ahead of this machine's."""
        if self._server_time is None:
            return None
        told, at = self._server_time
        return told.timestamp() - at

    def send(
        self, document: str, variables: Mapping[str, Any], what: str, *, write: bool = False
    ) -> Mapping[str, Any]:
        """Send a document and give back its data; `what` it does, in the words of a message.

        Raises:
            PortError: the verdict on any errors, or on no answer.
        """

        def once() -> Mapping[str, Any]:
            return self._once(document, variables, f"{self.name}: {what}")

        return attempt(self._gate, once, write=write)

    def _once(self, document: str, variables: Mapping[str, Any], what: str) -> Mapping[str, Any]:
        try:
            answer = self._client().post(
                self._settings.url, json={"query": document, "variables": variables}
            )
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise AgainError(f"{what}: no connection; check url, network and proxy") from error
        except httpx.HTTPError as error:
            message = f"{what}: the connection broke off ({type(error).__name__})"
            raise AgainError(message) from error
        self._learn(answer.headers)
        body = _body(answer)
        errors, data = body.get("errors") or (), body.get("data")
        if errors or answer.is_error or not isinstance(data, dict):
            now = self.server_time().timestamp()
            raise verdict(answer.status_code, answer.headers, errors, what, now)
        return data

    def _client(self) -> httpx.Client:
        with self._lock:
            if self._http is None:
                headers = {"Authorization": self._settings.authorization, "User-Agent": "syncd"}
                self._http = httpx.Client(headers=headers, timeout=_TIMEOUT)
                weakref.finalize(self, self._http.close)
            return self._http

    def _learn(self, headers: Mapping[str, str]) -> None:
        if date := headers.get("date"):
            self._server_time = self._gate.compare(parsedate_to_datetime(date))
        known = budget(headers, self.server_time().timestamp())
        if known is not None:
            self._gate.learn(*known)


def _body(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}

"""Requests to Asana, each through the gate, and answers decoded to records.

By httpx and not by Asana's own SDK: README.md has the reasons. An httpx client can be shared by
threads, never repeats anything, and follows no redirects.
"""

import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

import httpx
import msgspec

from syncd.ports import Gate, RejectedError, UnsureError
from syncd.ports.attempt import attempt
from syncd_asana.records import ActionResult, Envelope, Person
from syncd_asana.settings import TrackerSettings
from syncd_asana.verdicts import broken_off, verdict

PAGE = 100
BATCH = 10  # the most actions that one batch takes
_TIMEOUT = httpx.Timeout(60.0, connect=10.0)  # seconds; large pages take their time

T = TypeVar("T")
Query = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list; `offset` is where the next one begins."""

    data: T
    offset: str | None


@dataclass(frozen=True, slots=True)
class Action:
    """One request of a batch."""

    method: str
    path: str
    data: Mapping[str, Any] | None = None
    fields: str = ""
    limit: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The form in which a batch has it."""
        options: dict[str, Any] = {"fields": self.fields.split(",")} if self.fields else {}
        if self.limit is not None:
            options["limit"] = self.limit
        told: dict[str, Any] = {"method": self.method.lower(), "relative_path": self.path}
        if self.data is not None:
            told["data"] = self.data
        return {**told, "options": options} if options else told


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one action; asking for its value raises what it failed with."""

    what: str
    result: ActionResult
    repeatable: bool

    def page(self, kind: type[T]) -> Page[T]:
        """The answer, if it is one.

        Raises:
            PortError: the verdict on any other.
        """
        status = self.result.status_code
        body = bytes(self.result.body)
        if not 200 <= status < 300:
            raise verdict(status, {}, body, self.what, repeatable=self.repeatable)
        return _decoded(body, kind, self.what, repeatable=self.repeatable)


class Client:
    """One account at Asana."""

    def __init__(self, name: str, settings: TrackerSettings, gate: Gate) -> None:
        """Nothing is sent before it is asked for; `name` is how messages call this account."""
        self.name = name
        self._settings = settings
        self._gate = gate
        self._server_time: tuple[datetime, float] | None = None
        self._me: str | None = None

    def server_time(self) -> datetime:
        """The time by the server's clock, as far as its answers so far tell."""
        now = self._gate.real_time.now()
        return datetime.fromtimestamp(now + (self.skew or 0.0), UTC)

    @property
    def skew(self) -> float | None:
        """How many seconds the server's clock is ahead of this machine's."""
        if self._server_time is None:
            return None
        told, at = self._server_time
        return told.timestamp() - at

    @property
    def is_introduced(self) -> bool:
        """Whether it is known who syncd is here."""
        return self._me is not None

    def introduce(self, me: Person) -> None:
        """Take in who syncd is here."""
        self._me = me.gid

    @property
    def known(self) -> str | None:
        """The gid of the user that syncd is here, if it was asked."""
        return self._me

    def me(self) -> str:
        """The gid of the user that syncd is here; asked once."""
        if self._me is None:
            self.introduce(self.get("/users/me", Person, {"opt_fields": "name"}))
        return str(self._me)

    def get(self, path: str, kind: type[T], query: Query | None = None) -> T:
        """One thing, or a list that has no pages."""
        return self.page(path, kind, query).data

    def page(self, path: str, kind: type[T], query: Query | None = None) -> Page[T]:
        """One page of a list."""
        return self._send("GET", path, kind, query=query)

    def pages(self, path: str, kind: type[T], query: Query) -> Iterator[Page[T]]:
        """Every page of a list, from an `offset` on if the query has one."""
        page = self.page(path, kind, {"limit": PAGE, **query})
        yield page
        while page.offset is not None:
            page = self.page(path, kind, {"limit": PAGE, **query, "offset": page.offset})
            yield page

    def write(
        self,
        method: str,
        path: str,
        data: Mapping[str, Any],
        kind: type[T],
        *,
        fields: str = "",
        repeatable: bool = True,
    ) -> T:
        """Send something to be kept; not `repeatable` is what makes something new each time."""
        query = {"opt_fields": fields} if fields else None
        body = {"data": data}
        return self._send(method, path, kind, query=query, body=body, repeatable=repeatable).data

    def batch(self, actions: Sequence[Action]) -> list[Outcome]:
        """Carry out actions that may be repeated, ten in a request; one outcome each, in order.

        For Asana's limits each action counts: a batch saves waiting, and not quota.

        Raises:
            PortError: a whole batch was not carried out.
        """
        outcomes: list[Outcome] = []
        for start in range(0, len(actions), BATCH):
            part = actions[start : start + BATCH]
            body = {"data": {"actions": [action.as_json() for action in part]}}
            writes = any(action.method != "GET" for action in part)
            kind = list[ActionResult]
            results = self._send("POST", "/batch", kind, body=body, write=writes).data
            if len(results) != len(part):
                message = f"{self.name}: POST /batch: {len(results)} answers to {len(part)} actions"
                raise RejectedError(message)
            outcomes += [
                Outcome(f"{self.name}: {action.method} {action.path}", result, repeatable=True)
                for action, result in zip(part, results, strict=True)
            ]
        return outcomes

    def _send(
        self,
        method: str,
        path: str,
        kind: type[T],
        *,
        query: Query | None = None,
        body: Any = None,
        repeatable: bool = True,
        write: bool | None = None,
    ) -> Page[T]:
        what = f"{self.name}: {method} {path}"

        def once() -> Page[T]:
            try:
                answer = self._http.request(method, path, params=query, json=body)
            except httpx.TransportError as error:
                raise broken_off(error, what, repeatable=repeatable) from error
            self._learn(answer.headers)
            if not answer.is_success:
                raise verdict(
                    answer.status_code, answer.headers, answer.content, what, repeatable=repeatable
                )
            return _decoded(answer.content, kind, what, repeatable=repeatable)

        return attempt(self._gate, once, write=method != "GET" if write is None else write)

    def _learn(self, headers: Mapping[str, str]) -> None:
        if date := headers.get("date"):
            self._server_time = self._gate.compare(parsedate_to_datetime(date))

    @cached_property
    def _http(self) -> httpx.Client:
        client = httpx.Client(
            base_url=self._settings.url,
            headers={
                "Authorization": f"Bearer {self._settings.token.get_secret_value()}",
                "Accept": "application/json",
                "User-Agent": "syncd",
            },
            timeout=_TIMEOUT,
        )
        weakref.finalize(self, client.close)  # a tracker is not closed; its connections are
        return client


def _decoded(content: bytes, kind: type[T], what: str, *, repeatable: bool) -> Page[T]:
    try:
        told = msgspec.json.decode(content, type=Envelope)
        data = msgspec.json.decode(told.data, type=kind)
    except msgspec.MsgspecError as error:
        message = f"{what}: what came back is no answer of Asana's ({error}); check url"
        raise (RejectedError if repeatable else UnsureError)(message) from error
    return Page(data, told.next_page.offset if told.next_page else None)

"""A simulator: a world behind a port, with its faults, its log and its hooks."""

import re
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import Any, ClassVar, Generic, Self, TypeVar

from syncd.testing import control
from syncd.testing.clock import Clock
from syncd.testing.exchange import Answer, Exchange, RefusedError, Request
from syncd.testing.faults import DEEDS, Deed, Fault, Faults
from syncd.testing.routes import Routes, RouteTable
from syncd.testing.server import Server
from syncd.testing.state import State
from syncd.testing.webhooks import Delivery, Outbox
from syncd.testing.world import World

W = TypeVar("W", bound=World)
Hook = Callable[[Request], None]


@dataclass(frozen=True)
class Options:
    """How to start a simulator: what `python -m syncd.testing` understands.

    `projects` are to be there from the start, in the tracker's own words (`owner/repo`, a key,
    a name). `now` of `None` is the machine's time. `latency` is in seconds.
    """

    port: int = 0
    latency: float = 0.0
    now: datetime | None = None
    projects: Sequence[str] = ()


@dataclass(frozen=True)
class Logged:
    """A request that was looked at; `status` 0 means that nothing was done nor answered."""

    method: str
    path: str
    query: str
    status: int
    fault: str | None = None


class Simulator(Generic[W]):
    """What is common to all simulators. Start it with `with`, or `start()` and `close()`.

    A subclass gives the class attributes below and the world, and may override `admit` (who is
    asking, and may they), `decorate` (headers that every answer has), `refusal` (how errors look)
    and `subjects` (more names by which a fault can match a request).
    """

    name: ClassVar[str]
    """What `python -m syncd.testing` calls it."""
    base_path: ClassVar[str] = ""
    """What follows host and port in its base URL."""
    parts: ClassVar[Sequence[Routes[Any]]] = ()
    """The routes, without the base path."""
    deeds: ClassVar[Mapping[str, Deed]] = DEEDS
    """What faults can do."""

    def __init__(self, world: W, options: Options | None = None) -> None:
        """`world` must be made with the clock that the simulator is to have."""
        self.options = options or Options()
        self.world = world
        self.clock: Clock = world.clock
        self.lock = threading.RLock()
        self.faults = Faults(self.deeds, lambda: self.world.acts)
        self.outbox = Outbox()
        self.record = False
        """Whether `exchanges` keeps everything that goes over the wire."""
        self.exchanges: list[Exchange] = []
        self.requests: list[Logged] = []
        self.unknown: list[str] = []
        """Requests that no route answers: something that this simulator does not know."""
        self.bugs: list[str] = []
        """Traces of errors in a route or a hook; leaving the `with` raises if there are any."""
        self._routes: RouteTable[W] = RouteTable(self.parts, self.base_path)
        self._before: list[tuple[str, Hook]] = []
        self._after: list[tuple[str, Hook]] = []
        self._server = Server(self.options.port, self._respond, self.clock, self.options.latency)
        self.origin = f"http://127.0.0.1:{self._server.port}"

    @property
    def url(self) -> str:
        """The base URL of its API: what goes into `url` in a configuration."""
        return self.origin + self.base_path

    @property
    def latency(self) -> float:
        """The seconds that every answer takes; another value counts from the next one on."""
        return self._server.latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self._server.latency = seconds

    @property
    def log(self) -> list[str]:
        """All requests so far as `METHOD PATH?QUERY`, exactly as they were sent."""
        return [
            f"{entry.method} {entry.path}{'?' if entry.query else ''}{entry.query}"
            for entry in self.requests
        ]

    @property
    def deliveries(self) -> list[Delivery]:
        """The webhooks that it has sent, or would have if there were an address."""
        return self.outbox.sent

    def start(self) -> Self:
        """Answer from now on."""
        self._server.start()
        return self

    def close(self) -> None:
        """Stop answering and close all connections."""
        self._server.stop()
        self.outbox.close()

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close; a simulator that had a bug says so, unless the test has failed anyway."""
        self.close()
        if self.bugs and error is None:
            raise AssertionError("the simulator has a bug:\n" + "\n".join(self.bugs))

    def clear_log(self) -> None:
        """Forget the requests and exchanges so far."""
        with self.lock:
            self.requests.clear()
            self.exchanges.clear()
            self.unknown.clear()

    def before(self, hook: Hook, match: str = ".*") -> Callable[[], None]:
        """Call `hook` before a request is carried out; gives what ends that.

        Hooks run without the lock, so that they may act as a human or send requests themselves.
        `match` is a pattern as in a fault.
        """
        return _registered(self._before, (match, hook))

    def after(self, hook: Hook, match: str = ".*") -> Callable[[], None]:
        """Call `hook` after a request was carried out and before it is answered."""
        return _registered(self._after, (match, hook))

    @contextmanager
    def changing(self) -> Iterator[W]:
        """Change the world as one act, as humans do; an error takes all of it back."""
        with self.lock:
            begun = self.world.begin()
            try:
                yield self.world
            except BaseException:
                self.world.take_back(begun)
                raise
            for delivery in self.world.end(begun):
                self.outbox.send(delivery)

    def announce(self, secret: str | None = None, url: str | None = None) -> None:
        """Make webhooks from now on, signed if there is a secret, and post them to `url`.

        Raises:
            ValueError: the address is not on loopback.
        """
        self.outbox.deliver_to(url)
        self.world.announcing, self.world.hook_secret = True, secret

    def human(self, name: str) -> object:
        """Somebody who works in the tracker; each public method is something people do there.

        Raises:
            ValueError: this simulator has no humans.
        """
        raise ValueError(f"{name}: the {self.name} simulator has no humans")

    def state(self) -> State:
        """Its tickets and comments; called under the lock."""
        raise NotImplementedError

    def admit(self, world: W, request: Request) -> Request:  # noqa: ARG002
        """The request with `facts` about who asks, for routes and `decorate`.

        Its path may be another, where the tracker has two for one thing.

        Raises:
            RefusedError: it goes no further.
        """
        return request

    def decorate(self, world: W, request: Request, answer: Answer) -> Answer:  # noqa: ARG002
        """The answer with the headers that every answer of this tracker has.

        `request` has the `facts` that `admit` found, unless it was not admitted.
        """
        return answer

    def refusal(self, status: int) -> Answer:
        """How this tracker says that status; for faults, and for 404 and 500."""
        return Answer(status, {"message": f"simulated {status}"})

    def subjects(self, request: Request) -> Iterable[str]:
        """The forms of a request that a fault or hook can match, without the query."""
        yield f"{request.method} {request.path}"
        if self.base_path and request.path.startswith(self.base_path):
            rest = request.path.removeprefix(self.base_path.rstrip("/"))
            yield f"{request.method} {rest or '/'}"

    def _respond(self, request: Request) -> tuple[Answer, bytes, dict[str, str]]:
        """What the server sends; the request is in the log by then."""
        if (answer := control.answer(self, request)) is not None:
            return answer, *_encoded(answer)
        subjects = list(self.subjects(request))
        self._call(self._before, subjects, request)
        fault, deed = self.faults.take(subjects) or (None, None)
        with self.lock:
            answer = (
                deed(fault, _Act(self, request))
                if fault is not None and deed is not None
                else self._carry_out(request)
            )
            content, headers = _encoded(answer)
            self._note(request, answer, content, headers, fault)
        self._call(self._after, subjects, request)
        return answer, content, headers

    def _carry_out(self, request: Request, world: W | None = None) -> Answer:
        try:
            with self.changing() as real:
                seen = real if world is None else world
                request = self.admit(seen, request)
                answer = self._routed(seen, request)
        except RefusedError as refused:
            answer = refused.answer
        except Exception:  # noqa: BLE001  (a bug in a route must fail the test, not hang the client)
            self.bugs.append(f"{request.line}\n{traceback.format_exc()}")
            answer = self.refusal(500)
        return self.decorate(self.world, request, answer)

    def _routed(self, world: W, request: Request) -> Answer:
        found = self._routes.find(request)
        if found is None:
            self.unknown.append(request.line)
            answer = self.refusal(404)
            return replace(answer, headers={**answer.headers, "X-Simulator": "no such route"})
        handler, params = found
        outcome = handler(world, replace(request, params=params))
        return outcome if isinstance(outcome, Answer) else Answer(200, outcome)

    def _carry_out_stale(self, request: Request, fault: Fault) -> Answer:
        """From a copy of the past; a request that turns out to write is carried out for real."""
        since = max(self.world.acts - fault.set_at, 1)
        past = self.world.before(fault.acts if fault.acts is not None else since)
        answer = self._carry_out(request, past)
        return self._carry_out(request) if past.changed else answer

    def _note(
        self,
        request: Request,
        answer: Answer,
        content: bytes,
        headers: Mapping[str, str],
        fault: Fault | None,
    ) -> None:
        did = fault.do if fault is not None else None
        self.requests.append(
            Logged(request.method, request.path, request.query_string, answer.status, did)
        )
        if self.record:
            lower = {name.lower(): value for name, value in headers.items()}
            self.exchanges.append(
                Exchange(
                    request.method,
                    request.path,
                    request.query_string,
                    dict(request.headers),
                    request.body,
                    answer.status,
                    lower,
                    content,
                )
            )

    def _call(self, hooks: list[tuple[str, Hook]], subjects: list[str], request: Request) -> None:
        for match, hook in list(hooks):
            if any(re.fullmatch(match, subject) for subject in subjects):
                try:
                    hook(request)
                except Exception:  # noqa: BLE001  (it fails the test when the simulator closes)
                    self.bugs.append(f"hook on {request.line}\n{traceback.format_exc()}")


class _Act(Generic[W]):
    def __init__(self, simulator: Simulator[W], request: Request) -> None:
        self._simulator = simulator
        self._request = request

    def carry_out(self) -> Answer:
        return self._simulator._carry_out(self._request)  # noqa: SLF001

    def carry_out_stale(self, fault: Fault) -> Answer:
        return self._simulator._carry_out_stale(self._request, fault)  # noqa: SLF001

    def now(self) -> datetime:
        return self._simulator.clock.now()

    def refusal(self, status: int) -> Answer:
        answer = self._simulator.refusal(status)
        return self._simulator.decorate(self._simulator.world, self._request, answer)


def _registered(hooks: list[tuple[str, Hook]], entry: tuple[str, Hook]) -> Callable[[], None]:
    hooks.append(entry)

    def end() -> None:
        if entry in hooks:
            hooks.remove(entry)

    return end


def _encoded(answer: Answer) -> tuple[bytes, dict[str, str]]:
    content, kind = answer.rendered()
    headers = dict(answer.headers)
    if kind is not None and "content-type" not in {name.lower() for name in headers}:
        headers["Content-Type"] = kind
    return content, headers

"""`syncd run`: an engine that makes passes, and a server that answers, until it is told to stop."""

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import FrameType

import structlog
import uvicorn

from syncd.config import Settings
from syncd.engine import Engine, Every, InProcess
from syncd.memory import DamagedStoreError, Memory, move_aside
from syncd.passes import World, open_world
from syncd.ports import PortError, RealTime
from syncd.ports.webhook import Listener
from syncd.service.address import Address, AddressError
from syncd.service.app import application
from syncd.service.metrics import Metrics
from syncd.service.rounds import EVERYTHING, Rounds
from syncd.service.site import Site
from syncd.service.view import View

_GRACE = 3  # seconds for answers that are under way
_MOST_CONNECTIONS = 256
_log = structlog.get_logger()


class FleetError(Exception):
    """The store is for a fleet, and what a fleet needs is not installed."""


def run(
    settings: Settings,
    *,
    now: Callable[[], datetime],
    stop: threading.Event,
    ready: Callable[[str], None],
) -> None:
    """Run the service until `stop` is set.

    `now` is the time that passes go by; `ready` is told where it listens, once it does.

    Raises:
        DamagedStoreError: the store broke while it was in use; the next start makes another.
        AddressError: it may not or cannot listen where the configuration says.
        FleetError: the store is on PostgreSQL, and procrastinate is not installed.
        StoreError, PortError: store, source or tracker cannot be opened.
    """
    address = Address.parsed(settings.service.listen)
    address.demand_safe(settings.service.token.get_secret_value())

    def sleep(seconds: float) -> None:
        stop.wait(seconds)

    real_time = RealTime(sleep=sleep)
    damage: list[DamagedStoreError] = []

    def broken(error: DamagedStoreError) -> None:
        damage.append(error)
        stop.set()

    with (
        _listening(address) as listener,
        _opened(settings, now, real_time) as world,
    ):
        site, rounds = build(world, now=now, url=settings.store)
        world.memory.when_damaged(broken)
        address = replace(address, port=listener.getsockname()[1])
        with _serving(site, address, listener):
            ready(f"http://{_shown(address)}")
            ending = threading.Thread(target=_end, args=(stop, rounds), name="end")
            ending.start()
            threading.Thread(target=_meet, args=(world,), name="meet", daemon=True).start()
            site.engine.mark(EVERYTHING)
            try:
                site.engine.run(stop)
            finally:
                stop.set()
                ending.join()
    if damage:
        raise damage[0]


@contextmanager
def _opened(
    settings: Settings, now: Callable[[], datetime], real_time: RealTime
) -> Iterator[World]:
    """The world, on a new store if the old one turns out to be damaged: it is only a cache."""
    with ExitStack() as stack:
        try:
            world = stack.enter_context(open_world(settings, now=now(), real_time=real_time))
            world.memory.check()
        except DamagedStoreError as error:
            stack.close()
            try:
                aside = move_aside(settings.store)
            except OSError:
                raise error from None
            if aside is None:
                raise
            _log.error("store damaged", error=str(error), moved_to=str(aside))
            world = stack.enter_context(open_world(settings, now=now(), real_time=real_time))
        yield world


def build(world: World, *, now: Callable[[], datetime], url: str) -> tuple[Site, Rounds]:
    """The parts of a service over an open world, whose store has this address."""
    view = View(world.memory, time.monotonic)
    metrics = Metrics(world, view)
    rounds = Rounds(world, view, now=now, seen=metrics.seen)
    engine = _engine(rounds, world.memory, url)
    rounds.mark = engine.mark
    engine.every(Every(world.settings.poll.total_seconds()), EVERYTHING)
    return Site(world, view, engine, rounds, metrics, now), rounds


def _engine(rounds: Rounds, memory: Memory, url: str) -> Engine:
    if url.startswith("sqlite"):
        return InProcess(rounds.work, memory.keys, always={EVERYTHING})
    try:
        from syncd.engine.fleet import Fleet
    except ImportError as error:
        raise FleetError(
            "syncd.store is on PostgreSQL, where replicas share their work by procrastinate:"
            " pip install 'syncd[fleet]'"
        ) from error
    return Fleet(rounds.work, memory.keys, url, always={EVERYTHING})


def clock(start: datetime | None) -> Callable[[], datetime]:
    """The time that passes go by: the real one, or one that began at `start` just now."""
    if start is None:
        return lambda: datetime.fromtimestamp(int(time.time()), UTC)
    began = time.monotonic()
    return lambda: start + timedelta(seconds=int(time.monotonic() - began))


def stop_on_signals(stop: threading.Event) -> None:
    """Set `stop` when the process is asked to end."""

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)


def _end(stop: threading.Event, rounds: Rounds) -> None:
    stop.wait()
    rounds.end()


def _meet(world: World) -> None:
    """Find out who syncd is in each tracker, to know its own doings when they come back."""
    for name, tracker in world.trackers.items():
        if isinstance(tracker, Listener):
            try:
                tracker.meet()
            except PortError as error:
                _log.warning("unknown here", tracker=name, error=str(error))


@contextmanager
def _listening(address: Address) -> Iterator[socket.socket]:
    try:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        listener = socket.create_server((address.host, address.port), family=family, backlog=512)
    except OSError as error:
        where = _shown(address)
        raise AddressError(
            f"service.listen: {where} cannot be used ({error.strerror or error}): choose another"
        ) from error
    with listener:
        yield listener


@contextmanager
def _serving(site: Site, address: Address, listener: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(
        uvicorn.Config(
            application(site, address),
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_keep_alive=5,
            timeout_graceful_shutdown=_GRACE,
            limit_concurrency=_MOST_CONNECTIONS,
        )
    )
    thread = threading.Thread(target=server.run, args=([listener],), name="http")
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def _shown(address: Address) -> str:
    host = f"[{address.host}]" if ":" in address.host else address.host
    return f"{host}:{address.port}"

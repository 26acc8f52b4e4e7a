"""A service without threads: a company, a tracker on its stage, and answers over HTTP."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.company import Company, Place
from benchmarks.stages import stage
from syncd.config import Settings, load
from syncd.engine import Schedule
from syncd.passes import World, open_world
from syncd.policy.rules import known_names
from syncd.ports import RealTime
from syncd.service.address import Address
from syncd.service.app import application
from syncd.service.metrics import Metrics
from syncd.service.rounds import EVERYTHING, Rounds
from syncd.service.site import Site
from syncd.service.view import View
from syncd.testing.conformance import Stage
from syncd.testing.webhooks import Delivery
from tests.service.web import Web
from tests.tokens import token

SECRET = token("github")
ADDRESS = Address("127.0.0.1", 8080)


@dataclass
class Marks:
    """An engine that works when a test says so."""

    marked: list[str] = field(default_factory=list)

    def mark(self, key: str, delay: float = 0.0) -> None:
        """Note it."""
        self.marked.append(key)

    def every(self, schedule: Schedule, key: str) -> None:
        """Time does not pass by itself here."""

    def run(self, stop: threading.Event) -> None:
        """Nothing runs by itself either."""

    def take(self) -> list[str]:
        """What was marked since the last time, each key once."""
        taken = sorted(set(self.marked))
        self.marked.clear()
        return taken


@dataclass
class House:
    """The parts of it, and how to reach them."""

    world: World
    site: Site
    rounds: Rounds
    marks: Marks
    web: Web
    company: Company | None = None
    on: Any = None

    def look(self, *keys: str) -> None:
        """Work on these keys, or on everything that was marked."""
        for key in keys or self.marks.take():
            self.rounds.work(key)

    def post(self, delivery: Delivery, name: str = "it", **changed: str) -> Any:
        """Send a webhook as the tracker would."""
        headers = {**delivery.headers, **changed}
        return self.web.post(f"/webhooks/{name}", content=delivery.body, headers=headers)

    def sent(self, act: Callable[[], object]) -> list[Delivery]:
        """The webhooks that the tracker sends when somebody does that."""
        before = len(self.on.simulator.outbox.sent)
        act()
        return list(self.on.simulator.outbox.sent[before:])

    def key_of_first(self) -> str:
        """The key of a ticket of the first document."""
        item = next(i for i in self.site.standing().items if i.ticket)
        assert item.ticket is not None
        return item.ticket.key


@contextmanager
def opened(
    settings: Settings, now: Callable[[], datetime], real_time: RealTime | None = None
) -> Iterator[House]:
    """The service of a configuration."""
    with open_world(settings, now=now(), real_time=real_time) as world:
        view = View(world.memory, lambda: 0.0)
        metrics, marks = Metrics(world, view), Marks()
        rounds = Rounds(world, view, now=now, seen=metrics.seen)
        rounds.mark = marks.mark
        site = Site(world, view, marks, rounds, metrics, now)
        token_ = settings.service.token.get_secret_value()
        headers = {"authorization": f"Bearer {token_}"} if token_ else {}
        web = Web(application(site, ADDRESS), headers)
        yield House(world, site, rounds, marks, web)


@contextmanager
def staffed(
    name: str, folder: Path, *, documents: int = 2, environ: Mapping[str, str] | None = None
) -> Iterator[House]:
    """A service over a tracker on its stage, that has made one pass."""
    with stage(name) as on:
        company = Company(folder, {"it": place_of(on)})
        company.write("it", documents)
        simulated: Any = on
        if name != "asana":
            simulated.simulator.announce(SECRET)
        file = folder / "syncd.toml"
        variables = {**company.environ, **(environ or {})}
        if name != "asana":
            variables["SYNCD_TRACKERS__IT__WEBHOOK_SECRET"] = SECRET
        settings = load(file, environ=variables, rules=known_names())
        real_time = RealTime(on.now, on.pass_time)
        with opened(settings, lambda: company.now, real_time) as house:
            house.company, house.on = company, on
            for tracker in house.world.trackers.values():
                tracker.meet()  # type: ignore[attr-defined]
            house.look(EVERYTHING)
            house.marks.take()
            yield house


def place_of(on: Stage) -> Place:
    """A stage as a company knows it."""
    return Place(on.table, on.environ, on.project, on.accounts)

"""Playing the year: what goes wrong, what people do, and the passes, in the order of time."""

import json
import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.year.figures import figures
from benchmarks.year.incidents import Asked, Incident, Library, incidents, priority_of
from benchmarks.year.item import Item
from benchmarks.year.judge import Judge
from benchmarks.year.lives import Act, Lives
from benchmarks.year.office import CONFIDENTIAL_PROJECT, Office, Trackers
from benchmarks.year.oracle import Oracle
from benchmarks.year.places import Places
from benchmarks.year.restless import Restless
from benchmarks.year.sealed import leaks
from benchmarks.year.syncd import Syncd
from benchmarks.year.texts import changed
from syncd.model import Outcome, PassOutcome, Telling
from syncd.report.json import as_dict
from syncd.testing.state import TicketState

BEGINS = datetime(2026, 1, 5, tzinfo=UTC)

_HOURS = ((0, 4), (5, 10), (11, 15), (17, 22))
"""From when to when the passes of a day are, in UTC."""
_RESTART = timedelta(minutes=5)


@dataclass(frozen=True)
class Settings:
    """Which year; `restless` says that syncd is killed now and then, and if it `forgets` that
    its store is lost as well.
    """

    days: int = 365
    seed: int = 1
    trackers: Trackers = Trackers.BOTH
    restless: bool = False
    forgets: bool = False
    watched: str | None = None

    @property
    def working_days(self) -> bool:
        """Whether days are counted so: every other year."""
        return self.seed % 2 == 0


@dataclass
class Played:
    """What came of it; `signature` is what syncd said on which item."""

    lines: Sequence[str]
    problems: Sequence[str]
    signature: Sequence[tuple[str, str]]
    passes: int
    kills: int
    losses: int
    trace: list[str] = field(default_factory=list)


def play(settings: Settings) -> Played:
    """Play a year from its first day to its last."""
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else None
    office = Office(settings.trackers, working_days=settings.working_days)
    places = Places(office, BEGINS)
    with (
        tempfile.TemporaryDirectory(prefix="syncd-year-", dir=place) as folder,
        places.opened(),
    ):
        return _Year(settings, office, places, Path(folder)).run()


class _Year:
    def __init__(self, settings: Settings, office: Office, places: Places, folder: Path) -> None:
        self._settings = settings
        self._office = office
        self._places = places
        self._syncd = Syncd(folder, office, places)
        self._restless: Restless | None = None
        if settings.restless:
            self._restless = Restless(self._syncd, places, settings.seed, forgets=settings.forgets)
        self._library = Library(folder / "post-mortems")
        self._library.folder.mkdir()
        self._lives = Lives(office, places, settings.seed)
        self._oracle = Oracle(office)
        self._judge = Judge(self._oracle)
        self._wanted = incidents(office, settings.seed, BEGINS)
        self._passes = 0
        self._acts = 0
        self._trace: list[str] = []
        self._reports: list[str] = []

    def run(self) -> Played:
        coming = list(self._wanted)
        with self._syncd.opened():
            for n in range(self._settings.days):
                day = (BEGINS + timedelta(days=n)).date()
                self._play_day(day, [each for each in coming if each.appears.date() == day])
        for each in changed(self._places, self._lives, self._library.written):
            self._judge.problems.append(f"a human's text was changed: {each}")
        self._judge.problems += self._leaks()
        return self._played()

    def _leaks(self) -> Iterator[str]:
        """Where titles are seen that are confidential."""
        for incident in self._oracle.appeared:
            if incident.confidential:
                self._syncd.close()
                yield from leaks(
                    self._syncd.config, self._places, incident, self._places.now, self._reports
                )

    def _play_day(self, day: date, coming: Sequence[Incident]) -> None:
        acts = self._lives.acts(list(self._oracle.items.values()), day)
        events: list[tuple[datetime, int, Incident | Act | None]] = [
            (each.appears, 0, each) for each in coming
        ]
        events += [(each.at, 1, each) for each in acts]
        events += [(at, 2, None) for at in self._times(day)]
        for at, _, event in sorted(events, key=lambda each: each[:2]):
            self._places.pass_to(at)
            if isinstance(event, Incident):
                self._library.add(event, self._office.teams[event.team].service)
                self._oracle.appeared.append(event)
                self._note(event.id, "appears")
            elif isinstance(event, Act):
                self._act(event)
            else:
                self._pass()

    def _times(self, day: date) -> Sequence[datetime]:
        """When the passes of a day are; well before quiet hours begin or end."""
        chance = random.Random(f"passes {self._settings.seed} {day}")
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return [
            midnight
            + timedelta(
                hours=chance.randint(*span), minutes=chance.choice([0, 30]) + chance.randint(3, 15)
            )
            for span in _HOURS
        ]

    def _act(self, act: Act) -> None:
        item = self._oracle.items[act.item]
        waits = bool(item.commands)
        if waits or item.is_open == (act.what == "reopen"):
            return
        if not item.is_open and act.what not in {"reopen", "talk"}:
            return
        self._acts += 1
        self._lives.carry_out(act, item)
        self._note(item.id, f"{act.what} ({item.owner}, {item.priority}, due {item.due})")

    def _pass(self) -> None:
        """A pass; after something has happened to syncd two, as a service would make them.

        The first of these may find that a ticket was perhaps being made, and leave that alone.
        """
        if self._restless and (what := self._restless.disturb(self._places.now)):
            self._note("", what)
            self._places.pass_to(self._places.now + _RESTART)
            self._judged_pass(unsure=True)
            self._places.pass_to(self._places.now + _RESTART)
        self._judged_pass()

    def _judged_pass(self, *, unsure: bool = False) -> None:
        now = self._places.now
        wanted = self._judge.wanted(now)
        outcome = self._syncd.make_pass(now)
        self._passes += 1
        said, messages = self._places.new_comments(), self._places.new_messages()
        for each in said:
            if each.record:
                self._note(
                    each.ticket, f"{each.record} -> {', '.join(each.mentioned)}: {each.text}"
                )
        self._judge.compare(now, wanted, said, messages)
        for step in outcome.changes:
            if not isinstance(step.change, Telling) and step.change.item:
                told = ", ".join(f"{each.field} {each.after}" for each in step.change.differences)
                self._note(step.change.item, f"{step.change.kind} {step.outcome}: {told}")
        if not unsure:
            self._demand_success(now, outcome)
        if outcome.changes:
            self._reports.append(json.dumps(as_dict(outcome)))
        self._register(now, unsure=unsure)

    def _demand_success(self, now: datetime, outcome: PassOutcome) -> None:
        when = f"{now:%Y-%m-%d %H:%M}"
        for error in outcome.errors:
            self._judge.problems.append(f"{when} {error.source}: {error.message}")
        for step in outcome.changes:
            if step.outcome is not Outcome.APPLIED:
                told = f"{step.change.kind} {step.outcome}: {step.error}"
                self._judge.problems.append(f"{when} {told}")

    def _register(self, now: datetime, *, unsure: bool) -> None:
        """The tickets that were made, which the oracle learns of."""
        missing = [
            (incident, n, asked)
            for incident in self._oracle.appeared
            for n, asked in enumerate(incident.items)
            if f"{incident.id}-{n + 1:02}" not in self._oracle.items
        ]
        if not missing:
            return
        tickets = self._places.tickets()
        titles = Counter(ticket.title for _, ticket in tickets)
        for incident, n, asked in missing:
            name = f"{incident.id}-{n + 1:02}"
            if titles[asked.title] == 0 and unsure:
                continue
            if titles[asked.title] != 1:
                self._judge.problems.append(
                    f"{now:%Y-%m-%d %H:%M} {name}: has {titles[asked.title]} tickets"
                )
                continue
            tracker, ticket = next(each for each in tickets if each[1].title == asked.title)
            self._oracle.items[name] = self._item(name, incident, asked, tracker, ticket)

    def _item(
        self, name: str, incident: Incident, asked: Asked, tracker: str, ticket: TicketState
    ) -> Item:
        """What the oracle makes of a new ticket: where it should be, and when it is due."""
        team = self._office.teams[self._office.people[asked.owner].team]
        home = CONFIDENTIAL_PROJECT[team.tracker] if incident.confidential else team.project
        if (tracker, ticket.project) != (team.tracker, home):
            self._judge.problems.append(f"{name}: its ticket is {ticket.key}")
        made = datetime.fromisoformat(ticket.created).astimezone(UTC)
        priority = priority_of(asked.impact, asked.effort, incident.severity)
        due = asked.due or self._oracle.proposed(incident, priority, asked.owner, made)
        if (ticket.due or str(due)) != str(due) or str(due) not in f"{ticket.due} {ticket.body}":
            self._judge.problems.append(f"{name}: it is not due on {due}")
        self._note(name, f"is {ticket.key}, {priority}, {asked.owner}, due {due}")
        return Item(name, incident, asked, priority, asked.owner, due, tracker, ticket.key, made)

    def _note(self, name: str, what: str) -> None:
        watched = self._settings.watched
        if watched is None:
            return
        item = self._oracle.items.get(watched)
        about = {watched, watched.rpartition("-")[0], item.ticket if item else watched, ""}
        if name in about:
            self._trace.append(f"{self._places.now:%a %Y-%m-%d %H:%M} {name} {what}")

    def _played(self) -> Played:
        judge = self._judge
        lines = figures(
            self._office,
            self._oracle.items,
            judge.told,
            judge.messages,
            judge.notes,
            self._settings.days,
            self._acts,
        )
        return Played(
            lines=lines,
            problems=judge.problems,
            signature=sorted((item.id, told.record) for item, told in judge.told),
            passes=self._passes,
            kills=self._restless.kills if self._restless else 0,
            losses=self._restless.losses if self._restless else 0,
            trace=self._trace,
        )

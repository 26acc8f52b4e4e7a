"""Compares what was said on tickets and in Slack with what the oracle says had to be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from benchmarks.year.item import Item, Told
from benchmarks.year.oracle import Due, Oracle
from benchmarks.year.places import Message, Said

NOTE = "note"
CLOSING = "closing/"
"""The comment in which syncd gives the reason where it closed a ticket on somebody's command."""


@dataclass
class Judge:
    """Finds problems; `told` is everything that syncd said, in its order."""

    oracle: Oracle
    problems: list[str] = field(default_factory=list)
    told: list[tuple[Item, Told]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    notes: int = 0
    _had: set[tuple[str, date]] = field(default_factory=set)
    _named: dict[tuple[str, date], set[str]] = field(default_factory=lambda: defaultdict(set))

    def wanted(self, now: datetime) -> Mapping[str, Sequence[Due]]:
        """What the pass that begins now has to say, by item."""
        items = self.oracle.items.values()
        obeying = {item.id for item in items if item.obey()}
        return {item.id: self.oracle.due(item, now, obeys=item.id in obeying) for item in items}

    def compare(
        self,
        now: datetime,
        wanted: Mapping[str, Sequence[Due]],
        said: Iterable[Said],
        messages: Sequence[Message],
    ) -> None:
        """Hold what was said against it; from now on it counts as said."""
        items = {(item.tracker, item.ticket): item for item in self.oracle.items.values()}
        there: dict[str, list[Due]] = defaultdict(list)
        for each in said:
            if each.record is None:
                continue
            item = items.get((each.tracker, each.ticket))
            if item is None:
                self._wrong(now, each.ticket, f"{each.record} on a ticket that nobody knows")
            elif each.record == NOTE:
                self._note(now, item)
            elif each.record.startswith(CLOSING):
                self._closing(now, item)
            else:
                kind, _, about = each.record.partition("/")
                there[item.id].append(Due(kind, about, frozenset(each.mentioned)))
                told = Told(kind, each.record, each.at, each.mentioned)
                item.told.append(told)
                self.told.append((item, told))
                self._demand_good_time(each, item)
        for name in wanted.keys() | there.keys():
            self._compare(now, name, list(wanted.get(name, ())), there[name])
        self._compare_messages(now, messages)

    def _compare(self, now: datetime, name: str, wanted: list[Due], there: list[Due]) -> None:
        for each in there:
            if each in wanted:
                wanted.remove(each)
            else:
                self._wrong(now, name, f"said: {each}; due: {_listed(wanted)}")
        for each in wanted:
            self._wrong(now, name, f"not said: {each}")

    def _demand_good_time(self, said: Said, item: Item) -> None:
        """Whatever is due: nobody is written to in quiet hours, nor on days off."""
        for person in said.mentioned:
            days = self.oracle.days(person)
            if not days.may_hear(said.at):
                self._wrong(said.at, item.id, f"{person} told at {days.clock(said.at)} there")
            self._named[person, days.day(said.at)].add(item.id)

    def _note(self, now: datetime, item: Item) -> None:
        self.notes += 1
        if item.noted:
            self._wrong(now, item.id, "a second note")
        if not item.may_note:
            self._wrong(now, item.id, "a note without a reason")
        item.noted = True

    def _closing(self, now: datetime, item: Item) -> None:
        if item.is_open or not item.closed_by_command:
            self._wrong(now, item.id, "says why it was closed, and nobody told it to close that")
        item.closed_by_command = False

    def _compare_messages(self, now: datetime, messages: Sequence[Message]) -> None:
        fresh: set[str] = set()
        for each in messages:
            self.messages.append(each)
            days = self.oracle.days(each.person)
            if (each.person, days.day(each.at)) in self._had:
                self._wrong(now, each.person, f"a second digest on {days.day(each.at)}")
            if not days.may_hear(each.at):
                self._wrong(now, each.person, f"a digest at {days.clock(each.at)} there")
            self._had.add((each.person, days.day(each.at)))
            fresh.add(each.person)
            self._demand_live(now, each)
        for (person, day), named in self._named.items():
            days = self.oracle.days(person)
            if days.day(now) == day and days.may_hear(now) and (person, day) not in self._had:
                self._wrong(now, person, f"no digest about {', '.join(sorted(named))}")

    def _demand_live(self, now: datetime, message: Message) -> None:
        """A digest speaks of open items that are not snoozed, or of a risk that has expired.

        That it has happened again is news of a snoozed one, too.
        """
        for item in self.oracle.items.values():
            if f"|{item.ticket}>" not in message.text:
                continue
            days = self.oracle.days(item.owner)
            today = days.day(now)
            news = any(
                told.kind == "recurrence" and days.between(days.day(told.at), today) <= 1
                for told in item.told
            )
            snoozed = item.snoozed and today < item.snoozed and not news
            expired = item.accepted and item.accepted <= today
            if snoozed or not (item.is_open or expired):
                self._wrong(now, item.id, f"in a digest to {message.person}: {item.status}")

    def _wrong(self, now: datetime, what: str, problem: str) -> None:
        self.problems.append(f"{now:%Y-%m-%d %H:%M} {what}: {problem}")


def _listed(due: Sequence[Due]) -> str:
    return "; ".join(map(str, due)) or "nothing"

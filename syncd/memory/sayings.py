"""Which comments are on their way, for as long as a tracker need not show them yet."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import NamedTuple

import sqlalchemy as sa

from syncd.memory import schema
from syncd.memory.database import insert

_KEPT = 86_400.0  # seconds; no tracker lags for longer


class Saying(NamedTuple):
    """A comment by its record, on a ticket by its immutable id."""

    tracker: str
    ticket: str
    record: str


class Sayings:
    """The part of a store that knows what is being said."""

    _reading: Callable[[], AbstractContextManager[sa.Connection]]
    _writing: Callable[[], AbstractContextManager[sa.Connection]]

    def sayings(self, tracker: str, since: float) -> Mapping[str, frozenset[str]]:
        """What was said, or set out to be, since then (real time), by the id of its ticket."""
        table = schema.sayings
        query = sa.select(table.c.ticket, table.c.record).where(
            table.c.tracker == tracker, table.c.at >= since
        )
        said: dict[str, set[str]] = defaultdict(set)
        with self._reading() as connection:
            for ticket, record in connection.execute(query):
                said[ticket].add(record)
        return {ticket: frozenset(records) for ticket, records in said.items()}

    def say(self, sayings: Iterable[Saying], at: float) -> None:
        """Note down what is about to be said at this real time."""
        table = schema.sayings
        fresh = list(sayings)
        with self._writing() as connection:
            connection.execute(table.delete().where(table.c.at < at - _KEPT))
            self._forget(connection, fresh)
            insert(connection, table, ({**each._asdict(), "at": at} for each in fresh))

    def unsay(self, sayings: Iterable[Saying]) -> None:
        """It was not said after all."""
        with self._writing() as connection:
            self._forget(connection, list(sayings))

    def _forget(self, connection: sa.Connection, sayings: Iterable[Saying]) -> None:
        columns = schema.sayings.c
        for each in sayings:
            here = [columns[name] == value for name, value in each._asdict().items()]
            connection.execute(schema.sayings.delete().where(*here))

"""What a simulator knows: tables of records that remember what they were."""

import copy
from collections.abc import Callable, Iterator, KeysView, MutableMapping, ValuesView
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

from syncd.testing.clock import Clock
from syncd.testing.webhooks import Delivery

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

REMEMBERED = 200_000
"""At least so many writes of single records are remembered, and at most twice that."""

_ABSENT: Any = object()

Entry = tuple["Table[Any, Any]", Any, Any]
"""A table, a key, and the record that was there."""


class Journal:
    """What was written, so that it can be taken back."""

    def __init__(self) -> None:
        """Nothing was written."""
        self.entries: list[Entry] = []
        self.writes = 0
        """Goes up with every write, one that takes something back included."""


class Table(MutableMapping[K, V]):
    """A dictionary of records, in the order of their making.

    Records are frozen and replaced as a whole (`table[key] = replace(record, title=...)`): that
    is what lets a world be read as it was some writes ago, at the cost of nothing.
    """

    def __init__(self, journal: Journal) -> None:
        """`journal` is that of its world."""
        self._rows: dict[K, V] = {}
        self._journal = journal

    def __getitem__(self, key: K) -> V:
        """The record of that key."""
        return self._rows[key]

    def __setitem__(self, key: K, row: V) -> None:
        """Add a record, or put it in the place of the one before."""
        self._note(key)
        self._rows[key] = row

    def __delitem__(self, key: K) -> None:
        """Take a record out."""
        self._note(key)
        del self._rows[key]

    def __iter__(self) -> Iterator[K]:
        """The keys."""
        return iter(self._rows)

    def __len__(self) -> int:
        """How many records there are."""
        return len(self._rows)

    def __contains__(self, key: object) -> bool:
        """Whether there is a record of that key."""
        return key in self._rows

    def keys(self) -> KeysView[K]:
        """The keys, at the speed of a dictionary."""
        return self._rows.keys()

    def values(self) -> ValuesView[V]:
        """The records, at the speed of a dictionary."""
        return self._rows.values()

    def put_back(self, key: K, row: V) -> None:
        """Make one record what it was, and remember nothing of that."""
        if row is _ABSENT:
            self._rows.pop(key, None)
        else:
            self._rows[key] = row
        self._journal.writes += 1

    def twin(self, journal: Journal) -> "Table[K, V]":
        """The same records in a table of their own."""
        twin: Table[K, V] = Table(journal)
        twin._rows = dict(self._rows)
        return twin

    def _note(self, key: K) -> None:
        self._journal.entries.append((self, key, self._rows.get(key, _ABSENT)))
        self._journal.writes += 1


class World:
    """The contents of a simulator: `Table`s, made by `table()` in the constructor of a subclass.

    Whatever a request can change and a stale read must not see belongs in a table. Plain
    attributes are settings, and counters that never go back. All access is under the lock of
    the simulator.
    """

    def __init__(self, clock: Clock) -> None:
        """`clock` is where all times come from."""
        self.clock = clock
        self.announcing = False
        """Whether anybody listens to webhooks at all; they cost time to make."""
        self.hook_secret: str | None = None
        """What those are signed with that were not asked for with a secret of their own."""
        self.pending: list[Delivery] = []
        self._journal = Journal()
        self._acts: list[tuple[int, datetime]] = []
        self._written = 0
        self._depth = 0
        self._computed: dict[Any, Any] = {}
        self._computed_at = 0
        self._counter = 0

    def table(self) -> Table[Any, Any]:
        """A new table that takes part in this world's memory."""
        return Table(self._journal)

    def now(self) -> datetime:
        """The time on the simulator's clock."""
        return self.clock.now()

    def next_id(self) -> int:
        """A number that was never given out before."""
        self._counter += 1
        return self._counter

    def computed(self, key: Any, compute: Callable[[], T]) -> T:
        """A value that is kept until anything is written; nobody may change it in place."""
        if self._computed_at != self._journal.writes:
            self._computed.clear()
            self._computed_at = self._journal.writes
        if key not in self._computed:
            self._computed[key] = compute()
        value: T = self._computed[key]
        return value

    def emit(self, delivery: Delivery) -> None:
        """Send a webhook once the act that is going on has succeeded."""
        self.pending.append(delivery)

    @property
    def changed(self) -> bool:
        """Whether anything was ever written to it; of a copy: since it was made."""
        return bool(self._journal.entries)

    @property
    def acts(self) -> int:
        """How many acts (requests, or acts of humans) have changed something so far."""
        return self._written

    def acts_within(self, seconds: float) -> int:
        """How many of them were in the last so many seconds, by the simulator's clock."""
        start = self.now() - timedelta(seconds=seconds)
        return sum(at > start for _, at in self._acts)

    def begin(self) -> int:
        """Start an act; `end` or `take_back` is given what this returns. Acts can be nested."""
        self._depth += 1
        return len(self._journal.entries)

    def end(self, begun: int) -> list[Delivery]:
        """The act has succeeded: remember where it began, and give its webhooks."""
        self._depth -= 1
        if self._depth:
            return []
        if len(self._journal.entries) > begun:
            self._written += 1
            self._acts.append((len(self._journal.entries) - begun, self.now()))
            self._forget()
        pending, self.pending = self.pending, []
        return pending

    def _forget(self) -> None:
        entries = self._journal.entries
        if len(entries) > 2 * REMEMBERED:
            kept, first = 0, len(self._acts)
            while kept < REMEMBERED:
                first -= 1
                kept += self._acts[first][0]
            del self._acts[:first], entries[: len(entries) - kept]

    def take_back(self, begun: int) -> None:
        """The act has failed: nothing of it happened."""
        self._depth -= 1
        while len(self._journal.entries) > begun:
            table, key, row = self._journal.entries.pop()
            table.put_back(key, row)
        self.pending = []

    def before(self, acts: int) -> Self:
        """A copy to read from, as the world was before its last `acts` acts."""
        entries = sum(count for count, _ in self._acts[-acts:]) if acts > 0 else 0
        return self._undone(entries)

    def as_of(self, moment: datetime) -> Self:
        """A copy to read from, without the acts after that moment of the simulator's clock."""
        entries = 0
        for count, at in reversed(self._acts):
            if at <= moment:
                break
            entries += count
        return self if not entries else self._undone(entries)

    def _undone(self, entries: int) -> Self:
        twin = copy.copy(self)
        journal = Journal()
        tables: dict[int, Table[Any, Any]] = {}
        for name, value in vars(self).items():
            if isinstance(value, Table):
                tables[id(value)] = value.twin(journal)
                setattr(twin, name, tables[id(value)])
        for table, key, row in reversed(
            self._journal.entries[len(self._journal.entries) - entries :]
        ):
            tables[id(table)].put_back(key, row)
        twin.__dict__.update(
            pending=[], _journal=journal, _acts=[], _depth=0, _computed={}, _computed_at=0
        )
        return twin

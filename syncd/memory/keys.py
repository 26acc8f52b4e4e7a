"""What is known of each key of work: how often it failed, until when it rests, and why.

A key names something to look at again, such as a post-mortem. The same rows serve one machine
and a fleet: whoever begins a key takes it with one statement, so that no two do it at once.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from syncd.memory import schema
from syncd.memory.database import Database, insert_into

_RIGHT_AWAY = 0.0
_BEGIN = sa.text(
    "update keys set started = :now where key = :key and parked is null"
    " and started + :gap <= :now and not_before <= :now"
)


@dataclass(frozen=True, slots=True)
class ParkedKey:
    """A key that failed so often that it is left alone; `since` is in seconds since 1970."""

    key: str
    why: str
    since: float
    fails: int


class Keys:
    """The rows of keys, timers and handshakes. Times are real, in seconds since 1970."""

    def __init__(self, database: Database) -> None:
        """A part of the store in this database."""
        self._reading, self._writing = database.reading, database.writing

    # Whose turn it is.

    def begin(self, key: str, *, now: float, gap: float) -> float:
        """Take a key in hand: 0 if that is allowed now, else after how many seconds it is.

        `gap` is the least time between two beginnings, in seconds. A parked key is never
        allowed: infinity.
        """
        with self._writing() as connection:
            connection.execute(_insert(schema.keys, connection, key=key))
            taken = connection.execute(_BEGIN, {"key": key, "now": now, "gap": gap}).rowcount
            if taken:
                return _RIGHT_AWAY
            return _wait(connection, key, now, gap)

    def wait(self, key: str, *, now: float, gap: float) -> float:
        """After how many seconds a key may begin; infinity for a parked one."""
        with self._reading() as connection:
            return _wait(connection, key, now, gap)

    # How it went.

    def did_well(self, key: str) -> None:
        """Forget that a key ever failed."""
        table = schema.keys
        with self._writing() as connection:
            connection.execute(
                table.update()
                .where(table.c.key == key, table.c.fails > 0)
                .values(fails=0, not_before=0.0, parked=None, about=None)
            )

    def failed(self, key: str) -> int:
        """Count a failure; gives how many there were in a row."""
        table = schema.keys
        with self._writing() as connection:
            connection.execute(_insert(table, connection, key=key))
            connection.execute(
                table.update().where(table.c.key == key).values(fails=table.c.fails + 1)
            )
            return int(connection.scalar(sa.select(table.c.fails).where(table.c.key == key)) or 0)

    def failures(self, key: str) -> int:
        """How often a key failed since it last did well."""
        table = schema.keys
        with self._reading() as connection:
            fails = sa.select(table.c.fails).where(table.c.key == key)
            return int(connection.scalar(fails) or 0)

    def rest(
        self, key: str, *, until: float, why: str, now: float, about: str | None = None
    ) -> None:
        """Let a key rest until then; infinity parks it, with the reason.

        `about` says what it was about when it failed: another value is reason to try again.
        """
        table = schema.keys
        parked = why if math.isinf(until) else None
        with self._writing() as connection:
            connection.execute(_insert(table, connection, key=key))
            connection.execute(
                table.update()
                .where(table.c.key == key)
                .values(not_before=0.0 if parked else until, parked=parked, since=now, about=about)
            )

    def release(self, keys: Iterable[str] | None = None) -> int:
        """Let parked and resting keys go on as if they had never failed, all by default."""
        table = schema.keys
        resting = sa.or_(table.c.parked.is_not(None), table.c.fails > 0)
        chosen = resting if keys is None else sa.and_(resting, table.c.key.in_(list(keys)))
        with self._writing() as connection:
            changed = connection.execute(
                table.update()
                .where(chosen)
                .values(fails=0, not_before=0.0, parked=None, about=None)
            )
            return changed.rowcount

    def parked(self) -> Sequence[ParkedKey]:
        """The keys that are left alone, by name."""
        table = schema.keys
        query = (
            sa.select(table.c.key, table.c.parked, table.c.since, table.c.fails)
            .where(table.c.parked.is_not(None))
            .order_by(table.c.key)
        )
        with self._reading() as connection:
            return [ParkedKey(*row) for row in connection.execute(query)]

    def resting(self, *, now: float) -> dict[str, str | None]:
        """The keys that may not begin now because they failed, with what they were about then."""
        table = schema.keys
        query = sa.select(table.c.key, table.c.about).where(
            sa.or_(table.c.parked.is_not(None), table.c.not_before > now)
        )
        with self._reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def forget(self, *, before: float) -> None:
        """Drop the rows of keys that did well and have not begun since."""
        table = schema.keys
        with self._writing() as connection:
            connection.execute(
                table.delete().where(
                    table.c.fails == 0, table.c.parked.is_(None), table.c.started < before
                )
            )

    # Timers.

    def tick(self, name: str, due: float) -> bool:
        """Whether the tick of a timer that was due then is ours to act upon.

        Of all that ask, one gets a yes. A timer that was never seen before begins with its
        next tick.
        """
        table = schema.timers
        with self._writing() as connection:
            if connection.execute(_insert(table, connection, name=name, last=due)).rowcount > 0:
                return False
            ours = table.update().where(table.c.name == name, table.c.last < due).values(last=due)
            return connection.execute(ours).rowcount > 0

    # Secrets that a tracker chose itself, when it was told where to send its webhooks.

    def handshakes(self, tracker: str) -> Sequence[str]:
        """The secrets of a tracker's webhooks."""
        table = schema.handshakes
        query = sa.select(table.c.secret).where(table.c.tracker == tracker)
        with self._reading() as connection:
            return sorted(connection.scalars(query))

    def shake(self, tracker: str, secret: str, *, most: int) -> bool:
        """Keep a secret; False where there are `most` already, and this is none of them."""
        table = schema.handshakes
        known = sa.select(sa.func.count()).where(table.c.tracker == tracker)
        with self._writing() as connection:
            here = sa.and_(table.c.tracker == tracker, table.c.secret == secret)
            if connection.scalar(sa.select(sa.func.count()).where(here)):
                return True
            if int(connection.scalar(known) or 0) >= most:
                return False
            connection.execute(_insert(table, connection, tracker=tracker, secret=secret))
            return True


def _wait(connection: sa.Connection, key: str, now: float, gap: float) -> float:
    table = schema.keys
    query = sa.select(table.c.started, table.c.not_before, table.c.parked)
    row = connection.execute(query.where(table.c.key == key)).one_or_none()
    if row is None:
        return _RIGHT_AWAY
    if row.parked is not None:
        return math.inf
    return max(_RIGHT_AWAY, float(row.started) + gap - now, float(row.not_before) - now)


def _insert(table: sa.Table, connection: sa.Connection, **values: object) -> sa.Executable:
    """An insert that leaves a row alone that is there already."""
    found: sa.Executable = insert_into(connection, table).values(**values).on_conflict_do_nothing()
    return found

"""The turns of all processes that use one account, as one row in the store they share.

A write takes its turn by one statement, which moves the row's time on (GCRA, the generic cell
rate algorithm, without a burst). A limit that an account told one process about pushes all of
them on. Each statement is a transaction of its own, and no method of memory holds one while it
waits for a tracker, so that nobody waits here for a pass.
"""

from typing import Any

import sqlalchemy as sa

from syncd.memory import schema
from syncd.memory.database import Database, StoreError, insert_into
from syncd.ports import RealTime

_LONGEST_LINE = 100  # writers; a turn after more of them was given by a clock that was set back


class Gates:
    """The rows of accounts, in seconds since 1970.

    The time is PostgreSQL's where it has them, for the clocks of a fleet's machines differ, and
    one that runs ahead would hold up all others. Those who share a file are on one machine, and
    its clock is the gate's own. A simulated time is simulated everywhere.

    Who cannot reach the store gets no answer, and paces itself: what the pass has to remember
    next says what is wrong with the store.
    """

    def __init__(self, database: Database) -> None:
        """A part of the store in this database."""
        self._reading, self._writing = database.reading, database.writing

    def take(
        self, account: str, real_time: RealTime, *, spacing: float, patience: float
    ) -> tuple[float, float] | None:
        """Take the next turn of those who write; see `syncd.ports.gate.Turns`."""
        row = schema.gates.c
        try:
            with self._writing() as connection:
                now = _now(connection, real_time)
                known = sa.case((row.next - now > _LONGEST_LINE * spacing, now), else_=row.next)
                turn = _later(connection, known, row.rests_until, now)
                rests = row.rests_until - now > patience
                taken = (
                    insert_into(connection, schema.gates)
                    .values(account=account, next=now + spacing, rests_until=0.0)
                    .on_conflict_do_update(
                        index_elements=[row.account],
                        set_={"next": sa.case((rests, row.next), else_=turn + spacing)},
                    )
                    .returning(row.next - spacing - now, row.rests_until - now)
                )
                wait, left = connection.execute(taken).one()
        except StoreError:
            return None
        return max(0.0, float(wait)), float(left)

    def resting(self, account: str, real_time: RealTime) -> float | None:
        """For how many seconds an account rests, as it told any process on this store."""
        row = schema.gates.c
        try:
            with self._reading() as connection:
                left = sa.select(row.rests_until - _now(connection, real_time))
                return connection.scalar(left.where(row.account == account))
        except StoreError:
            return None

    def rest(self, account: str, real_time: RealTime, seconds: float) -> None:
        """Let every process on this store know that an account rests for so long."""
        row = schema.gates.c
        try:
            with self._writing() as connection:
                until = _now(connection, real_time) + seconds
                connection.execute(
                    insert_into(connection, schema.gates)
                    .values(account=account, next=0.0, rests_until=until)
                    .on_conflict_do_update(
                        index_elements=[row.account],
                        set_={"rests_until": _later(connection, row.rests_until, until)},
                    )
                )
        except StoreError:
            return


def _now(connection: sa.Connection, real_time: RealTime) -> sa.ColumnElement[float]:
    if connection.dialect.name == "postgresql" and not real_time.simulated:
        return sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Double)
    return sa.literal(real_time.now(), sa.Double)


def _later(connection: sa.Connection, *times: Any) -> sa.ColumnElement[float]:
    """The latest of some times."""
    return (sa.func.greatest if connection.dialect.name == "postgresql" else sa.func.max)(*times)

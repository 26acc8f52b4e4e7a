"""What has its day: how things stood on each, and when that was done which is done at times."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from syncd.memory import schema
from syncd.model import Snapshot

_SNAPSHOT = msgspec.msgpack.Decoder(Snapshot)
_encode = msgspec.msgpack.Encoder().encode


class Days:
    """The part of a store that holds snapshots of days, and what was done when."""

    _reading: Callable[[], AbstractContextManager[sa.Connection]]
    _writing: Callable[[], AbstractContextManager[sa.Connection]]

    def snapshots(self) -> Sequence[Snapshot]:
        """Every snapshot that there is, the oldest first; not those of another model."""
        table = schema.snapshots
        query = sa.select(table.c.content).order_by(table.c.day)
        with self._reading() as connection:
            rows = list(connection.scalars(query))
        return [snapshot for row in rows if (snapshot := _decoded(row))]

    def has_day(self, day: date) -> bool:
        """Whether there is a snapshot of that day."""
        table = schema.snapshots
        query = sa.select(table.c.day).where(table.c.day == day.isoformat())
        with self._reading() as connection:
            return connection.scalar(query) is not None

    def note_day(self, snapshot: Snapshot) -> None:
        """Keep how things stood on a day; the first snapshot of a day stays."""
        row = {"day": snapshot.day.isoformat(), "content": _encode(snapshot)}
        with self._writing() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(schema.snapshots.insert().values(row))
            except IntegrityError:
                return  # another syncd on this store was first

    def last_done(self, name: str) -> datetime | None:
        """When that was done last; None if it never was."""
        table = schema.done
        with self._reading() as connection:
            at = connection.scalar(sa.select(table.c.at).where(table.c.name == name))
        return datetime.fromisoformat(at) if at else None

    def mark_done(self, name: str, at: datetime) -> None:
        """Keep that it was done now."""
        table = schema.done
        with self._writing() as connection:
            connection.execute(table.delete().where(table.c.name == name))
            connection.execute(table.insert().values(name=name, at=at.isoformat()))


def _decoded(content: bytes) -> Snapshot | None:
    try:
        return _SNAPSHOT.decode(content)
    except msgspec.DecodeError:
        return None

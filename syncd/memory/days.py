"""How things stood, day by day: written once a day, and never changed."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from syncd.memory import schema
from syncd.model import Snapshot

_SNAPSHOT = msgspec.msgpack.Decoder(Snapshot)
_encode = msgspec.msgpack.Encoder().encode


class Days:
    """The part of a store that holds a snapshot of every day on which there was a pass."""

    _reading: Callable[[], AbstractContextManager[sa.Connection]]
    _writing: Callable[[], AbstractContextManager[sa.Connection]]

    def snapshots(self) -> Sequence[Snapshot]:
        """Every snapshot that there is, the oldest first; not those of another model."""
        table = schema.snapshots
        query = sa.select(table.c.content).order_by(table.c.day)
        with self._reading() as connection:
            rows = list(connection.scalars(query))
        return [snapshot for row in rows if (snapshot := _decoded(row))]

    def note_day(self, snapshot: Snapshot) -> None:
        """Keep how things stood on a day; the first snapshot of a day stays."""
        table, day = schema.snapshots, snapshot.day.isoformat()
        known = sa.select(table.c.day).where(table.c.day == day)
        with self._reading() as connection:
            if connection.scalar(known):
                return
        with self._writing() as connection:
            try:
                with connection.begin_nested():
                    row = {"day": day, "content": _encode(snapshot)}
                    connection.execute(table.insert().values(row))
            except IntegrityError:
                return  # another syncd on this store was first


def _decoded(content: bytes) -> Snapshot | None:
    try:
        return _SNAPSHOT.decode(content)
    except msgspec.DecodeError:
        return None

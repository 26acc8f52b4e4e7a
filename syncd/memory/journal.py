"""The newest passes of the service, for the people who watch it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
import sqlalchemy as sa

from syncd.memory import schema
from syncd.memory.database import Database

KEPT = 1_000  # passes; three days of a pass every five minutes


@dataclass(frozen=True, slots=True)
class PassRecord:
    """One pass: what it looked at, what came of it, what it cost.

    `outcomes` counts changes by how far they came; `failed` says why it broke off, if it did.
    """

    at: datetime
    keys: Sequence[str]
    seconds: float
    complete: bool
    outcomes: Mapping[str, int] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)
    errors: Sequence[tuple[str, str]] = ()
    failed: str | None = None


_DECODER = msgspec.msgpack.Decoder(PassRecord)
_encode = msgspec.msgpack.Encoder().encode


class Journal:
    """The rows of passes, of which the oldest go."""

    def __init__(self, database: Database) -> None:
        """A part of the store in this database."""
        self._reading, self._writing = database.reading, database.writing

    def add(self, record: PassRecord) -> None:
        """Append a pass, and let the oldest go."""
        table = schema.passes
        row = {"at": record.at.isoformat(), "content": _encode(record)}
        with self._writing() as connection:
            made = connection.execute(table.insert().values(**row)).inserted_primary_key
            if made:
                connection.execute(table.delete().where(table.c.n <= made[0] - KEPT))

    def newest(self, most: int = 100) -> Sequence[PassRecord]:
        """The newest passes, the last one first."""
        table = schema.passes
        query = sa.select(table.c.content).order_by(table.c.n.desc()).limit(most)
        with self._reading() as connection:
            rows = list(connection.scalars(query))
        try:
            return [_DECODER.decode(row) for row in rows]
        except msgspec.DecodeError:
            return []

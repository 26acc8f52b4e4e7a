"""What passes on one store note down for each other, one of them cut off at any moment."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager

import msgspec
import sqlalchemy as sa

from syncd.memory import schema
from syncd.memory.database import insert
from syncd.memory.decoded import Decoded
from syncd.model import DocumentKey, Finding, Remembered, joined

_FINDINGS = msgspec.msgpack.Decoder(tuple[Finding, ...])
_REMEMBERED = msgspec.msgpack.Decoder(Remembered)
_encode = msgspec.msgpack.Encoder().encode
_FEW = 100  # documents; more are found in all of them
_NAME = "untold"
_UNTOLD = sa.select(schema.conclusions.c.content).where(schema.conclusions.c.name == _NAME)


class Notes:
    """The part of a store that two passes may write at once without losing what each says."""

    _reading: Callable[[], AbstractContextManager[sa.Connection]]
    _writing: Callable[[], AbstractContextManager[sa.Connection]]
    _decoded: Decoded

    # How documents were left.

    def remembered(self) -> Mapping[DocumentKey, Remembered]:
        """Every document as the last pass left it."""
        table = schema.remembered
        query = sa.select(table.c.source, table.c.path, table.c.content)
        with self._reading() as connection:
            rows = [(DocumentKey(row[0], row[1]), row[2]) for row in connection.execute(query)]
        return self._decoded.rows("remembered", rows, _REMEMBERED)

    def remembered_of(self, key: DocumentKey) -> Remembered | None:
        """One document as the last pass left it."""
        table = schema.remembered
        query = sa.select(table.c.content).where(
            table.c.source == key.source, table.c.path == key.path
        )
        with self._reading() as connection:
            content = connection.scalar(query)
        return None if content is None else _REMEMBERED.decode(content)

    def remember(
        self,
        documents: Mapping[DocumentKey, Remembered | None],
        found: Mapping[DocumentKey, Remembered],
    ) -> None:
        """Remember how a pass leaves these documents; None forgets one.

        `found` is what it knew of them when it began: what another syncd on this store has
        noted down since is not lost.
        """
        table = schema.remembered
        query = sa.select(table.c.source, table.c.path, table.c.content).with_for_update()
        if len(documents) <= _FEW:
            places = sa.tuple_(table.c.source, table.c.path).in_(list(map(tuple, documents)))
            query = query.where(places)
        here = sa.and_(table.c.source == sa.bindparam("s"), table.c.path == sa.bindparam("p"))
        with self._writing() as connection:
            rows = {DocumentKey(row[0], row[1]): row[2] for row in connection.execute(query)}
            changed: dict[DocumentKey, Remembered | None] = {}
            for key, ours in documents.items():
                now = _REMEMBERED.decode(rows[key]) if key in rows else None
                left = joined(ours, found=found.get(key), now=now)
                if left != now:
                    changed[key] = left
            if changed:
                connection.execute(
                    table.delete().where(here),
                    [{"s": key.source, "p": key.path} for key in changed],
                )
            insert(
                connection,
                table,
                (
                    {"source": key.source, "path": key.path, "content": _encode(left)}
                    for key, left in changed.items()
                    if left is not None
                ),
            )

    # What somebody has to be told that can no longer be seen.

    def untold(self) -> tuple[Finding, ...]:
        """Findings that were noted down, and of which no pass has told yet."""
        with self._reading() as connection:
            return _findings(connection.scalar(_UNTOLD))

    def note_down(self, findings: Iterable[Finding]) -> None:
        """Keep findings until a pass has told of them; two passes may each keep the same one."""
        self._change_untold(lambda known: (*known, *findings))

    def told(self, findings: Iterable[Finding]) -> None:
        """A pass has told of these, or they turned out not to be.

        One is taken away for each, so what another pass keeps stays.
        """
        gone = Counter(findings)
        self._change_untold(lambda known: tuple((Counter(known) - gone).elements()))

    def _change_untold(self, change: Callable[[tuple[Finding, ...]], tuple[Finding, ...]]) -> None:
        table = schema.conclusions
        with self._writing() as connection:
            known = _findings(connection.scalar(_UNTOLD.with_for_update()))
            left = change(known)
            if left != known:
                connection.execute(table.delete().where(table.c.name == _NAME))
                connection.execute(table.insert().values(name=_NAME, content=_encode(left)))


def _findings(content: bytes | None) -> tuple[Finding, ...]:
    """The findings in a row; none if another version wrote it."""
    try:
        return _FINDINGS.decode(content) if content else ()
    except msgspec.DecodeError:
        return ()

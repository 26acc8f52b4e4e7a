"""What passes concluded, each kind of thing in one piece, for whoever asks how things stand."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from syncd.memory import schema
from syncd.memory.database import delete, insert
from syncd.model import ActionItem, Finding, Measured, Overview

_ITEMS = msgspec.msgpack.Decoder(tuple[ActionItem, ...])
_FINDINGS = msgspec.msgpack.Decoder(tuple[Finding, ...])
_MEASURED = msgspec.msgpack.Decoder(Measured)
_TIME = msgspec.msgpack.Decoder(datetime)
_encode = msgspec.msgpack.Encoder().encode

T = TypeVar("T")


class Conclusions:
    """The part of a store that holds what the last passes concluded."""

    _reading: Callable[[], AbstractContextManager[sa.Connection]]
    _writing: Callable[[], AbstractContextManager[sa.Connection]]

    def items(self) -> tuple[ActionItem, ...]:
        """The action items as the last whole pass left them."""
        return self._concluded("items", _ITEMS) or ()

    def findings(self) -> tuple[Finding, ...]:
        """The findings of the last whole pass."""
        return self._concluded("findings", _FINDINGS) or ()

    def last_pass(self) -> datetime | None:
        """When the last whole pass was."""
        return self._concluded("time", _TIME)

    def overview(self) -> Overview | None:
        """What the last whole pass concluded about items and incidents; None before the first."""
        table = schema.conclusions
        query = sa.select(table.c.name, table.c.content)
        with self._reading() as connection:
            known = {row[0]: row[1] for row in connection.execute(query)}
        try:
            return Overview(
                _TIME.decode(known["time"]),
                _ITEMS.decode(known["items"]),
                _MEASURED.decode(known["measured"]),
            )
        except (KeyError, msgspec.DecodeError):
            return None

    def save_pass(
        self,
        now: datetime,
        items: Iterable[ActionItem],
        findings: Iterable[Finding],
        measured: Measured,
    ) -> None:
        """Remember what a whole pass concluded; what is the same as before is not written."""
        table = schema.conclusions
        wanted = {
            "items": _encode(tuple(items)),
            "findings": _encode(tuple(findings)),
            "measured": _encode(measured),
            "time": _encode(now),
        }
        with self._writing() as connection:
            rows = connection.execute(sa.select(table.c.name, table.c.content))
            known = {row[0]: row[1] for row in rows}
            changed = {name: body for name, body in wanted.items() if known.get(name) != body}
            delete(connection, table.c.name, changed, sa.true())
            insert(
                connection,
                table,
                ({"name": name, "content": body} for name, body in changed.items()),
            )

    def save_part(
        self,
        post_mortems: Iterable[str],
        items: Iterable[ActionItem],
        findings: Iterable[Finding],
        measured: Measured,
    ) -> None:
        """Remember what a pass over some post-mortems concluded; of the others nothing is new.

        Not in a store that knows of no whole pass.
        """
        about = set(post_mortems)
        table = schema.conclusions
        decoders: dict[str, msgspec.msgpack.Decoder[Any]] = {"items": _ITEMS, "findings": _FINDINGS}
        new = {"items": tuple(items), "findings": tuple(findings)}
        query = sa.select(table.c.name, table.c.content).with_for_update()
        with self._writing() as connection:
            known = {row[0]: row[1] for row in connection.execute(query)}
            if "time" not in known:
                return
            try:
                old = _MEASURED.decode(known["measured"])
                before = {name: decoders[name].decode(known[name]) for name in new}
            except (KeyError, msgspec.DecodeError):
                return  # another version wrote it; the next whole pass does so anew
            others = (each for each in old.incidents if each.id not in about)
            merged = Measured({**old.lives, **measured.lives}, (*others, *measured.incidents))
            wanted = {"measured": _encode(merged)}
            for name, concluded in new.items():
                kept = (each for each in before[name] if each.post_mortem not in about)
                wanted[name] = _encode((*kept, *concluded))
            for name, left in wanted.items():
                if left != known.get(name):
                    connection.execute(table.delete().where(table.c.name == name))
                    connection.execute(table.insert().values(name=name, content=left))

    def _concluded(self, name: str, decoder: msgspec.msgpack.Decoder[T]) -> T | None:
        table = schema.conclusions
        with self._reading() as connection:
            content = connection.scalar(sa.select(table.c.content).where(table.c.name == name))
        try:
            return None if content is None else decoder.decode(content)
        except msgspec.DecodeError:
            return None

"""What passes concluded, for whoever asks how things stand.

A whole pass leaves each kind of thing in one piece, since it is read as a whole; a pass over
some post-mortems leaves a piece for each of them beside that, until the next whole one.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from syncd.memory import schema
from syncd.memory.concluded import Concluded, Part
from syncd.memory.database import delete, insert
from syncd.memory.decoded import Decoded
from syncd.model import ActionItem, Finding, Measured, Overview

_FINDINGS = msgspec.msgpack.Decoder(tuple[Finding, ...])
_DECODERS: Mapping[str, msgspec.msgpack.Decoder[Any]] = {
    "items": msgspec.msgpack.Decoder(tuple[ActionItem, ...]),
    "findings": _FINDINGS,
    "measured": msgspec.msgpack.Decoder(Measured),
    "time": msgspec.msgpack.Decoder(datetime),
}
_LOSSES = msgspec.msgpack.Decoder(list[tuple[tuple[str, ...], str]])
_PART = msgspec.msgpack.Decoder(Part)
_encode = msgspec.msgpack.Encoder().encode


class Conclusions:
    """The part of a store that holds what the last passes concluded."""

    _reading: Callable[[], AbstractContextManager[sa.Connection]]
    _writing: Callable[[], AbstractContextManager[sa.Connection]]
    _decoded: Decoded
    _known: tuple[bytes | None, Concluded] | None = None

    def concluded(self) -> Concluded | None:
        """All of it; None before the first whole pass, or where another version wrote it."""
        whole, parts = schema.conclusions.c, schema.parts.c
        digest_of_whole = sa.select(whole.content).where(whole.name == "digest")
        known = self._known
        try:
            with self._reading() as connection:
                digest = connection.scalar(digest_of_whole)
                if known is None or digest is None or known[0] != digest:
                    rows = connection.execute(sa.select(whole.name, whole.content))
                    known = (digest, _whole({row[0]: row[1] for row in rows}))
                rows = connection.execute(sa.select(parts.post_mortem, parts.content))
                newer: list[tuple[str, bytes]] = [(row[0], row[1]) for row in rows]
            pieces = self._decoded.rows("parts", newer, _PART)
        except (KeyError, msgspec.DecodeError):
            return None
        self._known = known if self._decoded.keeps else None
        return replace(known[1], parts=pieces)

    def items(self) -> tuple[ActionItem, ...]:
        """The action items as the last passes left them."""
        concluded = self.concluded()
        return concluded.items if concluded else ()

    def findings(self) -> tuple[Finding, ...]:
        """The findings of the last passes."""
        concluded = self.concluded()
        return concluded.findings if concluded else ()

    def overview(self) -> Overview | None:
        """What the last passes concluded about items and incidents; None before the first."""
        concluded = self.concluded()
        return concluded.overview if concluded else None

    def losses(self) -> Mapping[tuple[str, ...], str]:
        """The parts in which the last whole pass changed nothing, and why."""
        content = self._content("losses")
        try:
            return dict(_LOSSES.decode(content)) if content else {}
        except msgspec.DecodeError:
            return {}

    def last_pass(self) -> datetime | None:
        """When the last whole pass was."""
        content = self._content("time")
        try:
            at: datetime | None = _DECODERS["time"].decode(content) if content else None
        except msgspec.DecodeError:
            return None
        return at

    def save_pass(
        self,
        now: datetime,
        items: Iterable[ActionItem],
        findings: Iterable[Finding],
        measured: Measured,
        losses: Mapping[tuple[str, ...], str],
    ) -> None:
        """Remember what a whole pass concluded; what is the same as before is not written.

        `losses` are the parts in which nothing is changed, and why.
        """
        table = schema.conclusions
        wanted = {
            "items": _encode(tuple(items)),
            "findings": _encode(tuple(findings)),
            "measured": _encode(measured),
            "time": _encode(now),
            "losses": _encode(list(losses.items())),
        }
        wanted["digest"] = _digest(*wanted.values())
        with self._writing() as connection:
            connection.execute(schema.parts.delete())
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

        A finding about another one is added to what is known of that. Not in a store that
        knows of no whole pass.
        """
        parts = _apart(post_mortems, items, measured)
        others: dict[str, list[Finding]] = defaultdict(list)
        for each in findings:
            others[each.post_mortem or ""].append(each)
        table = schema.parts
        if self.last_pass() is None:
            return
        with self._writing() as connection:
            for name, part in parts.items():
                wanted = _encode(part._replace(findings=tuple(others.pop(name, ()))))
                here = table.c.post_mortem == name
                if connection.scalar(sa.select(table.c.content).where(here)) != wanted:
                    connection.execute(table.delete().where(here))
                    connection.execute(table.insert().values(post_mortem=name, content=wanted))
            for name, added in others.items():
                _add(connection, name, added)

    def _content(self, name: str) -> bytes | None:
        table = schema.conclusions.c
        with self._reading() as connection:
            return connection.scalar(sa.select(table.content).where(table.name == name))


def _whole(rows: Mapping[str, bytes]) -> Concluded:
    """What a whole pass left."""
    found = {name: decoder.decode(rows[name]) for name, decoder in _DECODERS.items()}
    return Concluded(found["time"], Part(found["items"], found["findings"], found["measured"]))


def _apart(
    post_mortems: Iterable[str], items: Iterable[ActionItem], measured: Measured
) -> dict[str, Part]:
    """What was concluded, by post-mortem, and as yet without findings."""
    its: dict[str, list[ActionItem]] = {name: [] for name in post_mortems}
    for item in items:
        its[item.post_mortem].append(item)
    return {
        name: Part(
            tuple(some),
            (),
            Measured(
                {item.id: measured.lives[item.id] for item in some if item.id in measured.lives},
                tuple(each for each in measured.incidents if each.id == name),
            ),
        )
        for name, some in its.items()
    }


def _add(connection: sa.Connection, post_mortem: str, findings: Iterable[Finding]) -> None:
    """Add findings to what is known of a post-mortem."""
    parts, whole = schema.parts, schema.conclusions
    here = parts.c.post_mortem == post_mortem
    content = connection.scalar(sa.select(parts.c.content).where(here).with_for_update())
    if content is not None:
        part = _PART.decode(content)
        part = part._replace(findings=(*part.findings, *findings))
        connection.execute(parts.update().where(here).values(content=_encode(part)))
        return
    there = whole.c.name == "findings"
    content = connection.scalar(sa.select(whole.c.content).where(there).with_for_update())
    if content is not None:
        after = _encode((*_FINDINGS.decode(content), *findings))
        connection.execute(whole.update().where(there).values(content=after))
        digest = whole.update().where(whole.c.name == "digest")
        connection.execute(digest.values(content=_digest(content, after)))


def _digest(*contents: bytes) -> bytes:
    """What tells whether the conclusions of a whole pass are still those that somebody knows."""
    digest = hashlib.blake2b(digest_size=16)
    for content in contents:
        digest.update(content)
    return digest.digest()

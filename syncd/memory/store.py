"""The store itself: SQLAlchemy Core over SQLite (by default) or PostgreSQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from syncd.memory import schema
from syncd.model import (
    ActionItem,
    DocumentKey,
    Finding,
    PostMortem,
    Problem,
    Remembered,
    Ticket,
)

_BUSY_SECONDS = 30.0
_ITEMS = msgspec.msgpack.Decoder(tuple[ActionItem, ...])
_FINDINGS = msgspec.msgpack.Decoder(tuple[Finding, ...])
_TIME = msgspec.msgpack.Decoder(datetime)
_TICKET = msgspec.msgpack.Decoder(Ticket)
_REMEMBERED = msgspec.msgpack.Decoder(Remembered)
_DETAIL = msgspec.msgpack.Decoder(list[tuple[str, str | None, str | None, str | None]])
_encode = msgspec.msgpack.Encoder().encode

T = TypeVar("T")


class StoreError(Exception):
    """The store cannot be used; the message says which, why, and the way out."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as it was read: the post-mortem in it, or why there is none."""

    revision: str
    post_mortem: PostMortem | None = None
    problem: Problem | None = None


_DOCUMENT = msgspec.msgpack.Decoder(ReadDocument)


@dataclass(frozen=True, slots=True)
class ReadProject:
    """The tickets of a project by id, and where the last scan ended."""

    tickets: Mapping[str, Ticket]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change that syncd made or tried; `detail` lists field, before, after and why."""

    at: datetime
    post_mortem: str
    item: str
    ticket: str | None
    kind: str
    outcome: str
    detail: Sequence[tuple[str, str | None, str | None, str | None]]


def is_there(url: str) -> bool:
    """Whether there is a store already; one on a server is taken to be there."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return True
    return bool(parsed.database) and Path(str(parsed.database)).exists()


class Memory:
    """What syncd remembers. Every method is one transaction."""

    def __init__(self, url: str) -> None:
        """Open the store, or make it.

        Raises:
            StoreError: it cannot be reached, or what is there is no store.
        """
        self._shown = sa.make_url(url).render_as_string(hide_password=True)
        self._engine = sa.create_engine(url, **_options(url))
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
            sa.event.listen(self._engine, "begin", _begin_sqlite)
        with self._writing() as connection:
            self._prepare(connection)

    def _prepare(self, connection: sa.Connection) -> None:
        schema.metadata.create_all(connection)
        known = connection.scalar(
            sa.select(schema.meta.c.value).where(schema.meta.c.name == "schema")
        )
        if known == str(schema.SCHEMA):
            return
        rebuilt = [t for t in schema.metadata.sorted_tables if t is not schema.history]
        schema.metadata.drop_all(connection, tables=rebuilt)
        schema.metadata.create_all(connection)
        connection.execute(schema.meta.insert().values(name="schema", value=str(schema.SCHEMA)))

    def close(self) -> None:
        """Let go of the store."""
        self._engine.dispose()

    # Documents.

    def documents(self, source: str, fingerprint: str) -> Mapping[str, ReadDocument]:
        """The documents of a source by path, if they were read under the same settings."""
        table = schema.documents
        query = sa.select(table.c.path, table.c.content).where(table.c.source == source)
        return self._cached(f"source {source}", fingerprint, query, _DOCUMENT)

    def save_documents(
        self,
        source: str,
        fingerprint: str,
        changed: Mapping[str, ReadDocument],
        gone: Iterable[str] = (),
    ) -> None:
        """Remember documents as read just now, and forget those that are gone."""
        table = schema.documents
        with self._writing() as connection:
            self._stamp(connection, f"source {source}", fingerprint, None)
            _delete(connection, table.c.path, [*gone, *changed], table.c.source == source)
            _insert(
                connection,
                table,
                (
                    {
                        "source": source,
                        "path": path,
                        "revision": read.revision,
                        "content": _encode(read),
                    }
                    for path, read in changed.items()
                ),
            )

    # Tickets.

    def project(self, tracker: str, project: str, fingerprint: str) -> ReadProject:
        """The tickets of a project, if they were read under the same settings."""
        table = schema.tickets
        query = sa.select(table.c.id, table.c.content).where(
            table.c.tracker == tracker, table.c.project == project
        )
        place = f"tracker {tracker} {project}"
        tickets = self._cached(place, fingerprint, query, _TICKET)
        scan = sa.select(schema.scans.c.cursor).where(
            schema.scans.c.place == place, schema.scans.c.fingerprint == fingerprint
        )
        with self._reading() as connection:
            return ReadProject(tickets, connection.scalar(scan))

    def save_tickets(
        self,
        tracker: str,
        project: str,
        fingerprint: str,
        changed: Iterable[Ticket],
        gone: Iterable[str] = (),
        cursor: str | None = None,
    ) -> None:
        """Remember tickets as read or written just now, and forget those that are gone."""
        table = schema.tickets
        rows = [
            {"tracker": tracker, "project": project, "id": t.ref.id, "content": _encode(t)}
            for t in changed
        ]
        here = sa.and_(table.c.tracker == tracker, table.c.project == project)
        with self._writing() as connection:
            self._stamp(connection, f"tracker {tracker} {project}", fingerprint, cursor)
            _delete(connection, table.c.id, [*gone, *(str(row["id"]) for row in rows)], here)
            _insert(connection, table, rows)

    # What the last pass concluded.

    def remembered(self) -> Mapping[DocumentKey, Remembered]:
        """Every document as the last pass left it."""
        table = schema.remembered
        query = sa.select(table.c.source, table.c.path, table.c.content)
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return {DocumentKey(row[0], row[1]): _REMEMBERED.decode(row[2]) for row in rows}

    def remember(self, documents: Mapping[DocumentKey, Remembered | None]) -> None:
        """Remember how a pass leaves these documents; None forgets one."""
        table = schema.remembered
        with self._writing() as connection:
            for key in documents:
                here = sa.and_(table.c.source == key.source, table.c.path == key.path)
                connection.execute(table.delete().where(here))
            _insert(
                connection,
                table,
                (
                    {"source": key.source, "path": key.path, "content": _encode(left)}
                    for key, left in documents.items()
                    if left is not None
                ),
            )

    def items(self) -> tuple[ActionItem, ...]:
        """The action items as the last whole pass left them."""
        return self._concluded("items", _ITEMS) or ()

    def findings(self) -> tuple[Finding, ...]:
        """The findings of the last whole pass."""
        return self._concluded("findings", _FINDINGS) or ()

    def last_pass(self) -> datetime | None:
        """When the last whole pass was."""
        return self._concluded("time", _TIME)

    def save_pass(
        self, now: datetime, items: Iterable[ActionItem], findings: Iterable[Finding]
    ) -> None:
        """Remember what a whole pass concluded; what is the same as before is not written."""
        table = schema.conclusions
        wanted = {
            "items": _encode(tuple(items)),
            "findings": _encode(tuple(findings)),
            "time": _encode(now),
        }
        with self._writing() as connection:
            rows = connection.execute(sa.select(table.c.name, table.c.content))
            known = {row[0]: row[1] for row in rows}
            changed = {name: body for name, body in wanted.items() if known.get(name) != body}
            _delete(connection, table.c.name, changed, sa.true())
            _insert(
                connection,
                table,
                ({"name": name, "content": body} for name, body in changed.items()),
            )

    def _concluded(self, name: str, decoder: msgspec.msgpack.Decoder[T]) -> T | None:
        table = schema.conclusions
        with self._reading() as connection:
            content = connection.scalar(sa.select(table.c.content).where(table.c.name == name))
        try:
            return None if content is None else decoder.decode(content)
        except msgspec.DecodeError:
            return None

    # History.

    def record(self, entries: Iterable[HistoryEntry]) -> None:
        """Append to the history."""
        rows = [
            {
                "at": entry.at.isoformat(),
                "post_mortem": entry.post_mortem,
                "item": entry.item,
                "ticket": entry.ticket,
                "kind": entry.kind,
                "outcome": entry.outcome,
                "detail": _encode(list(entry.detail)),
            }
            for entry in entries
        ]
        with self._writing() as connection:
            _insert(connection, schema.history, rows)

    def history(self, name: str) -> tuple[HistoryEntry, ...]:
        """What was done about an item or a post-mortem, oldest first."""
        table = schema.history
        query = (
            sa.select(table)
            .where(sa.or_(table.c.item == name, table.c.post_mortem == name))
            .order_by(table.c.n)
        )
        with self._reading() as connection:
            return tuple(
                HistoryEntry(
                    datetime.fromisoformat(row.at),
                    row.post_mortem,
                    row.item,
                    row.ticket,
                    row.kind,
                    row.outcome,
                    _DETAIL.decode(row.detail),
                )
                for row in connection.execute(query)
            )

    # What every method needs.

    def _cached(
        self,
        place: str,
        fingerprint: str,
        query: sa.Select[str, bytes],
        decoder: msgspec.msgpack.Decoder[T],
    ) -> dict[str, T]:
        """The rows of a place, unless they were read under other settings or another model."""
        scan = sa.select(schema.scans.c.fingerprint).where(schema.scans.c.place == place)
        with self._reading() as connection:
            if connection.scalar(scan) != fingerprint:
                return {}
            rows = connection.execute(query).all()
        try:
            return {row[0]: decoder.decode(row[1]) for row in rows}
        except msgspec.DecodeError:
            return {}

    def _stamp(
        self, connection: sa.Connection, place: str, fingerprint: str, cursor: str | None
    ) -> None:
        table = schema.scans
        known = connection.execute(sa.select(table).where(table.c.place == place)).one_or_none()
        if known is not None and known.fingerprint == fingerprint:
            if cursor is not None and cursor != known.cursor:
                connection.execute(
                    table.update().where(table.c.place == place).values(cursor=cursor)
                )
            return
        kind, _, rest = place.partition(" ")
        if kind == "source":
            connection.execute(schema.documents.delete().where(schema.documents.c.source == rest))
        else:
            tracker, _, project = rest.partition(" ")
            rows = schema.tickets
            connection.execute(
                rows.delete().where(rows.c.tracker == tracker, rows.c.project == project)
            )
        connection.execute(table.delete().where(table.c.place == place))
        connection.execute(
            table.insert().values(place=place, fingerprint=fingerprint, cursor=cursor)
        )

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._told(), self._engine.connect() as raw:
            connection = raw.execution_options(syncd_writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            raise StoreError(
                f"the store {self._shown} cannot be used: {cause}. It is only a cache: if it is"
                " damaged, move it away and run again; if it is out of reach, correct"
                " syncd.store in the configuration"
            ) from error


def _options(url: str) -> dict[str, Any]:
    if not sa.make_url(url).get_backend_name().startswith("sqlite"):
        return {"pool_pre_ping": True}
    options: dict[str, Any] = {"connect_args": {"timeout": _BUSY_SECONDS}}
    if sa.make_url(url).database in {None, "", ":memory:"}:
        options["poolclass"] = sa.StaticPool  # one connection, or each would see another store
    return options


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not guessed by the driver
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    """Take the write lock at once where a transaction will write, so that none is upgraded."""
    writes = connection.get_execution_options().get("syncd_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _insert(
    connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, object]]
) -> None:
    listed = list(rows)
    if listed:
        connection.execute(table.insert(), listed)


def _delete(
    connection: sa.Connection,
    column: sa.Column[Any],
    names: Iterable[str],
    where: sa.ColumnElement[bool],
) -> None:
    listed = [{"name": name} for name in names]
    if listed:
        statement = column.table.delete().where(where, column == sa.bindparam("name"))
        connection.execute(statement, listed)

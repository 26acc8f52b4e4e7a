"""The store itself: what is remembered, and in which form."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

import msgspec
import sqlalchemy as sa

from syncd.memory import schema
from syncd.memory.conclusions import Conclusions
from syncd.memory.database import DamagedStoreError, Database, delete, insert
from syncd.memory.days import Days
from syncd.memory.decoded import Decoded
from syncd.memory.gates import Gates
from syncd.memory.journal import Journal
from syncd.memory.keys import Keys
from syncd.memory.locks import Locks
from syncd.memory.messages import Messages
from syncd.memory.notes import Notes
from syncd.memory.records import Account, HistoryEntry, ReadDocument, ReadProject, Scan
from syncd.memory.sayings import Sayings
from syncd.model import Ticket

_MAKING_TABLES = 0x73796E63  # of the advisory lock of whoever makes the tables
_TICKET = msgspec.msgpack.Decoder(Ticket)
_DETAIL = msgspec.msgpack.Decoder(list[tuple[str, str | None, str | None, str | None]])
_SEEN = msgspec.msgpack.Decoder(list[str])
_encode = msgspec.msgpack.Encoder().encode

T = TypeVar("T")


_DOCUMENT = msgspec.msgpack.Decoder(ReadDocument)


class Memory(Notes, Conclusions, Messages, Sayings, Days):
    """What syncd remembers. Every method is one transaction."""

    def __init__(self, url: str) -> None:
        """Open the store, or make it.

        Raises:
            StoreError: it cannot be reached, or what is there is no store.
        """
        self._database = Database(url)
        self._locks = Locks(self._database.engine)
        self._decoded = Decoded()
        self._reading, self._writing = self._database.reading, self._database.writing
        self.keys = Keys(self._database)
        self.gates = Gates(self._database)
        self.journal = Journal(self._database)
        with self._writing() as connection:
            self._prepare(connection)

    def close(self) -> None:
        """Let go of the store."""
        self._database.close()

    def keep_decoded(self) -> None:
        """Decode from now on only what has changed; for whoever makes one pass after another."""
        self._decoded.keeps = True

    def check(self) -> None:
        """Look whether the whole store can be read.

        Raises:
            DamagedStoreError: it cannot.
        """
        if self._database.engine.dialect.name != "sqlite":
            return
        with self._reading() as connection:
            found = connection.scalar(sa.text("PRAGMA quick_check(1)"))
        if found != "ok":
            raise DamagedStoreError(
                f"the store is damaged: {found}. It is only a cache: move it away"
            )

    def when_damaged(self, tell: Callable[[DamagedStoreError], None]) -> None:
        """Have somebody told as soon as damage shows, besides whoever meets it."""
        self._database.tell_damage = tell

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Keep out every other syncd on this store that wants to be alone under this name.

        A process that ends in whatever way lets go of it.
        """
        with self._locks.held(name):
            yield

    def _prepare(self, connection: sa.Connection) -> None:
        if connection.dialect.name == "postgresql":  # replicas may begin at the same time
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MAKING_TABLES)))
        schema.metadata.create_all(connection)
        known = connection.scalar(
            sa.select(schema.meta.c.value).where(schema.meta.c.name == "schema")
        )
        if known == str(schema.SCHEMA):
            return
        rebuilt = [t for t in schema.metadata.sorted_tables if t not in schema.KEPT]
        schema.metadata.drop_all(connection, tables=rebuilt)
        schema.metadata.create_all(connection)
        connection.execute(schema.meta.insert().values(name="schema", value=str(schema.SCHEMA)))

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
            delete(connection, table.c.path, [*gone, *changed], table.c.source == source)
            insert(
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
        scans = schema.scans.c
        stamp = sa.select(scans.cursor, scans.whole, scans.resume, scans.seen).where(
            scans.place == place, scans.fingerprint == fingerprint
        )
        with self._reading() as connection:
            row = connection.execute(stamp).one_or_none()
        if row is None:
            return ReadProject(tickets, Scan())
        whole = datetime.fromisoformat(row.whole) if row.whole else None
        seen = _SEEN.decode(row.seen) if row.seen else ()
        return ReadProject(tickets, Scan(row.cursor, whole, row.resume, seen))

    def projects(self, tracker: str, fingerprint: str) -> frozenset[str]:
        """The projects of a tracker that were read under the same settings."""
        start = f"tracker {tracker} "
        places = sa.select(schema.scans.c.place).where(
            schema.scans.c.place.startswith(start, autoescape=True),
            schema.scans.c.fingerprint == fingerprint,
        )
        with self._reading() as connection:
            return frozenset(place.removeprefix(start) for place in connection.scalars(places))

    def save_tickets(
        self,
        tracker: str,
        project: str,
        fingerprint: str,
        changed: Iterable[Ticket],
        gone: Iterable[str] = (),
        scan: Scan | None = None,
    ) -> None:
        """Remember tickets as read or written just now, and forget those that are gone.

        Without a `scan` it is not said how far the reading of the project has come.
        """
        table = schema.tickets
        rows = [
            {"tracker": tracker, "project": project, "id": t.ref.id, "content": _encode(t)}
            for t in changed
        ]
        here = sa.and_(table.c.tracker == tracker, table.c.project == project)
        with self._writing() as connection:
            self._stamp(connection, f"tracker {tracker} {project}", fingerprint, scan)
            delete(connection, table.c.id, [*gone, *(str(row["id"]) for row in rows)], here)
            insert(connection, table, rows)

    # People.

    def accounts(self) -> Mapping[tuple[str, str], Account]:
        """Whom the names in documents mean in each tracker, as it was looked up."""
        table = schema.accounts
        with self._reading() as connection:
            rows = connection.execute(sa.select(table)).all()
        return {
            (row.tracker, row.name): Account(row.account, datetime.fromisoformat(row.at))
            for row in rows
        }

    def save_accounts(self, found: Mapping[tuple[str, str], Account]) -> None:
        """Remember what was looked up."""
        table = schema.accounts
        with self._writing() as connection:
            for tracker, name in found:
                here = sa.and_(table.c.tracker == tracker, table.c.name == name)
                connection.execute(table.delete().where(here))
            insert(
                connection,
                table,
                (
                    {
                        "tracker": tracker,
                        "name": name,
                        "account": account.id,
                        "at": account.looked_up.isoformat(),
                    }
                    for (tracker, name), account in found.items()
                ),
            )

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
            insert(connection, schema.history, rows)

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
            rows = [(row[0], row[1]) for row in connection.execute(query)]
        try:
            return self._decoded.rows(place, rows, decoder)
        except msgspec.DecodeError:
            return {}

    def _stamp(
        self, connection: sa.Connection, place: str, fingerprint: str, scan: Scan | None
    ) -> None:
        table = schema.scans
        known = connection.execute(sa.select(table).where(table.c.place == place)).one_or_none()
        progress = _progress(scan) if scan else {}
        if known is not None and known.fingerprint == fingerprint:
            if any(getattr(known, name) != value for name, value in progress.items()):
                connection.execute(table.update().where(table.c.place == place).values(**progress))
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
        connection.execute(table.insert().values(place=place, fingerprint=fingerprint, **progress))


def _progress(scan: Scan) -> dict[str, object]:
    return {
        "cursor": scan.cursor,
        "whole": scan.whole.isoformat() if scan.whole else None,
        "resume": scan.resume,
        "seen": _encode(list(scan.seen)) if scan.seen else None,
    }

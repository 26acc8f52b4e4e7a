"""The database below the store: SQLite by default, PostgreSQL for a fleet."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_BUSY_SECONDS = 30.0


class StoreError(Exception):
    """The store cannot be used; the message says which, why, and the way out."""


class DamagedStoreError(StoreError):
    """The file of the store is no database (any more); it can be made anew."""


_DAMAGE = ("malformed", "not a database", "disk image")


class Database:
    """Transactions on one database, and one error for everything that goes wrong with it."""

    def __init__(self, url: str) -> None:
        """Nothing is connected to before it is needed."""
        self._shown = sa.make_url(url).render_as_string(hide_password=True)
        self.engine = sa.create_engine(url, **_options(url))
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "begin", _begin_sqlite)
        # A store in memory is one connection, so that its transactions have to take turns.
        shared = isinstance(self.engine.pool, sa.StaticPool)
        self._turn: AbstractContextManager[object] = threading.RLock() if shared else nullcontext()
        self.tell_damage: Callable[[DamagedStoreError], None] = _nobody
        """Hears of damage, whoever met it: it can show in any statement."""

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that writes nothing.

        Raises:
            StoreError: the database does not do what it should.
        """
        with self._told(), self._turn, self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that is committed at its end, or not at all.

        Raises:
            StoreError: the database does not do what it should; nothing was written.
        """
        with self._told(), self._turn, self.engine.connect() as raw:
            connection = raw.execution_options(syncd_writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            is_damaged = any(words in str(cause) for words in _DAMAGE)
            told = (DamagedStoreError if is_damaged else StoreError)(
                f"the store {self._shown} cannot be used: {cause}. It is only a cache: if it is"
                " damaged, move it away and run again; if it is out of reach, correct"
                " syncd.store in the configuration"
            )
            if isinstance(told, DamagedStoreError):
                self.tell_damage(told)
            raise told from error


def _nobody(_error: DamagedStoreError) -> None:
    """Whoever met the damage is told by the error itself."""


def move_aside(url: str) -> Path | None:
    """Rename the file of a store, with what SQLite keeps beside it; None if there is no file.

    Raises:
        OSError: it cannot be renamed.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    file, aside = Path(parsed.database), Path(f"{parsed.database}.damaged")
    for end in ("", "-wal", "-shm"):
        if (part := Path(f"{file}{end}")).exists():
            part.replace(f"{aside}{end}")
    return aside


def is_there(url: str) -> bool:
    """Whether there is a store already; one on a server is taken to be there."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return True
    return bool(parsed.database) and Path(str(parsed.database)).exists()


def _options(url: str) -> dict[str, Any]:
    if not sa.make_url(url).get_backend_name().startswith("sqlite"):
        return {"pool_pre_ping": True}
    options: dict[str, Any] = {"connect_args": {"timeout": _BUSY_SECONDS}}
    if sa.make_url(url).database in {None, "", ":memory:"}:
        options["poolclass"] = sa.StaticPool  # one connection, or each would see another store
        options["connect_args"]["check_same_thread"] = False
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


def insert_into(connection: sa.Connection, table: sa.Table) -> Any:
    """An insert that can say what becomes of a row that is there already."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def insert(
    connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, object]]
) -> None:
    """Add rows, if there are any."""
    listed = list(rows)
    if listed:
        connection.execute(table.insert(), listed)


def delete(
    connection: sa.Connection,
    column: sa.Column[Any],
    names: Iterable[str],
    where: sa.ColumnElement[bool],
) -> None:
    """Remove the rows with these names, in this part of their table."""
    listed = [{"name": name} for name in names]
    if listed:
        statement = column.table.delete().where(where, column == sa.bindparam("name"))
        connection.execute(statement, listed)

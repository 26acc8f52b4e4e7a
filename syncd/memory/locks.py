"""Who may do something that no two syncd on one store may do at once."""

import fcntl
import os
import threading
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache

import sqlalchemy as sa

_OPENING = threading.Lock()


class Locks:
    """Named locks on one store, which die with the process that holds them.

    On PostgreSQL they are advisory locks. Beside an SQLite file they are byte ranges of an
    empty file, and a store in memory needs none, since nobody else can see it.
    """

    def __init__(self, engine: sa.Engine) -> None:
        """Nothing is locked or made before it is asked for."""
        self._engine = engine

    def held(self, name: str) -> AbstractContextManager[None]:
        """Wait for the lock, and hold it for as long as the context lasts."""
        number = zlib.crc32(name.encode())
        if self._engine.dialect.name != "sqlite":
            return _advisory(self._engine, number)
        file = self._engine.url.database
        if not file:
            return nullcontext()
        with _OPENING:  # two threads that come first at once would each open a handle
            ranges = _ranges(f"{file}-lock")
        return ranges.held(number)


@contextmanager
def _advisory(engine: sa.Engine, number: int) -> Iterator[None]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.select(sa.func.pg_advisory_lock(number)))
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(number)))


class _Ranges:
    """Byte ranges of one file. A process has one handle: closing another would free them all."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._threads: dict[int, threading.Lock] = defaultdict(threading.Lock)

    @contextmanager
    def held(self, number: int) -> Iterator[None]:
        with self._threads[number]:  # a range keeps out other processes, not other threads
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, number)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)


@lru_cache(maxsize=64)
def _ranges(path: str) -> _Ranges:
    return _Ranges(path)

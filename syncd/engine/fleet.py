"""The engine of several replicas on one PostgreSQL, by procrastinate.

A key is a job with `lock` and `queueing_lock` of its own name, so that unique indexes hold the
promises of engines: one that waits and one in work, whoever of the replicas has them.

What procrastinate 3 needs to be told, each found out by trying: its own `retry` together with
a `queueing_lock` leaves the job of a key in work for ever (procrastinate#1543), so a key that
has to be worked on again is marked again. Jobs of a replica that died are put back by
`_rescue`. A replica that stood still and wakes up still believes that it has its key, so each
run holds an advisory lock besides. A restart of PostgreSQL ends the worker, so it is started
again. A job that is enqueued twice is an error in PostgreSQL's log, so that is asked first.
"""

import asyncio
import contextlib
import random
import threading
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import procrastinate
import psycopg
import sqlalchemy as sa
import structlog
from procrastinate import exceptions, jobs

from syncd.engine.port import Clock, Work
from syncd.engine.timers import Schedule, Timers
from syncd.engine.turn import Patience, Turn
from syncd.memory import Keys, StoreError

_TASK = "syncd.look"
_WORKERS = 8
_HEARTBEAT = 3.0  # seconds between two signs of life of a replica
_DEAD_AFTER = 10.0  # seconds without one
_POLL = 1.0  # seconds until a delayed job is noticed
_TOO_SOON = 3.0  # seconds until a key is tried again that another replica still holds
_GRACE = 8.0  # seconds for what has begun when it is time to stop
_NAMESPACE = 7  # of the advisory locks of keys
_WAITING = (
    "select id, extract(epoch from scheduled_at) from procrastinate_jobs"
    " where queueing_lock = %s and status = 'todo'"
)
_EARLIER = (
    "update procrastinate_jobs set scheduled_at = %s"
    " where id = %s and status = 'todo' and scheduled_at > %s"
)
_log = structlog.get_logger()


class Fleet:
    """Works on keys together with every other replica on the same store."""

    def __init__(
        self,
        work: Work,
        keys: Keys,
        url: str,
        *,
        always: Collection[str] = (),
        patience: Patience | None = None,
        clock: Clock | None = None,
        chance: Callable[[], float] = random.random,
        workers: int = _WORKERS,
    ) -> None:
        """`url` is that of the store; nothing runs before `run`. `always` are never parked.

        Raises:
            StoreError: it cannot be reached.
        """
        parsed = sa.make_url(url).set(drivername="postgresql")
        self._conninfo = parsed.render_as_string(hide_password=False)
        self._clock = clock or Clock()
        self._patience = patience or Patience()
        self._keys = keys
        self._turn = Turn(work, keys, always, self._patience, self._clock, chance)
        self._timers = Timers(keys, self.mark)
        self._workers = workers
        self._outbox = procrastinate.App(
            connector=procrastinate.SyncPsycopgConnector(
                conninfo=self._conninfo, min_size=0, max_size=4, timeout=5.0
            )
        )
        self._outbox_is_open = threading.Lock()
        self._prepare()

    def mark(self, key: str, delay: float = 0.0) -> None:
        """Have a key looked at by any of the replicas.

        Raises:
            StoreError: PostgreSQL does not answer.
        """
        now = self._clock.now()
        wait = self._keys.wait(key, now=now, gap=self._patience.gap)
        due = now + max(delay, wait if wait != float("inf") else 0.0)
        with self._told():
            if self._is_waiting(key, due):
                return
            at = datetime.fromtimestamp(due, UTC) if due > now else None
            job = self._outbox.configure_task(
                _TASK, lock=key, queueing_lock=key, schedule_at=at, allow_unknown=True
            )
            with contextlib.suppress(exceptions.AlreadyEnqueued):
                job.defer(key=key)

    def every(self, schedule: Schedule, key: str) -> None:
        """Mark a key whenever it is time."""
        self._timers.add(schedule, key)

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set, and until what has begun is done."""
        timer = threading.Thread(target=self._tick, args=(stop,), name="timers")
        timer.start()
        try:
            asyncio.run(self._run(stop))
        finally:
            timer.join()
            self._outbox.close()

    # Marks.

    def _prepare(self) -> None:
        """Open the way for marks, and make procrastinate's tables if there are none."""
        with self._told():
            self._outbox.open()
            with psycopg.connect(self._conninfo, autocommit=True) as connection:
                connection.execute("select pg_advisory_lock(%s, 0)", (_NAMESPACE,))
                row = connection.execute("select to_regclass('procrastinate_jobs')").fetchone()
                if row is None or row[0] is None:
                    self._outbox.schema_manager.apply_schema()

    def _is_waiting(self, key: str, due: float) -> bool:
        """Whether a key waits for its turn already; then it is not later than it has to be."""
        connector = self._outbox.connector
        assert isinstance(connector, procrastinate.SyncPsycopgConnector)  # noqa: S101
        with connector.pool.connection() as connection:
            row = connection.execute(_WAITING, (key,)).fetchone()
            if row is None:
                return False
            if row[1] is not None and float(row[1]) > due:
                at = datetime.fromtimestamp(due, UTC)
                connection.execute(_EARLIER, (at, row[0], at))
            return True

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (psycopg.Error, exceptions.ConnectorException, OSError) as error:
            raise StoreError(f"PostgreSQL does not take marks: {error}") from error

    def _tick(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                wait = self._timers.fire(self._clock.now())
            except StoreError as error:
                _log.warning("store away", error=str(error))
                wait = self._patience.away
            stop.wait(self._clock.real(wait))

    # Work.

    async def _run(self, stop: threading.Event) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(self._workers, "engine") as pool:
            stopping = asyncio.ensure_future(loop.run_in_executor(None, stop.wait))
            while not stop.is_set():
                try:
                    async with self._app(pool) as app:
                        await self._work(app, stopping)
                except (psycopg.Error, exceptions.ProcrastinateException, OSError) as error:
                    _log.warning("store away", error=str(error))
                    await asyncio.wait([stopping], timeout=1.0)

    @asynccontextmanager
    async def _app(self, pool: ThreadPoolExecutor) -> AsyncIterator[procrastinate.App]:
        connector = procrastinate.PsycopgConnector(
            conninfo=self._conninfo, min_size=1, max_size=self._workers + 2, timeout=5.0
        )
        app = procrastinate.App(connector=connector)

        @app.task(name=_TASK, pass_context=False)
        async def look(key: str) -> None:
            await asyncio.get_running_loop().run_in_executor(pool, self._look, key)

        async with app.open_async():
            yield app

    async def _work(self, app: procrastinate.App, stopping: asyncio.Future[Any]) -> None:
        """Work and rescue until it is time to stop, or one of them can go on no longer."""
        worker: asyncio.Future[None] = asyncio.ensure_future(
            app.run_worker_async(
                concurrency=self._workers,
                install_signal_handlers=False,
                fetch_job_polling_interval=_POLL,
                update_heartbeat_interval=_HEARTBEAT,
                stalled_worker_timeout=_DEAD_AFTER,
                delete_jobs="always",
                shutdown_graceful_timeout=_GRACE,
            )
        )
        rescue: asyncio.Future[None] = asyncio.ensure_future(self._rescue(app))
        try:
            both: list[asyncio.Future[None]] = [worker, rescue]
            await asyncio.wait({*both, stopping}, return_when=asyncio.FIRST_COMPLETED)
            for each in both:
                if each.done():
                    each.result()
        finally:
            for each in (worker, rescue):
                each.cancel()
            await asyncio.gather(worker, rescue, return_exceptions=True)

    def _look(self, key: str) -> None:
        """Work on a key, unless somebody who was taken for dead still does."""
        try:
            with psycopg.connect(self._conninfo, autocommit=True) as fence:
                lock = "select pg_try_advisory_lock(hashtextextended(%s, %s))"
                held = fence.execute(lock, (key, _NAMESPACE)).fetchone()
                if held is None or not held[0]:
                    self.mark(key, _TOO_SOON)
                    return
                again = self._turn.take(key)
                if again is not None:
                    self.mark(key, max(0.0, again - self._clock.now()))
        except (psycopg.Error, StoreError) as error:
            _log.warning("store away", key=key, error=str(error))
            raise

    async def _rescue(self, app: procrastinate.App) -> None:
        """Put back what replicas had in hand that show no sign of life any more."""
        while True:
            await asyncio.sleep(_HEARTBEAT * (1 + random.random()))  # noqa: S311
            stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER)
            for job in stalled:
                with contextlib.suppress(exceptions.ConnectorException):  # another was first
                    await self._put_back(app, job)

    async def _put_back(self, app: procrastinate.App, job: jobs.Job) -> None:
        try:
            await app.job_manager.retry_job(job, retry_at=datetime.fromtimestamp(0, UTC))
        except exceptions.UniqueViolation:  # the key waits already, and takes over
            await app.job_manager.finish_job(job, jobs.Status.FAILED, delete_job=True)

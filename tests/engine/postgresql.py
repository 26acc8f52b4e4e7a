"""A PostgreSQL of the tests' own, on loopback, in a temporary folder."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import psycopg

_PLACES = ("/usr/lib/postgresql/{}/bin", "/opt/homebrew/opt/postgresql@{}/bin")
_VERSIONS = range(20, 12, -1)


def binaries() -> Path | None:
    """The folder with `initdb` and `postgres`; None where there is no PostgreSQL."""
    for place in _PLACES:
        for version in _VERSIONS:
            folder = Path(place.format(version))
            if (folder / "initdb").exists():
                return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class PostgreSQL:
    """One server with one empty database."""

    def __init__(self) -> None:
        """Make it and start it; it runs as a user of its own if this one is root.

        Raises:
            RuntimeError: it does not start.
        """
        folder = binaries()
        if folder is None:
            raise RuntimeError("there is no PostgreSQL here")
        self._bin = folder
        self._folder = Path(tempfile.mkdtemp(prefix="syncd-pg-"))
        self.port = _free_port()
        self._prefix: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres", "postgres")
            self._prefix = ["runuser", "-u", "postgres", "--"]
        self._folder.chmod(0o700)
        data = str(self._folder / "data")
        self._call("initdb", "-D", data, "-U", "syncd", "-A", "trust", "-N", "-E", "UTF8")
        self.start()

    @property
    def url(self) -> str:
        """What `syncd.store` has to say."""
        return f"postgresql://syncd@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self._folder} -c fsync=off"
        log = str(self._folder / "log")
        self._call("pg_ctl", "-D", str(self._folder / "data"), "-l", log, "-o", options, "start")
        ends = time.monotonic() + 20
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > ends:
                    raise
                time.sleep(0.1)
            else:
                return

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; `immediate` is as if its machine had lost power."""
        self._call("pg_ctl", "-D", str(self._folder / "data"), "-m", mode, "stop")

    def empty(self) -> None:
        """Drop everything that is in the database."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where pid <> pg_backend_pid() and usename = 'syncd'"
            )
            connection.execute("drop schema public cascade; create schema public")

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it and remove what it wrote."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _call(self, name: str, *arguments: str) -> None:
        command = [*self._prefix, str(self._bin / name), *arguments]
        done = subprocess.run(
            command,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
        )
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])

"""`syncd run` as a process of its own."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

HANGS = 60.0  # seconds after which a test has failed


class Service:
    """A process, and what it has said so far."""

    def __init__(
        self, folder: Path, environ: Mapping[str, str], *arguments: str, command: str = "run"
    ) -> None:
        """Start it; it listens on a port of its own choice."""
        usual = {name: value for name, value in os.environ.items() if name[:6] != "SYNCD_"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "syncd", command, *arguments],
            cwd=folder,
            env={**usual, "SYNCD_SERVICE__LISTEN": "127.0.0.1:0", **environ},
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        self._url: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def url(self) -> str:
        """Where it listens; waits until it does.

        Raises:
            AssertionError: it ended, or never said so.
        """
        url = self._url.get(timeout=HANGS)
        self._url.put(url)
        assert url, "".join(self.said)
        return url

    def get(self, path: str) -> httpx.Response:
        """Ask it for something."""
        return httpx.get(f"{self.url}{path}", timeout=HANGS)

    def wait_until_ready(self) -> None:
        """Wait until it has made its first pass."""
        ends = time.monotonic() + HANGS
        while self.get("/readyz").status_code != 200:
            assert time.monotonic() < ends, "".join(self.said)
            time.sleep(0.05)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end; gives its exit code."""
        self.process.send_signal(number)
        code = self.process.wait(HANGS)
        self._reader.join(HANGS)
        return code

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if line.startswith("syncd listens on "):
                self._url.put(line.split()[-1])
        self._url.put("")


@contextmanager
def served(
    folder: Path, environ: Mapping[str, str], *arguments: str, command: str = "run"
) -> Iterator[Service]:
    """A service, killed at the end if it is still there."""
    service = Service(folder, environ, *arguments, command=command)
    try:
        yield service
    finally:
        if service.process.poll() is None:
            service.process.kill()
        service.process.wait()
        assert service.process.stderr is not None
        service.process.stderr.close()

"""A Prometheus of its own, that scrapes one address every second."""

import queue
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from ruamel.yaml import YAML

from tests.service.process import HANGS

T = TypeVar("T")
_LISTENS = re.compile(r'msg="Listening on" address=(\S+)')


class Prometheus:
    """A server, and what it has said so far."""

    def __init__(self, binary: str, folder: Path, scraped: str, rules: Path) -> None:
        """Start it in an empty folder; it listens on this machine, on a port of its own choice."""
        config = folder / "prometheus.yml"
        YAML().dump(_config(scraped, rules), config)
        self.process = subprocess.Popen(
            [
                binary,
                f"--config.file={config}",
                f"--storage.tsdb.path={folder / 'data'}",
                "--web.listen-address=127.0.0.1:0",
            ],
            cwd=folder,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        self._address: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        address = self._address.get(timeout=HANGS)
        assert address, "".join(self.said)
        self._url = f"http://{address}/api/v1"

    def ask(self, path: str, **asked: str) -> Any:
        """The `data` that its API answers with."""
        answer = httpx.get(f"{self._url}/{path}", params=asked, timeout=HANGS).json()
        assert answer["status"] == "success", answer
        return answer["data"]

    def query(self, expression: str) -> list[Any]:
        """The samples that an expression gives now."""
        found: list[Any] = self.ask("query", query=expression)["result"]
        return found

    def wait_for(self, look: Callable[[], T]) -> T:
        """What `look` gives as soon as it gives something.

        Raises:
            AssertionError: it never did.
        """
        ends = time.monotonic() + HANGS
        while not (found := look()):
            assert time.monotonic() < ends, "".join(self.said)
            time.sleep(0.2)
        return found

    def end(self) -> None:
        """Ask it to end, and make it if it does not."""
        self.process.terminate()
        try:
            self.process.wait(HANGS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(HANGS)
        assert self.process.stderr is not None
        self.process.stderr.close()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if found := _LISTENS.search(line):
                self._address.put(found[1])
        self._address.put("")


def _config(scraped: str, rules: Path) -> dict[str, Any]:
    return {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(rules)],
        "scrape_configs": [
            {"job_name": "syncd", "static_configs": [{"targets": [urlsplit(scraped).netloc]}]}
        ],
    }


@contextmanager
def prometheus(binary: str, folder: Path, scraped: str, rules: Path) -> Iterator[Prometheus]:
    """A Prometheus that evaluates these rules; it is ended at the end."""
    folder.mkdir()
    server = Prometheus(binary, folder, scraped, rules)
    try:
        yield server
    finally:
        server.end()

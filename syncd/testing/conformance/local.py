"""What the stages of trackers on this machine have in common."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from syncd.testing.conformance.stage import Fault, Request


class LocalStage:
    """A folder in which a tracker keeps what it has, and a clock that only a test moves.

    There are no requests, so none is counted or fails; the files that changed are the writes.
    Nobody is told of anything, and whoever can read the files can write them.
    What is left for a stage to give: `table`, `project`, `elsewhere`, `accounts`, `cannot`,
    `human`, `speak`, `whole` and `keys`.
    """

    environ: ClassVar[Mapping[str, str]] = {}
    log: ClassVar[Sequence[str]] = ()
    page = 50
    said_page = 50
    creates = 0
    outsider: ClassVar[str | None] = None

    def __init__(self, folder: Path) -> None:
        """`folder` is the tracker's alone, and nothing is in it yet."""
        self.folder = folder
        self._now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self._seen: Mapping[str, bytes] = {}

    @property
    def writes(self) -> Sequence[str]:
        """The files that were made, changed or deleted since `clear_log`."""
        now, seen = self._files(), self._seen
        return sorted(name for name in {*now, *seen} if now.get(name) != seen.get(name))

    def clear_log(self) -> None:
        """Take all that is there for known."""
        self._seen = self._files()

    def fault(
        self, what: Fault, hits: Request, times: int = 1, retry_after: int | None = None
    ) -> None:
        """There is no request that could fail, so nobody asks for this."""
        raise NotImplementedError(what)

    def now(self) -> float:
        """The time on the wall, in seconds since 1970."""
        return self._now.timestamp()

    def pass_time(self, seconds: float) -> None:
        """Wait."""
        self._now += timedelta(seconds=seconds)

    def mentioned(self, key: str) -> Sequence[str] | None:
        """Nobody is told."""
        return None

    def reads(self, tickets: int, comments: int, commented: int) -> int:
        """Reading takes no request."""
        return 0

    def _files(self) -> Mapping[str, bytes]:
        files = (file for file in self.folder.rglob("*") if file.is_file())
        return {file.relative_to(self.folder).as_posix(): file.read_bytes() for file in files}

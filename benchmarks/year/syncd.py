"""syncd itself, at work on the company's documents: one process, and a store in a file."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.year.office import Office
from benchmarks.year.places import Places
from syncd.config import load
from syncd.model import PassOutcome
from syncd.passes import World, open_world, reconcile
from syncd.policy.rules import known_names
from syncd.ports import RealTime

_NO_CAP = ("max_notifications = 500",)


class Syncd:
    """What makes the passes; nobody waits in it, for the time is that of the places."""

    def __init__(
        self, folder: Path, office: Office, places: Places, policy: Sequence[str] = _NO_CAP
    ) -> None:
        """Write the configuration into the folder; `policy` are more lines of that table."""
        self.config = folder / "syncd.toml"
        self.store = folder / "syncd.db"
        self._places = places
        text = office.config(f"sqlite:///{self.store}", places.tables, places.accounts, policy)
        self.config.write_text(text, "utf-8")
        self._settings = load(self.config, environ=dict(places.environ), rules=known_names())
        self._stack = ExitStack()
        self._world: World | None = None

    @contextmanager
    def opened(self) -> Iterator["Syncd"]:
        """It is there until the end of the year."""
        try:
            yield self
        finally:
            self.close()

    def make_pass(self, now: datetime) -> PassOutcome:
        """One pass."""
        if self._world is None:
            places = self._places
            real_time = RealTime(
                lambda: places.now.timestamp(),  # noqa: PLW0108  (time goes on meanwhile)
                lambda seconds: places.pass_to(places.now + timedelta(seconds=seconds)),
            )
            self._world = self._stack.enter_context(
                open_world(self._settings, now=now, real_time=real_time)
            )
        return reconcile(self._world.at(now))

    def close(self) -> None:
        """Let go of the store."""
        self._stack.close()
        self._world = None

    def forget(self) -> None:
        """Lose the store, as if somebody had deleted it."""
        self.close()
        for file in self.store.parent.glob(f"{self.store.name}*"):
            file.unlink()

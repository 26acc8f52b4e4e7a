"""A company whose tickets are on stages: documents that people edit, and whole passes."""

import tomllib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from syncd.config import load
from syncd.model import PassOutcome
from syncd.passes import World, open_world, reconcile
from syncd.policy.rules import known_names
from syncd.ports import RealTime

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ITEMS = 5
STORE = "syncd.db"

_COLUMNS = ("Action", "Category", "Impact", "Effort", "Owner", "Due", "Ticket", "Status")
_VERBS = ("Add", "Check", "Document", "Limit", "Measure", "Remove", "Rehearse", "Rewrite", "Split")
_NOUNS = ("alert", "backup", "cache", "deploy", "gateway", "migration", "queue", "runbook", "shard")


@dataclass(frozen=True)
class Place:
    """A tracker of the company: its table in the configuration, a project, and who works there.

    `environ` adds the secrets; `accounts` maps owners, as documents write them, to accounts.
    """

    table: str
    environ: Mapping[str, str]
    project: str
    accounts: Mapping[str, str]

    @property
    def adapter(self) -> str:
        """The name of its adapter."""
        return str(tomllib.loads(self.table)["adapter"])

    def environ_of(self, name: str) -> Mapping[str, str]:
        """The variables for a tracker that is called `name` here, and `it` on its stage."""
        return {key.replace("__IT__", f"__{name.upper()}__"): v for key, v in self.environ.items()}


@dataclass
class Company:
    """A folder with a configuration and documents; each tracker has one team and one service."""

    folder: Path
    places: Mapping[str, Place]
    now: datetime = NOW
    url_base: str = "https://git.test/acme/post-mortems/"
    real_time: RealTime = field(default_factory=RealTime)
    documents: int = 0

    def __post_init__(self) -> None:
        """Write the configuration."""
        lines = ['[sources.docs]\nadapter = "files"\npath = "post-mortems"']
        lines += [f'url_base = "{self.url_base}"']
        lines += ["[policy]\nmax_changes = 1000000"]
        people: dict[str, dict[str, str]] = {}
        for name, place in self.places.items():
            lines += [f"[trackers.{name}]\n{place.table}"]
            lines += [f'[teams.{name}]\ntracker = "{name}"\nproject = "{place.project}"']
            lines += [f'services = ["{name}-api"]']
            for owner, account in place.accounts.items():
                people.setdefault(owner, {})[place.adapter] = account
        for owner, accounts in people.items():
            lines += [f'[people."{owner}"]']
            lines += [f'{adapter} = "{account}"' for adapter, account in accounts.items()]
        (self.folder / "post-mortems").mkdir(parents=True, exist_ok=True)
        (self.folder / "syncd.toml").write_text("\n".join([*lines, ""]), "utf-8")

    @property
    def environ(self) -> Mapping[str, str]:
        """What the environment adds to the configuration."""
        return {
            key: value
            for name, place in self.places.items()
            for key, value in place.environ_of(name).items()
        }

    def write(self, tracker: str, documents: int, links: Sequence[str] = ()) -> None:
        """Write so many post-mortems with five items each, the first of which link tickets."""
        left = iter(links)
        owners = list(self.places[tracker].accounts)
        for _ in range(documents):
            n = self.documents = self.documents + 1
            rows = [
                f"| {_VERBS[(n + row) % 9]} the {_NOUNS[n % 9]} {n}-{row}"
                f" | {('Prevent', 'Detect', 'Mitigate')[row % 3]} | {n % 4 + 1} | {row % 4 + 1}"
                f" | {owners[row % len(owners)]} | | {next(left, '')} | |"
                for row in range(ITEMS)
            ]
            self.path(n).write_text(_document(n, f"{tracker}-api", rows), "utf-8")

    def path(self, document: int) -> Path:
        """Where a document is; they are numbered from 1."""
        return self.folder / "post-mortems" / f"incident-{document:05}.md"

    def replace(self, document: int, row: int, before: str, after: str) -> None:
        """Edit one item of a document as a human would.

        Raises:
            ValueError: that text is not in that row.
        """
        lines = self.path(document).read_text("utf-8").splitlines(keepends=True)
        rows = [n for n, line in enumerate(lines) if line.startswith("| ")][2:]
        if before not in lines[rows[row]]:
            raise ValueError(lines[rows[row]])
        lines[rows[row]] = lines[rows[row]].replace(before, after, 1)
        self.path(document).write_text("".join(lines), "utf-8")

    def forget(self) -> None:
        """Delete the store."""
        for name in (STORE, f"{STORE}-wal", f"{STORE}-shm"):
            with suppress(FileNotFoundError):
                (self.folder / name).unlink()

    def later(self, minutes: float) -> datetime:
        """Let time pass; gives what time it is then."""
        self.now += timedelta(minutes=minutes)
        return self.now

    def reconcile(self, *, minutes: float = 10) -> PassOutcome:
        """One whole pass, so many minutes after the last one."""
        self.later(minutes)
        with self._opened() as world:
            return reconcile(world)

    def links(self, tracker: str, keys: Sequence[str]) -> Sequence[str]:
        """Links to tickets, as somebody pastes them into a document."""
        with self._opened() as world:
            found = list(world.trackers[tracker].get(keys))
        return [f"[{key}]({getattr(ticket, 'ref').url})" for key, ticket in found]  # noqa: B009

    def _opened(self) -> AbstractContextManager[World]:
        file = self.folder / "syncd.toml"
        settings = load(file, environ=self.environ, rules=known_names())
        return open_world(settings, now=self.now, real_time=self.real_time)


def _document(n: int, service: str, rows: Sequence[str]) -> str:
    day = date(2026, 2, n % 28 + 1)
    return "\n".join(
        [
            f"---\nid: PM-2026-{n:05}\ndate: {day}\nseverity: SEV-{n % 3 + 1}",
            f"services: [{service}]\n---\n\n# Incident {n}\n\n## Action items\n",
            f"| {' | '.join(_COLUMNS)} |",
            f"|{' --- |' * len(_COLUMNS)}",
            *rows,
            "",
        ]
    )

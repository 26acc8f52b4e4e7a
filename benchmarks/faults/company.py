"""The company of a case: its configuration, its post-mortems, and what people write in them."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.stages import Scene

_TITLES = (
    "Add a circuit breaker to the checkout",
    "Alert when certificates expire soon",
    "Write the runbook for a failover",
    "Rehearse restoring the backup",
    "Limit retries of the payment client",
    "Measure replication delay",
    "Remove the unused feature flag",
    "Split the nightly batch job",
    "Page somebody on a full disk",
    "Document who owns the message queue",
    "Raise the connection pool's maximum",
    "Test schema migrations against a copy",
    "Throttle the crawler by tenant",
    "Cache exchange rates locally",
    "Trace requests across the gateway",
    "Validate configuration before deploying",
    "Drop stale sessions every hour",
    "Show queue depth on the dashboard",
    "Pin the base image by digest",
    "Rotate signing keys automatically",
)
_COLUMNS = ("Action", "Category", "Impact", "Effort", "Owner", "Ticket", "Status", "Due")
_DOCUMENTS = (
    ("PM-2026-0051", "Payment outage", "2026/payment-outage.md", "SEV-1", "payments-api"),
    ("PM-2026-0052", "Slow search", "2026/slow-search.md", "SEV-2", "search-api"),
    ("PM-2026-0053", "Checkout time-outs", "2026/checkout.md", "SEV-2", "payments-api"),
)
_LINK = re.compile(r"\[(?P<key>[^\]]+)\]\([^)]+\)")
LAG = 10
"""For how many seconds lists are behind, whatever tracker it is."""

URL_BASE = "https://git.test/acme/post-mortems/"


@dataclass(frozen=True)
class Row:
    """An action item as a document has it at the end of a case."""

    post_mortem: str
    title: str
    ticket: str | None


class Company:
    """A folder with a configuration for each syncd, and a few post-mortems."""

    def __init__(
        self, folder: Path, scene: Scene, chance: random.Random, *, read_only: bool = False
    ) -> None:
        """Write it; some rows link a ticket that somebody made by hand.

        Where documents are `read_only`, no row links a ticket that syncd makes.
        """
        self.read_only = read_only
        self.folder = folder
        self._scene = scene
        self._chance = chance
        self._titles = list(_TITLES)
        chance.shuffle(self._titles)
        self.notes: list[tuple[Path, str]] = []
        write = "never" if read_only else "always"
        for n in range(2):
            self.config(n).write_text(_config(scene, self.store(n), write), "utf-8")
        left = chance.randint(6, 10)
        for n, about in enumerate(_DOCUMENTS):
            rows = left // (len(_DOCUMENTS) - n)
            left -= rows
            self._write(about, [self._row() for _ in range(rows)])

    def config(self, syncd: int) -> Path:
        """The configuration of a syncd; they differ in their stores alone."""
        return self.folder / f"syncd-{syncd}.toml"

    def store(self, syncd: int) -> Path:
        """The store of a syncd."""
        return self.folder / f"syncd-{syncd}.db"

    def add_row(self) -> str:
        """Somebody adds an action item somewhere in a document; gives its title."""
        file = self._any_document()
        row = self._row()
        lines = file.read_text("utf-8").splitlines()
        rows = [n for n, line in enumerate(lines) if line.startswith("| ")][2:]
        lines.insert(self._chance.choice([rows[0], *(n + 1 for n in rows)]), row)
        _replace(file, "\n".join(lines) + "\n")
        return row.split("|")[1].strip()

    def redate(self, ticket: str, day: str) -> str | None:
        """Somebody writes another due date beside a ticket; gives what was there before.

        None where no row links the ticket.
        """
        for file in self.documents():
            lines = file.read_text("utf-8").splitlines()
            for n, line in enumerate(lines):
                if f"| [{ticket}](" in line:
                    cells = line.split("|")
                    before, cells[-2] = cells[-2].strip(), f" {day} "
                    lines[n] = "|".join(cells)
                    _replace(file, "\n".join(lines) + "\n")
                    return before
        return None

    def documents(self) -> Sequence[Path]:
        """All post-mortems."""
        return [self._path(about[2]) for about in _DOCUMENTS]

    def add_note(self, text: str) -> None:
        """Somebody adds a line of prose to a document."""
        file = self._any_document()
        _replace(file, file.read_text("utf-8") + f"\n{text}\n")
        self.notes.append((file, text))

    def rows(self) -> Iterator[Row]:
        """Every action item of every document, as they stand."""
        for name, _, path, _, _ in _DOCUMENTS:
            text = self._path(path).read_text("utf-8")
            for line in [line for line in text.splitlines() if line.startswith("| ")][2:]:
                cells = [cell.strip() for cell in line.strip("|").split("|")]
                link = _LINK.fullmatch(cells[5])
                yield Row(name, cells[0], link["key"] if link else cells[5] or None)

    def _any_document(self) -> Path:
        return self._chance.choice(self.documents())

    def _path(self, name: str) -> Path:
        return self.folder / "post-mortems" / name

    def _row(self) -> str:
        chance, title = self._chance, self._titles.pop()
        owner = chance.choice(["", *self._scene.accounts])
        impact, effort = chance.choice([("4", "2"), ("3", "2"), ("2", "2"), ("1", "3")])
        category = chance.choice(["prevent", "detect", "mitigate"])
        due = chance.choice(["", "2026-03-20"])
        link = self._made_by_hand(title) if chance.random() < 0.15 and not owner else ""
        cells = [title, category, impact, effort, owner, link, "", due]
        return f"| {' | '.join(cells)} |"

    def _made_by_hand(self, title: str) -> str:
        key = self._scene.human.create(title, f"{title}, says somebody.", ["theirs"])
        url = next(t.url for t in self._scene.simulator.state().tickets if t.key == key)
        return f"[{key}]({url})"

    def _write(self, about: tuple[str, str, str, str, str], rows: list[str]) -> None:
        name, title, path, severity, service = about
        lines = [
            "---",
            f"id: {name}",
            f"title: {title}",
            "date: 2026-03-01",
            f"severity: {severity}",
            f"services: [{service}]",
            "---",
            f"# {title}",
            "",
            "## Action items",
            "",
            f"| {' | '.join(_COLUMNS)} |",
            f"| {' | '.join('---' for _ in _COLUMNS)} |",
            *rows,
            "",
            "## Lessons",
            "",
            "It could have been worse.",
        ]
        file = self._path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", "utf-8")


def _replace(file: Path, text: str) -> None:
    """Write a file as an editor does: all of it, at once."""
    fresh = file.with_suffix(".new")
    fresh.write_text(text, "utf-8")
    fresh.replace(file)


def _config(scene: Scene, store: Path, write: str) -> str:
    table = re.sub(r"(?m)^lag\s*=.*\n?", "", scene.table)
    adapter = re.findall(r'(?m)^adapter\s*=\s*"(.*)"', scene.table)[0]
    (first, account), (second, other) = scene.accounts.items()
    people: Mapping[str, tuple[str, str]] = {
        first: ("payments", account),
        second: ("search", other),
    }
    return f"""
[syncd]
store = "sqlite:///{store}"
[sources.docs]
adapter = "files"
path = "post-mortems"
url_base = "{URL_BASE}"
write = "{write}"
[trackers.it]
{table}
lag = {LAG}
[teams.payments]
tracker = "it"
project = "{scene.project}"
services = ["payments-api"]
[teams.search]
tracker = "it"
project = "{scene.elsewhere}"
services = ["search-api"]
""" + "".join(
        f'[people."{name}"]\nteam = "{team}"\n{adapter} = "{known_as}"\n'
        for name, (team, known_as) in people.items()
    )

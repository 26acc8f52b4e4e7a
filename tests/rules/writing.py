"""A compact way to write post-mortems that raise nothing, but for what a case says otherwise."""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.e2e.company import Company

TODAY = dt.date(2026, 3, 2)
JANE, OMAR, LEE = "jane.doe@acme.com", "omar@acme.com", "lee@acme.com"
COLUMNS = ("title", "category", "impact", "effort", "owner", "due", "status", "ticket")

Cells = Mapping[str, object]
Step = Callable[[Company], None]


@dataclass(frozen=True)
class Document:
    """A post-mortem document and the place where it stands."""

    path: str
    text: str


def day(distance: int) -> dt.date:
    """The day that lies so many days after today."""
    return TODAY + dt.timedelta(distance)


def first_moment(of: dt.date) -> dt.datetime:
    """The moment at which a day begins."""
    return dt.datetime.combine(of, dt.time.min, dt.UTC)


def last_moment(of: dt.date) -> dt.datetime:
    """The last second of a day."""
    return first_moment(of) + dt.timedelta(days=1, seconds=-1)


def item(**cells: object) -> Cells:
    """An action item that differs from a complete one in these cells; None leaves one empty."""
    return cells


def items(count: int, **cells: object) -> tuple[Cells, ...]:
    """So many action items that each differ from a complete one in these cells."""
    return (cells,) * count


def post_mortem(
    *given: Cells, name: str = "A", total: int = 3, folder: str = "post-mortems", **front: object
) -> Document:
    """A SEV-2 of today with `total` action items, of which the first are those given.

    Further keywords are front matter; None leaves a key out.
    """
    rows = [*given, *items(total - len(given))]
    cells = [
        {
            "title": f"Fuse {n}",
            "category": ("prevent", "detect", "mitigate")[n % 3],
            "impact": 2,
            "effort": 1,
            "owner": JANE,
            **row,
        }
        for n, row in enumerate(rows)
    ]
    columns = [*COLUMNS, *sorted({name for row in rows for name in row} - {*COLUMNS})]
    keys = {
        "id": name,
        "date": TODAY,
        "severity": "SEV-2",
        "services": ["payments-api"],
        **front,
    }
    return Document(f"{folder}/{name}.md", _front_matter(keys) + _table(columns, cells))


def written(text: str, name: str = "A") -> Document:
    """A document as it stands, for what is not a table of action items."""
    return Document(f"post-mortems/{name}.md", text)


def _front_matter(keys: Cells) -> str:
    lines = [
        f"{key}: {json.dumps(value) if isinstance(value, list | dict) else value}"
        for key, value in keys.items()
        if value is not None
    ]
    return "\n".join(["---", *lines, "---", "# An incident", "", "## Action items", "", ""])


def _table(columns: list[str], rows: list[dict[str, object]]) -> str:
    if not rows:
        return "None.\n"
    header = [name.replace("_", " ").title() for name in columns]
    cells = [[_text(row.get(name)) for name in columns] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in [header, ["---"] * len(columns), *cells])


def _text(value: object) -> str:
    return "" if value is None else str(value)


# What humans do between two passes.


def ticket(key: str, **fields: object) -> Step:
    """Somebody edits fields of a ticket."""

    def edit(company: Company) -> None:
        text = company.ticket(key)
        for field, value in fields.items():
            line = f"{field}: {value}"
            text, count = re.subn(rf"(?m)^{field}:.*$", line, text, count=1)
            if not count:
                text = text.replace("\n---\n", f"\n{line}\n---\n", 1)
        company.write(_place(key), text)

    return edit


def comment(key: str, text: str, on: dt.date = TODAY) -> Step:
    """The owner of a ticket comments on it, in the afternoon of a day or at a moment."""
    at = on if isinstance(on, dt.datetime) else dt.datetime.combine(on, dt.time(15), dt.UTC)

    def add(company: Company) -> None:
        before = company.ticket(key).rstrip("\n")
        heading = "" if "## Comments" in before else "\n## Comments\n"
        said = f"{heading}- {at:%Y-%m-%dT%H:%M:%SZ} {JANE}: {text}\n"
        company.write(_place(key), before + "\n" + said)

    return add


def reconciled(on: dt.date) -> Step:
    """syncd makes a pass, in the morning of a day."""
    return lambda company: _unread(company.reconcile(now=f"{on}T09:00:00Z"))


def _unread(_run: object) -> None:
    """What a pass in between finds is not what a case is about."""


def delete(path: str) -> Step:
    """Somebody deletes a file."""
    return lambda company: (company.folder / path).unlink()


def move(path: str, to: str) -> Step:
    """Somebody moves a file."""

    def rename(company: Company) -> None:
        content = (company.folder / path).read_bytes()
        (company.folder / path).unlink()
        company.write(to, content)

    return rename


def copy(key: str, to: str, *, everywhere: bool = False) -> Step:
    """Somebody copies a ticket's file, and writes the new key into it: `everywhere`, or once."""

    def clone(company: Company) -> None:
        text = company.ticket(key).replace(key, to, -1 if everywhere else 1)
        company.write(_place(to), text)

    return clone


def cell(row: int, column: str, text: object, name: str = "A") -> Step:
    """Somebody edits a cell of the table; rows count from 1."""

    def edit(company: Company) -> None:
        lines = company.document(f"{name}.md").splitlines()
        start = next(n for n, line in enumerate(lines) if line.startswith("| Title"))
        place = [part.strip().lower() for part in lines[start].split("|")].index(column)
        cells = lines[start + 1 + row].split("|")
        cells[place] = f" {_text(text)} "
        lines[start + 1 + row] = "|".join(cells)
        company.write(f"post-mortems/{name}.md", "\n".join(lines) + "\n")

    return edit


def without_row(row: int, name: str = "A") -> Step:
    """Somebody deletes a row of the table; rows count from 1."""

    def edit(company: Company) -> None:
        lines = company.document(f"{name}.md").splitlines(keepends=True)
        start = next(n for n, line in enumerate(lines) if line.startswith("| Title"))
        del lines[start + 1 + row]
        company.write(f"post-mortems/{name}.md", "".join(lines))

    return edit


def _place(key: str) -> str:
    return f"tickets/{key.rpartition('-')[0]}/{key}.md"

"""The notebook on a stage: a file of its own, and people who write into it. All else is syncd's."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from syncd.testing.conformance import Act, LocalStage, Stage, TrackerConformance

NOTEBOOK = """CREATE TABLE pages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL, page TEXT NOT NULL
)"""


class NotebookStage(LocalStage):
    """What the suite has to know of the notebook."""

    project, elsewhere = "PAY", "OPS"
    accounts: Mapping[str, str] = {"jane.doe@acme.com": "jane", "omar@acme.com": "omar"}
    cannot: Mapping[Act, str] = {}

    def __init__(self, folder: Path) -> None:
        """A notebook without pages."""
        super().__init__(folder)
        self.file = folder / "notebook.sqlite"
        self.table = f'adapter = "notebook"\npath = "{self.file}"'
        self.human = Person(self)
        self.ask(NOTEBOOK)
        self.clear_log()

    def ask(self, question: str, *values: object) -> list[Any]:
        """What the notebook answers."""
        with closing(sqlite3.connect(self.file)) as book, book:
            return book.execute(question, values).fetchall()

    def written(self, key: str) -> dict[str, Any]:
        """A page as it stands there."""
        ((page,),) = self.ask("SELECT page FROM pages WHERE number = ?", number(key))
        return dict(json.loads(page))

    def speak(self, key: str, account: str, text: str) -> None:
        """Write a comment in somebody's name."""
        self.human.comment(key, text, account)

    def whole(self, key: str) -> Mapping[str, object]:
        """A page, with what is syncd's own under the names that the suite has for it."""
        page = self.written(key)
        return page | {
            "links": page.pop("back_link", None),
            "markers": [page.pop("identity", None), page.pop("state", None)],
        }

    def keys(self) -> Sequence[str]:
        """Every page of the project."""
        found = self.ask("SELECT number FROM pages WHERE project = 'PAY' ORDER BY number")
        return [f"PAY-{number}" for (number,) in found]


class Person:
    """Somebody at work in the notebook; `key` is what a link to a page gives."""

    def __init__(self, stage: NotebookStage) -> None:
        """It is the notebook of this stage."""
        self._stage = stage

    def create(self, title: str, text: str = "", labels: Sequence[str] = ()) -> str:
        """Begin a page."""
        page = {"title": title, "status": "open", "text": text, "labels": list(labels)}
        return self._add(page)

    def retitle(self, key: str, title: str) -> None:
        """Give it another title."""
        self._edit(key, lambda page: page | {"title": title})

    def write(self, key: str, text: str) -> None:
        """Write above what is there."""
        self._edit(key, lambda page: page | {"text": f"{text}\n\n{page['text']}"})

    def label(self, key: str, name: str) -> None:
        """Put a label on it."""
        self._edit(key, lambda page: page | {"labels": sorted({*page["labels"], name})})

    def unlabel(self, key: str, name: str) -> None:
        """Take a label off."""
        self._edit(key, lambda page: page | {"labels": sorted({*page["labels"]} - {name})})

    def comment(self, key: str, text: str, author: str = "li") -> None:
        """Say something."""
        at = datetime.fromtimestamp(self._stage.now(), UTC).isoformat()
        said = {"at": at, "author": author, "text": text}
        self._edit(key, lambda page: page | {"comments": [*page.get("comments", ()), said]})

    def assign(self, key: str, account: str) -> None:
        """Let somebody else own it."""
        self._edit(key, lambda page: page | {"assignee": account})

    def start(self, key: str) -> None:
        """Begin to work on it."""
        self._edit(key, lambda page: page | {"status": "in_progress"})

    def close(self, key: str) -> None:
        """It is done."""
        self._edit(key, lambda page: page | {"status": "done"})

    def drop(self, key: str) -> None:
        """It will not be done."""
        self._edit(key, lambda page: page | {"status": "dropped"})

    def reopen(self, key: str) -> None:
        """It is open again."""
        self._edit(key, lambda page: page | {"status": "open"})

    def due(self, key: str, day: date) -> None:
        """Set another date."""
        self._edit(key, lambda page: page | {"due": day.isoformat()})

    def move(self, key: str, project: str) -> str:
        """Move it; the number stays."""
        self._stage.ask("UPDATE pages SET project = ? WHERE number = ?", project, number(key))
        return f"{project}-{number(key)}"

    def clone(self, key: str) -> str:
        """Copy all that is on it."""
        return self._add(self._stage.written(key))

    def delete(self, key: str) -> None:
        """Tear it out."""
        self._stage.ask("DELETE FROM pages WHERE number = ?", number(key))

    def _add(self, page: Mapping[str, Any]) -> str:
        self._stage.ask("INSERT INTO pages (project, page) VALUES ('PAY', ?)", json.dumps(page))
        return self._stage.keys()[-1]

    def _edit(self, key: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        page = json.dumps(change(self._stage.written(key)))
        self._stage.ask("UPDATE pages SET page = ? WHERE number = ?", page, number(key))


def number(key: str) -> int:
    """The number of a page by its key."""
    return int(key.rpartition("-")[2])


@contextmanager
def notebook() -> Iterator[NotebookStage]:
    """A notebook of its own."""
    with TemporaryDirectory() as folder:
        yield NotebookStage(Path(folder))


class TestNotebook(TrackerConformance):
    """Everything that syncd asks of a tracker."""

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        """One for each test."""
        with notebook() as stage:
            yield stage

    def fresh_stage(self) -> AbstractContextManager[Stage]:
        """One for each example that Hypothesis makes up."""
        return notebook()

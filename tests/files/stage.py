"""A folder of tickets on a stage: people edit the files with a text editor, as text."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from syncd.testing.conformance import Act, LocalStage
from syncd_files import disk

PROJECT = "PAY"
URL = "https://git.test/acme/tickets/"
_LIST = "## Comments"
_LABELS = re.compile(r"labels: *\[(.*)\]")


class FilesHuman:
    """Somebody with a text editor, which saves with the line ends that it likes."""

    def __init__(self, stage: "FilesStage", newline: str) -> None:
        """`newline` is what the editor puts at the end of every line when it saves."""
        self._stage = stage
        self._newline = newline

    def create(self, title: str, text: str = "", labels: Sequence[str] = ()) -> str:
        """Write a file with the next number."""
        key = f"{PROJECT}-{1 + max([0, *map(_number, self._stage.keys())])}"
        front = ["---", f"title: {json.dumps(title)}", "status: open"]
        front += [f"labels: [{', '.join(labels)}]"] if labels else []
        self._save(key, [*front, "---", *text.split("\n")])
        return key

    def retitle(self, key: str, title: str) -> None:
        """Edit the title."""
        self._set(key, "title", json.dumps(title))

    def write(self, key: str, text: str) -> None:
        """Put a paragraph below the front matter."""
        lines = self._lines(key)
        below = lines.index("---", 1) + 1
        self._save(key, [*lines[:below], *text.split("\n"), "", *lines[below:]])

    def label(self, key: str, name: str) -> None:
        """Add a label to the list, or begin one."""
        labels = self._labels(key)
        if name not in labels:
            self._set(key, "labels", f"[{', '.join([*labels, name])}]")

    def unlabel(self, key: str, name: str) -> None:
        """Take a label out of the list."""
        kept = [label for label in self._labels(key) if label != name]
        self._set(key, "labels", f"[{', '.join(kept)}]")

    def comment(self, key: str, text: str, author: str = "li@acme.com") -> None:
        """Add an entry to the end of the list, further lines indented."""
        lines = self._lines(key)
        if _LIST not in lines:
            lines += ["", _LIST]
        at = datetime.fromtimestamp(self._stage.now(), UTC)
        first, *more = text.split("\n")
        entry = [f"- {at:%Y-%m-%dT%H:%M:%SZ} {author}: {first}", *(f"  {line}" for line in more)]
        self._save(key, [*lines, *entry])

    def assign(self, key: str, account: str) -> None:
        """Edit the assignee."""
        self._set(key, "assignee", account)

    def start(self, key: str) -> None:
        """Write that it is in progress."""
        self._set(key, "status", "in_progress")

    def close(self, key: str) -> None:
        """Write that it is done."""
        self._set(key, "status", "done")

    def drop(self, key: str) -> None:
        """Write that it will not be done."""
        self._set(key, "status", "dropped")

    def reopen(self, key: str) -> None:
        """Write that it is open again."""
        self._set(key, "status", "open")

    def due(self, key: str, day: date) -> None:
        """Edit the due date."""
        self._set(key, "due", day.isoformat())

    def move(self, key: str, project: str) -> str:
        """Nobody can: the key is the name of the file."""
        raise NotImplementedError(key)

    def clone(self, key: str) -> str:
        """Copy the file under the next number."""
        copy = f"{PROJECT}-{1 + max(map(_number, self._stage.keys()))}"
        shutil.copyfile(self._stage.file(key), self._stage.file(copy))
        return copy

    def delete(self, key: str) -> None:
        """Delete the file."""
        self._stage.file(key).unlink()

    def _set(self, key: str, name: str, value: str) -> None:
        """Edit the line of a key, or add one above the end of the front matter."""
        lines = self._lines(key)
        end = lines.index("---", 1)
        at = next((n for n in range(1, end) if lines[n].startswith(f"{name}:")), end)
        self._save(key, [*lines[:at], f"{name}: {value}", *lines[at + (at < end) :]])

    def _labels(self, key: str) -> list[str]:
        found = next(filter(None, map(_LABELS.fullmatch, self._lines(key))), None)
        return [label.strip() for label in found[1].split(",") if label.strip()] if found else []

    def _lines(self, key: str) -> list[str]:
        return self._stage.file(key).read_text("utf-8").splitlines()

    def _save(self, key: str, lines: Sequence[str]) -> None:
        file = self._stage.file(key)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes("".join(f"{line}{self._newline}" for line in lines).encode())


class FilesStage(LocalStage):
    """A folder with the project PAY."""

    project = PROJECT
    elsewhere = "OPS"
    accounts: Mapping[str, str] = {name: name for name in ("jane.doe@acme.com", "omar@acme.com")}
    page = disk.PAGE
    cannot: ClassVar[Mapping[Act, str]] = {
        "move": "the key is the name of the file, and nothing remembers a name that it had"
    }

    def __init__(self, folder: Path, newline: str) -> None:
        """People's editor ends lines with `newline`."""
        super().__init__(folder)
        self.table = f'adapter = "files"\npath = "{folder}"\nurl_base = "{URL}"'
        self.human = FilesHuman(self, newline)

    def file(self, key: str) -> Path:
        """Where a ticket is."""
        return self.folder / PROJECT / f"{key}.md"

    def speak(self, key: str, account: str, text: str) -> None:
        """Write an entry in somebody's name."""
        self.human.comment(key, text, account)

    def whole(self, key: str) -> Mapping[str, object]:
        """The lines of the front matter by their keys, and all that stands below it."""
        _, front, below = re.split(
            r"^---\r?\n", self.file(key).read_bytes().decode(), maxsplit=2, flags=re.MULTILINE
        )
        lines = {
            name: value for name, _, value in (each.partition(":") for each in front.split("\n"))
        }
        text, _, said = below.partition(_LIST)
        comments = re.split(r"^- \S+ [^:]+: ", said, flags=re.MULTILINE)[1:]
        ours = {"markers": lines.pop("syncd", ""), "links": lines.pop("post_mortem", "")}
        return {**lines, **ours, "text": text, "comments": comments}

    def keys(self) -> Sequence[str]:
        """Every file of the project."""
        names = (file.stem for file in (self.folder / PROJECT).glob("*.md"))
        return sorted(names, key=_number)


def _number(key: str) -> int:
    return int(key.rpartition("-")[2])


@contextmanager
def files(newline: str = "\n") -> Iterator[FilesStage]:
    """A stage of its own."""
    with TemporaryDirectory() as folder:
        yield FilesStage(Path(folder), newline)

"""A company in a temporary folder, reconciled through the command line as a user would."""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from syncd.cli import main

NOW = "2026-03-02T09:00:00Z"
CONFIG = """
[sources.docs]
adapter = "files"
path = "post-mortems"
url_base = "https://git.test/acme/post-mortems/"

[trackers.tickets]
adapter = "files"
path = "tickets"

[teams.payments]
tracker = "tickets"
project = "PAY"
lead = "ana@acme.com"
services = ["payments-api"]

[people."jane.doe@acme.com"]
name = "Jane Doe"
team = "payments"
github = "janedoe"

[people."omar@acme.com"]
name = "Omar Haddad"
team = "payments"
"""


@dataclass(frozen=True)
class Run:
    """What one command did: its exit code, what it printed, and its report if that is JSON."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The JSON report."""
        parsed: dict[str, Any] = json.loads(self.out)
        return parsed

    @property
    def changes(self) -> Sequence[Mapping[str, Any]]:
        """The changes of the report."""
        changes: Sequence[Mapping[str, Any]] = self.report["changes"]
        return changes

    def findings(self, rule: str) -> list[Mapping[str, Any]]:
        """The findings of one rule."""
        return [finding for finding in self.report["findings"] if finding["rule"] == rule]


@dataclass(frozen=True)
class Company:
    """A folder with a configuration, documents and tickets."""

    folder: Path

    @classmethod
    def at(cls, folder: Path, config: str = CONFIG) -> "Company":
        """A new company without documents."""
        (folder / "post-mortems").mkdir(parents=True)
        (folder / "syncd.toml").write_text(config, "utf-8")
        return cls(folder)

    def run(self, *arguments: str, now: str = NOW) -> Run:
        """Run `syncd` in this folder, in this process."""
        out, err = StringIO(), StringIO()
        config = str(self.folder / "syncd.toml")
        with redirect_stdout(out), redirect_stderr(err):
            code = main([*arguments, "--config", config, "--now", now])
        return Run(code, out.getvalue(), err.getvalue())

    def reconcile(self, *arguments: str, now: str = NOW) -> Run:
        """One pass, with a JSON report."""
        return self.run("reconcile", "--format", "json", *arguments, now=now)

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a document or a ticket."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        return place

    def document(self, name: str = "outage.md") -> str:
        """The text of a document."""
        return (self.folder / "post-mortems" / name).read_bytes().decode()

    def ticket(self, key: str) -> str:
        """The text of a ticket."""
        project = key.rpartition("-")[0]
        return (self.folder / "tickets" / project / f"{key}.md").read_bytes().decode()

    def change_ticket(self, key: str, field: str, value: str) -> None:
        """Edit one line of a ticket's front matter as a human would."""
        project = key.rpartition("-")[0]
        text, count = re.subn(rf"(?m)^{field}:.*$", f"{field}: {value}", self.ticket(key))
        if not count:
            text = text.replace("\n---\n", f"\n{field}: {value}\n---\n", 1)
        self.write(f"tickets/{project}/{key}.md", text)

    def tickets(self) -> dict[str, str]:
        """The title of each ticket by key."""
        return {
            path.stem: re.findall(r"(?m)^title: (.*)$", path.read_text("utf-8"))[0]
            for path in sorted((self.folder / "tickets").glob("*/*.md"))
        }

    def state(self) -> dict[str, bytes]:
        """Every file but the store."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.name.startswith("syncd.db")
        }

    def forget(self) -> None:
        """Delete the store."""
        for path in self.folder.glob("syncd.db*"):
            path.unlink()

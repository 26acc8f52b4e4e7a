"""The story that `syncd demo` tells."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Sequence
from difflib import ndiff
from pathlib import Path
from typing import Any

from syncd import report
from syncd.config import load
from syncd.passes import open_world, overview, reconcile, review
from syncd.policy.rules import all_rules
from syncd.report import review as report_review
from syncd.report import review_text

DEMO_NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)

_COMPANY = Path(__file__).parent / "company"
_OUTAGE = "PM-2026-0051"
_DOCUMENT = Path("post-mortems", "2026", "payment-outage.md")
_TICKET = Path("tickets", "PAY", "PAY-3.md")
_HAND_MADE = Path("tickets", "PAY", "PAY-1.md")
_SHOWN = 5


class FolderInUseError(Exception):
    """The demo writes into an empty folder only."""


def tell(
    folder: Path,
    *,
    now: dt.datetime,
    echo: Callable[[str], None],
    command: str = "syncd",
    width: int = 100,
    colour: bool = False,
) -> None:
    """Set the company up in `folder`, reconcile it three times, show what happened and the review.

    `command` is how the reader can call syncd.

    Raises:
        FolderInUseError: there is something in the folder already.
    """
    _set_up(folder)
    company = _Company(folder)

    def heading(text: str) -> None:
        echo(f"\n\x1b[1m{text}\x1b[0m" if colour else f"\n{text}")
        echo("-" * len(text))

    def show(outcome: dict[str, Any]) -> None:
        echo(report.text.render(outcome, width=width, colour=colour).rstrip())

    heading("1. What is there")
    echo("Acme writes its post-mortems in Markdown. Nobody has looked at them for a while.\n")
    for line in company.contents():
        echo(line)

    heading(f"2. What syncd would do about the payment outage ({_OUTAGE})")
    show(company.reconcile(now, dry_run=True, only=[_OUTAGE]) | {"findings": []})

    heading("3. After the first pass")
    before, ticket_before = company.read(_DOCUMENT), company.read(_HAND_MADE)
    first = company.reconcile(now)
    echo(f"first pass: {_counted(first)}\n\nThe document (- before, + after):\n")
    for line in _changed(before, company.read(_DOCUMENT)):
        echo(f"  {line}")
    echo(f"\nA new ticket, {_TICKET}:\n")
    for line in company.read(_TICKET).splitlines():
        echo(f"  {_cut(line, width - 2)}")
    echo(f"\nA ticket that somebody made by hand, {_HAND_MADE}, gets labels and a link:\n")
    for line in _changed(ticket_before, company.read(_HAND_MADE)):
        echo(f"  {_cut(line, width - 2)}")

    heading("4. The second pass")
    second = company.reconcile(now)
    echo(f"second pass: {_counted(second)}")

    heading("5. Two days later: Omar finishes, and closes his ticket by hand")
    before = company.read(_DOCUMENT)
    ticket = company.read(_TICKET).replace("\nstatus: open\n", "\nstatus: done\n")
    (folder / _TICKET).write_text(ticket, "utf-8")
    third = company.reconcile(now + dt.timedelta(days=2))
    echo(f"third pass: {_counted(third)}; the post-mortem knows:\n")
    for line in _changed(before, company.read(_DOCUMENT)):
        echo(f"  {line}")

    heading("6. What needs a person")
    echo(
        "syncd flags what only people can decide, and says the way out. The worst and some more:\n"
    )
    for finding in third["findings"][:_SHOWN]:
        place = f"{finding['file']}:{finding['line']}" if finding["file"] else ""
        echo(f"  {finding['level']:<8} {finding['rule']}  {finding['item'] or ''}  {place}")
        echo(f"           {finding['message']}\n           -> {finding['hint']}")
    echo(f"\n... and {len(third['findings']) - _SHOWN} more.")

    heading("7. The weekly review")
    echo("What the team talks about in its half hour, the worst first:\n")
    for line in company.review(now + dt.timedelta(days=2), width=width, colour=colour):
        echo(f"  {line}".rstrip())

    heading("Look around")
    later = (now + dt.timedelta(days=2)).date()
    echo(f"The company is in {folder}. Edit a document or a ticket there, then:\n")
    calls = {
        f"--now {later} reconcile --dry-run": "what would change",
        f"--now {later} items --open": "who has what to do",
        f"--now {later} metrics": "how well things get done",
        "rules category-gap": "why a finding matters, how to fix it",
        "init": "in a folder of your own: start for real",
    }
    echo(f"  cd {folder}")
    for call, what in calls.items():
        echo(f"  {command} {call:<40} {what}")


class _Company:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def reconcile(
        self, now: dt.datetime, *, dry_run: bool = False, only: Sequence[str] = ()
    ) -> dict[str, Any]:
        settings = load(self.folder / "syncd.toml", environ={}, rules=list(all_rules()))
        with open_world(settings, now=now) as world:
            return report.json.as_dict(reconcile(world, dry_run=dry_run, only=only))

    def review(self, now: dt.datetime, *, width: int, colour: bool) -> Iterator[str]:
        settings = load(self.folder / "syncd.toml", environ={}, rules=list(all_rules()))
        with open_world(settings, now=now) as world:
            found = review(world, overview(world)[0])
        told = report_review.as_dict(found, policy=settings.policy, now=now)
        yield from review_text.text(told, width=width - 2, colour=colour).splitlines()

    def read(self, path: Path) -> str:
        return (self.folder / path).read_text("utf-8")

    def contents(self) -> Iterator[str]:
        for path in sorted(self.folder.rglob("*.md")):
            heading = next(
                line.partition(" ")[2]
                for line in path.read_text("utf-8").splitlines()
                if line.startswith(("# ", "title: "))
            )
            yield f"  {path.relative_to(self.folder)!s:<46}{heading}"


def _set_up(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUseError(f"{folder} is not empty; name a new folder with --dir")
    shutil.copytree(_COMPANY, folder, dirs_exist_ok=True)


def _counted(outcome: dict[str, Any]) -> str:
    count = len(outcome["changes"])
    return "1 change" if count == 1 else f"{count} changes"


def _changed(before: str, after: str) -> Iterator[str]:
    """The lines that differ, old ones before new ones."""
    lines = [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    yield from (line for line in lines if line[0] == "-")
    yield from (line for line in lines if line[0] == "+")


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 3]}..."

"""A large company for measuring: many documents of a usual size, five action items each."""

import datetime as dt
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from syncd.config import load
from syncd.passes import World, open_world
from syncd.policy.rules import all_rules

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
ITEMS = 5

_CONFIG = """
[sources.docs]
adapter = "files"
path = "post-mortems"
[trackers.tickets]
adapter = "files"
path = "tickets"
[policy]
max_changes = 1000000
"""
_WORDS = re.findall(
    r"\w+",
    "alert backup cache certificate circuit cluster connection database deploy disk "
    "failover flag gateway index latency limit load log memory metric migration network "
    "pool probe queue quota replica retry rollback runbook schema search secret session "
    "shard storage timeout token ",
)
_VERBS = ["Add", "Check", "Document", "Limit", "Measure", "Remove", "Rehearse", "Rewrite", "Split"]


def make_estate(folder: Path, documents: int) -> None:
    """Write a company with so many post-mortems; the same number gives the same company."""
    chance = random.Random(documents)
    people = [f"person{n}@acme.com" for n in range(documents)]
    lines = [_CONFIG]
    for n in range(20):
        lines.append(f'[teams.team{n}]\ntracker = "tickets"\nproject = "T{n}"\n')
        lines.append(f'services = ["service{n}"]\n')
    lines += [f'[people."{person}"]\nteam = "team{n % 20}"\n' for n, person in enumerate(people)]
    folder.mkdir(parents=True)
    (folder / "syncd.toml").write_text("".join(lines), "utf-8")
    for n in range(documents):
        place = folder / "post-mortems" / str(2020 + n % 6)
        place.mkdir(parents=True, exist_ok=True)
        (place / f"incident-{n}.md").write_text(_document(n, people, chance), "utf-8")


def _document(n: int, people: list[str], chance: random.Random) -> str:
    rows = [
        f"| {chance.choice(_VERBS)} {' '.join(chance.sample(_WORDS, 4))} {n}-{row} "
        f"| {('Prevent', 'Detect', 'Mitigate')[row % 3]} | {chance.randint(1, 4)} "
        f"| {chance.randint(1, 4)} | {chance.choice(people)} | | | |"
        for row in range(ITEMS)
    ]
    prose = "\n\n".join(
        f"At {hour}:15 the {chance.choice(_WORDS)} of the {chance.choice(_WORDS)} went away, and"
        f" the {chance.choice(_WORDS)} followed."
        for hour in range(10, 20)
    )
    table = "\n".join(
        [
            "| Action | Category | Impact | Effort | Owner | Due | Ticket | Status |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
            *rows,
        ]
    )
    return (
        f"---\nid: PM-2026-{n:04}\ndate: 2026-02-{n % 28 + 1:02}\nseverity: SEV-{n % 3 + 1}\n"
        f"services: [service{n % 20}]\n---\n\n# Incident {n}\n\n## What happened\n\n{prose}\n\n"
        f"## Action items\n\n{table}\n\n## Lessons\n\nIt could have been worse.\n"
    )


@contextmanager
def open_estate(folder: Path) -> Iterator[World]:
    """The company, opened for a pass."""
    settings = load(folder / "syncd.toml", environ={}, rules=list(all_rules()))
    with open_world(settings, now=NOW) as world:
        yield world

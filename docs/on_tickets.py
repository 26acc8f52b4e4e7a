"""What a ticket looks like in each tracker, from what its simulator holds after real passes.

One post-mortem has an item without a ticket and one that links a ticket which people made. What
is shown is what the tracker then holds, with the addresses that it has in the world.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from functools import cache, partial
from pathlib import Path

from benchmarks.company import Company, Place
from benchmarks.stages import stage
from syncd.ports import RealTime
from syncd.testing.conformance import Stage

SITES = {
    "github": "https://github.com",
    "jira": "https://acme.atlassian.net",
    "jira-dc": "https://jira.acme.com",
    "linear": "https://linear.app",
    "asana": "https://app.asana.com",
}
RENDERED = ("github", "linear")
"""Those whose texts are Markdown, as this page is."""
_DOCUMENT = """\
---
id: PM-2026-0051
title: Payment service outage
date: 2026-02-27
severity: SEV-1
services: [it-api]
---
# Payment service outage

## Action items

| Action | Category | Impact | Effort | Owner | Due | Ticket | Status |
| --- | --- | --- | --- | --- | --- | --- | --- |
| Add a circuit breaker to payment calls | prevent | 4 | 2 | jane.doe@acme.com | | | |
| Alert on the payment error rate | detect | 3 | 1 | omar@acme.com | | {link} | |
"""
_FIELDS = ("title", "status", "assignees", "due", "priority", "labels", "links", "markers")
_WIDE = 120  # columns
_SIMULATED = re.compile(r"http://127\.0\.0\.1:\d+(?:/simulated)?")


@dataclass(frozen=True)
class Told:
    """What happened in one tracker: two tickets, and the document, before and after passes."""

    made: Mapping[str, object]
    by_hand: Mapping[str, object]
    adopted: Mapping[str, object]
    document: Sequence[str]
    read_back: Sequence[str]


@cache
def told(name: str) -> Told:
    """Two passes over one post-mortem, and people at work between them."""
    with stage(name) as scene, tempfile.TemporaryDirectory() as folder:
        company = _company(scene, Path(folder))
        hand_made = scene.human.create("Tell us when payments fail", "Customers told us.", ["ours"])
        document = company.folder / "post-mortems" / "outage.md"
        (link,) = company.links("it", [hand_made])
        document.write_text(_DOCUMENT.format(link=link), "utf-8")
        by_hand = scene.whole(hand_made)
        company.reconcile()
        (key,) = set(scene.keys()) - {hand_made}
        made, adopted = scene.whole(key), scene.whole(hand_made)
        before = document.read_text("utf-8").splitlines()
        _work(scene, key, hand_made)
        company.reconcile(minutes=24 * 60)
        after = document.read_text("utf-8").splitlines()
        known = {"key": key, **made}
    return Told(known, by_hand, adopted, before, after)


def _company(scene: Stage, folder: Path) -> Company:
    place = Place(scene.table, scene.environ, scene.project, scene.accounts)
    return Company(folder, {"it": place}, real_time=RealTime(scene.now, lambda _: None))


def _work(scene: Stage, key: str, other: str) -> None:
    scene.pass_time(12 * 60 * 60)
    scene.human.comment(key, "The load test is running.")
    scene.human.due(key, date(2026, 3, 20))
    scene.human.close(other)
    scene.pass_time(12 * 60 * 60)


def ticket(name: str) -> str:
    """The ticket that syncd made in one tracker, as people and as machines see it."""
    made = told(name).made
    return _fence("text", [str(made["key"]), "", *_lines(made)], name)


def rendered(name: str) -> str:
    """The text of that ticket, as people read it: comments in HTML do not show."""
    lines = re.sub(r"(?m)^<!--.*-->\n?", "", str(told(name).made["text"])).rstrip().splitlines()
    return _in_the_world("\n".join(f"> {line}".rstrip() for line in lines), name)


def adopted(name: str) -> str:
    """What syncd changed on the ticket that people had made."""
    before, after = list(_lines(told(name).by_hand)), list(_lines(told(name).adopted))
    changes = list(unified_diff(before, after, lineterm="", n=len(after)))[3:]
    return _fence("diff", changes, name)


def read_back(name: str) -> str:
    """What syncd changed in the document after people had worked on the tickets."""
    was = told(name)
    lines = list(unified_diff(was.document, was.read_back, lineterm="", n=0))[2:]
    return _fence("diff", [line for line in lines if line[:2] != "@@"], name, wide=200)


def _lines(whole: Mapping[str, object]) -> Iterator[str]:
    for field in _FIELDS:
        if (value := whole.get(field)) and value != "{}":
            yield f"{field:<10} {_written(value)}"
    yield from ("", "The text:", "")
    yield from (f"    {line}" for line in str(whole["text"]).splitlines())
    comments = whole.get("comments")
    for said in comments if isinstance(comments, list) else []:
        yield from ("", "A comment:", "", *(f"    {line}" for line in str(said).splitlines()))


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _fence(language: str, lines: Sequence[str], name: str, wide: int = _WIDE) -> str:
    text = _in_the_world("\n".join(lines), name)
    shown = [f"{line[:wide]}..." if len(line) > wide else line for line in text.splitlines()]
    return "\n".join([f"```{language}", *(line.rstrip() for line in shown), "```"])


def _in_the_world(text: str, name: str) -> str:
    return _SIMULATED.sub(SITES[name], text)


BLOCKS: Mapping[str, Callable[[], str]] = {
    **{f"ticket-in-{name}": partial(ticket, name) for name in SITES},
    **{f"rendered-in-{name}": partial(rendered, name) for name in RENDERED},
    **{f"adopted-in-{name}": partial(adopted, name) for name in SITES},
    "read-back-from-github": partial(read_back, "github"),
}

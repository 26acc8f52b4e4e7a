"""Whether all is well in the end: one ticket an item, nothing doubled, nothing of people lost.

The tracker's own records are judged, and what its adapter reads in them afresh.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.faults.company import Company
from benchmarks.faults.people import People, said_on
from benchmarks.faults.reminders import TEXT
from benchmarks.faults.stages import Scene
from syncd.model import Ticket
from syncd.ports import Tracker

Report = Mapping[str, Any]


@dataclass
class Verdict:
    """What is wrong with the end of a case; `twins` are wrong only where they count as such."""

    problems: list[str] = field(default_factory=list)
    twins: int = 0
    doubled: int = 0
    lost: int = 0


def judge(
    scene: Scene,
    tracker: Tracker,
    company: Company,
    people: People,
    reports: Sequence[Report],
    findings: Sequence[Mapping[str, Any]],
    *,
    apart: bool,
    label: str | None,
) -> Verdict:
    """Judge a case.

    `reports` are those of the last passes, `findings` those of all passes that lived.

    Where two syncd work `apart`, without a common store, an item may have a twin, and that has
    to be reported. If people are reminded, each ticket with the `label` has a reminder.
    """
    verdict = Verdict()
    keys = [ticket.key for ticket in scene.simulator.state().tickets]
    tickets = {key: found for key, found in tracker.get(keys) if isinstance(found, Ticket)}
    _judge_tickets(verdict, scene, tickets)
    _judge_twins(verdict, tickets, reports, apart=apart)
    _judge_documents(verdict, company, tickets)
    _judge_people(verdict, scene, company, people, findings)
    _judge_reminders(verdict, scene, label)
    return verdict


def _judge_tickets(verdict: Verdict, scene: Scene, tickets: Mapping[str, Ticket]) -> None:
    """Every ticket there is has a marker, that syncd can read."""
    for ticket in scene.simulator.state().tickets:
        read = tickets.get(ticket.key)
        if read is None or read.identity is None:
            verdict.problems.append(f"{ticket.key} {ticket.title!r} carries no marker")


def _judge_twins(
    verdict: Verdict, tickets: Mapping[str, Ticket], reports: Sequence[Report], *, apart: bool
) -> None:
    by_item: dict[str, list[Ticket]] = defaultdict(list)
    for ticket in tickets.values():
        if ticket.identity:
            by_item[ticket.identity.item].append(ticket)
    for item, twins in sorted(by_item.items()):
        if len(twins) == 1:
            continue
        twins.sort(key=lambda ticket: (str(ticket.created), len(ticket.ref.key), ticket.ref.key))
        keys = [ticket.ref.key for ticket in twins]
        if not apart or len(twins) > 2:
            verdict.doubled += len(twins) - (2 if apart else 1)
            verdict.problems.append(f"{item} has {len(twins)} tickets: {', '.join(keys)}")
            continue
        verdict.twins += 1
        for n, report in enumerate(reports):
            told = [f for f in report.get("findings", ()) if f["rule"] == "conflicting-claim"]
            if not any(f["item"] == item and _names(f["message"], keys[0]) for f in told):
                verdict.problems.append(f"twin of {keys[0]}, {keys[1]}: not said in report {n}")


def _judge_documents(verdict: Verdict, company: Company, tickets: Mapping[str, Ticket]) -> None:
    """Every row links the ticket that was made for it, and no two rows one ticket.

    In documents that are read only, a row has to have one all the same.
    """
    linked: Counter[str] = Counter()
    made = {
        (ticket.identity.post_mortem, _made_for(ticket)): key
        for key, ticket in tickets.items()
        if ticket.identity
    }
    for row in company.rows():
        unlinked = made.get((row.post_mortem, row.title), "") if company.read_only else ""
        ticket = tickets.get(row.ticket or unlinked)
        if ticket is None or ticket.identity is None:
            verdict.problems.append(f"{row.title!r} links {row.ticket}, which is no ticket of it")
            continue
        linked[ticket.ref.key] += 1
        made_for = _made_for(ticket)
        if ticket.identity.post_mortem != row.post_mortem or made_for != row.title:
            verdict.problems.append(f"{row.title!r} links {row.ticket}, made for {made_for!r}")
    for key, rows in linked.items():
        if rows > 1:
            verdict.problems.append(f"{rows} rows link {key}")


def _made_for(ticket: Ticket) -> str | None:
    """The title of the item that a ticket was made for."""
    base = ticket.state.base if ticket.state else None
    if base is None and ticket.identity:
        base = ticket.identity.base
    return base.title if base else None


def _judge_people(
    verdict: Verdict,
    scene: Scene,
    company: Company,
    people: People,
    findings: Iterable[Mapping[str, Any]],
) -> None:
    """What people did is on the ticket, or a finding quotes it; what they wrote is written."""
    state = scene.simulator.state()
    quoted = [str(each["message"]) for each in findings if each["rule"] == "conflicting-edit"]
    written = [file.read_text("utf-8") for file in company.documents()]
    for mark in people.marks:
        kept = [*quoted, *written] if mark.field == "due in document" else quoted
        if not mark.stands(state) and not any(mark.value in text for text in kept):
            verdict.lost += 1
            verdict.problems.append(f"lost: {mark}")
    for file, note in company.notes:
        if note not in file.read_text("utf-8"):
            verdict.lost += 1
            verdict.problems.append(f"lost in {file.name}: {note!r}")


def _judge_reminders(verdict: Verdict, scene: Scene, label: str | None) -> None:
    state = scene.simulator.state()
    said = said_on(state)
    for ticket in state.tickets:
        times = sum(TEXT in comment.body for comment in said[ticket.key])
        if times > 1:
            verdict.doubled += times - 1
            verdict.problems.append(f"{ticket.key}: reminded {times} times")
        elif label in ticket.labels and times == 0:
            verdict.problems.append(f"{ticket.key}: not reminded")


def _names(message: str, key: str) -> bool:
    return re.search(rf"{re.escape(key)}(?!\d)", message) is not None

"""The words that every format of a report shares."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

NOTHING = "(empty)"
_FEW_IN_ONE = 5
_FEW_IN_ALL = 20
_CHANGES = {
    "create-ticket": ("new ticket", "new tickets"),
    "link-ticket": ("ticket linked", "tickets linked"),
    "update-ticket": ("ticket update", "ticket updates"),
    "comment": ("comment", "comments"),
    "edit-post-mortem": ("document edit", "document edits"),
    "notify": ("notification", "notifications"),
    "close-ticket": ("ticket closed", "tickets closed"),
}
_OUTCOMES = {
    "planned": "to make",
    "applied": "made",
    "failed": "failed",
    "skipped": "skipped",
}


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number and its noun: `1 ticket`, `1,200 tickets`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def moment(text: str) -> str:
    """An instant of a report as people read it: `2026-03-01 09:00 UTC`."""
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M} UTC"


def opening(report: Mapping[str, Any]) -> str:
    """The first sentence of a report."""
    at = moment(report["now"])
    if report["command"] == "lint":
        return f"Documents alone, at {at}. Nothing is written."
    return f"Rehearsal at {at}. Nothing is written." if report["dry_run"] else f"Pass at {at}."


def was_read(report: Mapping[str, Any]) -> str:
    """What was looked at, and what that cost."""
    documents, tickets = report["read"]["documents"], report["read"]["tickets"]
    read = f"Read {_by_name(documents, 'document')}"
    if report["command"] != "lint":
        read += f" and {_by_name(tickets, 'ticket')}"
    requests = {name: number for name, number in report["requests"].items() if number}
    read += f" with {_by_name(requests, 'request')}." if requests else "."
    return " ".join([read, *_left_alone(report["read"])])


def _left_alone(read: Mapping[str, Any]) -> Iterator[str]:
    """What `policy.since` keeps a pass from acting upon; nobody should wonder at the silence."""
    if older := read["older"]:
        are = counted(older, "post-mortem is", "post-mortems are")
        yield f"{are} older than policy.since and left alone."
    if undated := read["undated"]:
        have = counted(undated, "post-mortem without a date is", "post-mortems without a date are")
        yield f"{have} left alone, as policy.since is set."


def changes_in_all(report: Mapping[str, Any]) -> str:
    """How many changes of which kind, and what became of them; nothing where none can be."""
    if report["command"] == "lint":
        return ""
    summary = report["summary"]
    outcomes = [
        f"{number:,} {_OUTCOMES[word]}" for word, number in summary["outcomes"].items() if number
    ]
    if not outcomes:
        read = report["read"]
        documents, tickets = sum(read["documents"].values()), sum(read["tickets"].values())
        compared = f"{counted(documents, 'document')} with {counted(tickets, 'ticket')}"
        return f"No changes: compared {compared}."
    kinds = [
        counted(number, *_CHANGES[kind]) for kind, number in summary["changes"].items() if number
    ]
    total = counted(sum(summary["outcomes"].values()), "change")
    if len(outcomes) > 1:
        return f"{total} ({', '.join(outcomes)}): {', '.join(kinds)}."
    return f"{total} {outcomes[0].partition(' ')[2]}: {', '.join(kinds)}."


def findings_in_all(report: Mapping[str, Any]) -> str:
    """How many findings of which level."""
    numbers = report["summary"]["findings"]
    told = [
        counted(number, level, level if level == "info" else None)
        for level, number in numbers.items()
        if number
    ]
    return f"Needs a person: {', '.join(told)}." if told else "Nothing needs a person."


def place_of(finding: Mapping[str, Any], report: Mapping[str, Any]) -> str | None:
    """`file:line` of a finding, as far as it is known.

    Who looks at documents alone wants to open them, so there it is the path.
    """
    file = (report["command"] == "lint" and finding["path"]) or finding["file"]
    if not file:
        return None
    return f"{file}:{finding['line']}" if finding["line"] else str(file)


def asked_in_full(report: Mapping[str, Any]) -> str:
    """The command that gives everything, where a report for people leaves something out."""
    lints = report["command"] == "lint"
    return f"syncd {'lint' if lints else 'reconcile --dry-run'} --format json"


def fields_of(change: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The fields that a change touches, each with from, to and why."""
    return ((name, held) for name, held in change["detail"].items() if isinstance(held, dict))


def folded(
    findings: Sequence[Mapping[str, Any]], *, everything: bool
) -> Iterator[tuple[Mapping[str, Any], int]]:
    """The findings to show, each with how many more like it are left out after it.

    A rule that fires very often in one post-mortem, or in all, would bury what else there is.
    """
    in_all = Counter(finding["rule"] for finding in findings)
    groups = [
        (finding["rule"], None)
        if in_all[finding["rule"]] > _FEW_IN_ALL
        else (finding["rule"], finding["post_mortem"] or "")
        for finding in findings
    ]
    sizes, seen = Counter(groups), Counter[tuple[str, str | None]]()
    for finding, group in zip(findings, groups, strict=True):
        seen[group] += 1
        if everything or seen[group] < _FEW_IN_ONE or sizes[group] == _FEW_IN_ONE:
            yield finding, 0
        elif seen[group] == _FEW_IN_ONE:
            yield finding, sizes[group] - _FEW_IN_ONE


def _by_name(numbers: Mapping[str, int], noun: str) -> str:
    told = counted(sum(numbers.values()), noun)
    if len(numbers) < 2:
        return told
    return f"{told} ({', '.join(f'{name} {number:,}' for name, number in numbers.items())})"

"""What the measures say, in words that every format shares."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from syncd.report.json import Report
from syncd.report.wording import counted, moment

NO_DATA = "no data"
KINDS = {
    "team": "Team",
    "owner": "Owner",
    "service": "Service",
    "category": "Category",
    "priority": "Priority",
}
_WORST = 8


class Headline(NamedTuple):
    """One measure in one line: its `share`, of what, and what is expected of it."""

    name: str
    share: float | None
    made_of: str
    expected: str
    level: str | None


def title(report: Mapping[str, Any]) -> str:
    """What is measured, over which days."""
    window = report["window"]
    return f"Measures from {window['from']} to {window['to']}"


def percent(share: float | None) -> str:
    """A share as people write it, with as many decimals as keep it from looking like a bound."""
    if share is None:
        return NO_DATA
    number = round(share * 100, 6)
    if number.is_integer():
        return f"{number:.0f} %"
    places = 1 if not round(number, 1).is_integer() else 2
    return f"{number:.{places}f} %"


def days(number: float | None) -> str:
    """Days with one decimal, a dash where nobody knows."""
    return "-" if number is None else f"{number:.1f}"


def headlines(report: Mapping[str, Any]) -> Iterator[Headline]:
    """Completion, recurrence and decay, each in one line."""
    expected = report["expected"]
    completion, recurrence, decay = report["completion"], report["recurrence"], report["decay"]
    yield Headline(
        "Completion",
        completion["ratio"],
        f"{completion['on_time']:,} of {counted(completion['due'], 'item')} due done on time",
        f"target {percent(expected['completion_target'])}, below"
        f" {percent(expected['completion_systemic'])} is systemic",
        completion["level"],
    )
    yield Headline(
        "Recurrence",
        recurrence["ratio"],
        f"{recurrence['recurring']:,} of {counted(recurrence['incidents'], 'incident')} hit a cause"
        " known before, its items still open",
        f"above {percent(expected['recurrence'])} is bad",
        recurrence["level"],
    )
    yield Headline(
        "Decay",
        decay["ratio"],
        f"{decay['decayed']:,} of {counted(decay['open'], 'open item')} more than"
        f" {expected['decayed_days']} days past due without progress",
        "as it stands today",
        None,
    )


def notes(report: Mapping[str, Any]) -> Iterator[str]:
    """What the figures leave out, or count in a way that somebody may wonder about."""
    completion = report["completion"]
    if undated := completion["undated"]:
        are = counted(undated, "item due is", "items due are")
        yield f"{are} done, but nobody knows when: no ticket says so. They do not count as on time."
    if dropped := completion["dropped"]:
        were = counted(dropped, "item was", "items were")
        yield f"{were} dropped with a documented reason and left out."
    if any(found["estimate"]["n"] for found in report["time_to_completion"].values()):
        yield (
            "Expected: how long it takes until half, or nine in ten, of all items made in the last"
            " year are done, those that still are not counted in (Kaplan-Meier); a dash where too"
            " few are done to tell."
        )
    yield f"As of {moment(report['as_of'])}."


def durations(report: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Time to completion, a row for each priority: the header first."""
    yield (
        "Priority",
        "Done",
        "Median",
        "90 %",
        "Target",
        "Acceptable",
        "Expected",
        "90 %",
        "Open",
    )
    for priority, found in report["time_to_completion"].items():
        estimate = found["estimate"]
        yield (
            priority,
            f"{found['n']:,}",
            days(found["median_days"]),
            days(found["p90_days"]),
            str(found["target_days"]),
            str(found["acceptable_days"]),
            days(estimate["median_days"]),
            days(estimate["p90_days"]),
            f"{estimate['unfinished']:,}",
        )


def groups(report: Mapping[str, Any], kind: str) -> list[tuple[str, Report]]:
    """The groups of a kind that need attention most, the worst first; a few."""
    found = list(report["by"][kind].items())
    return sorted(found, key=_badness)[:_WORST]


def more_groups(report: Mapping[str, Any], kind: str) -> int:
    """How many groups of a kind are not among the worst."""
    return max(len(report["by"][kind]) - _WORST, 0)


def _badness(named: tuple[str, Report]) -> tuple[float, float, int, str]:
    name, group = named
    ratio = group["completion"]["ratio"]
    late = group["completion"]["due"] - group["completion"]["on_time"]
    return (1.0 if ratio is None else ratio, -(group["decay"]["ratio"] or 0.0), -late, name)


def group_rows(
    name: str, found: Iterable[tuple[str, Mapping[str, Any]]]
) -> Iterator[Sequence[str]]:
    """Groups in rows, the header first."""
    yield [name, "On time", "Due", "Open", "Overdue", "Decayed"]
    for named, group in found:
        yield [
            named,
            percent(group["completion"]["ratio"]),
            f"{group['completion']['due']:,}",
            f"{group['decay']['open']:,}",
            f"{group['decay']['overdue']:,}",
            f"{group['decay']['decayed']:,}",
        ]

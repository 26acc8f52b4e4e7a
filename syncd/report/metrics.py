"""The measures: as the JSON that programs build upon."""

from collections.abc import Mapping
from datetime import datetime

from syncd.insight.durations import Estimate
from syncd.insight.figures import Completion, Duration, Group, Measures, Month, Recurrence
from syncd.insight.levels import completion_grade, recurrence_grade
from syncd.insight.window import Window
from syncd.model import Backlog
from syncd.policy.settings import MeasuresPolicy, Policy
from syncd.report.json import VERSION, Report, instant


def as_dict(
    measures: Measures, *, policy: Policy, now: datetime, as_of: datetime | None = None
) -> Report:
    """The measures of one window, with what they are made of; null where there is no data.

    `as_of` is when items and tickets were seen.
    """
    expected = policy.measures
    return {
        "version": VERSION,
        "now": instant(now),
        "as_of": instant(as_of or now),
        "window": window_as_dict(measures.window),
        "completion": _completion(measures.completion, expected),
        "time_to_completion": {
            priority.value: _duration(found)
            for priority, found in measures.time_to_completion.items()
        },
        "recurrence": _recurrence(measures.recurrence, expected),
        "decay": _decay(measures.decay),
        "by": {
            kind: {name: _group(group, expected) for name, group in groups.items()}
            for kind, groups in measures.by.items()
        },
        "trend": [_month(month) for month in measures.trend],
        "expected": {
            "completion_target": expected.completion_target / 100,
            "completion_systemic": expected.completion_systemic / 100,
            "recurrence": expected.recurrence / 100,
            "decayed_days": policy.decayed_days,
        },
    }


def window_as_dict(window: Window) -> Mapping[str, str]:
    """The first and the last day of a window."""
    return {"from": window.first.isoformat(), "to": window.last.isoformat()}


def _completion(found: Completion, expected: MeasuresPolicy) -> Report:
    return {
        "due": found.due,
        "on_time": found.on_time,
        "ratio": found.ratio,
        "level": completion_grade(found, expected),
        "dropped": found.dropped,
        "undated": found.undated,
    }


def _recurrence(found: Recurrence, expected: MeasuresPolicy) -> Report:
    return {
        "incidents": found.incidents,
        "recurring": found.recurring,
        "ratio": found.ratio,
        "level": recurrence_grade(found, expected),
    }


def _decay(found: Backlog) -> Report:
    return {
        "open": found.open,
        "decayed": found.decayed,
        "ratio": found.decay,
        "overdue": found.overdue,
        "zombies": found.zombies,
    }


def _duration(found: Duration) -> Report:
    return {
        "n": found.n,
        "median_days": found.median_days,
        "p90_days": found.p90_days,
        "target_days": found.target_days,
        "acceptable_days": found.acceptable_days,
        "estimate": _estimate(found.estimate),
    }


def _estimate(found: Estimate) -> Report:
    return {
        "n": found.n,
        "unfinished": found.unfinished,
        "median_days": found.median_days,
        "p90_days": found.p90_days,
    }


def _group(group: Group, expected: MeasuresPolicy) -> Report:
    told = {"completion": _completion(group.completion, expected), "decay": _decay(group.decay)}
    if group.recurrence is not None:
        told["recurrence"] = _recurrence(group.recurrence, expected)
    return told


def _month(month: Month) -> Report:
    return {
        **window_as_dict(month.window),
        "completion": month.completion.ratio,
        "recurrence": month.recurrence.ratio,
        "decay": month.backlog.decay if month.backlog else None,
        "due": month.completion.due,
        "on_time": month.completion.on_time,
        "incidents": month.recurrence.incidents,
        "recurring": month.recurrence.recurring,
        "opened": month.opened,
        "done": month.done,
        "dropped": month.dropped,
        "open": month.open,
    }

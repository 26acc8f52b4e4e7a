"""The review: as the JSON that every other form of it is made from."""

from collections.abc import Iterator
from datetime import datetime

from syncd.insight.review import Entry, Part, Period, Review, Section
from syncd.model import Incident
from syncd.policy.settings import Policy
from syncd.report import metrics
from syncd.report.json import VERSION, Report, instant, item_as_dict
from syncd.report.wording import counted

_SHOWN = {Part.COMPLETED: 5, Part.NEW: 5, Part.P0: 6, Part.P1: 4, Part.OVERDUE: 6}
_MOST = 1_000_000
_TITLES = {
    Part.COMPLETED: "Finished",
    Part.NEW: "New from incidents",
    Part.P0: "P0: where each owner stands",
    Part.P1: "P1: where each owner stands",
    Part.OVERDUE: "Overdue and stalled: blockers, reassignment",
    Part.FIGURES: "Completion rate and the other measures",
    Part.RECURRENCES: "It happened again",
    Part.CLEAN_UP: "Clean-up: open for more than 90 days",
    Part.WAIVERS: "Checks that were waived",
}
_NONE = {
    Part.COMPLETED: "Nothing was finished in this time.",
    Part.NEW: "No incident left anything to do.",
    Part.P0: "No P0 is open.",
    Part.P1: "No P1 is open.",
    Part.OVERDUE: "Nothing else is overdue or stalled.",
    Part.RECURRENCES: "No incident hit a cause that was known before.",
    Part.CLEAN_UP: "No item has been open for more than 90 days.",
    Part.WAIVERS: "No check was waived.",
}


def as_dict(
    review: Review, *, policy: Policy, now: datetime, as_of: datetime | None = None
) -> Report:
    """The review with all that belongs into it; each section says how much of that is `shown`."""
    figures = metrics.as_dict(review.measures, policy=policy, now=now, as_of=as_of)
    return {
        "version": VERSION,
        "now": instant(now),
        "as_of": instant(as_of or now),
        "period": review.period.value,
        "window": metrics.window_as_dict(review.window),
        "minutes": sum(section.minutes or 0 for section in review.sections) or None,
        "sections": [
            _section(section, review)
            for section in review.sections
            if section.part is not Part.WAIVERS or section.incidents
        ],
        "older": review.older,
        "metrics": figures,
    }


def _section(section: Section, review: Review) -> Report:
    part = section.part
    few = _SHOWN.get(part, _MOST)
    return {
        "name": part.value,
        "title": _title(part, review.period),
        "minutes": section.minutes,
        "shown": min(few, len(section.entries)),
        "none": _NONE.get(part),
        "elsewhere": section.elsewhere,
        "entries": [_entry(entry, part) for entry in section.entries],
        "incidents": [_incident(incident) for incident in section.incidents],
    }


def _title(part: Part, period: Period) -> str:
    if part is Part.FIGURES and period is Period.QUARTERLY:
        return "For leadership: what post-mortems came to"
    return _TITLES[part]


def _entry(entry: Entry, part: Part) -> Report:
    return item_as_dict(entry.item) | {
        "url": entry.url,
        "overdue_days": entry.troubles.overdue,
        "stalled_days": entry.troubles.stalled,
        "decayed": entry.troubles.decayed,
        "zombie": entry.troubles.zombie,
        "age_days": entry.age,
        "recurred": list(entry.recurred),
        "days": entry.days,
        "on_time": entry.on_time,
        "facts": list(_praise(entry) if part is Part.COMPLETED else _facts(entry)),
        "todo": _todo(entry, part),
    }


def _incident(incident: Incident) -> Report:
    return {
        "id": incident.id,
        "title": incident.title,
        "date": incident.date.isoformat() if incident.date else None,
        "severity": str(incident.severity) if incident.severity else None,
        "services": list(incident.services),
        "teams": list(incident.teams),
        "url": incident.url,
        "recurrence_of": [
            {"post_mortem": hit.of, "score": hit.score, "still_open": list(hit.still_open)}
            for hit in incident.hits
        ],
        "waivers": [{"rule": rule, "reason": reason} for rule, reason in incident.waivers],
    }


def _praise(entry: Entry) -> Iterator[str]:
    if entry.days is not None:
        whole = int(entry.days)
        yield f"in {counted(whole, 'day')}" if whole else "within a day"
    if entry.on_time is not None:
        yield "on time" if entry.on_time else "late"


def _facts(entry: Entry) -> Iterator[str]:
    item, found = entry.item, entry.troubles
    if entry.recurred:
        yield f"happened again: {', '.join(entry.recurred[:2])}"
    if found.overdue is not None:
        yield f"{counted(found.overdue, 'day')} overdue"
    elif item.due:
        yield f"due {item.due}"
    if found.stalled is not None:
        verb = "no progress" if entry.life.progress else "not started"
        yield f"{verb} for {counted(found.stalled, 'day')}"
    if found.zombie:
        yield "zombie"
    elif found.decayed:
        yield "decayed"
    if entry.snoozed:
        yield f"snoozed until {entry.snoozed}"
    if entry.life.pushed:
        yield f"put off {counted(entry.life.pushed, 'time')}"


def _todo(entry: Entry, part: Part) -> str:
    """What to do about it, in a word to the one who leads the meeting."""
    item, found = entry.item, entry.troubles
    if part is Part.COMPLETED:
        return f"thank {item.owner}" if item.owner else "thank whoever did it"
    if part is Part.CLEAN_UP:
        return "complete it, reprioritise it, or close it with a documented reason"
    if not item.owner:
        return "name one person"
    if entry.recurred:
        return "agree on who finishes it this week"
    if item.ticket is None:
        return "it has no ticket: syncd reconcile says why"
    if found.zombie or found.decayed:
        return "finish it, or close it with a reason"
    if found.overdue is not None:
        if found.stalled is None:
            return "ask what is left; a later date needs a reason"
        return "ask what blocks it, and who could take it"
    if found.stalled is not None:
        return "ask what blocks it" if entry.life.progress else "ask what keeps it from starting"
    return "confirm owner and date" if part is Part.NEW else "ask where it stands"

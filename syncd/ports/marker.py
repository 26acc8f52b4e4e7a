"""The marker as plain data: what adapters put where their tracker has a place for it.

Keys are sorted by whoever writes the data down, and what is empty is left out, so that writing
it again is no change. Dates are written without dashes: the text of a ticket may show the same
dates, and a human who replaces one everywhere must not hit what syncd remembers of it. Trackers
have little room for it, so only the newest commands that were handled are kept.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from syncd.model import Base, Handled, Identity, Priority, State, Status
from syncd.model.handled import kept

VERSION = 1


class MarkerError(ValueError):
    """The marker is there and cannot be understood; the message says why."""


def identity_fields(identity: Identity) -> dict[str, Any]:
    """An identity, with the base that the ticket was made with."""
    fields: dict[str, Any] = {
        "item": identity.item,
        "post_mortem": identity.post_mortem,
        "url": identity.url,
        "v": VERSION,
    }
    if identity.base:
        fields["base"] = base_fields(identity.base)
    if identity.since:
        fields["since"] = _day(identity.since)
    return fields


def identity_of(data: Mapping[str, Any]) -> Identity | None:
    """The identity in a marker; None if it has none.

    Raises:
        MarkerError: a later version wrote it, or a part of it is missing.
    """
    if "item" not in data:
        return None
    if data.get("v") != VERSION:
        raise MarkerError(f"the marker has version {data.get('v')!r}; this syncd knows {VERSION}")
    named = [data.get(key) for key in ("item", "post_mortem", "url")]
    item, post_mortem, url = (value if isinstance(value, str) else "" for value in named)
    if not (item and post_mortem):
        raise MarkerError("the marker names no action item")
    base = data.get("base")
    return Identity(
        item,
        post_mortem,
        url,
        base=base_of(base) if isinstance(base, dict) else None,
        since=_read_day(data.get("since")),
    )


def state_fields(state: State) -> dict[str, Any]:
    """A state."""
    fields = {
        "base": base_fields(state.base),
        "document": base_fields(state.document) if state.document else None,
        "handled": handled_fields(state.handled) or None,
        "lowered": state.lowered or None,
        "moved": _written(state.moved),
        "priority": state.priority and str(state.priority),
        "progress": _written(state.progress),
        "pushed": state.pushed or None,
        "snoozed": state.snoozed and _day(state.snoozed),
        "ticket": state.ticket,
        "written": _written(state.written),
    }
    return {key: value for key, value in fields.items() if value is not None}


def state_of(data: object) -> State | None:
    """The state in a marker; None if there is none that can be understood: it is derived anew."""
    if not isinstance(data, dict) or not isinstance(data.get("ticket"), str):
        return None
    base, document = data.get("base"), data.get("document")
    try:
        return State(
            ticket=data["ticket"],
            base=(base_of(base) if isinstance(base, dict) else None) or Base(),
            document=base_of(document) if isinstance(document, dict) else None,
            progress=_read(data.get("progress")),
            written=_read(data.get("written")),
            priority=Priority(data["priority"]) if data.get("priority") else None,
            pushed=int(data.get("pushed") or 0),
            moved=_read(data.get("moved")),
            lowered=int(data.get("lowered") or 0),
            snoozed=_read_day(data.get("snoozed")),
            handled=handled_of(data.get("handled")),
        )
    except (TypeError, ValueError):
        return None


def handled_fields(handled: Sequence[Handled]) -> list[list[str]]:
    """The newest commands that were handled, oldest first, in pairs of comment and answer."""
    return _pairs(kept(handled))


def handled_of(data: object) -> tuple[Handled, ...]:
    """The commands that were handled; what cannot be understood of them is left out."""
    pairs = data if isinstance(data, list) else ()
    return tuple(
        Handled(pair[0], pair[1])
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(x, str) for x in pair)
    )


def base_fields(base: Base) -> dict[str, str]:
    """A base."""
    fields = {
        "due": base.due and _day(base.due),
        "owner": base.owner,
        "priority": base.priority,
        "status": base.status,
        "title": base.title,
        "url": base.url,
    }
    return {key: str(value) for key, value in fields.items() if value is not None}


def base_of(data: Mapping[str, Any]) -> Base | None:
    """A base; None where a value is none that it can have."""
    values = {key: value for key, value in data.items() if isinstance(value, str)}
    try:
        return Base(
            title=values.get("title"),
            owner=values.get("owner"),
            due=date.fromisoformat(values["due"]) if "due" in values else None,
            priority=Priority(values["priority"]) if "priority" in values else None,
            status=Status(values["status"]) if "status" in values else None,
            url=values.get("url"),
        )
    except ValueError:
        return None


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def _read_day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _pairs(handled: Sequence[Handled]) -> list[list[str]]:
    return [[each.comment, each.answer] for each in handled]


def _written(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

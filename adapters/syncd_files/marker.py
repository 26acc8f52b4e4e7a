"""The marker of a file ticket: the one-line mapping under `syncd:` that only syncd writes.

Keys are sorted and what is empty is left out, so that writing it again is no change.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

from syncd.model import Base, Identity, Priority, State, Status
from syncd.ports.marker import handled_fields, handled_of
from syncd.yamltext import YamlError, load

VERSION = 1

_IDENTITY = ("item", "post_mortem", "url")
_MARKER = re.compile(r"^syncd:(.*(?:\r?\n[ \t]+.*)*)", re.MULTILINE)
_NESTED = re.compile(r"""\{(?:[^{}"']|"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')*\}""")
_VALUE = r"""(?:"([^"\n]+)"|'([^'\n]+)'|([^\s,"'{}][^,\n{}]*))"""
_ENTRIES = [re.compile(rf"(?:^|[,\s]){key}:\s*{_VALUE}") for key in _IDENTITY]


class MarkerError(ValueError):
    """The marker cannot be understood; the message says which part of it."""


def parsed(data: Any) -> tuple[Identity | None, State | None]:
    """Both halves of a marker.

    Raises:
        MarkerError: it is not one, or a later version wrote it.
    """
    if data is None:
        return None, None
    if not isinstance(data, dict):
        raise MarkerError("the marker is not a mapping")
    if data.get("v", str(VERSION)) != str(VERSION):
        raise MarkerError(f"the marker has version {data['v']!r}; this syncd knows {VERSION}")
    return _identity(data), _state(data)


def written(data: Any, identity: Identity | None, state: State | None) -> dict[str, Any]:
    """The mapping of a marker after these halves are set; None leaves a half as it is."""
    marker = dict(data) if isinstance(data, dict) else {}
    if identity:
        marker |= {key: getattr(identity, key) for key in _IDENTITY}
        if identity.since:
            marker["since"] = identity.since.isoformat()
    if state:
        marker |= {
            "ticket": state.ticket,
            "base": _fields(state.base),
            "document": _fields(state.document) if state.document else None,
            "handled": handled_fields(state.handled) or None,
            "in_force": str(state.priority) if state.priority else None,
            "lowered": str(state.lowered) if state.lowered else None,
            "moved": instant(state.moved) if state.moved else None,
            "progress": instant(state.progress) if state.progress else None,
            "pushed": str(state.pushed) if state.pushed else None,
            "snoozed": state.snoozed.isoformat() if state.snoozed else None,
            "written": instant(state.written) if state.written else None,
        }
    return {key: value for key, value in marker.items() if value is not None} | {"v": VERSION}


def glimpsed(text: str) -> Identity | None:
    """The identity in a text that cannot be read otherwise, so that it still holds its claim."""
    marker = _MARKER.search(text)
    if marker is None:
        return None
    with suppress(YamlError, MarkerError, LookupError, TypeError):
        document: Any = load(marker[0]).data
        return parsed(document["syncd"])[0]
    flat = _NESTED.sub("", marker[1].strip().removeprefix("{"))
    found = [pattern.search(flat) for pattern in _ENTRIES]
    item, post_mortem, url = (
        (match[1] or match[2] or match[3]) if match else "" for match in found
    )
    return (
        Identity(item.strip(), post_mortem.strip(), url.strip()) if item and post_mortem else None
    )


def instant(at: datetime) -> str:
    """A time as file tickets have it: UTC, `Z`, whole seconds unless there are parts of one."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_instant(text: str) -> datetime:
    """The time that a text means; UTC if it names no zone.

    Raises:
        ValueError: it is none.
    """
    if not re.match(r"\d{4}-\d\d-\d\d(?:[T ]|$)", text):
        raise ValueError(text)
    at = datetime.fromisoformat(text)
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def read_day(text: str) -> date:
    """The day that a text means.

    Raises:
        ValueError: it is none.
    """
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _identity(data: Mapping[str, Any]) -> Identity | None:
    values = {key: data[key] for key in _IDENTITY if data.get(key) is not None}
    if not values:
        return None
    if len(values) < len(_IDENTITY) or not all(isinstance(value, str) for value in values.values()):
        raise MarkerError(f"the marker needs {', '.join(_IDENTITY)}, each a text")
    since = data.get("since")
    try:
        return Identity(**values, since=read_day(_text(since)) if since else None)
    except (TypeError, ValueError) as error:
        raise MarkerError(f"the marker's since is no day: {since!r}") from error


def _state(data: Mapping[str, Any]) -> State | None:
    if data.get("ticket") is None:
        return None
    try:
        return State(
            ticket=_text(data["ticket"]),
            base=_base(data.get("base")) or Base(),
            document=_base(data.get("document")),
            progress=_instant(data.get("progress")),
            written=_instant(data.get("written")),
            priority=Priority(data["in_force"]) if data.get("in_force") else None,
            pushed=int(data.get("pushed") or 0),
            moved=_instant(data.get("moved")),
            lowered=int(data.get("lowered") or 0),
            snoozed=read_day(_text(data["snoozed"])) if data.get("snoozed") else None,
            handled=handled_of(data.get("handled")),
        )
    except (ValueError, TypeError) as error:
        raise MarkerError(f"the marker holds what cannot be understood: {error}") from error


def _base(data: Any) -> Base | None:
    if data is None:
        return None
    if not isinstance(data, dict):
        raise TypeError(f"{data!r} is not a mapping")
    values = {key: _text(value) for key, value in data.items() if value is not None}
    return Base(
        title=values.get("summary"),
        owner=values.get("owner"),
        due=read_day(values["due_date"]) if "due_date" in values else None,
        priority=Priority(values["priority"]) if "priority" in values else None,
        status=Status(values["state"]) if "state" in values else None,
        url=values.get("url"),
    )


def _fields(base: Base) -> dict[str, str]:
    # Not the keys of the ticket itself: a human who replaces "status: open" in the whole file
    # must not hit what syncd remembers of it.
    values = {
        "due_date": base.due and base.due.isoformat(),
        "owner": base.owner,
        "priority": base.priority,
        "state": base.status,
        "summary": base.title,
        "url": base.url,
    }
    return {key: str(value) for key, value in values.items() if value is not None}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def _instant(value: Any) -> datetime | None:
    return None if value is None else read_instant(_text(value))

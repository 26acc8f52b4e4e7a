"""The marker of a Jira issue: one mapping, whose keys are sorted and versioned.

On Cloud it is the issue property `syncd`, which goes into the create request and comes back with
every search. On Data Center a search gives no properties; there the half that is written once
stands at the end of the description, where `{anchor}` shows nothing to people.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from syncd.model import Base, Identity, Priority, State, Status

PROPERTY = "syncd"
VERSION = 1

_ANCHOR = re.compile(r"\{anchor:syncd-([A-Za-z0-9_-]+)\}")


class MarkerError(ValueError):
    """A marker that cannot be understood; the message says why."""


@dataclass(frozen=True, slots=True)
class Marker:
    """What syncd wrote on an issue.

    `link` is the URL of the remote link as far as it is known; None says that it is missing.
    `native` is the priority that syncd gave the issue, in Jira's words.
    """

    identity: Identity | None = None
    state: State | None = None
    link: str | None = None
    native: str | None = None


def parsed(data: Any) -> Marker:
    """A marker as it was stored.

    A ticket is made with its marker and linked right after that; so without word of the link
    it is there, and only if that failed the marker says so.

    Raises:
        MarkerError: it is none, or a later version wrote it.
    """
    if data is None:
        return Marker()
    if not isinstance(data, dict):
        raise MarkerError("its marker is not a mapping")
    if data.get("v") != VERSION:
        raise MarkerError(f"its marker has version {data.get('v')!r}; this syncd knows {VERSION}")
    identity = _identity(data)
    link = data.get("link", identity.url if identity else None)
    native = data.get("native")
    return Marker(
        identity,
        state_of(data.get("state")),
        link if isinstance(link, str) else None,
        native if isinstance(native, str) else None,
    )


def written(marker: Marker) -> dict[str, Any]:
    """A marker as it is stored."""
    identity = marker.identity
    data: dict[str, Any] = {"v": VERSION}
    if identity is not None:
        data |= {"item": identity.item, "post_mortem": identity.post_mortem, "url": identity.url}
        if identity.base is not None:
            data["base"] = _base_fields(identity.base)
        if marker.link != identity.url:
            data["link"] = marker.link
    if marker.state is not None:
        data["state"] = state_fields(marker.state)
    if marker.native is not None:
        data["native"] = marker.native
    return dict(sorted(data.items()))


def anchored(text: str, marker: Marker) -> str:
    """A description with the marker at its end, or in the place of the one that it has.

    Everything else is as it was.
    """
    anchor = f"{{anchor:syncd-{pack(written(marker))}}}"
    found = list(_ANCHOR.finditer(text))
    if found:
        return text[: found[-1].start()] + anchor + text[found[-1].end() :]
    kept = text.rstrip("\r\n")
    end = "\r\n" if "\r\n" in text else "\n"
    return f"{kept}{end}{end}{anchor}" if kept else anchor


def in_text(text: str) -> Marker:
    """The marker in a description; none where a human broke it."""
    found = _ANCHOR.findall(text)
    data = unpack(found[-1]) if found else None
    return Marker() if data is None else parsed(data)


def pack(data: Mapping[str, Any]) -> str:
    """Data as letters, digits, `-` and `_`, which no markup touches."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpack(text: str) -> dict[str, Any] | None:
    """The data; None where a human broke it."""
    try:
        data = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def state_fields(state: State) -> dict[str, Any]:
    """A state as it is stored, without what is empty."""
    values = {
        "base": _base_fields(state.base),
        "document": _base_fields(state.document) if state.document else None,
        "progress": _instant(state.progress),
        "ticket": state.ticket,
        "written": _instant(state.written),
    }
    return {key: value for key, value in values.items() if value is not None}


def state_of(data: Any) -> State | None:
    """The state that was stored, if there was one.

    Raises:
        MarkerError: it cannot be understood.
    """
    if not isinstance(data, dict) or not isinstance(data.get("ticket"), str):
        return None
    document = data.get("document")
    try:
        return State(
            ticket=data["ticket"],
            base=_base(data.get("base") or {}),
            document=_base(document) if document else None,
            progress=_read_instant(data.get("progress")),
            written=_read_instant(data.get("written")),
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise MarkerError(f"its marker holds what cannot be understood: {error}") from error


def _identity(data: Mapping[str, Any]) -> Identity | None:
    item, post_mortem, url = (data.get(key) for key in ("item", "post_mortem", "url"))
    if not (isinstance(item, str) and isinstance(post_mortem, str) and item and post_mortem):
        return None
    base = data.get("base")
    try:
        return Identity(item, post_mortem, str(url or ""), base=_base(base) if base else None)
    except (AttributeError, ValueError) as error:
        raise MarkerError(f"its marker holds what cannot be understood: {error}") from error


def _base_fields(base: Base) -> dict[str, str]:
    values = {
        "due": base.due and base.due.isoformat(),
        "owner": base.owner,
        "priority": base.priority,
        "status": base.status,
        "title": base.title,
        "url": base.url,
    }
    return {key: str(value) for key, value in values.items() if value is not None}


def _base(data: Mapping[str, str]) -> Base:
    return Base(
        title=data.get("title"),
        owner=data.get("owner"),
        due=date.fromisoformat(data["due"]) if "due" in data else None,
        priority=Priority(data["priority"]) if "priority" in data else None,
        status=Status(data["status"]) if "status" in data else None,
        url=data.get("url"),
    )


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _read_instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

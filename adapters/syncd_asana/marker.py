"""What syncd leaves for itself in texts of Asana: data in the fragment of a link.

A personal token may not use Asana's hidden `external` data, and its rich text has no comments, so
the data stands where people see only a link: `https://...#syncd=1.<base64url of JSON>`. The page
that it leads to is the post-mortem; whoever clicks gets there, for a fragment is never sent to a
server. Keys are sorted, so that writing it again gives the same link.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

from syncd.model import Base, Identity, Priority, State, Status

VERSION = 1

_DATA = re.compile(r"[#&]syncd=(?P<version>\d+)\.(?P<data>[A-Za-z0-9_-]+)")
_NOWHERE = "https://syncd.invalid/"  # for post-mortems that have no address (RFC 2606)


class UnreadableError(ValueError):
    """The data is there and cannot be understood; the message says why."""


def carried(url: str, data: Mapping[str, Any]) -> str:
    """An address that leads where `url` does and carries data along."""
    where = url if re.match(r"https?://", url) else _NOWHERE
    text = json.dumps({**data, "v": VERSION}, sort_keys=True, separators=(",", ":"))
    packed = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"{where}{'&' if '#' in where else '#'}syncd={VERSION}.{packed}"


def is_carrier(href: str) -> bool:
    """Whether an address, as it stands in HTML, carries data."""
    return _DATA.search(unescape(href)) is not None


def data_of(href: str) -> dict[str, Any]:
    """The data that an address carries; empty if it is none of syncd's.

    Raises:
        UnreadableError: a later version wrote it, or somebody broke it.
    """
    found = _DATA.search(unescape(href))
    if found is None:
        return {}
    if int(found["version"]) != VERSION:
        raise UnreadableError(f"its marker has version {found['version']}, this syncd knows 1")
    packed = found["data"]
    try:
        data = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    except (binascii.Error, ValueError) as error:
        raise UnreadableError("its marker is damaged") from error
    if not isinstance(data, dict):
        raise UnreadableError("its marker is damaged")
    return data


def identity_fields(identity: Identity) -> dict[str, Any]:
    """An identity as a link carries it."""
    named = {
        "item": identity.item,
        "post_mortem": identity.post_mortem,
        "url": identity.url,
    }
    return {**named, "base": base_fields(identity.base)} if identity.base else named


def identity_of(data: Mapping[str, Any]) -> Identity | None:
    """The identity that a link carries, if it carries one.

    Raises:
        UnreadableError: a part of it is missing.
    """
    if "item" not in data:
        return None
    named = [data.get(key) for key in ("item", "post_mortem", "url")]
    item, post_mortem, url = (value if isinstance(value, str) else "" for value in named)
    if not (item and post_mortem):
        raise UnreadableError("its marker names no action item")
    base = data.get("base")
    return Identity(item, post_mortem, url, base=base_of(base) if isinstance(base, dict) else None)


def state_fields(state: State) -> dict[str, Any]:
    """A state as a link carries it, without what is empty."""
    values = {
        "base": base_fields(state.base),
        "document": base_fields(state.document) if state.document else None,
        "progress": _instant(state.progress),
        "ticket": state.ticket,
        "written": _instant(state.written),
    }
    return {key: value for key, value in values.items() if value is not None}


def state_of(data: object) -> State | None:
    """The state that a link carries; None where there is none to be understood."""
    if not isinstance(data, dict) or not isinstance(data.get("ticket"), str):
        return None
    base, document = data.get("base"), data.get("document")
    try:
        return State(
            ticket=data["ticket"],
            base=(base_of(base) if isinstance(base, dict) else None) or Base(),
            document=base_of(document) if isinstance(document, dict) else None,
            progress=_read_instant(data.get("progress")),
            written=_read_instant(data.get("written")),
        )
    except (TypeError, ValueError):
        return None


def base_fields(base: Base) -> dict[str, str]:
    """A base without what is empty."""
    values = {
        "due": base.due and base.due.isoformat(),
        "owner": base.owner,
        "priority": base.priority,
        "status": base.status,
        "title": base.title,
        "url": base.url,
    }
    return {key: str(value) for key, value in values.items() if value is not None}


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


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _read_instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

"""The marker: a link on the issue, which people see, with metadata, which only machines see.

A link is known by its address. So that two items of one post-mortem have two links, and syncd's
are found among those of others, each address ends with the item: `...#syncd=PM-2026-0051-03`.
The metadata have one key with one JSON text, sorted, so that writing it again is no change.

The description that a new issue gets ends with the same address as a link. It is what is left of
the marker if syncd is stopped between making the issue and the link, and it counts only on the
issue whose id follows from that item: no copy and no quotation can claim anything by it.

Sources: linear.app/developers/attachments (addresses are unique on an issue and cannot be edited;
metadata are strings and numbers). Addresses without a host lead nowhere; they get one under the
reserved domain `.invalid` (RFC 2606), since Linear wants an address.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, unquote

from syncd.model import Base, Identity, Priority, State, Status
from syncd_linear.ids import issue_ids

VERSION = 1
KEY = "syncd"
SIGN = "syncd="
"""Part of every address of syncd's; what lists of links are narrowed to."""

_NOWHERE = "https://syncd.invalid/"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ITEM = re.compile(r"[#&]syncd=(?P<item>[^&#\s)>]+)$")
_LINE = re.compile(r"\[(?P<name>(?:\\.|[^\]\\])+)\]\(<?(?P<url>[^\s<>()]+[#&]syncd=[^&#\s)>]+)>?\)")


class MarkerError(ValueError):
    """The marker cannot be understood; the message says why."""


@dataclass(frozen=True, slots=True)
class Marker:
    """What the links and the description of an issue tell."""

    identity: Identity | None = None
    state: State | None = None
    back_link: str | None = None


def address(url: str, item: str) -> str:
    """The address of the link from the issue of an item to its post-mortem."""
    base = url.replace(" ", "%20") if _ABSOLUTE.match(url) else f"{_NOWHERE}{quote(url)}"
    base = base.replace("(", "%28").replace(")", "%29")
    return f"{base}{'&' if '#' in base else '#'}{sign(item)}"


def sign(item: str) -> str:
    """How the address of the link of an item ends."""
    return f"{SIGN}{quote(item, safe='')}"


def read(workspace: str, issue: Mapping[str, Any]) -> Marker:
    """The marker of an issue; of several links the one that was written last counts.

    Raises:
        MarkerError: a later version wrote it, or it is broken.
    """
    links = [link for link in issue["attachments"]["nodes"] if KEY in (link["metadata"] or {})]
    if not links:
        return Marker(identity=claimed(workspace, issue))
    link = max(links, key=lambda each: (each["updatedAt"], each["id"]))
    data = _loaded(link["metadata"][KEY])
    identity = Identity(_text(data, "item"), _text(data, "post_mortem"), _text(data, "url"))
    return Marker(identity, _state(data), _back_link(link["url"], identity, data))


def claimed(workspace: str, issue: Mapping[str, Any]) -> Identity | None:
    """Whose issue this is by its description, if its id says the same."""
    for line in _LINE.finditer(issue["description"] or ""):
        item = _ITEM.search(line["url"])
        name = re.sub(r"\\(.)", r"\1", line["name"])
        if item is not None and issue["id"] in issue_ids(workspace, unquote(item["item"])):
            return Identity(unquote(item["item"]), name, _plain(line["url"]))
    return None


def line(identity: Identity) -> str:
    """The last line of the description of a new issue."""
    return f"Post-mortem: [{identity.post_mortem}]({address(identity.url, identity.item)})"


def metadata(identity: Identity, state: State | None, back_link: str) -> dict[str, str]:
    """What the link of an issue carries."""
    data: dict[str, Any] = {
        "item": identity.item,
        "post_mortem": identity.post_mortem,
        "url": identity.url,
        "v": VERSION,
    }
    if back_link != identity.url:
        data["link"] = back_link
    if state is not None:
        parts = {
            "base": fields_of(state.base),
            "document": fields_of(state.document) if state.document else None,
            "progress": _instant(state.progress),
            "ticket": state.ticket,
            "written": _instant(state.written),
        }
        data |= {name: value for name, value in parts.items() if value is not None}
    return {KEY: json.dumps(data, sort_keys=True, ensure_ascii=False)}


def fields_of(base: Base) -> dict[str, str]:
    """A base as the marker holds it, without what is empty."""
    values = {
        "due": base.due and base.due.isoformat(),
        "owner": base.owner,
        "priority": base.priority,
        "status": base.status,
        "title": base.title,
        "url": base.url,
    }
    return {name: str(value) for name, value in values.items() if value is not None}


def _loaded(text: object) -> dict[str, Any]:
    try:
        data = json.loads(str(text))
    except ValueError as error:
        raise MarkerError(f"the metadata of its link are no JSON: {error}") from error
    if not isinstance(data, dict) or data.get("v") != VERSION:
        version = data.get("v") if isinstance(data, dict) else None
        raise MarkerError(f"the marker has version {version!r}; this syncd knows {VERSION}")
    return data


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise MarkerError(f"the marker has no {name}")
    return value


def _back_link(url: str, identity: Identity, data: Mapping[str, Any]) -> str:
    """The address as syncd was given it, unless people changed the link since."""
    link = data.get("link")
    told = link if isinstance(link, str) else identity.url
    return told if address(told, identity.item) == url else _plain(url)


def _plain(url: str) -> str:
    base = _ITEM.sub("", url)
    return unquote(base.removeprefix(_NOWHERE)) if base.startswith(_NOWHERE) else base


def _state(data: Mapping[str, Any]) -> State | None:
    if data.get("ticket") is None:
        return None
    try:
        return State(
            ticket=_text(data, "ticket"),
            base=_base(data.get("base")) or Base(),
            document=_base(data.get("document")),
            progress=_read_instant(data.get("progress")),
            written=_read_instant(data.get("written")),
        )
    except (TypeError, ValueError) as error:
        raise MarkerError(f"the marker holds what cannot be understood: {error}") from error


def _base(data: Any) -> Base | None:
    if data is None:
        return None
    values: Mapping[str, str] = dict(data)
    return Base(
        title=values.get("title"),
        owner=values.get("owner"),
        due=date.fromisoformat(values["due"]) if "due" in values else None,
        priority=Priority(values["priority"]) if "priority" in values else None,
        status=Status(values["status"]) if "status" in values else None,
        url=values.get("url"),
    )


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def _read_instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def own_links(issue: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The links of an issue that syncd wrote."""
    return [link for link in issue["attachments"]["nodes"] if KEY in (link["metadata"] or {})]

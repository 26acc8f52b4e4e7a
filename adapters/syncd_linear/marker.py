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
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote

from syncd.model import Identity, State
from syncd.ports.marker import MarkerError, identity_fields, identity_of, state_fields, state_of
from syncd_linear.ids import issue_ids

KEY = "syncd"
SIGN = "syncd="
"""Part of every address of syncd's, and ..."""
SUBTITLE = "Action item "
"""... the beginning of every subtitle: what lists of links are narrowed to."""

_NOWHERE = "https://syncd.invalid/"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ITEM = re.compile(r"[#&]syncd=(?P<item>[^&#\s)>]+)$")
_LINE = re.compile(r"\[(?P<name>(?:\\.|[^\]\\])+)\]\(<?(?P<url>[^\s<>()]+[#&]syncd=[^&#\s)>]+)>?\)")


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
    link = own_link(issue)
    if link is None:
        return Marker(identity=claimed(workspace, issue))
    data = _loaded(link["metadata"][KEY])
    identity = identity_of(data)
    if identity is None:
        raise MarkerError("the marker names no action item")
    return Marker(identity, state_of(data.get("state")), _back_link(link["url"], identity, data))


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
    data = identity_fields(replace(identity, base=None))  # the state has the base
    if back_link != identity.url:
        data["link"] = back_link
    if state is not None:
        data["state"] = state_fields(state)
    return {KEY: json.dumps(data, sort_keys=True, ensure_ascii=False)}


def _loaded(text: object) -> dict[str, Any]:
    try:
        data = json.loads(str(text))
    except ValueError as error:
        raise MarkerError(f"the metadata of its link are no JSON: {error}") from error
    if not isinstance(data, dict):
        raise MarkerError("the metadata of its link are no object")
    return data


def _back_link(url: str, identity: Identity, data: Mapping[str, Any]) -> str:
    """The address as syncd was given it, unless people changed the link since."""
    link = data.get("link")
    told = link if isinstance(link, str) else identity.url
    return told if address(told, identity.item) == url else _plain(url)


def _plain(url: str) -> str:
    base = _ITEM.sub("", url)
    return unquote(base.removeprefix(_NOWHERE)) if base.startswith(_NOWHERE) else base


def own_links(issue: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The links of an issue that syncd wrote."""
    return [link for link in issue["attachments"]["nodes"] if KEY in (link["metadata"] or {})]


def own_link(issue: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The one of them that was written last."""
    links = own_links(issue)
    return max(links, key=lambda each: (each["updatedAt"], each["id"])) if links else None

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
from typing import Any

from syncd.model import Identity, State
from syncd.ports.marker import (
    VERSION,
    MarkerError,
    identity_fields,
    identity_of,
    state_fields,
    state_of,
)

PROPERTY = "syncd"

_ANCHOR = re.compile(r"\{anchor:syncd-([A-Za-z0-9_-]+)\}")


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
        raise MarkerError("the marker is not a mapping")
    identity = identity_of(data)
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
        data |= identity_fields(identity)
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
    """The marker in a description; none where a human broke it.

    Raises:
        MarkerError: a later version wrote it.
    """
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

"""Links that carry data in texts of Asana, where people see only a link.

A personal token may not use Asana's hidden `external` data, and its rich text has no comments, so
the marker stands in the fragment of an address: `https://...#syncd=1.<base64url of JSON>`. The page
that it leads to is the post-mortem; whoever clicks gets there, for a fragment is never sent to a
server. Keys are sorted, so that writing it again gives the same link.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any

from syncd.ports.marker import MarkerError

_FORM = 1  # how the data is packed; what it holds has a version of its own
_DATA = re.compile(r"[#&]syncd=(?P<form>\d+)\.(?P<data>[A-Za-z0-9_-]+)")
_NOWHERE = "https://syncd.invalid/"  # for post-mortems that have no address (RFC 2606)


def carrying(url: str, data: Mapping[str, Any]) -> str:
    """An address that leads where `url` does and carries data along."""
    where = url if re.match(r"https?://", url) else _NOWHERE
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    packed = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"{where}{'&' if '#' in where else '#'}syncd={_FORM}.{packed}"


def recarrying(href: str, data: Mapping[str, Any]) -> str:
    """An address that leads where `href` does and carries other data."""
    found = _DATA.search(href)
    return carrying(href[: found.start()] if found else href, data)


def is_carrier(href: str) -> bool:
    """Whether an address carries data."""
    return _DATA.search(href) is not None


def data_of(href: str) -> dict[str, Any]:
    """The data that an address carries; empty if it carries none.

    Raises:
        MarkerError: a later version packed it, or somebody broke it.
    """
    found = _DATA.search(href)
    if found is None:
        return {}
    if int(found["form"]) != _FORM:
        raise MarkerError(f"the marker has form {found['form']}; this syncd knows {_FORM}")
    packed = found["data"]
    try:
        data = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    except (binascii.Error, ValueError) as error:
        raise MarkerError("the marker is damaged") from error
    if not isinstance(data, dict):
        raise MarkerError("the marker is damaged")
    return data

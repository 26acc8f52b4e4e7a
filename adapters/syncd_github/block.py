"""The block that syncd keeps at the end of an issue's text, and how it is edited in place.

It shows people where the post-mortem is and when the item is due; GitHub issues have no due
date, so that line is the field, and a human may edit it there. An HTML comment, which is not
rendered, marks where the block begins, and one that says whose ticket this is where it ends.
Edits replace single values; every other byte stays, line ends included.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from syncd.model import Identity
from syncd.ports.marker import MarkerError, identity_fields, identity_of

_BEGIN = "<!-- syncd -->"
_MARKER = re.compile(r"<!-- syncd (\{.*?\}) -->")
_DUE = re.compile(r"^\*\*Due:\*\*[ \t]*(?P<value>[^\r\n]*?)[ \t]*(?=\r?$)", re.MULTILINE)
_LINK = re.compile(
    r"^\*\*Post-mortem:\*\*[ \t]*(?:\[[^\]\r\n]*\]\((?P<target>[^)\s]*)\)|(?P<plain>[^\s[]\S*))",
    re.MULTILINE,
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Block:
    """What the block of an issue says; each part may be missing or edited by a human.

    `due_text` is what stands where the date should, where that is none.
    """

    identity: Identity | None = None
    back_link: str | None = None
    due: date | None = None
    due_text: str | None = None


def read(text: str) -> Block:
    """The block in the text of an issue, as far as it is there."""
    marker = _last(_MARKER, text)
    start = text.rfind(_BEGIN, 0, marker.start() if marker else None)
    if marker is None and start < 0:
        return Block()
    inside = text[max(start, 0) : marker.end() if marker else None]
    due, link = _last(_DUE, inside), _last(_LINK, inside)
    written = due["value"] if due else ""
    day = _day(written)
    return Block(
        identity=_identity(marker[1]) if marker else None,
        back_link=(link["target"] or link["plain"]) if link else None,
        due=day,
        due_text=written if written and day is None else None,
    )


def written(text: str, identity: Identity, due: date | None) -> str:
    """The text with a new block at its end."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = [_BEGIN, "---", _link_line(identity.post_mortem, identity.url), _due_line(due)]
    block = end.join([*lines, "", _marked(identity)])
    kept = text.rstrip("\r\n")
    return f"{kept}{end}{end}{block}" if kept else block


def edited(text: str, *, back_link: str | None, due: date | None) -> str:
    """The text with another back-link or due date in its block; None leaves one as it is."""
    if due is not None:
        text = _with_line(text, _DUE, _due_line(due))
    if back_link is not None:
        marker = _last(_MARKER, text)
        identity = _identity(marker[1]) if marker else None
        name = identity.post_mortem if identity else "post-mortem"
        text = _with_line(text, _LINK, _link_line(name, back_link))
    return text


def _with_line(text: str, line: re.Pattern[str], wanted: str) -> str:
    """The text with the last such line of its block replaced, or one put above the marker."""
    marker = _last(_MARKER, text)
    stop = marker.start() if marker else len(text)
    start = max(text.rfind(_BEGIN, 0, stop), 0)
    found = _last(line, text[start:stop])
    if found is not None:
        return text[: start + found.start()] + wanted + text[start + found.end() :]
    end = "\r\n" if "\r\n" in text else "\n"
    above = text[:stop].rstrip("\r\n")
    return f"{above}{end}{wanted}{end}{end}{text[stop:]}"


def _due_line(due: date | None) -> str:
    return f"**Due:** {due.isoformat()}" if due else "**Due:**"


def _link_line(name: str, url: str) -> str:
    # Only an address is a link here: a path would lead into the repository of the issue.
    shown = f"[{name}]({url})" if "://" in url else url.replace(" ", "%20")
    return f"**Post-mortem:** {shown}"


def _marked(identity: Identity) -> str:
    return f"<!-- syncd {dumped(identity_fields(identity))} -->"


def _identity(text: str) -> Identity | None:
    try:
        return identity_of(loaded(text))
    except MarkerError:
        return None


def dumped(data: dict[str, Any]) -> str:
    """JSON that can stand in an HTML comment: nothing in it ends the comment."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(", ", ": "))
    return text.replace("--", "-\\u002d").replace(">", "\\u003e").replace("<", "\\u003c")


def loaded(text: str) -> dict[str, Any]:
    """The data in an HTML comment; empty where a human broke it."""
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text):  # noqa: B007  a human may have quoted one above
        pass
    return found

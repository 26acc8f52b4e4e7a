"""The line that syncd keeps at the end of a task's description, and how it is edited in place.

    Post-mortem: https://wiki.acme.com/pm/2026-0051 (PM-2026-0051-03)

Both are links. The first is the back-link; the one behind the id of the action item leads there
too, and carries the marker (`carrier.py`). People may move the line, write around it or give it
other words: what counts is the link with the marker, and the one before it on the same line. A
ticket that was dropped has its reason on the next line. Edits replace single links; every other
byte stays, formatting included: Asana says that what was read may be written back as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from syncd.model import Identity
from syncd.ports import marker
from syncd_asana import carrier, rich
from syncd_asana.rich import Anchor

_BREAK = re.compile(r"\n|</?(?:li|ul|ol|h1|h2|p|div|tr|td|table|blockquote|pre|hr|body)\b[^>]*>")
_REASON = "Dropped: "
_NO_LINK = re.compile(r"(?P<path>[^\s<>:]\S*)\s*\($")


@dataclass(frozen=True, slots=True)
class Block:
    """What the line says; each part may be missing. `broken` says why a marker is no use."""

    identity: Identity | None = None
    back_link: str | None = None
    reason: str | None = None
    broken: str | None = None


def read(html: str) -> Block:
    """The line in a description, as far as it is there."""
    mark = _mark(html)
    if mark is None:
        return Block()
    start, end = _line(html, mark)
    back = _back_link(html, start, mark)
    link = back.href if back else _path_before(html[start : mark.start])
    try:
        identity = marker.identity_of(carrier.data_of(mark.href))
    except marker.MarkerError as error:
        return Block(back_link=link, broken=str(error))
    return Block(identity, link, _reason_after(html, end))


def written(html: str, identity: Identity) -> str:
    """The description with the line for an identity: in the place of another one, or at its end."""
    mark = _mark(html)
    if mark is not None:
        html = html[: mark.start] + _marked(identity) + html[mark.end :]
        return relinked(html, identity.url)
    return _appended(html, f"Post-mortem: {_linked(identity.url)} ({_marked(identity)})")


def relinked(html: str, url: str) -> str:
    """The description with another back-link; without the line it stays as it is."""
    mark = _mark(html)
    if mark is None:
        return html
    start, _ = _line(html, mark)
    if (back := _back_link(html, start, mark)) is not None:
        return html if back.href == url else html[: back.start] + _linked(url) + html[back.end :]
    above = html[start : mark.start]
    if (path := _NO_LINK.search(above)) is not None:
        place = start + path.start("path")
        return html[:place] + _linked(url) + html[start + path.end("path") :]
    marked = html[mark.start : mark.end]
    line = f"Post-mortem: {_linked(url)} ({marked})"
    return html[: mark.start] + line + html[mark.end :]


def dropped(html: str, reason: str) -> str:
    """The description with the reason for not doing it, below the line if there is one."""
    told = f"{_REASON}{rich.text(' '.join(reason.split()))}"
    mark = _mark(html)
    if mark is None:
        return _appended(html, told)
    _, end = _line(html, mark)
    below = re.match(rf"\n{_REASON}[^\n<]*", html[end:])
    rest = html[end + below.end() :] if below else html[end:]
    return f"{html[:end]}\n{told}{rest}"


def _appended(html: str, line: str) -> str:
    before, inner, after = rich.inside(html)
    breaks = len(inner) - len(inner.rstrip("\n"))
    gap = "\n\n"[breaks:] if inner.strip() else ""
    return f"{before}{inner}{gap}{line}{after}"


def _mark(html: str) -> Anchor | None:
    """The last link with a marker: a human may have quoted another one above."""
    found = None
    for anchor in _carriers(html):
        found = anchor
    return found


def _carriers(html: str) -> Iterator[Anchor]:
    for anchor in rich.anchors(html) if "syncd=" in html else ():
        if carrier.is_carrier(anchor.href):
            yield anchor


def _line(html: str, mark: Anchor) -> tuple[int, int]:
    """Where the line begins and ends that a link stands on."""
    start = 0
    for found in _BREAK.finditer(html, 0, mark.start):
        start = found.end()
    following = _BREAK.search(html, mark.end)
    return start, following.start() if following else len(html)


def _back_link(html: str, start: int, mark: Anchor) -> Anchor | None:
    back = None
    for anchor in rich.anchors(html[: mark.start]):
        if anchor.start >= start:
            back = anchor
    return back


def _path_before(line: str) -> str | None:
    """A back-link that is no address: where the configuration names none, it is a path."""
    found = _NO_LINK.search(line)
    return unescape(found["path"]) if found else None


def _reason_after(html: str, end: int) -> str | None:
    found = re.match(rf"\n{_REASON}(?P<reason>[^\n<]+)", html[end:])
    return unescape(found["reason"]).strip() if found else None


def _linked(url: str) -> str:
    return (
        rich.link(url, url) if re.match(r"https?://", url) else rich.text(url.replace(" ", "%20"))
    )


def _marked(identity: Identity) -> str:
    return rich.link(
        carrier.carrying(identity.url, marker.identity_fields(identity)), identity.item
    )

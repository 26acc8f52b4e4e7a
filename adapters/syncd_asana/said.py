"""Comments: what people said, and syncd's own with the record by which they are known again.

The record is carried by the last link of a comment, which says `syncd` (`carrier.py`). It counts
only in comments of syncd's own account: whoever quotes one does not speak for syncd.
"""

from collections.abc import Sequence
from typing import Any

from syncd.model import Comment, Mention, State
from syncd.ports import marker
from syncd_asana import carrier, rich
from syncd_asana.records import Story

_SIGNATURE = "syncd"


def written(
    text: str,
    record: str,
    url: str,
    state: State | None = None,
    mentions: Sequence[Mention] = (),
) -> str:
    """The rich text of a comment with its record, and the state that goes along."""
    data: dict[str, Any] = {"record": record, "v": marker.VERSION}
    if state is not None:
        data["state"] = marker.state_fields(state)
    signed = rich.link(carrier.carrying(url, data), _SIGNATURE)
    return f"<body>{rich.from_markdown(text.rstrip(), mentions)}\n\n{signed}</body>"


def holding(html: str, state: State) -> str | None:
    """The same comment with another state in its record; None if it has no record any more."""
    signature = _signature(html)
    if signature is None:
        return None
    try:
        data = carrier.data_of(signature.href)
    except marker.MarkerError:
        return None
    href = carrier.recarrying(signature.href, {**data, "state": marker.state_fields(state)})
    signed = rich.link(href, signature.label)
    return f"{html[: signature.start]}{signed}{html[signature.end :]}"


def has_record(story: Story) -> bool:
    """Whether a comment claims to be syncd's."""
    return "syncd=" in story.html_text and _signature(story.html_text) is not None


def comment_of(story: Story, *, own: bool) -> Comment:
    """A comment; only in syncd's `own` a record counts."""
    who = story.created_by
    author = (who.email or who.name or who.gid) if who else "somebody"
    text, record, state = _read(story) if own else (_spoken(story), None, None)
    account = who.gid if who else ""
    return Comment(story.created_at, author, text, story.gid, record, state, account=account)


def _read(story: Story) -> tuple[str, str | None, State | None]:
    html = story.html_text
    signature = _signature(html)
    if signature is None:
        return _spoken(story), None, None
    try:
        data = carrier.data_of(signature.href)
    except marker.MarkerError:
        return _spoken(story), None, None
    record = data.get("record")
    if not isinstance(record, str):
        return _spoken(story), None, None
    _, inner, _ = rich.inside(html[: signature.start] + "</body>")
    return rich.to_markdown(inner).rstrip(), record, marker.state_of(data.get("state"))


def _spoken(story: Story) -> str:
    return rich.said(story.html_text, story.text)


def _signature(html: str) -> rich.Anchor | None:
    found = None
    for anchor in rich.anchors(html):
        if carrier.is_carrier(anchor.href):
            found = anchor
    return found

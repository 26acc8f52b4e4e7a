"""The marker: what is written reads back, and what others did to it is told."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from syncd.model import Base, Identity, Priority, State, Status
from syncd.ports.marker import MarkerError
from syncd_jira.marker import Marker, anchored, in_text, parsed, written

BASE = Base("Title", "jane", date(2026, 3, 9), Priority.P1, Status.OPEN, "https://x.test/pm")
IDENTITY = Identity("PM-1-01", "PM-1", "https://x.test/pm", base=BASE)
STATE = State("10001", BASE, Base(owner="omar"), datetime(2026, 3, 2, tzinfo=UTC), None)


@pytest.mark.parametrize(
    "marker",
    [
        Marker(),
        Marker(IDENTITY, link=IDENTITY.url),
        Marker(IDENTITY, link=None),
        Marker(IDENTITY, STATE, "https://x.test/moved", "Highest"),
        Marker(replace(IDENTITY, base=None), replace(STATE, document=None), IDENTITY.url),
    ],
)
def test_what_is_written_reads_back(marker: Marker) -> None:
    """Each half, the link that is known, missing or another one, and the native priority."""
    assert parsed(written(marker)) == marker


def test_rewriting_is_no_change() -> None:
    """Keys are sorted and versioned, so that the same marker is the same bytes."""
    data = written(Marker(IDENTITY, STATE, IDENTITY.url, "High"))
    assert list(data) == sorted(data)
    assert data["v"] == 1
    assert repr(written(parsed(data))) == repr(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("text", "no mapping|not a mapping"),
        ({"v": 2, "item": "x"}, "version 2"),
        ({"item": "x"}, "version None"),
        ({"v": 1, "item": "x"}, "names no action item"),
    ],
)
def test_what_is_no_marker(data: Any, words: str) -> None:
    """A later version, or what somebody else put there, is told and not guessed."""
    with pytest.raises(MarkerError, match=words):
        parsed(data)


def test_no_marker_is_none() -> None:
    """An issue of somebody else's has none, and that is no error."""
    assert parsed(None) == Marker()
    assert parsed({"v": 1}).identity is None
    assert parsed({"somebody": "else's"}).identity is None


@pytest.mark.parametrize(
    "text", ["", "Text.", "Text of a human.\r\n\r\nMore.\r\n", "h1. {code}x{code}"]
)
def test_in_a_description(text: str) -> None:
    """On Data Center it stands at the end of the text, which is otherwise as it was."""
    marker = Marker(IDENTITY, link=IDENTITY.url)
    marked = anchored(text, marker)
    assert marked.startswith(text.rstrip("\r\n"))
    assert in_text(marked) == marker
    moved = replace(marker, link="https://x.test/moved")
    again = anchored(f"{marked}\n\nA human went on here.", moved)
    assert in_text(again) == moved
    assert again.count("{anchor:") == 1
    assert again.endswith("A human went on here.")


def test_a_broken_anchor_is_none() -> None:
    """A human who cuts into it takes the marker away, and nothing else."""
    marked = anchored("Text.", Marker(IDENTITY, link=IDENTITY.url))
    assert in_text(marked.replace("anchor:syncd-", "anchor:syncd-x")) == Marker()
    assert in_text("{anchor:elsewhere}") == Marker()

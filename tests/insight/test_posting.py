"""The weekly review is posted once, late rather than never."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from syncd.config import ConfigError, load
from syncd.passes import World, open_world, reconcile
from syncd.passes.review import Posted, post_review
from syncd.policy.rules import known_names
from tests.insight.history import CONFIG, HISTORY, write

SERVICE = """\
[service]
review_file = "reviews/{date}.md"
review_ticket = "tickets:PAY-2"
"""


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """The company with the known history, which wants its review posted."""
    write(tmp_path / "acme", HISTORY, CONFIG + SERVICE)
    return tmp_path / "acme"


@contextmanager
def at(acme: Path, moment: str) -> Iterator[World]:
    """The company at a moment."""
    settings = load(acme / "syncd.toml", environ={}, rules=known_names())
    with open_world(settings, now=datetime.fromisoformat(moment)) as world:
        yield world


def post(acme: Path, moment: str) -> Sequence[Posted]:
    """What was posted at a moment, after a pass."""
    with at(acme, moment) as world:
        reconcile(world)
        return post_review(world)


def reviews(acme: Path) -> list[str]:
    """The files, and the days of the comments."""
    files = sorted(path.stem for path in (acme / "reviews").glob("*.md"))
    ticket = (acme / "tickets" / "PAY" / "PAY-2.md").read_text()
    said = [
        line.split("review/")[1][:10] for line in ticket.splitlines() if "syncd review/" in line
    ]
    assert files == said
    return files


def test_once_a_week(acme: Path) -> None:
    """It is posted from six o'clock on Monday on, once, to every place that was named."""
    assert {each.place for each in post(acme, "2026-03-02T06:00:00Z")} == {
        str(acme / "reviews" / "2026-03-02.md"),
        "tickets:PAY-2",
    }
    assert post(acme, "2026-03-02T06:05:00Z") == ()
    assert post(acme, "2026-03-09T05:59:00Z") == ()
    assert reviews(acme) == ["2026-03-02"]
    post(acme, "2026-03-09T06:00:00Z")
    assert reviews(acme) == ["2026-03-02", "2026-03-09"]


def test_after_an_outage(acme: Path) -> None:
    """What fell into an outage is posted when it is over, and once however long that was."""
    post(acme, "2026-03-02T06:00:00Z")
    assert len(post(acme, "2026-03-26T14:00:00Z")) == 2
    assert post(acme, "2026-03-26T14:05:00Z") == ()
    assert reviews(acme) == ["2026-03-02", "2026-03-23"]


def test_without_a_store(acme: Path) -> None:
    """With the store deleted nothing is said twice: the comment is its own record."""
    post(acme, "2026-03-02T06:00:00Z")
    for path in acme.glob("syncd.db*"):
        path.unlink()
    post(acme, "2026-03-03T06:00:00Z")
    assert reviews(acme) == ["2026-03-02"]


def test_what_failed_is_tried_again(acme: Path) -> None:
    """A place that cannot be reached is said, and only that one is missing afterwards."""
    ticket = acme / "tickets" / "PAY" / "PAY-2.md"
    with at(acme, "2026-03-02T06:00:00Z") as world:
        reconcile(world)
    content = ticket.read_bytes()
    ticket.unlink()
    with at(acme, "2026-03-02T06:10:00Z") as world:
        file, comment = post_review(world)
    assert (file.error, comment.place) == (None, "tickets:PAY-2")
    assert "there is no such ticket" in str(comment.error)
    ticket.write_bytes(content)
    with at(acme, "2026-03-02T06:20:00Z") as world:
        assert [each.error for each in post_review(world)] == [None, None]
    assert reviews(acme) == ["2026-03-02"]


def test_posting_wakes_nobody(acme: Path) -> None:
    """The comment is syncd's own: it is no progress on the ticket, and pings nobody."""
    with at(acme, "2026-03-02T06:00:00Z") as world:
        reconcile(world)
        before = {item.id: item for item in world.memory.items()}
        post_review(world)
    with at(acme, "2026-03-02T07:00:00Z") as world:
        outcome = reconcile(world)
    assert outcome.changes == ()
    assert {item.id: item for item in outcome.items} == before
    page = (acme / "reviews" / "2026-03-02.md").read_text()
    assert not re.search(r"(?<!\w)@\w", page)


def test_nobody_asked(tmp_path: Path) -> None:
    """Without a place nothing is posted, and before the first pass there is nothing to post."""
    write(tmp_path / "acme", HISTORY)
    assert post(tmp_path / "acme", "2026-03-02T06:00:00Z") == ()
    write(tmp_path / "other", HISTORY, CONFIG + SERVICE)
    with at(tmp_path / "other", "2026-03-02T06:00:00Z") as world:
        assert post_review(world) == ()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('review_ticket = "ticket:PAY-2"', "there is no tracker 'ticket'"),
        ('review_ticket = "PAY-2"', "TRACKER:KEY"),
        ('review_day = "mon"', "monday"),
        ("review_hour = 24", "review_hour"),
    ],
)
def test_wrong_settings(tmp_path: Path, line: str, problem: str) -> None:
    """A place or time that cannot be is an error of the configuration."""
    write(tmp_path / "acme", [], f"{CONFIG}[service]\n{line}\n")
    with pytest.raises(ConfigError, match=problem):
        load(tmp_path / "acme" / "syncd.toml", environ={}, rules=known_names())

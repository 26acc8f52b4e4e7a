"""When timers are due."""

from datetime import UTC, datetime

import pytest

from syncd.engine import Cron, Every
from syncd.engine.timers import Timers
from syncd.memory import Memory


def _at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def test_every() -> None:
    """Times of an interval lie on a grid that all machines share."""
    assert Every(300).last(1_000_000.0) == 999_900.0
    assert Every(300).following(1_000_000.0) == 1_000_200.0
    assert Every(300).last(999_900.0) == 999_900.0


@pytest.mark.parametrize(
    ("now", "last", "following"),
    [
        ("2026-03-02T09:00:00", "2026-03-02T09:00:00", "2026-03-09T09:00:00"),
        ("2026-03-02T08:59:59", "2026-02-23T09:00:00", "2026-03-02T09:00:00"),
        ("2026-03-05T12:00:00", "2026-03-02T09:00:00", "2026-03-09T09:00:00"),
    ],
)
def test_cron(now: str, last: str, following: str) -> None:
    """A weekly time is that of this week once it has come, and of the last one before."""
    weekly = Cron("0 9 * * 1")
    assert weekly.last(_at(now)) == _at(last)
    assert weekly.following(_at(now)) == _at(following)


@pytest.mark.parametrize("wrong", ["", "* * * *", "*/5 * * * * *", "61 * * * *", "@weekly"])
def test_no_cron(wrong: str) -> None:
    """What is no cron expression of five fields is refused at once."""
    with pytest.raises(ValueError, match="is no cron expression"):
        Cron(wrong)


def test_a_missed_tick_is_made_up_for_once() -> None:
    """After an outage of three weeks a weekly key is marked once, by whoever starts first."""
    marked: list[str] = []
    memory = Memory("sqlite://")
    week = 7 * 86_400.0

    def start() -> Timers:
        timers = Timers(memory.keys, marked.append)
        timers.add(Cron("0 9 * * 1"), "review")
        return timers

    monday = _at("2026-03-02T09:00:00")
    start().fire(monday + 60)
    assert marked == [], "a timer that is new begins with its next tick"
    running = start()
    assert running.fire(monday + week - 1) == 1.0
    running.fire(monday + week)
    running.fire(monday + week + 1)
    assert marked == ["review"]
    for _ in range(2):
        start().fire(monday + 4 * week + 3_600)
    assert marked == ["review", "review"]
    memory.close()

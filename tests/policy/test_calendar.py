"""Days and hours of people: nothing is early, late or twice because a clock was set."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.policy.calendar import (
    Calendar,
    calendar,
    valid_holidays,
    valid_quiet,
    valid_zone,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
     "Pacific/Kiritimati", "Pacific/Niue", "America/Sao_Paulo"]
).map(ZoneInfo)  # fmt: skip
NEW_YEAR = datetime(2020, 1, 1, tzinfo=UTC)
TIMES = st.timedeltas(timedelta(0), timedelta(3_650)).map(lambda span: NEW_YEAR + span)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""When clocks go forward from 2 to 3 in Berlin, and back from 3 to 2."""


def at(day: date, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    """A time on the wall in Berlin."""
    return datetime(day.year, day.month, day.day, hour, minute, fold=fold, tzinfo=BERLIN)


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_a_day_of_23_or_25_hours_is_one_day(day: date) -> None:
    """From midnight to midnight it is that day, and the next is one day later."""
    here = Calendar(BERLIN)
    first = at(day, 0).astimezone(UTC)
    hours = 23 if day == SPRING else 25
    assert {here.today(first + timedelta(hours=n)) for n in range(hours)} == {day}
    assert here.today(first + timedelta(hours=hours)) == day + timedelta(1)
    assert here.between(day - timedelta(1), day) == here.between(day, day + timedelta(1)) == 1
    assert here.after(day, 1) == day + timedelta(1)


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_quiet_hours_end_by_the_clock_on_the_wall(day: date) -> None:
    """They last from 22 to 8 on the wall, an hour less or more in the night of the change."""
    here = calendar("Europe/Berlin", "22:00-08:00", "", working_days=False)
    begins, ends = at(day - timedelta(1), 22).astimezone(UTC), at(day, 8).astimezone(UTC)
    assert ends - begins == timedelta(hours=9 if day == SPRING else 11)
    minute = timedelta(minutes=1)
    assert here.may_tell(begins - minute)
    assert not here.may_tell(begins)
    assert not here.may_tell(ends - minute)
    assert here.may_tell(ends)


def test_an_hour_that_is_there_twice_is_quiet_twice() -> None:
    """Quiet from half past two to three: in autumn both times, in spring not at all."""
    here = calendar("Europe/Berlin", "02:30-03:00", "", working_days=False)
    assert not here.may_tell(at(AUTUMN, 2, 45, fold=0))
    assert not here.may_tell(at(AUTUMN, 2, 45, fold=1))
    night = at(SPRING, 1).astimezone(UTC)
    assert all(here.may_tell(night + timedelta(minutes=n)) for n in range(180))


@pytest.mark.parametrize(
    ("span", "open_at", "quiet_at"),
    [
        ("22:00-07:00", [7, 12, 21], [22, 23, 0, 6]),
        ("12:00-13:00", [11, 13, 0], [12]),
        ("00:00-08:00", [8, 23], [0, 7]),
        ("18:00-00:00", [0, 17], [18, 23]),
        ("09:00-09:00", [8, 9, 10], []),
    ],
)
def test_quiet_hours(span: str, open_at: list[int], quiet_at: list[int]) -> None:
    """Begin is quiet, end is not, midnight or none; a span of nothing is never quiet."""
    here = calendar("Europe/Berlin", span, "", working_days=False)
    day = date(2026, 3, 3)
    assert [hour for hour in open_at if here.may_tell(at(day, hour))] == open_at
    assert not any(here.may_tell(at(day, hour)) for hour in quiet_at)


@given(zone=ZONES, now=TIMES, quiet=st.sampled_from(["22:00-07:00", "12:00-13:30", "00:00-23:00"]))
def test_there_is_a_time_to_tell_every_day(zone: ZoneInfo, now: datetime, quiet: str) -> None:
    """Wherever somebody is, he is told within a day or so, whatever clocks do meanwhile."""
    here = calendar(str(zone), quiet, "", working_days=False)
    assert any(here.may_tell(now + timedelta(minutes=30 * n)) for n in range(2 * 26))


@given(zone=ZONES, now=TIMES)
def test_time_never_runs_back(zone: ZoneInfo, now: datetime) -> None:
    """A day is never followed by an earlier one, and none is left out."""
    here = Calendar(zone)
    days = [here.today(now + timedelta(hours=n)) for n in range(50)]
    assert all(0 <= (later - one).days <= 1 for one, later in pairwise(days))


def test_leap_days() -> None:
    """The 29th of February is a day as any other, where there is one."""
    here = Calendar(ZoneInfo("UTC"))
    assert here.after(date(2028, 2, 28), 1) == date(2028, 2, 29)
    assert here.after(date(2027, 2, 28), 1) == date(2027, 3, 1)
    assert here.between(date(2028, 2, 28), date(2028, 3, 1)) == 2
    working = Calendar(ZoneInfo("UTC"), working_days=True)
    assert working.after(date(2028, 2, 28), 1) == date(2028, 2, 29)  # a Monday, a Tuesday
    assert working.between(date(2028, 2, 28), date(2028, 3, 1)) == 2


def test_working_days() -> None:
    """Weekends and holidays are none, and nobody is written to on them."""
    here = calendar("Europe/Berlin", "", "DE", working_days=True)
    good_friday, easter_monday = date(2026, 4, 3), date(2026, 4, 6)
    assert not here.is_working(good_friday)
    assert not here.is_working(easter_monday)
    assert here.after(date(2026, 4, 2), 1) == date(2026, 4, 7)
    assert here.between(date(2026, 4, 2), date(2026, 4, 7)) == 1
    assert here.between(date(2026, 4, 7), date(2026, 4, 2)) == -1
    assert here.between(date(2026, 4, 3), date(2026, 4, 6)) == 0
    assert not here.may_tell(at(good_friday, 12))
    assert not here.may_tell(at(date(2026, 4, 4), 12))
    assert here.may_tell(at(date(2026, 4, 7), 12))
    assert calendar("Europe/Berlin", "", "DE", working_days=False).may_tell(at(good_friday, 12))


def test_whose_holiday_it_is() -> None:
    """Parts of a country have holidays of their own."""
    day = date(2026, 6, 4)  # Corpus Christi
    assert not calendar("Europe/Berlin", "", "DE-BY", working_days=True).is_working(day)
    assert calendar("Europe/Berlin", "", "DE-BE", working_days=True).is_working(day)


@given(
    first=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    days=st.integers(0, 60),
    working=st.booleans(),
)
def test_counting_on_and_counting_between_agree(first: date, days: int, working: bool) -> None:
    """So many days after a day is that many days later, and the day before is fewer."""
    here = calendar("UTC", "", "US", working_days=working)
    later = here.after(first, days)
    assert here.between(first, later) == days
    assert here.between(later, first) == -days
    if days:
        assert here.between(first, later - timedelta(1)) < days


DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(days=st.tuples(DAYS, DAYS, DAYS).map(sorted))
def test_spans_add_up(days: list[date]) -> None:
    """From one day over another to a third are as many days as straight."""
    here = Calendar(ZoneInfo("UTC"), working_days=True, holidays={date(2026, 7, 14)})
    first, second, last = days
    assert here.between(first, second) + here.between(second, last) == here.between(first, last)


@pytest.mark.parametrize("wrong", ["Mars/Olympus", "../etc/passwd", "Europe/", "\0"])
def test_what_is_no_time_zone(wrong: str) -> None:
    """It is said what is expected."""
    with pytest.raises(ValueError, match="a time zone is expected"):
        valid_zone(wrong)


@pytest.mark.parametrize("wrong", ["22-7", "25:00-07:00", "22:00", "22:60-07:00", "night"])
def test_what_are_no_quiet_hours(wrong: str) -> None:
    """It is said what is expected."""
    with pytest.raises(ValueError, match="two times of a day are expected"):
        valid_quiet(wrong)


@pytest.mark.parametrize("wrong", ["ZZ", "DE-XX", "-"])
def test_what_has_no_holidays(wrong: str) -> None:
    """It is said what is expected."""
    with pytest.raises(ValueError, match="a country, or a part of one, is expected"):
        valid_holidays(wrong)


@pytest.mark.parametrize("right", ["", "UTC", "America/Argentina/Buenos_Aires"])
def test_what_is_a_time_zone(right: str) -> None:
    """Names of the IANA database, and nothing for that of the policy."""
    assert valid_zone(right) == right

"""Days and hours of people: time zones, quiet hours, working days and holidays.

Time zones are those of the IANA database, holidays those of the `holidays` library.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_QUIET = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_DAY = timedelta(days=1)
_FRIDAY = 4  # of `date.weekday`


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody may be written to, and how days are counted for them.

    `quiet` is from when to when nobody is written to, over midnight if it ends earlier than
    it begins. With `working_days` only those count, and only on those anybody is written to;
    `holidays` are none of them.
    """

    zone: ZoneInfo
    quiet: tuple[time, time] | None = None
    working_days: bool = False
    holidays: Container[date] = ()

    def today(self, now: datetime) -> date:
        """The day that it is there."""
        return now.astimezone(self.zone).date()

    def may_tell(self, now: datetime) -> bool:
        """Whether this is a time at which to write to somebody."""
        here = now.astimezone(self.zone)
        if self.working_days and not self.is_working(here.date()):
            return False
        if self.quiet is None:
            return True
        begins, ends = self.quiet
        at = here.time()
        inside = begins <= at < ends if begins <= ends else at >= begins or at < ends
        return not inside

    def is_working(self, day: date) -> bool:
        """Whether people work on that day."""
        return day.weekday() <= _FRIDAY and day not in self.holidays

    def after(self, day: date, days: int) -> date:
        """The day that comes so many days after another, counted as they count here."""
        if not self.working_days:
            return day + timedelta(days)
        while days > 0:
            day += _DAY
            days -= self.is_working(day)
        return day

    def between(self, earlier: date, later: date) -> int:
        """How many days after the earlier the later day is, counted as they count here."""
        if not self.working_days:
            return (later - earlier).days
        step = 1 if later >= earlier else -1
        first, last = sorted((earlier, later))
        days = ((first + timedelta(n + 1)) for n in range((last - first).days))
        return step * sum(map(self.is_working, days))


@lru_cache(maxsize=1_000)
def calendar(timezone: str, quiet: str, holidays: str, *, working_days: bool) -> Calendar:
    """The calendar that these settings describe; they have been found valid."""
    return Calendar(
        zone=ZoneInfo(timezone),
        quiet=_quiet(quiet) if quiet else None,
        working_days=working_days,
        holidays=_holidays(holidays) if holidays and working_days else (),
    )


def valid_zone(name: str) -> str:
    """The name of a time zone.

    Raises:
        ValueError: there is none of that name.
    """
    try:
        if name:
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError('a time zone is expected, such as "Europe/Berlin" or "UTC"') from error
    return name


def valid_quiet(span: str) -> str:
    """A span of quiet hours.

    Raises:
        ValueError: it is none.
    """
    try:
        if span:
            _quiet(span)
    except ValueError as error:
        raise ValueError('two times of a day are expected, such as "19:00-08:00"') from error
    return span


def valid_holidays(place: str) -> str:
    """A country, or a part of one, whose holidays are known.

    Raises:
        ValueError: they are not.
    """
    try:
        if place:
            _holidays(place)
    except NotImplementedError as error:
        message = 'a country, or a part of one, is expected, such as "DE" or "US-CA"'
        raise ValueError(message) from error
    return place


def _quiet(span: str) -> tuple[time, time]:
    found = _QUIET.fullmatch(span.strip())
    if found is None:
        raise ValueError(span)
    hours = [int(each) for each in found.groups()]
    return time(hours[0], hours[1]), time(hours[2], hours[3])


def _holidays(place: str) -> Container[date]:
    from holidays import country_holidays  # slow to import, and off by default

    country, _, part = place.partition("-")
    return country_holidays(country, subdiv=part or None)

"""The oracle's own calendar: which day it is for somebody, and whether he may be written to."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from benchmarks.year.office import DEFAULT, Hours


@dataclass(frozen=True)
class Days:
    """The days of somebody with these hours; with `working` only working days count."""

    hours: Hours
    working: bool

    def day(self, at: datetime) -> date:
        """The day that it is there."""
        return at.astimezone(ZoneInfo(self.hours.zone)).date()

    def clock(self, at: datetime) -> time:
        """The time of day there."""
        return at.astimezone(ZoneInfo(self.hours.zone)).time()

    def between(self, earlier: date, later: date) -> int:
        """How many days later the later one is."""
        if not self.working:
            return (later - earlier).days
        if later < earlier:
            return -self.between(later, earlier)
        number, day = 0, earlier
        while day < later:
            day += timedelta(days=1)
            number += self.counts(day)
        return number

    def after(self, day: date, number: int) -> date:
        """The day so many days later."""
        if not self.working:
            return day + timedelta(days=number)
        while number:
            day += timedelta(days=1)
            number -= self.counts(day)
        return day

    def counts(self, day: date) -> bool:
        """Whether people work on that day."""
        return day.isoweekday() <= 5 and not _is_holiday(self.hours.holidays, day)

    def may_hear(self, at: datetime) -> bool:
        """Whether somebody may be written to at that moment."""
        if self.working and not self.counts(self.day(at)):
            return False
        quiet = self.hours.quiet or DEFAULT.quiet
        if quiet is None:
            return True
        begins, ends = (time.fromisoformat(each) for each in quiet)
        now = self.clock(at)
        if begins < ends:
            return not begins <= now < ends
        return ends <= now < begins


@lru_cache(maxsize=10_000)
def _is_holiday(country: str, day: date) -> bool:
    return bool(country) and day in _country(country)


@lru_cache(maxsize=10)
def _country(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)

"""A stretch of whole days in UTC, both ends included."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_SPAN = re.compile(r"(\d{1,4})\s*(d|w)", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7}
_MONTHS = 12  # of a trend, the month of the last day included


class WindowError(ValueError):
    """A text that means no window; the message says what would."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days from `first` up to `last`, both included."""

    first: date
    last: date

    @classmethod
    def back(cls, days: int, today: date) -> "Window":
        """From so many days before today up to today."""
        return cls(today - timedelta(days=days), today)

    @classmethod
    def parsed(cls, text: str, today: date) -> "Window":
        """`90d`, `12w`, or two days such as `2026-01-01..2026-03-31`.

        Raises:
            WindowError: it is none of these, or ends before it begins.
        """
        first, dots, last = text.strip().partition("..")
        try:
            if dots:
                window = cls(date.fromisoformat(first.strip()), date.fromisoformat(last.strip()))
            elif found := _SPAN.fullmatch(first):
                window = cls.back(int(found[1]) * _DAYS[found[2].lower()], today)
            else:
                window = cls(date.fromisoformat(first), today)
        except (ValueError, OverflowError):
            raise WindowError(
                f"{text!r} is no window: 90d, 12w, a first day such as 2026-01-01, or two days"
                " such as 2026-01-01..2026-03-31"
            ) from None
        if window.last < window.first:
            raise WindowError(f"{text!r} ends on {window.last}, before it begins")
        return window

    def __contains__(self, day: object) -> bool:
        """Whether a day lies in it; None does not."""
        return isinstance(day, date) and self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def months(self) -> Iterator["Window"]:
        """The calendar months of a year's trend, up to the last day; more where it is longer."""
        year, month = self.last.year, self.last.month
        earlier = year * 12 + month - _MONTHS
        n = min(earlier, self.first.year * 12 + self.first.month - 1)
        while n < year * 12 + month:
            first = date(n // 12, n % 12 + 1, 1)
            length = calendar.monthrange(first.year, first.month)[1]
            yield Window(first, min(first.replace(day=length), self.last))
            n += 1

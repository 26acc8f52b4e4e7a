"""The values that people write into cells: dates, statuses, priorities, scores, durations."""

from __future__ import annotations

import datetime as dt
import re

from syncd.model import Category, Priority, Severity, Status

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = tuple(
    re.compile(rf"(?<![\w-]){pattern}(?![\w-])", re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}([-/.])(?P<month>\d\d?)\2(?P<day>\d\d?)(?:[T ]\d\d:\d\d\S*)?",
        rf"{_DAY}(?: of)?[ -]{_MONTH},?[ -]{_YEAR}",
        rf"{_MONTH} {_DAY},? {_YEAR}",
    )
)
_NUMBERS = re.compile(r"(?<![\w/.-])(\d\d?)([/.-])(\d\d?)\2((?:19|20)\d\d)(?![\w/-])")
_UNCLEAR_DATE = re.compile(r"(?<![\w/.-])\d\d?(?:/\d\d?(?:/\d\d)?|([.-])\d\d?\1\d\d)(?![\w/.-])")

_LAST_MONTH = 12

_STATUSES = {
    Status.OPEN: "open|opened|to-?do|to do|not started|not yet started|not done|new|backlog|planned"
    "|pending|no|deferred|postponed|put off|on hold",
    Status.IN_PROGRESS: "in progress|in_progress|in-progress|doing|wip|work in progress|started"
    "|ongoing|on-going|under way|underway|in review|in development|partially done",
    Status.DONE: "done|complete|completed|closed|fixed|resolved|shipped|merged|implemented"
    "|finished|deployed|yes",
    Status.DROPPED: "dropped|won['’]?t (?:do|fix)|wont-?fix|won't-fix|cancelled|canceled|rejected"
    "|risk accepted|accepted(?: the)? risk|accept(?: the)? risk|obsolete|abandoned|declined"
    "|will not (?:do|fix)|not planned|superseded",
}
_STATUS = re.compile(
    "|".join(rf"(?P<{status}>(?:{words})(?!\w))" for status, words in _STATUSES.items()),
    re.IGNORECASE,
)
_PUT_OFF = re.compile(r"deferred|postponed|put off|on hold", re.IGNORECASE)
_DONE_SIGNS = "✅✔☑✓🟢"
_OPEN_SIGNS = "☐⬜❌✗✘🔴⭕"
_BUSY_SIGNS = "🚧🔄⏳🟡🏗"
_SIGN = re.compile(rf"[{_DONE_SIGNS}{_OPEN_SIGNS}{_BUSY_SIGNS}]|\[[xX ]\]")
_BLANKS = "\ufe0f \t\u00a0*_`~"

_CATEGORIES = {
    Category.PREVENT: "prevent(?:s|ion|ing|ive|ative)?",
    Category.DETECT: "detect(?:s|ion|ing|ive)?",
    Category.MITIGATE: "mitigat(?:e|es|ion|ing|ive)",
}
_CATEGORY = re.compile(
    r"\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _CATEGORIES.items()) + r")\b",
    re.IGNORECASE,
)
_RANKS = {
    "critical": 1, "highest": 1, "urgent": 1, "blocker": 1, "severe": 1, "high": 2, "major": 2,
    "medium": 3, "med": 3, "moderate": 3, "normal": 3, "low": 4, "lowest": 4, "minor": 4,
}  # fmt: skip
_RANK = re.compile(rf"(?<![\w-])({'|'.join(_RANKS)})(?![\w-])", re.IGNORECASE)
_SEVERITY = re.compile(r"(?<![a-z0-9])(?:sev(?:erity)?|[sp])[ -]?([1-5])(?![\w.])", re.IGNORECASE)
_DURATION = re.compile(
    r"(?:(?P<days>\d+(?:\.\d+)?) ?d(?:ays?)?)?[ ,]*(?:and )?"
    r"(?:(?P<hours>\d+(?:\.\d+)?) ?h(?:ours?|rs?)?)?[ ,]*(?:and )?"
    r"(?:(?P<minutes>\d+(?:\.\d+)?) ?m(?:in(?:ute)?s?)?)?[ ,]*(?:and )?"
    r"(?:(?P<seconds>\d+) ?s(?:ec(?:ond)?s?)?)?\.?",
    re.IGNORECASE,
)
_ISO_DURATION = re.compile(
    r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_CLOCK = re.compile(r"(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?")
_ABOUT = re.compile(r"^(?:~|≈|about|approx(?:imately|\.)?|around|circa|ca\.) *", re.IGNORECASE)
_SCORES = {"low": 1, "medium": 2, "med": 2, "moderate": 2, "high": 3}
_SCORE = re.compile(r"(?<!\d)([1-4])(?: ?/ ?4)?(?![\d.])")
_YES = frozenset({"yes", "y", "true", "x", "✅", "✔", "✓", "☑", "[x]"})
_NO = frozenset({"no", "n", "false", "-", "❌", "✗", "[ ]"})


class AmbiguousError(ValueError):
    """A value that can be read in more than one way, or in none; says which."""


def date_of(written: str) -> dt.date | None:
    """The one day that a text names; None if it names none.

    Raises:
        AmbiguousError: it names several days, no day of the calendar, or one without saying
            which number is the month.
    """
    found: set[dt.date] = set()
    for pattern in _DATES:
        for match in pattern.finditer(written):
            month = match["month"].lower()
            number = _MONTHS.get(month) or int(month)
            found.add(_calendar_day(match.group(), match["year"], number, match["day"]))
    for match in _NUMBERS.finditer(written):
        first, second = int(match[1]), int(match[3])
        if first <= _LAST_MONTH and second <= _LAST_MONTH and first != second:
            raise AmbiguousError(f"{match.group()!r} does not say which number is the month")
        month_number, day = sorted((first, second))
        found.add(_calendar_day(match.group(), match[4], month_number, day))
    if len(found) > 1:
        raise AmbiguousError(f"{written.strip()!r} names {len(found)} days")
    if not found and (unclear := _UNCLEAR_DATE.search(written)):
        raise AmbiguousError(f"{unclear.group()!r} does not say which number is the month")
    return found.pop() if found else None


def _calendar_day(written: str, year: str, month: int, day: str | int) -> dt.date:
    try:
        return dt.date(int(year), month, int(day))
    except ValueError as error:
        raise AmbiguousError(f"{written!r} is no day of the calendar") from error


def status_of(written: str) -> tuple[Status | None, str | None]:
    """The status that a text begins with, and the reason in the rest of it."""
    text = written.strip(_BLANKS)
    sign = None
    while (match := _SIGN.match(text)) is not None:
        sign = sign or match.group()
        text = text[match.end() :].strip(_BLANKS)
    match = _STATUS.match(text)
    if match is None or match.lastgroup is None:
        return (_status_of_sign(sign), None) if sign else (None, None)
    status = Status(match.lastgroup)
    rest = text[match.end() :].strip(_BLANKS).strip(":;,.-–—" + _BLANKS).strip()
    if status is Status.DONE and (inner := _STATUS.search(rest)) and inner.lastgroup == "dropped":
        status, rest = Status.DROPPED, rest.removeprefix("as ")
    if rest.startswith("(") and rest.endswith(")"):
        rest = rest[1:-1].strip()
    explains = status is Status.DROPPED or (
        status is Status.OPEN and _PUT_OFF.match(match.group()) is not None
    )
    if match.group().casefold().startswith(("accept", "risk")) and rest:
        rest = text  # "accepted risk because ..." is itself the reason
    return status, (rest or None) if explains else None


def is_sign(written: str) -> bool:
    """Whether a status is a check mark or a yes or no, not a word of its own."""
    text = written.strip(_BLANKS)
    return _SIGN.fullmatch(text) is not None or text.casefold() in {"yes", "no", "x"}


def _status_of_sign(sign: str) -> Status | None:
    if sign in _BUSY_SIGNS:
        return Status.IN_PROGRESS
    return Status.DONE if sign in _DONE_SIGNS or sign.lower() == "[x]" else Status.OPEN


def category_of(written: str) -> Category | None:
    """The one category that a text names."""
    found = {Category(match.lastgroup) for match in _CATEGORY.finditer(written) if match.lastgroup}
    return found.pop() if len(found) == 1 else None


def category_of_label(label: str) -> Category | None:
    """The category that a heading or label names: as its first word, or after a colon."""
    for part in (label, *re.split(r"[:(（–—-]", label)[1:]):
        match = _CATEGORY.match(part.lstrip(" *_[0123456789.)"))
        if match and match.lastgroup:
            return Category(match.lastgroup)
    return None


def is_category(written: str) -> bool:
    """Whether a text is a category's name and nothing more."""
    return _CATEGORY.fullmatch(written.strip(" :[]()*_")) is not None


def priority_of(written: str) -> Priority | None:
    """The priority that a text names: P0 to P3, or a word from critical to low."""
    named = set(re.findall(r"(?<![\w-])P([0-3])(?![\w-])", written, re.IGNORECASE))
    if not named:
        named = {str(_RANKS[word.lower()] - 1) for word in _RANK.findall(written)}
    return Priority(f"P{named.pop()}") if len(named) == 1 else None


def severity_of(written: str) -> Severity | None:
    """The severity that a text names: SEV-1, S1, P1 or a word from critical to low."""
    named = {int(number) for number in _SEVERITY.findall(written)}
    if not named:
        named = {_RANKS[word.lower()] for word in _RANK.findall(written)}
    if not named and re.fullmatch(r"\s*[1-5]\s*", written):
        named = {int(written)}
    return Severity(named.pop()) if len(named) == 1 else None


def duration_of(written: str) -> dt.timedelta | None:
    """A span of time such as `2 hours`, `1h 30m`, `PT2H` or `1:30` (hours and minutes)."""
    text = _ABOUT.sub("", written.strip().removesuffix(")").removeprefix("("))
    match = _ISO_DURATION.fullmatch(text) or _CLOCK.fullmatch(text) or _DURATION.fullmatch(text)
    if match is None:
        return None
    parts = {unit: float(number) for unit, number in match.groupdict().items() if number}
    return dt.timedelta(**parts) if parts else None


def impact_of(written: str) -> int | None:
    """An impact from 1 to 4, as a number or a word."""
    return _score_of(written, {**_SCORES, "critical": 4})


def effort_of(written: str) -> int | None:
    """An effort from 1 to 4, as a number or a word."""
    return _score_of(written, {**_SCORES, "very high": 4})


def _score_of(written: str, words: dict[str, int]) -> int | None:
    numbers = {int(number) for number in _SCORE.findall(written)}
    if len(numbers) == 1:
        return numbers.pop()
    return words.get(" ".join(written.casefold().strip(" *_").split())) if not numbers else None


def flag_of(written: str) -> bool | None:
    """A yes or a no."""
    text = written.strip(_BLANKS).casefold()
    return True if text in _YES else False if text in _NO else None

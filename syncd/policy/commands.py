"""Commands in comments, such as `/syncd due 2026-04-01 waiting for the new library`.

Parsed strictly: a command stands at the beginning of a line, outside quotes and code, and
whatever is wrong with it is said instead of guessed. Adapters give comments in Markdown, as far
as quotes and code are concerned.

Sources: the project's design, "Commands"; CommonMark 0.31, "Fenced code blocks" (no backtick
behind a fence of backticks), "Indented code blocks" and "HTML blocks".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeAlias

from syncd.model import Priority

USAGE: Mapping[str, str] = {
    "take": "makes you the owner",
    "due YYYY-MM-DD REASON": "moves the due date",
    "snooze 14d REASON": "asks nobody about it until then",
    "priority P1 REASON": "sets the priority",
    "accept-risk [until YYYY-MM-DD] REASON": "closes it undone, with the reason",
    "duplicate-of ITEM": "closes it in favour of another action item or ticket",
    "help": "says all this",
}

HELP = "what can be said is listed below"
"""The answer to `/syncd help`: the list itself stands in the note."""


class Word(StrEnum):
    """What can be told to syncd."""

    SNOOZE = "snooze"
    DUE = "due"
    PRIORITY = "priority"
    ACCEPT_RISK = "accept-risk"
    DUPLICATE_OF = "duplicate-of"
    TAKE = "take"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Order:
    """A command that is understood; `day` is the due date, or the last day of a snooze or risk."""

    word: Word
    day: date | None = None
    priority: Priority | None = None
    target: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A command that is not understood: what is wrong, and how it is written."""

    message: str


Said: TypeAlias = Order | Mistake

_COMMAND = re.compile(r"/syncd(?:\s+(?P<word>\S+)(?:\s+(?P<rest>.*\S))?)?\s*")
_FENCE = re.compile(r" {0,3}(?:(?:[-*+]|\d{1,9}[.)]) +)*(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_QUOTE = re.compile(r" {0,3}>")
_INDENTED = re.compile(r" {0,3}\t| {4}")
_HTML = re.compile(r"^ {0,3}<(?P<tag>pre|blockquote|code)\b|(?<!`)<!--", re.IGNORECASE)
_HIDDEN = re.compile(r"<!--.*?-->")
_SPAN = re.compile(r"(?P<number>\d{1,3})(?P<unit>[dw])")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNTIL = re.compile(r"until\s+(\S+)\s*(.*)")
_LONGEST = 366  # days of a snooze


def orders_in(text: str, on: date) -> tuple[Said, ...]:
    """The commands in a comment that was written on this day, in their order."""
    return tuple(_order(found, on) for found in map(_COMMAND.fullmatch, _lines(text)) if found)


def _lines(text: str) -> Iterator[str]:
    """The lines that somebody says himself and shows: no quotes, no code, no comments of HTML."""
    fence, end = "", ""
    for line in text.splitlines():
        if end:
            end = "" if end in line.lower() else end
            continue
        mark = _FENCE.match(line)
        if fence:
            closes = mark and mark["fence"].startswith(fence) and not line.strip(" `~")
            fence = "" if closes else fence
            continue
        if mark:
            fence = mark["fence"]
            continue
        shown = _HIDDEN.sub("", line)
        if html := _HTML.search(shown):
            ends = f"</{html['tag'].lower()}>" if html["tag"] else "-->"
            end = "" if ends in shown[html.end() :].lower() else ends
            shown = shown[: html.start()]
        if not (_QUOTE.match(line) or _INDENTED.match(line)):
            yield shown.strip()


def _order(found: re.Match[str], on: date) -> Said:
    word, rest = found["word"], " ".join((found["rest"] or "").split())
    if word is None:
        return Order(Word.HELP)
    try:
        known = Word(word)
    except ValueError:
        near = get_close_matches(word.lower(), [each.value for each in Word], n=1)
        hint = f"did you mean `/syncd {near[0]}`?" if near else "`/syncd help` lists what there is"
        return Mistake(f"there is no command `{_short(word)}`; {hint}")
    return _PARSERS[known](rest, on)


def _snooze(rest: str, on: date) -> Said:
    until, reason = _first(rest)
    span = _SPAN.fullmatch(until)
    if span:
        number = int(span["number"]) * (7 if span["unit"] == "w" else 1)
        day: date | None = _after(on, number)
    else:
        day = _day(until)
    if day is None:
        return _wrong(f"`{_short(until)}` is no span", "snooze 14d REASON")
    if not on < day <= _after(on, _LONGEST):
        return _wrong("a snooze ends within a year, and not before tomorrow", "snooze 14d REASON")
    if not reason:
        return _wrong("a snooze needs a reason", "snooze 14d REASON")
    return Order(Word.SNOOZE, day=day, reason=reason)


def _due(rest: str, on: date) -> Said:
    said, reason = _first(rest)
    day = _day(said)
    if day is None:
        return _wrong(f"`{_short(said)}` is no date", "due YYYY-MM-DD REASON")
    if day < on:
        return _wrong(f"{day} is over", "due YYYY-MM-DD REASON")
    if not reason:
        return _wrong("another due date needs a reason", "due YYYY-MM-DD REASON")
    return Order(Word.DUE, day=day, reason=reason)


def _priority(rest: str, _: date) -> Said:
    said, reason = _first(rest)
    try:
        priority = Priority(said.upper())
    except ValueError:
        return _wrong(f"`{_short(said)}` is no priority from P0 to P3", "priority P1 REASON")
    if not reason:
        return _wrong("another priority needs a reason", "priority P1 REASON")
    return Order(Word.PRIORITY, priority=priority, reason=reason)


def _accept_risk(rest: str, on: date) -> Said:
    usage = "accept-risk [until YYYY-MM-DD] REASON"
    day = None
    if until := _UNTIL.fullmatch(rest):
        day, rest = _day(until[1]), until[2]
        if day is None:
            return _wrong(f"`{_short(until[1])}` is no date", usage)
        if day <= on:
            return _wrong(f"{day} is over", usage)
    if not rest:
        return _wrong("an accepted risk needs a reason", usage)
    return Order(Word.ACCEPT_RISK, day=day, reason=rest)


def _duplicate_of(rest: str, _: date) -> Said:
    target, _rest = _first(rest)
    if not target:
        return _wrong("of which action item or ticket?", "duplicate-of ITEM")
    return Order(Word.DUPLICATE_OF, target=target)


def _take(_rest: str, _: date) -> Said:
    return Order(Word.TAKE)


def _help(_rest: str, _: date) -> Said:
    return Order(Word.HELP)


_PARSERS = {
    Word.SNOOZE: _snooze,
    Word.DUE: _due,
    Word.PRIORITY: _priority,
    Word.ACCEPT_RISK: _accept_risk,
    Word.DUPLICATE_OF: _duplicate_of,
    Word.TAKE: _take,
    Word.HELP: _help,
}


def _wrong(what: str, usage: str) -> Mistake:
    return Mistake(f"{what}; write `/syncd {usage}`")


def _after(on: date, days: int) -> date:
    """So many days later, as far as there are any: people mistype years, too."""
    return date.fromordinal(min(on.toordinal() + days, date.max.toordinal()))


def _first(rest: str) -> tuple[str, str]:
    said, _, reason = rest.partition(" ")
    return said, reason.strip()


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if _DAY.fullmatch(said) else None
    except ValueError:
        return None


def _short(said: str) -> str:
    """A word of somebody's, short and without what could mean something where it is repeated."""
    return re.sub(r"[^\w.:/-]", "", said)[:40] or "that"

"""An action item together with the places where syncd may write it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from syncd.markdown.columns import Column
from syncd.markdown.fields import (
    AmbiguousError,
    category_of,
    date_of,
    effort_of,
    flag_of,
    impact_of,
    priority_of,
    status_of,
)
from syncd.markdown.phrases import is_nothing
from syncd.markdown.source import MAX_ITEMS, Splice, UnreadableError
from syncd.model import Category, Cell, CellEdit, Link, Priority, Problem, Status, WrittenItem

_NOBODY = re.compile(
    r"n/?a|none|tb[dca]|unassigned|nobody|\?+|[-–—.]+|to be (?:assigned|decided|determined)",
    re.IGNORECASE,
)


class Form(Protocol):
    """How one item is written down, and so how its cells are rewritten."""

    def splices(self, edits: Mapping[Cell, CellEdit]) -> Iterator[Splice]:
        """What to replace so that these cells, all of them different now, say what is wanted."""


@dataclass(frozen=True, slots=True)
class Found:
    """An item and its form."""

    item: WrittenItem
    form: Form


@dataclass(slots=True)
class Finds:
    """What an extraction has found so far, in the order of the document."""

    items: list[Found] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, item: Fields, line: int, form: Form, cells: frozenset[Cell]) -> None:
        """Take an item in; it has the next index until all are sorted.

        Raises:
            UnreadableError: there are more than any post-mortem has.
        """
        if len(self.items) >= MAX_ITEMS:
            raise UnreadableError(
                line,
                f"more than {MAX_ITEMS:,} action items",
                "split the document: a post-mortem has 3 to 7 focused action items",
            )
        written = WrittenItem(
            index=len(self.items),
            line=line,
            title=item.title,
            id=item.id,
            category=item.category,
            impact=item.impact,
            effort=item.effort,
            halves_duration=item.halves_duration,
            priority=item.priority,
            owner=item.owner,
            team=item.team,
            due=item.due,
            status=item.status,
            reason=item.reason,
            links=tuple(item.links),
            cells=cells,
            status_is_blank=item.status_is_blank,
        )
        self.items.append(Found(written, form))

    def sort(self) -> None:
        """Put items and problems into the order of the document."""
        self.problems.sort(key=lambda problem: problem.line)
        self.items.sort(key=lambda found: found.item.line)
        self.items = [
            replace(found, item=replace(found.item, index=index))
            for index, found in enumerate(self.items)
        ]

    def doubt(self, line: int, message: str, hint: str) -> None:
        """Note a place that cannot be understood with certainty.

        Raises:
            UnreadableError: there are more of them than of items in any post-mortem.
        """
        if len(self.problems) >= MAX_ITEMS:
            raise UnreadableError(
                line, f"more than {MAX_ITEMS:,} places are unclear", "split the document"
            )
        self.problems.append(Problem("ambiguous-item", line, message, hint))

    def due(self, text: str, line: int) -> tuple[dt.date | None, bool]:
        """The due date that a text gives, and whether that is certain.

        What can be read in two ways, or names no day, is a doubt: nobody writes over it.
        """
        try:
            due = date_of(text)
        except AmbiguousError as error:
            message = str(error)
        else:
            if due is not None or is_nothing(text) or status_of(text)[0] is not None:
                return due, True
            message = f"{text!r} names no day"
        self.doubt(line, f"due date: {message}", "write it as YYYY-MM-DD")
        return None, False


@dataclass(slots=True)
class Fields:
    """What is known about an item while it is being read."""

    title: str = ""
    id: str | None = None
    category: Category | None = None
    impact: int | None = None
    effort: int | None = None
    halves_duration: bool | None = None
    priority: Priority | None = None
    owner: str | None = None
    team: str | None = None
    due: dt.date | None = None
    status: Status | None = None
    reason: str | None = None
    links: list[Link] = field(default_factory=list)
    status_is_blank: bool = False

    def take(self, column: Column, text: str) -> None:
        """Take in what a cell or a labelled value says, if it is a plain value."""
        match column:
            case Column.ID:
                self.id = text
            case Column.CATEGORY:
                self.category = category_of(text) or self.category
            case Column.IMPACT:
                self.impact = impact_of(text)
            case Column.EFFORT:
                self.effort = effort_of(text)
            case Column.HALVES:
                self.halves_duration = flag_of(text)
            case Column.PRIORITY:
                self.priority = priority_of(text)
            case Column.OWNER:
                self.owner = None if _NOBODY.fullmatch(text) else text
            case Column.TEAM:
                self.team = None if _NOBODY.fullmatch(text) else text
            case Column.REASON:
                self.reason = text
            case Column.STATUS:
                self.status, reason = status_of(text)
                self.reason = reason or self.reason

    def copy(self) -> Fields:
        """The same, to be changed on its own: what a label says holds for all below it."""
        return replace(self, links=list(self.links))


WORDING = {
    Status.OPEN: "open",
    Status.IN_PROGRESS: "in progress",
    Status.DONE: "done",
    Status.DROPPED: "dropped",
}

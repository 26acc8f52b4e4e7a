"""An action item together with the places where syncd may write it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from syncd.markdown.source import MAX_ITEMS, UnreadableError
from syncd.model import Category, Cell, CellEdit, Link, Priority, Problem, Status, WrittenItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syncd.markdown.source import Splice


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
        """Take an item in; it gets the next index.

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
        )
        self.items.append(Found(written, form))

    def doubt(self, line: int, message: str, hint: str) -> None:
        """Note a place that cannot be understood with certainty."""
        self.problems.append(Problem("ambiguous-item", line, message, hint))


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

    def copy(self) -> Fields:
        """The same, to be changed on its own: what a label says holds for all below it."""
        return replace(self, links=list(self.links))


WORDING = {
    Status.OPEN: "open",
    Status.IN_PROGRESS: "in progress",
    Status.DONE: "done",
    Status.DROPPED: "dropped",
}

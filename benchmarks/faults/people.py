"""People at work in the tracker and in the documents, and the marks that they leave."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.faults.company import Company
from benchmarks.faults.stages import Scene
from syncd.testing.state import CommentState, State, TicketState

_FAR = date(2026, 5, 1)
_IN_TEXTS = frozenset({"write", "due"})
_ONE_OF = frozenset({"status", "title", "assignees", "due", "priority"})
"""Of these a ticket has one, so that only the last word of a human counts."""


@dataclass(frozen=True)
class Mark:
    """What a human did to a ticket, and how it is seen that it is still there."""

    ticket: str
    field: str
    value: str

    def stands(self, state: State) -> bool:
        """Whether the ticket still says so."""
        ticket = next((t for t in state.tickets if t.id == self.ticket), None)
        if ticket is None:
            return False
        said = [comment for comment in state.comments if comment.ticket == ticket.key]
        match self.field:
            case "comment":
                return any(self.value in comment.body for comment in said)
            case "text":
                return self.value in ticket.body
            case "label" | "priority":
                return self.value in ticket.labels
            case "due":
                return self.value in (ticket.due or "") or self.value in ticket.body
            case _:
                return _shown(ticket, self.field) == self.value


class People:
    """Whoever has to do with the tickets; `marks` are what they did and nobody may lose."""

    def __init__(
        self, scene: Scene, company: Company, priority: str, chance: random.Random
    ) -> None:
        """`priority` is how labels of priorities begin."""
        self._scene = scene
        self._company = company
        self._priority = priority
        self._chance = chance
        self._count = 0
        self._marks: dict[tuple[str, str, str], Mark] = {}

    @property
    def marks(self) -> Sequence[Mark]:
        """Everything that they did, but for what somebody changed again."""
        return list(self._marks.values())

    def act(self, *, in_texts: bool = True) -> str:
        """Do something to a ticket or a document; says what."""
        self._count += 1
        tickets = self._scene.simulator.state().tickets
        kinds = ["comment", "write", "label", "priority", "close", "drop", "reopen", "start",
                 "due", "retitle", "assign", "unlabel", "row", "note"]  # fmt: skip
        able = [
            kind
            for kind in kinds
            if kind not in self._scene.cannot and (in_texts or kind not in _IN_TEXTS)
        ]
        kind = self._chance.choice(able)
        if kind == "row":
            return f"adds {self._company.add_row()!r}"
        if kind == "note":
            self._company.add_note(f"Note {self._count} of somebody.")
            return "adds a note to a document"
        if not tickets:
            return "has nothing to do"
        ticket = self._chance.choice(tickets)
        done = self._to_ticket(kind, ticket)
        return f"{done} {ticket.key}"

    def _to_ticket(self, kind: str, ticket: TicketState) -> str:
        human, key, n = self._scene.human, ticket.key, self._count
        match kind:
            case "comment":
                human.comment(key, f"Comment {n} of somebody.")
                self._mark(ticket, "comment", f"Comment {n} of somebody.")
            case "write":
                human.write(key, f"Paragraph {n} of somebody.")
                self._mark(ticket, "text", f"Paragraph {n} of somebody.")
            case "label":
                human.label(key, f"theirs-{n}")
                self._mark(ticket, "label", f"theirs-{n}")
            case "unlabel":
                ours = [label for label in ticket.labels if label.startswith("category/")]
                for label in ours:
                    human.unlabel(key, label)
            case "priority":
                self._set_priority(ticket)
            case "due":
                self._set_due(ticket)
            case "retitle":
                human.retitle(key, f"Title {n} of somebody")
                self._mark(ticket, "title", f"Title {n} of somebody")
            case "assign":
                human.assign(key, self._chance.choice(list(self._scene.accounts.values())))
                self._mark(ticket, "assignees", _shown(self._now(ticket), "assignees"))
            case _:
                getattr(human, kind)(key)
                self._mark(ticket, "status", _shown(self._now(ticket), "status"))
        return kind

    def _set_priority(self, ticket: TicketState) -> None:
        """Take the label of one priority off, and put that of another on."""
        before = [label for label in ticket.labels if label.startswith(self._priority)]
        others = [f"{self._priority}P{n}" for n in range(4)]
        chosen = self._chance.choice([label for label in others if label not in before])
        for label in before:
            self._scene.human.unlabel(ticket.key, label)
        self._scene.human.label(ticket.key, chosen)
        self._mark(ticket, "priority", chosen)

    def _set_due(self, ticket: TicketState) -> None:
        """Choose a day that nobody else does; where there is no place for it, nothing."""
        day = _FAR + timedelta(days=self._count)
        self._scene.human.due(ticket.key, day)
        if self._now(ticket) != ticket:
            self._mark(ticket, "due", day.isoformat())

    def _now(self, ticket: TicketState) -> TicketState:
        return next(t for t in self._scene.simulator.state().tickets if t.id == ticket.id)

    def _mark(self, ticket: TicketState, field: str, value: str) -> None:
        place = (ticket.id, field, "" if field in _ONE_OF else value)
        self._marks[place] = Mark(ticket.id, field, value)


def said_on(state: State) -> Mapping[str, Sequence[CommentState]]:
    """The comments by the key of their ticket."""
    said: dict[str, list[CommentState]] = {ticket.key: [] for ticket in state.tickets}
    for comment in state.comments:
        said.setdefault(comment.ticket, []).append(comment)
    return said


def _shown(ticket: TicketState, field: str) -> str:
    match field:
        case "status":
            return f"{ticket.status}, {'closed' if ticket.closed else 'open'}"
        case "assignees":
            return ", ".join(ticket.assignees)
        case _:
            return ticket.title

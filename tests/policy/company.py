"""A company on paper: documents and tickets as plain values, for properties of deciding alone.

Plans are carried out here by the letter and without I/O, so that a property that fails
names a decision and not a file system. Every row has a `tag` that travels with it through
all edits, which is how a test knows which row a ticket was made for.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from syncd.model import (
    NOTE,
    AddComment,
    Base,
    Cell,
    CellEdit,
    Change,
    Comment,
    CreateTicket,
    DocumentKey,
    EditDocument,
    EditTicket,
    Identity,
    Link,
    Organization,
    Person,
    Plan,
    PostMortem,
    Priority,
    Remembered,
    Right,
    Severity,
    State,
    Status,
    Team,
    Ticket,
    TicketKey,
    TicketRef,
    WriteNote,
    WrittenItem,
)
from syncd.passes.left import Left, left_by
from syncd.policy.case import Case
from syncd.policy.decide import decide
from syncd.policy.facts import Terms, survey
from syncd.policy.match import match
from syncd.policy.observed import Absent, Observed
from syncd.policy.rules import Levels

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
ORGANIZATION = Organization(
    teams={"payments": Team("payments", "files", "PAY", services=("payments-api",))},
    people={
        email: Person(email, name, "payments")
        for email, name in [("ana@acme.com", "Ana"), ("ben@acme.com", "Ben")]
    },
)
TERMS = Terms(now=NOW, organization=ORGANIZATION, keeps_no_times=frozenset({"files"}))
FORGETFUL = replace(TERMS, keeps_no_state=frozenset({"files"}))
READ_ONLY = replace(TERMS, read_only=frozenset({"docs"}))
CELLS = frozenset(Cell)


@dataclass(repr=False)
class Row:
    """A row of a document; `tag` is who it really is."""

    def __repr__(self) -> str:
        """Only what is set, so that a failing example can be read."""
        item = self.item
        said = (item.title, item.owner, item.status, item.due, item.impact, item.effort, self.link)
        return f"{self.tag}{said}"

    tag: str
    item: WrittenItem

    @property
    def link(self) -> str | None:
        """The key of the ticket that the row links."""
        return self.item.links[0].text if self.item.links else None


@dataclass
class Company:
    """Documents by path, tickets by key, and what memory holds."""

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """Only what matters, so that a failing example can be read."""
        lines = [f"{path} {self.ids.get(path, '')} {rows}" for path, rows in self.documents.items()]
        for key, t in self.tickets.items():
            marker = t.identity.item if t.identity else None
            base = t.state.base if t.state else None
            lines.append(f"{key} {t.title} {t.assignee} {t.status} {t.due} {marker} {base}")
        printer.text("\n".join(lines))

    documents: dict[str, list[Row]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    remembered: dict[DocumentKey, Remembered] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    terms: Terms = field(default=TERMS, repr=False)
    revision: int = 0
    heard: int = 0
    """How many comments people made."""
    inserted: int = 0
    """How many rows were, so that no two of them have one tag."""
    refuses: frozenset[str] = frozenset()
    """Labels, and `assignee`, that the tracker silently does not take."""
    asks_again: bool = False
    """Whether everything is read anew, so that what was refused is tried once more."""
    answers: bool = True
    """Whether the tracker can be read; else no ticket is known, nor that one is gone."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """What it was asked to take all the same, each time, with the ticket's key."""

    @property
    def keeps_state(self) -> bool:
        """Whether tickets have a place for a marker's state."""
        return "files" not in self.terms.keeps_no_state

    def observed(self) -> Observed:
        """What a pass would read."""
        post_mortems = tuple(self._post_mortem(path) for path in self.documents)
        links = {
            DocumentKey("docs", path): tuple(
                TicketKey("files", row.link) if row.link else None for row in rows
            )
            for path, rows in self.documents.items()
        }
        return Observed(
            post_mortems,
            {TicketKey("files", key): ticket for key, ticket in self.tickets.items()}
            if self.answers
            else {},
            links,
            {
                key: Absent(key, "was deleted")
                for keys in links.values()
                for key in keys
                if key and key.key not in self.tickets and self.answers
            },
            remembered=self.remembered,
            read_only=self.terms.read_only,
            refused={
                item.ticket: frozenset(item.refused)
                for document in self.remembered.values()
                for item in document.items
                if item.ticket and item.refused and not self.asks_again
            },
        )

    def decide(self) -> Sequence[tuple[Case, Plan]]:
        """The plans that a pass would make."""
        matching = match(self.observed())
        facts = survey(matching, self.terms)
        return [(case, decide(case, facts, self.terms, Levels())) for case in matching.cases]

    def reconcile(self, *, crash_after: int | None = None) -> list[str]:
        """Carry a pass out, or its first steps only; returns what it did."""
        steps: list[str] = []
        for case, plan in self.decide():
            made: dict[str, Ticket] = {}
            linked: set[str] = set()
            refused: dict[str, tuple[str, ...]] = {}
            for change in plan.changes:
                if len(steps) == crash_after:
                    return steps
                said = [f"{d.field}: {d.before} -> {d.after}" for d in change.differences]
                steps.append(f"{change.kind} {change.item} {change.ticket} {said}")
                if dropped := self._carry_out(case, change, made):
                    refused[change.item] = tuple(sorted({*refused.get(change.item, ()), *dropped}))
                if any(difference.field == Cell.TICKET for difference in change.differences):
                    linked.add(change.item)
            key = DocumentKey("docs", case.post_mortem.path)
            states, before = dict(plan.states), self.remembered.get(key)
            self.remembered[key] = left_by(
                case, Left(made, linked, states=states, refused=refused, before=before)
            )
        return steps

    def holder(self, tag: str) -> str | None:
        """The key of the ticket that the row with this tag links."""
        return next(
            (row.link for rows in self.documents.values() for row in rows if row.tag == tag), None
        )

    def _post_mortem(self, path: str) -> PostMortem:
        rows = self.documents[path]
        return PostMortem(
            source="docs",
            path=path,
            revision=str(self.revision),
            url=f"https://docs.test/{path}",
            folder=None,
            id=self.ids.get(path, path.removesuffix(".md")),
            id_is_given=path in self.ids,
            title=path,
            date=dt.date(2026, 3, 1),
            severity=Severity.SEV2,
            services=("payments-api",),
            items=tuple(
                replace(row.item, index=n, line=10 + n, cells=CELLS) for n, row in enumerate(rows)
            ),
        )

    def _carry_out(self, case: Case, change: Change, made: dict[str, Ticket]) -> frozenset[str]:
        """Do it; gives what the tracker did not take."""
        self.revision += 1
        dropped: frozenset[str] = frozenset()
        match change.action:
            case CreateTicket():
                made[change.item], dropped = self._create(change.action)
            case EditTicket():
                dropped = self._edit_ticket(change.action)
            case AddComment(before, text, record, at):
                self._say(before.ref.key, Comment(at, "syncd", text, record, record))
            case WriteNote(before, text, at, state):
                self._say(before.ref.key, Comment(at, "syncd", text, NOTE, NOTE, state))
            case EditDocument():
                row = self.documents[case.post_mortem.path][change.action.index]
                for cell in change.action.edits:
                    assert isinstance(cell, CellEdit)
                    row.item = _edited(row.item, cell)
                if change.action.link_new_ticket:
                    link = CellEdit(0, Cell.TICKET, made[change.item].ref.key)
                    row.item = _edited(row.item, link)
        return dropped

    def hear(self, key: str, text: str, person: str = "ana@acme.com") -> None:
        """Somebody, who may do everything, says something on a ticket; each time a minute later."""
        self.heard += 1
        at = self.terms.now + dt.timedelta(minutes=self.heard)
        self.terms = replace(
            self.terms,
            now=at,
            rights={**self.terms.rights, (TicketKey("files", key), person): Right.WRITE},
        )
        ticket, said = self.tickets[key], Comment(at, person, text, f"c{self.heard}")
        self.revision += 1
        self.tickets[key] = replace(
            ticket,
            revision=str(self.revision),
            comments=(*ticket.comments, replace(said, account=person)),
        )

    def _say(self, key: str, said: Comment) -> None:
        ticket = self.tickets[key]
        others = (each for each in ticket.comments if each.record != said.record)
        self.tickets[key] = replace(ticket, revision=str(self.revision), comments=(*others, said))

    def _dropped(self, key: str, labels: frozenset[str], assignee: str | None) -> frozenset[str]:
        dropped = self.refuses & (labels | {"assignee"} if assignee else labels)
        self.asked += [(key, each) for each in sorted(dropped)]
        return dropped

    def _create(self, action: CreateTicket) -> tuple[Ticket, frozenset[str]]:
        numbers = [int(key.partition("-")[2]) for key in (*self.tickets, *self.deleted)]
        key = f"PAY-{max(numbers, default=0) + 1}"
        draft = action.draft
        ref = TicketRef("files", "PAY", key, key, f"tickets/PAY/{key}.md")
        dropped = self._dropped(key, draft.wanted.labels, draft.wanted.assignee)
        self.tickets[key] = Ticket(
            ref=ref,
            revision=str(self.revision),
            title=draft.wanted.title,
            status=draft.status,
            assignee=None if "assignee" in dropped else draft.wanted.assignee,
            due=draft.wanted.due,
            labels=draft.wanted.labels - dropped,
            created=draft.created,
            back_link=draft.identity.url,
            identity=draft.identity,
            state=State(key, draft.base) if self.keeps_state else None,
        )
        return self.tickets[key], dropped

    def _edit_ticket(self, action: EditTicket) -> frozenset[str]:
        ticket, edit = self.tickets[action.ref.key], action.edit
        dropped = self._dropped(ticket.ref.key, edit.add_labels, edit.assignee)
        assert ticket.revision == action.based_on
        self.tickets[action.ref.key] = replace(
            ticket,
            revision=str(self.revision),
            title=edit.title or ticket.title,
            assignee=(None if "assignee" in dropped else edit.assignee) or ticket.assignee,
            due=edit.due or ticket.due,
            back_link=edit.back_link or ticket.back_link,
            labels=(ticket.labels | (edit.add_labels - dropped)) - edit.remove_labels,
            identity=edit.identity or ticket.identity,
            state=(edit.state or ticket.state) if self.keeps_state else None,
            status=edit.status or ticket.status,
            closing_reason=edit.reason or ticket.closing_reason,
            updated=edit.updated or ticket.updated,
            closed=edit.closed or ticket.closed,
        )
        return dropped


def _edited(item: WrittenItem, edit: CellEdit) -> WrittenItem:
    match edit.cell:
        case Cell.TICKET:
            return replace(item, links=(Link(edit.text, declared=True),))
        case Cell.STATUS:
            status, _, reason = edit.text.partition(": ")
            return replace(item, status=Status(status.replace(" ", "_")), reason=reason or None)
        case Cell.OWNER:
            return replace(item, owner=edit.text)
        case Cell.DUE:
            return replace(item, due=dt.date.fromisoformat(edit.text))
        case Cell.PRIORITY:
            return replace(item, priority=Priority(edit.text))


def row(tag: str, title: str | None = None, **fields: object) -> Row:
    """A row as somebody writes it."""
    written = WrittenItem(0, 1, title or f"Do the work called {tag}", **fields)  # type: ignore[arg-type]
    return Row(tag, written)


def hand_made(key: str, title: str, **fields: object) -> Ticket:
    """A ticket that a human made, without marker."""
    ref = TicketRef("files", "PAY", key, key, f"tickets/PAY/{key}.md")
    return replace(Ticket(ref, "0", title, Status.OPEN), **fields)  # type: ignore[arg-type]


def marked(ticket: Ticket, item: str, post_mortem: str, base: Mapping[str, object]) -> Ticket:
    """The same ticket with syncd's marker on it."""
    identity = Identity(item, post_mortem, f"https://docs.test/{post_mortem}.md")
    state = State(ticket.ref.id, replace(Base(), **base))  # type: ignore[arg-type]
    return replace(ticket, identity=identity, state=state, back_link=identity.url)

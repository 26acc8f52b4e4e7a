"""The steps of one plan: what is carried out of it in which order, and what became of each."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from syncd.memory import HistoryEntry
from syncd.model import (
    AddComment,
    Cell,
    CellEdit,
    Change,
    ChangeOutcome,
    CreateTicket,
    DocumentKey,
    DocumentPart,
    EditDocument,
    EditTicket,
    Finding,
    Outcome,
    Plan,
    Remembered,
    Ticket,
    TicketAction,
    WriteNote,
)
from syncd.passes.begun import begun
from syncd.passes.left import Left, left_by, written
from syncd.passes.make import Made, attempted
from syncd.passes.parse import edited, parse
from syncd.passes.world import World
from syncd.policy.case import Case
from syncd.policy.document_change import link_target
from syncd.ports import Applied, GoneError, PortError, Result, StaleError

OnTicket: TypeAlias = EditTicket | AddComment | WriteNote
_SET_ASIDE = "conflicting-edit"  # the rule that quotes what a ticket overrules


@dataclass(slots=True)
class Carried:
    """What became of a plan; `tickets` are those of its items, as they are afterwards."""

    outcomes: list[ChangeOutcome] = field(default_factory=list)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    refused: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A plan to carry out; `refused` maps the place of a change in it to why it is skipped."""

    case: Case
    plan: Plan
    refused: Mapping[int, str]
    remembered: Remembered | None

    @property
    def creates(self) -> int:
        """How many tickets it makes."""
        return sum(isinstance(change.action, CreateTicket) for change in self.plan.changes)


class Steps:
    """The steps of one plan, in order; `noted` is what memory knows of how far they have come."""

    def __init__(self, world: World, task: Task) -> None:
        self.task = task
        self.carried = Carried()
        self.attempts = dict(attempted(task.remembered))
        self._world = world
        self._case = task.case
        self.key = DocumentKey(task.case.post_mortem.source, task.case.post_mortem.path)
        self.noted = task.remembered
        self._lost: set[str] = set()  # the items of which a step failed
        self._linked: set[str] = set()
        self._allowed = []
        for n, change in enumerate(task.plan.changes):
            if n not in task.refused:
                self._allowed.append(change)
                continue
            outcome = ChangeOutcome(change, Outcome.SKIPPED, task.refused[n])
            self.carried.outcomes.append(outcome)
            if isinstance(change.action, CreateTicket):
                self._lost.add(change.item)

    # Making tickets.

    def makes_in(self) -> Iterator[str]:
        """The trackers in which it makes tickets that could be made twice."""
        for change in self.to_make():
            if not self._world.trackers[str(change.tracker)].capabilities.creates_once:
                yield str(change.tracker)

    def to_make(self) -> Iterator[Change]:
        for change in self._allowed:
            if isinstance(change.action, CreateTicket) and change.item not in self._lost:
                yield change

    def look_again(self) -> None:
        """Make nothing where another syncd was at work since: that is read and decided again."""
        if any(self.makes_in()) and self._world.memory.remembered_of(self.key) != (
            self.task.remembered
        ):
            message = f"{self.key.path} was worked on by another syncd; it is read again"
            self._fail(list(self.to_make()), StaleError(message))

    def take_made(self, change: Change, made: Made) -> None:
        self.attempts.pop(change.item, None)
        if isinstance(made, Applied):
            self._took(change, made)
            return
        if made.attempt:
            self.attempts[change.item] = made.attempt
        if made.waits:
            self._lost.add(change.item)
            outcome = ChangeOutcome(change, Outcome.SKIPPED, str(made.error))
            self.carried.outcomes.append(outcome)
        else:
            self._fail([change], made.error)

    # Editing tickets.

    def to_edit(self, step: type[OnTicket]) -> Iterator[tuple[Change, OnTicket]]:
        """The changes of one sort, each upon the ticket as earlier ones have left it."""
        for change in self._allowed:
            action = change.action
            if not isinstance(action, step):
                continue
            if change.item in self._lost:
                why = "an earlier step of this item did not happen"
                self.carried.outcomes.append(ChangeOutcome(change, Outcome.SKIPPED, why))
                continue
            before = self.carried.tickets.get(change.item)
            if before and isinstance(action, AddComment | WriteNote):
                action = replace(action, before=before)
            yield change, action

    def begun(self, known: Remembered) -> Remembered | None:
        """What memory has to know before tickets are edited; None if nothing more."""
        told = dict(self.task.plan.states).keys() - self._lost
        return begun(known, self._allowed, told, self._world.now)

    def take_result(self, change: Change, result: Result) -> None:
        if isinstance(result, Applied):
            self._took(change, result)
            return
        if isinstance(result, GoneError) and not isinstance(change.action, EditDocument):
            self._forget(change.action)
        if isinstance(change.action, EditTicket):
            self._fail([change], result)
        else:  # what was not said does not undo what was done
            self.carried.stale |= isinstance(result, StaleError | GoneError)
            self.carried.outcomes.append(ChangeOutcome(change, Outcome.FAILED, str(result)))

    def _forget(self, action: TicketAction) -> None:
        """Let memory lose a ticket that is not where it was, so that it is looked for."""
        if not isinstance(action, CreateTicket):
            fingerprint = self._world.tracker_fingerprints[action.ref.tracker]
            place = (action.ref.tracker, action.ref.project, fingerprint)
            self._world.memory.save_tickets(*place, (), [action.ref.id])

    # Editing the document.

    def edit_documents(self) -> None:
        """Write all cells of the document at once."""
        changes = [each for each in self._allowed if isinstance(each.action, EditDocument)]
        ready = [change for change in changes if change.item not in self._lost]
        held = [change for change in changes if change.item in self._lost]
        self._lost.update(self.task.plan.changes[n].item for n in self.task.refused)
        edits = [cell for change in ready for cell in self._cells(change)]
        quotes = self._quotes({change.item for change in ready})
        try:
            if quotes:
                self._world.memory.note_down(quotes)
            if edits:
                self._write(edits)
        except PortError as error:
            if quotes:
                self._world.memory.told(quotes)
            self._fail(ready, error)
            return
        finally:
            why = "its ticket could not be made"
            self.carried.outcomes += [
                ChangeOutcome(change, Outcome.SKIPPED, why) for change in held
            ]
        for change in ready:
            if any(d.field == Cell.TICKET for d in change.differences):
                self._linked.add(change.item)
            made = self.carried.tickets.get(change.item)
            self._done(change, made.ref.key if made else change.ticket)

    def _quotes(self, items: Collection[str]) -> Sequence[Finding]:
        """What tells of values that a document is about to lose.

        It is noted down before they are gone: if this pass is killed or begins again, nobody
        could tell any more.
        """
        found = self.task.plan.findings
        return [each for each in found if each.rule == _SET_ASIDE and each.item in items]

    def _cells(self, change: Change) -> Iterable[DocumentPart]:
        action = change.action
        if not isinstance(action, EditDocument):
            return
        yield from action.edits
        ticket = self.carried.tickets.get(change.item)
        if action.link_new_ticket and ticket is not None:
            target = link_target(ticket.ref.url, self._case.post_mortem.folder)
            yield CellEdit(action.index, Cell.TICKET, ticket.ref.key, target)

    def _write(self, edits: list[DocumentPart]) -> None:
        source = self._world.sources[self.key.source]
        document = source.read(self.key.path)
        based_on = self._case.post_mortem.revision
        if document is None or document.revision != based_on:
            raise StaleError(f"{self.key.path} was edited while syncd was at work")
        content = edited(document.content, edits, self._world.settings.headings)
        if content == document.content:
            return
        revision = source.write(self.key.path, content, based_on)
        after = replace(document, content=content, revision=revision)
        fingerprint = self._world.source_fingerprints[self.key.source]
        read = {self.key.path: parse(after, self._world.settings.headings)}
        self._world.memory.save_documents(self.key.source, fingerprint, read)

    def result(self) -> Carried:
        """What became of the plan, its outcomes in the order of its changes."""
        place = {id(change): n for n, change in enumerate(self.task.plan.changes)}
        self.carried.outcomes.sort(key=lambda step: place[id(step.change)])
        return self.carried

    # What memory keeps.

    def history(self) -> Iterator[HistoryEntry]:
        """What was done, or tried."""
        for step in self.carried.outcomes:
            if step.outcome is not Outcome.SKIPPED:
                yield HistoryEntry(
                    self._world.now,
                    step.change.post_mortem,
                    step.change.item,
                    step.ticket or step.change.ticket,
                    step.change.kind,
                    step.outcome,
                    [(d.field, d.before, d.after, d.why) for d in step.change.differences],
                )

    def left(self, *, agreed: bool) -> Remembered:
        """How this plan leaves its document and tickets.

        What was `agreed` upon is remembered when the documents say so, and not before.
        """
        states = self.task.plan.states if agreed else ()
        return left_by(
            self._case,
            Left(
                tickets=self.carried.tickets,
                linked=self._linked,
                attempts=self.attempts,
                states={item: state for item, state in states if item not in self._lost},
                refused=self.carried.refused,
                recurrence=(*self.task.plan.recurrence, *written(self.carried.outcomes)),
                before=self.task.remembered,
            ),
        )

    def _took(self, change: Change, applied: Applied) -> None:
        self.carried.tickets[change.item] = applied.ticket
        if not applied.dropped:
            self._done(change, applied.ticket.ref.key)
            return
        known = self.carried.refused.get(change.item, ())
        self.carried.refused[change.item] = tuple(sorted({*known, *applied.dropped}))
        message = f"not taken: {', '.join(applied.dropped)} (syncd doctor says what is missing)"
        key = applied.ticket.ref.key
        self.carried.outcomes.append(ChangeOutcome(change, Outcome.APPLIED, message, ticket=key))

    def _done(self, change: Change, ticket: str | None) -> None:
        self.carried.outcomes.append(ChangeOutcome(change, Outcome.APPLIED, ticket=ticket))

    def _fail(self, changes: Iterable[Change], error: Exception) -> None:
        self.carried.stale |= isinstance(error, StaleError | GoneError)
        for change in changes:
            self._lost.add(change.item)
            self.carried.outcomes.append(ChangeOutcome(change, Outcome.FAILED, str(error)))

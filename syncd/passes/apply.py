"""Apply: carry plans out, step by step, each with its own outcome.

The tickets of several post-mortems are made first, so that a tracker can take them at once;
then each document gets its links, and then tickets are edited. One step that fails never
stops the next, but for those that build on it: without its ticket an item gets no link, and a
ticket's marker does not run ahead of a document that was not written. A step that was decided
upon something that has changed since is `stale`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
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
from syncd.passes.make import Attempt, Made, attempted, make
from syncd.passes.parse import edited, parse
from syncd.passes.say import say
from syncd.passes.world import World
from syncd.policy.case import Case
from syncd.policy.document_change import link_target
from syncd.ports import Applied, GoneError, PortError, Result, StaleError

_SET_ASIDE = "conflicting-edit"  # the rule that quotes what a ticket overrules
OnTicket: TypeAlias = EditTicket | AddComment | WriteNote
BATCH = 50  # tickets made at once: what Jira and Linear take in one request


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


def apply(world: World, tasks: Sequence[Task]) -> Iterator[Carried]:
    """Carry out plans, in order; yields what became of each."""
    for batch in _batches(tasks):
        steps = [_Steps(world, task) for task in batch]
        with ExitStack() as alone:
            for tracker in sorted({name for each in steps for name in each.makes_in()}):
                alone.enter_context(world.memory.alone(f"make tickets in {tracker}"))
            _make_tickets(world, steps)
        for each in steps:
            each.edit_documents()
        _begin_edits(world, steps)
        _edit_tickets(world, steps)
        _remember(world, steps)
        for each in steps:
            yield each.result()


def _batches(tasks: Sequence[Task]) -> Iterator[Sequence[Task]]:
    """Tasks that make `BATCH` tickets together, or a little more."""
    batch: list[Task] = []
    for task in tasks:
        batch.append(task)
        if sum(each.creates for each in batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _make_tickets(world: World, steps: Sequence["_Steps"]) -> None:
    for each in steps:
        each.look_again()
    wanted = [(each, change) for each in steps for change in each.to_make()]

    def begin(places: Collection[int], attempt: Attempt) -> None:
        """Remember which items are about to get a ticket, before the first one is made."""
        for n in places:
            each, change = wanted[n]
            each.attempts[change.item] = attempt
        begun = {id(wanted[n][0]): wanted[n][0] for n in places}
        _note_down(world, begun.values(), agreed=False)

    results = make(world, [(each.task, change) for each, change in wanted], begin)
    for (each, change), made in zip(wanted, results, strict=True):
        each.take_made(change, made)


def _begin_edits(world: World, steps: Sequence["_Steps"]) -> None:
    """Remember which tickets are about to be edited where only memory sees whose edit it was.

    If this pass is killed, the next one does not take that edit for somebody's at work.
    """
    known = {each.key: (each, before) for each in steps if (before := each.noted)}
    begun = {key: after for key, (each, before) in known.items() if (after := each.begun(before))}
    if begun:
        world.memory.remember(begun, {key: before for key, (_, before) in known.items()})
    for key, after in begun.items():
        known[key][0].noted = after


def _edit_tickets(world: World, steps: Sequence["_Steps"]) -> None:
    """Edit tickets first, then say what there is to say, each on the ticket as it is by then."""
    _in_their_trackers(world, steps, EditTicket)
    _in_their_trackers(world, steps, AddComment)
    _in_their_trackers(world, steps, WriteNote)


def _in_their_trackers(world: World, steps: Sequence["_Steps"], step: type[OnTicket]) -> None:
    by_tracker: dict[str, list[tuple[_Steps, Change, OnTicket]]] = defaultdict(list)
    for each in steps:
        for change, action in each.to_edit(step):
            by_tracker[action.ref.tracker].append((each, change, action))
    for tracker, edits in by_tracker.items():
        actions = [action for _, _, action in edits]
        results = say(world, tracker, actions)
        stale: list[EditTicket] = []
        for (each, change, action), result in zip(edits, results, strict=True):
            each.take_result(change, result)
            if isinstance(result, StaleError) and isinstance(action, EditTicket):
                stale.append(action)
        if stale and world.trackers[tracker].capabilities.is_remote:
            _read_again(world, tracker, stale)


def _read_again(world: World, tracker: str, stale: Sequence[EditTicket]) -> None:
    """Let memory see the tickets that somebody edited meanwhile.

    A scan need not show them: it does not where they are without syncd's label.
    """
    said = {action.ref.key: action.before.comments if action.before else () for action in stale}
    fingerprint = world.tracker_fingerprints[tracker]
    try:
        for key, found in world.trackers[tracker].get(sorted(said)):
            if isinstance(found, Ticket):
                now = replace(found, comments=found.comments or said[key])
                world.memory.save_tickets(tracker, found.ref.project, fingerprint, [now])
    except PortError:
        return  # the edit has failed as it is; the next pass meets the same ticket again


def _remember(world: World, steps: Sequence["_Steps"]) -> None:
    """Remember how these plans leave documents and tickets, and what was done, all at once."""
    projects: dict[tuple[str, str], dict[str, Ticket]] = defaultdict(dict)
    for each in steps:
        for ticket in each.carried.tickets.values():
            projects[ticket.ref.tracker, ticket.ref.project][ticket.ref.id] = _itself(world, ticket)
    for (tracker, project), tickets in projects.items():
        fingerprint = world.tracker_fingerprints[tracker]
        world.memory.save_tickets(tracker, project, fingerprint, tickets.values())
    # Only now: whoever knows that an item has a ticket must find that ticket in memory.
    _note_down(world, steps, agreed=True)
    world.memory.record(entry for each in steps for entry in each.history())


def _itself(world: World, ticket: Ticket) -> Ticket:
    """A ticket without the state that this pass recalled for it: that is old by now."""
    keeps_state = world.trackers[ticket.ref.tracker].capabilities.keeps_state
    return ticket if keeps_state else replace(ticket, state=None)


def _note_down(world: World, steps: Iterable["_Steps"], *, agreed: bool) -> None:
    """Let memory know how these plans leave their documents, as far as they have come."""
    found = {each.key: each.noted for each in steps if each.noted}
    for each in steps:
        each.noted = each.left(agreed=agreed)
    world.memory.remember({each.key: each.noted for each in steps}, found)


class _Steps:
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

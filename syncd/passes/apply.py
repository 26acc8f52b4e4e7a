"""Apply: carry plans out, step by step, each with its own outcome.

The tickets of several post-mortems are made first, so that a tracker can take them at once;
then each document gets its links, and then tickets are edited. One step that fails never
stops the next, but for those that build on it: without its ticket an item gets no link, and a
ticket's marker does not run ahead of a document that was not written. A step that was decided
upon something that has changed since is `stale`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace

from syncd.model import (
    AddComment,
    Change,
    EditTicket,
    Ticket,
    WriteNote,
)
from syncd.passes.make import Attempt, make
from syncd.passes.say import say
from syncd.passes.steps import Carried, OnTicket, Steps, Task
from syncd.passes.world import World
from syncd.ports import PortError, StaleError

BATCH = 50  # tickets made at once: what Jira and Linear take in one request


def apply(world: World, tasks: Sequence[Task]) -> Iterator[Carried]:
    """Carry out plans, in order; yields what became of each."""
    for batch in _batches(tasks):
        steps = [Steps(world, task) for task in batch]
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


def _make_tickets(world: World, steps: Sequence[Steps]) -> None:
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


def _begin_edits(world: World, steps: Sequence[Steps]) -> None:
    """Remember which tickets are about to be edited where only memory sees whose edit it was.

    If this pass is killed, the next one does not take that edit for somebody's at work.
    """
    known = {each.key: (each, before) for each in steps if (before := each.noted)}
    begun = {key: after for key, (each, before) in known.items() if (after := each.begun(before))}
    if begun:
        world.memory.remember(begun, {key: before for key, (_, before) in known.items()})
    for key, after in begun.items():
        known[key][0].noted = after


def _edit_tickets(world: World, steps: Sequence[Steps]) -> None:
    """Edit tickets first, then say what there is to say, each on the ticket as it is by then."""
    _in_their_trackers(world, steps, EditTicket)
    _in_their_trackers(world, steps, AddComment)
    _in_their_trackers(world, steps, WriteNote)


def _in_their_trackers(world: World, steps: Sequence[Steps], step: type[OnTicket]) -> None:
    by_tracker: dict[str, list[tuple[Steps, Change, OnTicket]]] = defaultdict(list)
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


def _remember(world: World, steps: Sequence[Steps]) -> None:
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


def _note_down(world: World, steps: Iterable[Steps], *, agreed: bool) -> None:
    """Let memory know how these plans leave their documents, as far as they have come."""
    found = {each.key: each.noted for each in steps if each.noted}
    for each in steps:
        each.noted = each.left(agreed=agreed)
    world.memory.remember({each.key: each.noted for each in steps}, found)

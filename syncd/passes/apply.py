"""Apply: carry a plan out, step by step, each with its own outcome.

One step that fails never stops the next, but for those that build on it: without its ticket
an item gets no link, and a ticket's marker does not run ahead of a document that was not
written. A step that was decided upon something that has changed since is `stale`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from syncd.memory import HistoryEntry
from syncd.model import (
    Cell,
    CellEdit,
    Change,
    ChangeOutcome,
    CreateTicket,
    DocumentKey,
    EditDocument,
    EditTicket,
    Outcome,
    Plan,
    Remembered,
    RememberedItem,
    Ticket,
    TicketKey,
)
from syncd.passes.parse import edited, parse
from syncd.passes.world import World
from syncd.policy.case import Case
from syncd.policy.document_change import link_target
from syncd.ports import PortError, StaleError


@dataclass(slots=True)
class Carried:
    """What became of a plan; `tickets` are those of its items, as they are afterwards."""

    outcomes: list[ChangeOutcome] = field(default_factory=list)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    stale: bool = False


def apply(world: World, case: Case, plan: Plan, refused: Mapping[int, str]) -> Carried:
    """Carry out the changes of a plan, but for those that are `refused` with a reason.

    `refused` maps the place of a change in the plan to why it is skipped.
    """
    carried = Carried()
    steps = _Steps(world, case, carried)
    allowed = [change for n, change in enumerate(plan.changes) if n not in refused]
    if any(isinstance(change.action, CreateTicket) for change in allowed):
        steps.intend(plan)
    documents = [change for change in allowed if isinstance(change.action, EditDocument)]
    written = False
    for n, change in enumerate(plan.changes):
        if n in refused:
            carried.outcomes.append(ChangeOutcome(change, Outcome.SKIPPED, refused[n]))
            steps.lost.add(change.item)
        elif isinstance(change.action, CreateTicket):
            steps.create(change, change.action)
        elif isinstance(change.action, EditTicket):
            steps.edit_ticket(change, change.action)
        elif not written:
            steps.edit_documents(documents)
            written = True
    steps.remember(plan)
    return carried


class _Steps:
    """The steps of one plan, in order; `lost` are the items of which a step failed."""

    def __init__(self, world: World, case: Case, carried: Carried) -> None:
        self.world = world
        self.case = case
        self.key = DocumentKey(case.post_mortem.source, case.post_mortem.path)
        self.carried = carried
        self.lost: set[str] = set()
        self.linked: set[str] = set()

    def create(self, change: Change, action: CreateTicket) -> None:
        try:
            applied = self.world.trackers[action.draft.tracker].apply(action)
        except PortError as error:
            self._fail([change], error)
            return
        self.carried.tickets[change.item] = applied.ticket
        self._done(change, applied.ticket.ref.key)

    def edit_ticket(self, change: Change, action: EditTicket) -> None:
        if change.item in self.lost:
            why = "an earlier step of this item did not happen"
            self.carried.outcomes.append(ChangeOutcome(change, Outcome.SKIPPED, why))
            return
        try:
            applied = self.world.trackers[action.ref.tracker].apply(action)
        except PortError as error:
            self._fail([change], error)
            return
        self.carried.tickets[change.item] = applied.ticket
        self._done(change, action.ref.key)

    def edit_documents(self, changes: Iterable[Change]) -> None:
        """Write all cells of a document at once."""
        ready = [change for change in changes if change.item not in self.lost]
        held = [change for change in changes if change.item in self.lost]
        edits = [cell for change in ready for cell in self._cells(change)]
        try:
            if edits:
                self._write(edits)
        except PortError as error:
            self._fail(ready, error)
            return
        finally:
            why = "its ticket could not be made"
            self.carried.outcomes += [
                ChangeOutcome(change, Outcome.SKIPPED, why) for change in held
            ]
        for change in ready:
            if any(d.field == Cell.TICKET for d in change.differences):
                self.linked.add(change.item)
            made = self.carried.tickets.get(change.item)
            self._done(change, made.ref.key if made else change.ticket)

    def _cells(self, change: Change) -> Iterable[CellEdit]:
        action = change.action
        if not isinstance(action, EditDocument):
            return
        yield from action.edits
        ticket = self.carried.tickets.get(change.item)
        if action.link_new_ticket and ticket is not None:
            target = link_target(ticket.ref.url, self.case.post_mortem.folder)
            yield CellEdit(action.index, Cell.TICKET, ticket.ref.key, target)

    def _write(self, edits: list[CellEdit]) -> None:
        source = self.world.sources[self.key.source]
        document = source.read(self.key.path)
        based_on = self.case.post_mortem.revision
        if document is None or document.revision != based_on:
            raise StaleError(f"{self.key.path} was edited while syncd was at work")
        content = edited(document.content, edits, self.world.settings.headings)
        if content == document.content:
            return
        source.write(self.key.path, content, based_on)
        if (after := source.read(self.key.path)) is not None:
            fingerprint = self.world.source_fingerprints[self.key.source]
            read = {self.key.path: parse(after, self.world.settings.headings)}
            self.world.memory.save_documents(self.key.source, fingerprint, read)

    # What memory keeps.

    def intend(self, plan: Plan) -> None:
        """Remember which items are about to get a ticket, before the first one is made."""
        self.world.memory.remember({self.key: self._left(plan, intended=True)})

    def remember(self, plan: Plan) -> None:
        """Remember how this plan leaves its document and tickets, and what was done."""
        self.world.memory.remember({self.key: self._left(plan, intended=False)})
        projects: dict[tuple[str, str], list[Ticket]] = defaultdict(list)
        for ticket in self.carried.tickets.values():
            projects[ticket.ref.tracker, ticket.ref.project].append(ticket)
        for (tracker, project), tickets in projects.items():
            fingerprint = self.world.tracker_fingerprints[tracker]
            self.world.memory.save_tickets(tracker, project, fingerprint, tickets)
        self.world.memory.record(
            HistoryEntry(
                self.world.now,
                step.change.post_mortem,
                step.change.item,
                step.ticket or step.change.ticket,
                step.change.kind,
                step.outcome,
                [(d.field, d.before, d.after, d.why) for d in step.change.differences],
            )
            for step in self.carried.outcomes
            if step.outcome is not Outcome.SKIPPED
        )

    def _left(self, plan: Plan, *, intended: bool) -> Remembered:
        making = {c.item for c in plan.changes if isinstance(c.action, CreateTicket)}
        unsure = making if intended else making & self.lost  # made all the same, perhaps
        return left_by(self.case, self.carried.tickets, self.linked, unsure)

    def _done(self, change: Change, ticket: str | None) -> None:
        self.carried.outcomes.append(ChangeOutcome(change, Outcome.APPLIED, ticket=ticket))

    def _fail(self, changes: Iterable[Change], error: Exception) -> None:
        self.carried.stale |= isinstance(error, StaleError)
        for change in changes:
            self.lost.add(change.item)
            self.carried.outcomes.append(ChangeOutcome(change, Outcome.FAILED, str(error)))


def left_by(
    case: Case,
    tickets: Mapping[str, Ticket] = MappingProxyType({}),
    linked: Collection[str] = (),
    unsure: Collection[str] = (),
) -> Remembered:
    """How a pass leaves a post-mortem: with the `tickets` it made and the items it `linked`.

    For `unsure` items a ticket may or may not have been made.
    """
    items = []
    for claim in case.claims:
        if claim.held:
            continue
        ticket = tickets.get(claim.id) or claim.ticket
        key = TicketKey(ticket.ref.tracker, ticket.ref.key) if ticket else None
        if key is None and claim.id in unsure:
            key = TicketKey("", "")
        project = ticket.ref.project if ticket else ""
        is_linked = claim.linked or claim.id in linked
        items.append(RememberedItem(claim.id, claim.item.title, key, project, is_linked))
    return Remembered(case.id, tuple(items))

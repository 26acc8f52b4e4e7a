"""One action item as it stands: document and ticket merged, scored, owned and dated.

In: a claim, the facts and the terms. Out: an `Assessment`, from which both the plan and the
findings are made, so that they can never disagree.
"""

from datetime import date, datetime
from typing import NamedTuple

from syncd.model import (
    ActionItem,
    Base,
    Cell,
    PostMortem,
    Priority,
    Status,
    Ticket,
    WrittenItem,
)
from syncd.policy.case import Claim
from syncd.policy.facts import Facts, Terms
from syncd.policy.heard import last_progress, progressed
from syncd.policy.merge import Settled, follow, settle
from syncd.policy.ownership import Owner, Route, owner_of, route_of, settled_owner
from syncd.policy.repetition import Repeat
from syncd.policy.score import Score, priority_of

_WITHHELD = "(confidential)"
_NOTHING = Base()


class Assessment(NamedTuple):
    """An action item with everything that policy says of it.

    `owner` is who is in force, `written_owner` whom the document names. `starts` is the day
    from which due dates count; `computed_due` the date that policy proposes. `ticket_priority`
    is the one that a human set on the ticket. `heard` is when a human did something to the
    ticket last, and `moved_on` says that this pass sees that somebody has.
    """

    claim: Claim
    item: ActionItem
    written_owner: Owner
    owner: Owner
    route: Route
    score: Score | None
    starts: date
    computed_due: date | None
    owners: Settled[str]
    dues: Settled[date]
    statuses: Settled[Status]
    ticket_priority: Priority | None
    repeats: tuple[Repeat, ...]
    is_open: bool
    heard: datetime | None
    moved_on: bool

    @property
    def written(self) -> WrittenItem:
        """The item as the document has it."""
        return self.claim.item

    @property
    def ticket(self) -> Ticket | None:
        """The ticket as the tracker has it."""
        return self.claim.ticket


def assess(
    claim: Claim, name: str, post_mortem: PostMortem, facts: Facts, terms: Terms
) -> Assessment:
    """Assess one item of the post-mortem called `name`."""
    written, ticket = claim.item, claim.ticket
    state = ticket.state if ticket else None
    base = state.base if state else _NOTHING
    said = (state.document if state else None) or base
    written_owner, owners = settled_owner(claim, terms.organization)
    owner = owner_of(owners.value or written.owner, terms.organization)
    repeats = facts.repeats.get(claim.id, ())
    repeated = bool(repeats) or (
        not facts.complete and _was_raised(claim, post_mortem, base, terms)
    )
    score = _score(claim, post_mortem, repeated=repeated, terms=terms)
    chosen = chosen_priority(ticket, terms, score) if ticket else None
    priority = chosen or (score.priority if score else written.priority)
    statuses = _status(claim, base=base, said=said, terms=terms)
    if written.status_is_blank:
        statuses = statuses._replace(to_document=True)
    status = statuses.value or Status.OPEN
    starts = _starts(post_mortem, ticket, terms)
    route = route_of(written, owner, post_mortem, terms.organization)
    days = terms.calendar(route.team, owner.name if owner.is_one else None)
    computed = days.after(starts, terms.policy.due[priority]) if priority else None
    dues = settle(
        written.due,
        ticket.due if ticket else None,
        base=base.due,
        document_base=said.due or base.due,
        same=date.__eq__,
    )
    if ticket and ticket.due_text:  # somebody wrote there what is no date: that stays
        dues = Settled(written.due)
    elif dues.value is None and computed and status.is_open and not claim.held:
        dues = Settled(computed, to_ticket=True, to_document=True)
    item = ActionItem(
        id=claim.id,
        post_mortem=name,
        source=post_mortem.source,
        file=post_mortem.path,
        line=written.line,
        title=_WITHHELD if post_mortem.confidential else written.title,
        category=written.category,
        impact=written.impact,
        effort=written.effort,
        priority=priority,
        priority_reason=_reason(chosen, score, written, ticket),
        owner=owner.name,
        team=route.team.name if route.team else written.team,
        due=dues.value,
        status=status,
        ticket=ticket.ref if ticket else None,
    )
    return Assessment(
        claim,
        item,
        written_owner,
        owner,
        route,
        score,
        starts,
        computed,
        owners,
        dues,
        statuses,
        chosen,
        repeats,
        status.is_open,
        last_progress(ticket, terms) if ticket else None,
        progressed(claim.obeyed.actual if claim.obeyed else ticket, terms) if ticket else False,
    )


def chosen_priority(ticket: Ticket, terms: Terms, score: Score | None) -> Priority | None:
    """The priority that a human set on a ticket: any that syncd did not write there.

    Beside another one, the computed priority is that of another syncd.
    """
    ours = ticket.state.base.priority if ticket.state else None
    there = [
        priority
        for priority, label in terms.priority_labels.items()
        if label in ticket.labels and priority is not ours
    ]
    others = [priority for priority in there if score is None or priority is not score.priority]
    return next(iter(others or there), None)


def halves_duration(written: WrittenItem, post_mortem: PostMortem) -> bool:
    """Whether earlier detection would have halved the incident.

    The item says so, or at least half of the incident had passed when it was detected.
    """
    if written.halves_duration is not None:
        return written.halves_duration
    if not post_mortem.duration or post_mortem.detected_after is None:
        return False
    return 2 * post_mortem.detected_after >= post_mortem.duration


def writable(assessment: Assessment, cell: Cell, terms: Terms) -> bool:
    """Whether syncd may and can write this part of the item into its document."""
    return cell in assessment.written.cells and assessment.item.source not in terms.read_only


def _status(claim: Claim, *, base: Base, said: Base, terms: Terms) -> Settled[Status]:
    """The status in force: the ticket's, as far as its tracker can tell."""
    written, ticket = claim.item.status, claim.ticket
    if ticket is None:
        return Settled(written or Status.OPEN)
    if written and terms.told_apart(ticket.ref.tracker, written) is ticket.status:
        return Settled(written)
    return follow(
        written,
        ticket.status,
        document_base=said.status or base.status or _if_behind(written),
        blank=Status.OPEN,
    )


def _was_raised(claim: Claim, post_mortem: PostMortem, base: Base, terms: Terms) -> bool:
    """Whether only a repetition explains the priority that syncd wrote before.

    Where not everything could be read, the item that repeats this one may be out of sight.
    """
    alone = _score(claim, post_mortem, repeated=False, terms=terms)
    return alone is not None and base.priority is alone.priority.raised is not alone.priority


def _if_behind(status: Status | None) -> Status | None:
    """A status that a document can have had for long, when its ticket is seen first."""
    return status if status and status.is_open else None


def _score(claim: Claim, post_mortem: PostMortem, *, repeated: bool, terms: Terms) -> Score | None:
    return priority_of(
        claim.item.impact,
        claim.item.effort,
        severity=post_mortem.severity,
        category=claim.item.category,
        halves_duration=halves_duration(claim.item, post_mortem),
        repeated=repeated,
        policy=terms.policy.priority,
    )


def _reason(
    chosen: Priority | None, score: Score | None, written: WrittenItem, ticket: Ticket | None
) -> str | None:
    if chosen and ticket:
        computed = f", computed {score.reason}" if score and score.priority is not chosen else ""
        return f"{chosen} (set on {ticket.ref.key}{computed})"
    if score:
        return score.reason
    return f"{written.priority} (written in the post-mortem)" if written.priority else None


def _starts(post_mortem: PostMortem, ticket: Ticket | None, terms: Terms) -> date:
    """The later of the post-mortem's date and the day on which the ticket was made.

    A ticket that is only now adopted counts from today, so that it is not overdue at once.
    """
    made = terms.today
    if ticket and ticket.state and ticket.created:
        made = ticket.created.date()
    return max(post_mortem.date, made) if post_mortem.date else made

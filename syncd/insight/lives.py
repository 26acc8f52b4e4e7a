"""From what a pass decided to what the measures are made of."""

from collections.abc import Iterable, Iterator

from syncd.model import (
    ActionItem,
    CreateTicket,
    EditTicket,
    Hit,
    Incident,
    Life,
    Measured,
    Plan,
    State,
    Status,
    TicketEdit,
)
from syncd.policy.assess import assess
from syncd.policy.case import Case, Claim
from syncd.policy.closure import is_documented
from syncd.policy.facts import Facts, Terms
from syncd.policy.heard import last_progress

_WITHHELD = "(confidential)"
_RECURRENCE = "recurrence"  # the rule that says so


def measured(pairs: Iterable[tuple[Case, Plan]], facts: Facts, terms: Terms) -> Measured:
    """How every action item went so far, and every incident, whether or not syncd acts on it."""
    lives: dict[str, Life] = {}
    incidents = []
    for case, plan in pairs:
        if case.is_copy:
            continue
        states, edits, made = _carried(plan)
        for claim, item in zip(case.claims, plan.items, strict=True):
            edit = edits.get(claim.id)
            state = (edit.state if edit else None) or states.get(claim.id)
            lives[claim.id] = _life(case, claim, item, edit, state, made, facts, terms)
        incidents.append(_incident(case, plan.items, facts, terms))
    return Measured(lives, tuple(incidents))


def _carried(plan: Plan) -> tuple[dict[str, State], dict[str, TicketEdit], dict[str, CreateTicket]]:
    """What the plan itself brings about, by item."""
    edits, made = {}, {}
    for change in plan.changes:
        match change.action:
            case EditTicket(edit=edit):
                edits[change.item] = edit
            case CreateTicket() as create:
                made[change.item] = create
    return dict(plan.states), edits, made


def _life(
    case: Case,
    claim: Claim,
    item: ActionItem,
    edit: TicketEdit | None,
    state: State | None,
    made: dict[str, CreateTicket],
    facts: Facts,
    terms: Terms,
) -> Life:
    ticket = claim.ticket
    dropped = item.status is Status.DROPPED
    documented = dropped and is_documented(assess(claim, case.id, case.post_mortem, facts, terms))
    if ticket is None:
        create = made.get(claim.id)
        return Life(created=create.draft.created if create else None, documented=documented)
    state = state or ticket.state
    return Life(
        created=ticket.created,
        closed=ticket.closed or (edit.closed if edit else None),
        progress=(edit.updated if edit else None) or last_progress(ticket, terms),
        documented=documented,
        pushed=state.pushed if state else 0,
        lowered=state.lowered if state else 0,
        snoozed=state.snoozed if state else None,
    )


def _incident(case: Case, items: Iterable[ActionItem], facts: Facts, terms: Terms) -> Incident:
    """What is measured of a post-mortem; one that waives the check says that it repeats none."""
    written = case.post_mortem
    is_waived = any(rule == _RECURRENCE for rule, _ in written.waivers)
    return Incident(
        id=case.id,
        title=_WITHHELD if written.confidential else written.title,
        date=written.date,
        severity=written.severity,
        services=written.services,
        teams=tuple(sorted(_teams(written.services, items, terms))),
        url=written.url,
        source=written.source,
        file=written.path,
        hits=tuple(
            Hit(
                found.of,
                found.score,
                tuple(item.item for item in found.items),
                tuple(item.item for item in found.still_open),
            )
            for found in (() if is_waived else facts.recurrences.get(case.id, ()))
        ),
        waivers=written.waivers,
    )


def _teams(services: Iterable[str], items: Iterable[ActionItem], terms: Terms) -> Iterator[str]:
    owners = terms.organization.team_of_service
    owning = {team for service in services for team in owners.get(service.casefold(), ())}
    yield from owning or {item.team for item in items if item.team}

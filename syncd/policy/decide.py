"""Decide what one post-mortem needs: the heart of syncd, and a pure function."""

from collections.abc import Iterator
from dataclasses import replace

from syncd.model import Change, EditTicket, Finding, Plan, State
from syncd.policy.assess import Assessment, assess
from syncd.policy.case import Case
from syncd.policy.document_change import edit_document
from syncd.policy.facts import Facts, Terms
from syncd.policy.rules import Levels, View, judge
from syncd.policy.ticket_change import create_ticket, edit_ticket, next_state


def decide(case: Case, facts: Facts, terms: Terms, levels: Levels) -> Plan:
    """Plan the changes that bring one post-mortem and its tickets to where policy wants them.

    The same arguments always give the same plan, and once a plan is carried out, deciding
    again gives one without changes.
    """
    items = tuple(assess(claim, case.id, case.post_mortem, facts, terms) for claim in case.claims)
    if not acts_upon(case, terms):
        return Plan(case.id, tuple(assessment.item for assessment in items))
    changes = tuple(_changes(case, items, terms))
    return Plan(
        post_mortem=case.id,
        items=tuple(assessment.item for assessment in items),
        changes=changes,
        findings=tuple(_findings(case, items, facts, terms, levels)),
        states=tuple(_states(case, items, changes, terms)),
    )


def acts_upon(case: Case, terms: Terms) -> bool:
    """Whether anybody is written to about this post-mortem: not if it is older than `since`."""
    since, written = terms.policy.since, case.post_mortem.date
    return since is None or (written is not None and written >= since)


def _changes(case: Case, items: tuple[Assessment, ...], terms: Terms) -> list[Change]:
    post_mortem = case.post_mortem
    ours = [assessment for assessment in items if not assessment.claim.held]
    creates = [create_ticket(assessment, post_mortem, terms) for assessment in ours]
    documents = [edit_document(assessment, post_mortem, terms) for assessment in ours]
    tickets = [
        edit_ticket(assessment, assessment.ticket, post_mortem, terms)
        for assessment in ours
        if assessment.ticket
    ]
    return [change for change in (*creates, *documents, *tickets) if change]


def _states(
    case: Case, items: tuple[Assessment, ...], changes: tuple[Change, ...], terms: Terms
) -> Iterator[tuple[str, State]]:
    """What memory has to remember of tickets that cannot hold their own state."""
    written = {change.item for change in changes if isinstance(change.action, EditTicket)}
    for assessment in items:
        ticket = assessment.ticket
        if ticket and not assessment.claim.held and ticket.ref.tracker in terms.keeps_no_state:
            state = next_state(assessment, ticket, case.post_mortem, terms)
            if assessment.item.id in written:
                state = replace(state, written=terms.now)
            yield assessment.item.id, state


def _findings(
    case: Case, items: tuple[Assessment, ...], facts: Facts, terms: Terms, levels: Levels
) -> list[Finding]:
    certain = tuple(assessment for assessment in items if not assessment.claim.held)
    view = View(
        id=case.id,
        post_mortem=case.post_mortem,
        items=items,
        certain_items=certain,
        open_items=tuple(assessment for assessment in certain if assessment.is_open),
        troubles=case.troubles,
        facts=facts,
        terms=terms,
        is_copy=case.is_copy,
    )
    return list(judge(view, levels))

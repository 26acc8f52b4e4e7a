"""Decide what one post-mortem needs: the heart of syncd, and a pure function."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from syncd.model import (
    AddComment,
    Change,
    ChangeKind,
    EditTicket,
    Finding,
    Nudge,
    Plan,
    State,
    WriteNote,
)
from syncd.policy.assess import Assessment, assess
from syncd.policy.case import Case
from syncd.policy.document_change import edit_document
from syncd.policy.facts import Facts, Terms
from syncd.policy.nudges import nudges_of, recently_told
from syncd.policy.obedience import obey
from syncd.policy.recurrence_line import named_rightly, note_recurrence
from syncd.policy.rules import Levels, View, judge
from syncd.policy.speak import asks, comments, note
from syncd.policy.ticket_change import create_ticket, edit_ticket, next_state

_ON_TICKET = EditTicket | AddComment | WriteNote


def decide(case: Case, facts: Facts, terms: Terms, levels: Levels) -> Plan:
    """Plan the changes that bring one post-mortem and its tickets to where policy wants them.

    The same arguments always give the same plan, and once a plan is carried out, deciding
    again gives one without changes.
    """
    acts = acts_upon(case, terms)
    claims = [obey(claim, facts, terms) for claim in case.claims] if acts else case.claims
    items = tuple(assess(claim, case.id, case.post_mortem, facts, terms) for claim in claims)
    if not acts:
        return Plan(case.id, tuple(assessment.item for assessment in items))
    findings = tuple(_findings(case, items, facts, terms, levels))
    recurs = any(finding.rule == "recurrence" for finding in findings)
    line = note_recurrence(case, facts, terms) if recurs else None
    nudges, lately = _nudges(case, items, facts, terms)
    asked: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        asked[finding.item or ""].add(finding.rule)
    said = _said(case, items, nudges, asked, terms)
    changes = (*_changes(case, items, line, said, terms), *said)
    return Plan(
        post_mortem=case.id,
        items=tuple(assessment.item for assessment in items),
        changes=changes,
        findings=findings,
        states=tuple(_states(case, items, changes, terms)),
        recurrence=named_rightly(case, facts),
        nudges=(*nudges, *lately),
    )


def acts_upon(case: Case, terms: Terms) -> bool:
    """Whether anybody is written to about this post-mortem: not if it is older than `since`."""
    since, written = terms.policy.since, case.post_mortem.date
    return since is None or (written is not None and written >= since)


def _nudges(
    case: Case, items: tuple[Assessment, ...], facts: Facts, terms: Terms
) -> tuple[list[Nudge], list[Nudge]]:
    """What people are to be told now, and what they were told lately."""
    if case.is_copy:
        return [], []
    now = [each for item in items for each in nudges_of(item, case.post_mortem, facts, terms)]
    lately = [
        each for item in items for each in recently_told(item, case.post_mortem, facts, terms)
    ]
    return now, lately


def _said(
    case: Case,
    items: tuple[Assessment, ...],
    nudges: Iterable[Nudge],
    asked: Mapping[str, AbstractSet[str]],
    terms: Terms,
) -> list[Change]:
    """The comments on tickets, and the notes."""
    by_item: dict[str, list[Nudge]] = defaultdict(list)
    for nudge in nudges:
        by_item[nudge.item].append(nudge)
    said: list[Change] = []
    for assessment in items:
        ticket, name = assessment.ticket, assessment.item.id
        if ticket is None or assessment.claim.held:
            continue
        told, wishes = by_item.get(name, ()), asks(assessment, asked.get(name, ()))
        handled = ticket.state.handled if ticket.state else ()
        if told or wishes or assessment.claim.obeyed or ticket.note or handled:
            state = next_state(assessment, ticket, case.post_mortem, terms)
            said += comments(assessment, told, state, terms)
            said += note(assessment, wishes, state, terms)
    return said


def _changes(
    case: Case,
    items: tuple[Assessment, ...],
    line: Change | None,
    said: Iterable[Change],
    terms: Terms,
) -> list[Change]:
    post_mortem = case.post_mortem
    rewritten = {each.item for each in said if each.kind is ChangeKind.UPDATE_TICKET}
    spoken = {each.item for each in said if each.kind is ChangeKind.COMMENT}
    ours = [assessment for assessment in items if not assessment.claim.held]
    creates = [create_ticket(assessment, post_mortem, terms) for assessment in ours]
    documents = [edit_document(assessment, post_mortem, terms) for assessment in ours]
    tickets = [
        edit_ticket(
            assessment,
            assessment.ticket,
            post_mortem,
            terms,
            notes=assessment.item.id in rewritten,
            speaks=assessment.item.id in spoken,
        )
        for assessment in ours
        if assessment.ticket
    ]
    return [change for change in (*creates, *documents, line, *tickets) if change]


def _states(
    case: Case, items: tuple[Assessment, ...], changes: tuple[Change, ...], terms: Terms
) -> Iterator[tuple[str, State]]:
    """What memory has to remember of tickets that cannot hold their own state."""
    written = {change.item for change in changes if isinstance(change.action, _ON_TICKET)}
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

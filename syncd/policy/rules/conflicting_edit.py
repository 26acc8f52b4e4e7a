"""The rule `conflicting-edit`."""

from collections.abc import Iterator
from typing import NamedTuple

from syncd.model import Cell, Finding, Ticket, Wanted
from syncd.policy.assess import Assessment, writable
from syncd.policy.facts import Terms
from syncd.policy.rules.registry import View, rule
from syncd.policy.wording import WITHHELD, headline, plain


class _Lost(NamedTuple):
    """What somebody wrote, and what counts instead, each told with where it stands."""

    field: str
    lost: str
    counts: str
    value: str
    place: str


@rule("conflicting-edit")
def conflicting_edit(view: View) -> Iterator[Finding]:
    """Document and ticket say different things, and what somebody wrote in one was set aside.

    Why: the ticket decides status, owner and due date, the post-mortem the title, and its
        scores the priority unless somebody sets that on the ticket; whoever edited the other
        side should know.
    Fix: change the side that counts if the other was right.
    Source: syncd: who wins, field by field.
    """
    for assessment in view.certain_items:
        ticket = assessment.ticket
        if ticket is None:
            continue
        secret = view.post_mortem.confidential
        lost = [*_cells(assessment, ticket), *_priority(assessment, ticket, view.terms)]
        lost += _title(assessment, ticket, view.terms, secret=secret)
        for each in lost:
            yield view.about(
                assessment,
                "conflicting-edit",
                f"{each.field}: {each.lost}, {each.counts} and counts",
                f'if "{each.value}" is right, change it {each.place}',
            )


def _cells(assessment: Assessment, ticket: Ticket) -> Iterator[_Lost]:
    key = ticket.ref.key
    for name, settled in (
        ("status", assessment.statuses),
        ("owner", assessment.owners),
        ("due", assessment.dues),
    ):
        if settled.set_aside is not None:
            told = f'the document says "{settled.set_aside}"'
            value = str(settled.set_aside)
            yield _Lost(name, told, f'{key} says "{settled.value}"', value, f"on {key}")


def _priority(assessment: Assessment, ticket: Ticket, terms: Terms) -> Iterator[_Lost]:
    """A priority that somebody wrote in the document since, and that is written over."""
    written, state = assessment.written.priority, ticket.state
    known = (state.priority or state.base.priority) if state else None
    if state is None or written in {None, known, assessment.item.priority}:
        return
    if assessment.is_open and writable(assessment, Cell.PRIORITY, terms):
        chosen, key = assessment.ticket_priority, ticket.ref.key
        counts = f'{key} says "{chosen}"' if chosen else f"{assessment.item.priority_reason} is so"
        place = f"on {key}" if chosen else f"on {key}, or score the item otherwise"
        yield _Lost("priority", f'the document says "{written}"', counts, str(written), place)


def _title(
    assessment: Assessment, ticket: Ticket, terms: Terms, *, secret: bool
) -> Iterator[_Lost]:
    """A title that somebody gave the ticket, and that the post-mortem's new one replaces."""
    base = ticket.state.base.title if ticket.state else None
    after = headline(assessment.written.title)
    if base is None or plain(base) == plain(assessment.written.title) or ticket.title == after:
        return
    before = terms.normalize(
        ticket.ref.tracker, Wanted(headline(base), None, None, frozenset())
    ).title
    if plain(ticket.title) not in {plain(headline(base)), plain(before)}:
        shown = [WITHHELD if secret else each for each in (ticket.title, after)]
        told = (f'{ticket.ref.key} says "{shown[0]}"', f'the post-mortem says "{shown[1]}"')
        yield _Lost("title", *told, shown[0], "in the post-mortem")

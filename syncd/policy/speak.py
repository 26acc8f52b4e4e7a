"""From what is to be told to the comments that tell it, and to syncd's one note."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from syncd.model import (
    AddComment,
    Change,
    ChangeKind,
    Difference,
    Handled,
    Mention,
    Nudge,
    State,
    Ticket,
    WriteNote,
)
from syncd.policy.assess import Assessment
from syncd.policy.facts import Terms
from syncd.policy.speech import ASKED, STARTS_NOTE, note_text
from syncd.policy.wording import plain


def comments(
    assessment: Assessment, nudges: Iterable[Nudge], state: State, terms: Terms
) -> Iterator[Change]:
    """A comment for each thing to be told; it mentions all who are to hear of it.

    Where the tracker has no other place for it, the state goes along: it costs no request.
    """
    ticket = assessment.ticket
    if ticket is None:
        return
    held = _held(ticket, state, terms)
    told: dict[str, list[Nudge]] = {}
    for nudge in nudges:
        told.setdefault(nudge.record, []).append(nudge)
    for record, same in told.items():
        mentions = tuple(_mention(nudge.person, ticket, terms) for nudge in same)
        words = " ".join(mention.words for mention in mentions)
        text = f"{words}: {same[0].text}"
        action = AddComment(ticket, text, record, terms.now, mentions, held)
        yield _step(ChangeKind.COMMENT, assessment, ticket, ("comment", text, record), action)


def asks(assessment: Assessment, rules: Collection[str]) -> list[str]:
    """What of these findings a note asks for, always in the same order."""
    # Of a closed ticket nothing is asked but why it is.
    return [
        rule
        for rule in ASKED
        if rule in rules and (rule == "undocumented-closure") is not assessment.is_open
    ]


def note(
    assessment: Assessment, asked: list[str], state: State, terms: Terms
) -> tuple[Change, ...]:
    """The step that makes or rewrites the note, if it does not say what it should."""
    ticket = assessment.ticket
    if ticket is None:
        return ()
    before = ticket.note
    if before is None:
        if not (state.handled or STARTS_NOTE & set(asked)):
            return ()
        if "note" in assessment.claim.said:
            return ()
    text = note_text(assessment.item.id, asked, state.handled)
    holds_state = ticket.ref.tracker in terms.keeps_no_state
    same = before is not None and plain(before.text) == plain(text)
    if same and not (holds_state and before and _differs(before.state, state)):
        return ()
    action = WriteNote(ticket, text, terms.now, _held(ticket, state, terms))
    kind = ChangeKind.UPDATE_TICKET if before else ChangeKind.COMMENT
    told = f"asks for {', '.join(asked)}" if asked else "asks for nothing"
    if fresh := _fresh(assessment):
        told = f"{told}; answers {len(fresh)}"
    return (_step(kind, assessment, ticket, ("note", told, None), action),)


def _held(ticket: Ticket, state: State, terms: Terms) -> State | None:
    """The state for what syncd says, where only that can hold it."""
    keeps_none = ticket.ref.tracker in terms.keeps_no_state
    return replace(state, written=terms.now) if keeps_none else None


def _differs(known: State | None, state: State) -> bool:
    return known is None or replace(known, written=state.written) != state


def _fresh(assessment: Assessment) -> tuple[Handled, ...]:
    obeyed = assessment.claim.obeyed
    return obeyed.handled if obeyed else ()


def _mention(person: str, ticket: Ticket, terms: Terms) -> Mention:
    known = terms.organization.person(person)
    name = (known.name if known else None) or person
    return Mention(f"@{name}", terms.account(ticket.ref.tracker, person) or "")


def _step(
    kind: ChangeKind,
    assessment: Assessment,
    ticket: Ticket,
    told: tuple[str, str, str | None],
    action: AddComment | WriteNote,
) -> Change:
    item, (field, after, why) = assessment.item, told
    return Change(
        kind=kind,
        post_mortem=item.post_mortem,
        item=item.id,
        title=item.title,
        tracker=ticket.ref.tracker,
        ticket=ticket.ref.key,
        differences=(Difference(field, None, after, why),),
        action=action,
    )

"""What is known of a ticket that does not say it itself: by what syncd said, memory, its birth."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from syncd.model import (
    NOTE,
    Base,
    Comment,
    DocumentKey,
    Identity,
    Remembered,
    RememberedItem,
    State,
    Ticket,
    TicketKey,
)
from syncd.policy.holders import Holders
from syncd.policy.observed import Observed
from syncd.policy.recall import keeper, recall
from tests.policy.company import FORGETFUL, NOW, Company, hand_made
from tests.policy.test_identity import companies, human_edits

KEY = TicketKey("files", "PAY-1")
BORN = Base(title="as it was born")


def observed(*tickets: Ticket, remembered: dict[str, State] | None = None) -> Observed:
    """These tickets, and what memory holds by key."""
    items = tuple(
        RememberedItem(f"PM-1-{n:02}", "", TicketKey("files", key), state=state)
        for n, (key, state) in enumerate((remembered or {}).items(), 1)
    )
    return Observed(
        (),
        {TicketKey("files", ticket.ref.key): ticket for ticket in tickets},
        remembered={DocumentKey("docs", "a.md"): Remembered("PM-1", items)} if items else {},
    )


def marked(key: str, base: Base | None = BORN) -> Ticket:
    """A ticket with an identity and nothing else of syncd's."""
    identity = Identity("PM-1-01", "PM-1", "https://docs.test/a.md", base=base)
    return replace(hand_made(key, "Add a circuit breaker"), identity=identity)


def state(ticket: str, title: str, age: int = 0) -> State:
    """A state that can be told from others by its title, written so many hours ago."""
    return State(ticket, Base(title=title), written=NOW - dt.timedelta(hours=age))


def reminder(number: int, held: State | None) -> Comment:
    """A comment of syncd's that is not the note."""
    name = f"overdue/{number}"
    return Comment(NOW, "syncd-bot", "Overdue.", f"said-{number}", name, held)


def note(held: State | None, at: dt.datetime = NOW) -> Comment:
    """syncd's note, and the state in it."""
    return Comment(at, "syncd-bot", "Nobody owns this.", "1", NOTE, held)


AGES = st.integers(0, 3)


@given(
    own=st.booleans(),
    noted=st.none() | AGES,
    said=st.lists(st.none() | AGES, max_size=3),
    remembered=st.none() | AGES,
    born=st.booleans(),
)
def test_the_newest_state_counts(
    own: bool, noted: int | None, said: list[int | None], remembered: int | None, born: bool
) -> None:
    """The ticket's own state, else the newest of memory's and of all that syncd said, else birth's.

    Of the same pass memory's counts, which has learned since what people did.
    """
    ticket = marked("PAY-1", BORN if born else None)
    comments = [note(None if noted is None else state("PAY-1", f"noted {noted}", noted))]
    comments += [
        reminder(n, None if age is None else state("PAY-1", f"said {age}", age))
        for n, age in enumerate(said)
    ]
    ticket = replace(ticket, comments=tuple(comments))
    if own:
        ticket = replace(ticket, state=state("PAY-1", "own"))
    memory = {} if remembered is None else {"PAY-1": state("PAY-1", "remembered", remembered)}
    seen = recall(observed(ticket, remembered=memory)).tickets[KEY]
    assert replace(seen, state=None) == replace(ticket, state=None)
    found = seen.state
    title = found.base.title if found else None
    ages = [age for age in (noted, *said) if age is not None]
    newest = min(ages, default=None)
    if own:
        assert title == "own"
    elif remembered is not None and (newest is None or remembered <= newest):
        assert title == "remembered"
    elif newest is not None:
        assert title in {f"noted {newest}", f"said {newest}"}
    else:
        assert found == (State("PAY-1", BORN) if born else None)


@given(said=st.lists(st.integers(0, 9), max_size=3, unique=True), noted=st.booleans())
def test_the_note_keeps_it_else_what_was_said_last(said: list[int], noted: bool) -> None:
    """What is changed without a word goes where it is found: the note, or the newest comment."""
    ours = [replace(reminder(day, None), at=NOW - dt.timedelta(day)) for day in said]
    theirs = Comment(NOW, "jane@acme.com", "On it.", "human")
    comments = (*ours, theirs, *([note(None, NOW - dt.timedelta(99))] if noted else []))
    kept_by = keeper(replace(marked("PAY-1"), comments=comments))
    assert kept_by == ("1" if noted else f"said-{min(said)}" if said else None)


@given(company=companies(), data=st.data())
def test_a_clone_knows_nothing_of_its_original(company: Company, data: st.DataObject) -> None:
    """Whatever happens to tickets, no memory of one is taken for the memory of another."""
    company.terms = FORGETFUL
    for _ in range(4):
        company.reconcile()
        human_edits(data, company, ["clone", "ticket", "retitle", "insert", "move"])
        for ticket in recall(company.observed()).tickets.values():
            assert ticket.state is None or ticket.state.ticket == ticket.ref.id


@given(original=st.booleans(), born=st.booleans())
def test_a_key_that_another_ticket_has_now(original: bool, born: bool) -> None:
    """What memory holds under a key is another ticket's, where the id says so."""
    newcomer = marked("PAY-1", BORN if born else None)
    newcomer = replace(newcomer, ref=replace(newcomer.ref, id="another"))
    remembered = state("another" if original else "the first", "remembered")
    found = recall(observed(newcomer, remembered={"PAY-1": remembered})).tickets[KEY]
    if original:
        assert found.state == remembered
    else:
        assert found.state == (State("another", BORN) if born else None)


@given(copies=st.integers(1, 3))
def test_a_copied_note_tells_the_clone(copies: int) -> None:
    """A clone to which the note was copied as well is known as one by the state in it."""
    held = state("PAY-1", "noted")
    tickets = [replace(marked(f"PAY-{n}"), comments=(note(held),)) for n in range(1, copies + 2)]
    seen = recall(observed(*tickets))
    holders = Holders(seen)
    assert [holders.is_clone(ticket) for ticket in seen.tickets.values()] == [
        False,
        *[True] * copies,
    ]
    owner = holders.owner_of("PM-1-01")
    assert owner is not None
    assert owner.ref.key == "PAY-1"


@given(remembered=st.booleans(), noted=st.booleans())
def test_a_ticket_without_a_marker(remembered: bool, noted: bool) -> None:
    """Nothing is made up for a ticket that nobody marked, but memory still knows one it marked."""
    ticket = hand_made("PAY-1", "By hand")
    if noted:
        ticket = replace(ticket, comments=(note(None),))
    known = state("PAY-1", "remembered")
    found = recall(observed(ticket, remembered={"PAY-1": known} if remembered else {}))
    assert found.tickets[KEY].state == (known if remembered else None)

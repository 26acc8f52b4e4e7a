"""What is known of a ticket that does not say it itself: the note, then memory, then its birth."""

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
from syncd.policy.recall import recall
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


def state(ticket: str, title: str) -> State:
    """A state that can be told from others by its title."""
    return State(ticket, Base(title=title), written=NOW)


def note(held: State | None, at: dt.datetime = NOW) -> Comment:
    """syncd's note, and the state in it."""
    return Comment(at, "syncd-bot", "Nobody owns this.", "1", NOTE, held)


@given(
    own=st.booleans(),
    noted=st.sampled_from(["", "a note", "a note with a state"]),
    remembered=st.booleans(),
    born=st.booleans(),
)
def test_the_nearest_state_counts(own: bool, noted: str, remembered: bool, born: bool) -> None:
    """The ticket's own state, else that of the note, else memory's, else what it was made with."""
    ticket = marked("PAY-1", BORN if born else None)
    known = [state("PAY-1", title) for title in ("own", "noted", "remembered")]
    if noted:
        ticket = replace(ticket, comments=(note(known[1] if "state" in noted else None),))
    if own:
        ticket = replace(ticket, state=known[0])
    memory = {"PAY-1": known[2]} if remembered else {}
    found = recall(observed(ticket, remembered=memory)).tickets[KEY]
    nearest = [
        (own, known[0]),
        ("state" in noted, known[1]),
        (remembered, known[2]),
        (born, State("PAY-1", BORN)),
    ]
    assert found.state == next((held for is_there, held in nearest if is_there), None)
    assert replace(found, state=None) == replace(ticket, state=None)


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

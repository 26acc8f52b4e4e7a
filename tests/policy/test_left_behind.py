"""What a pass leaves in memory: all that the next one needs, and nothing of another's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.memory import Memory
from syncd.model import Base, DocumentKey, Remembered, RememberedItem, State
from syncd.passes.left import Left, left_by
from syncd.passes.make import Attempt
from syncd.policy.case import Case, Claim
from tests.policy.company import FORGETFUL, NOW, TERMS, Company, hand_made, marked, row
from tests.policy.test_identity import companies, human_edits

DOCUMENT = DocumentKey("docs", "a.md")
FIELDS = st.frozensets(st.sampled_from(["assignee", "post-mortem", "syncd/overdue"]))


@given(company=companies(), data=st.data(), keeps_state=st.booleans())
def test_a_quiet_pass_leaves_memory_as_it_was(
    company: Company, data: st.DataObject, keeps_state: bool
) -> None:
    """Where nothing is to be done, what is remembered stays, whatever people did before that."""
    company.terms = TERMS if keeps_state else FORGETFUL
    for _ in range(3):
        company.reconcile()
        company.reconcile()
        before = dict(company.remembered)
        company.reconcile()
        assert company.remembered == before
        human_edits(data, company)


@given(company=companies(), keeps_state=st.booleans(), refuses=FIELDS)
def test_the_store_gives_back_what_was_left(
    company: Company, keeps_state: bool, refuses: frozenset[str]
) -> None:
    """States, refusals, links and all else come out of the store as they went in."""
    company.terms = TERMS if keeps_state else FORGETFUL
    company.refuses = refuses
    company.reconcile()
    memory = Memory("sqlite://")
    try:
        memory.remember(company.remembered, {})
        assert memory.remembered() == company.remembered
    finally:
        memory.close()


def case(ticket: str | None, *, refused: frozenset[str] = frozenset(), held: bool = False) -> Case:
    """A post-mortem with one item, whose ticket this is."""
    company = Company(documents={"a.md": [row("a0")]})
    ((only, _),) = company.decide()
    found = hand_made(ticket, "A ticket") if ticket else None
    claim = Claim("a-01", only.claims[0].item, found, linked=True, held=held, refused=refused)
    return replace(only, claims=(claim,))


@given(
    known=st.booleans(),
    news=st.booleans(),
    refused_before=FIELDS,
    refused_now=FIELDS,
    ticket=st.sampled_from(["PAY-1", "PAY-2", None]),
)
def test_what_is_known_stays_with_its_ticket(
    known: bool,
    news: bool,
    refused_before: frozenset[str],
    refused_now: frozenset[str],
    ticket: str | None,
) -> None:
    """A state stays until there is a newer one or another ticket; refusals add up."""
    old, new = (State("PAY-1", Base(title=title), written=NOW) for title in ("old", "new"))
    first = left_by(case("PAY-1"), Left(states={"a-01": old} if known else {}))
    left = Left(
        states={"a-01": new} if news else {},
        refused={"a-01": tuple(refused_now)} if refused_now else {},
        before=first,
    )
    after = left_by(case(ticket, refused=refused_before), left).items[0]
    assert (after.ticket.key if after.ticket else None) == ticket
    kept = old if known and ticket == "PAY-1" else None
    assert after.state == (new if news else kept)
    assert set(after.refused) == refused_before | refused_now


@given(known=st.booleans())
def test_an_item_that_is_held_stays_as_it_was(known: bool) -> None:
    """Where nothing is concluded about an item, nothing new is remembered and nothing forgotten."""
    state = State("PAY-1", Base(title="old"))
    before = left_by(case("PAY-1"), Left(states={"a-01": state})) if known else None
    after = left_by(case(None, held=True), Left(before=before))
    assert after == (before or Remembered("a", ()))


@given(company=companies(), data=st.data(), keeps_state=st.booleans())
def test_a_tracker_that_was_away_for_a_pass(
    company: Company, data: st.DataObject, keeps_state: bool
) -> None:
    """A pass that cannot read the linked tickets forgets nothing of what was known of them."""
    company.terms = TERMS if keeps_state else FORGETFUL
    company.reconcile()
    for _ in range(2):
        human_edits(data, company)
        company.reconcile()
    company.reconcile()
    before = with_tickets(company)
    company.answers = False
    assert company.reconcile() == []
    assert with_tickets(company) == before
    company.answers = True
    assert company.reconcile() == []


def with_tickets(company: Company) -> set[tuple[DocumentKey, RememberedItem]]:
    """What memory holds of items that have a ticket; the others may be numbered anew."""
    return {
        (key, item)
        for key, remembered in company.remembered.items()
        for item in remembered.items
        if item.ticket
    }


@pytest.mark.parametrize("place", [0, 1])
def test_a_ticket_that_may_have_been_made_stays_with_its_item(place: int) -> None:
    """Rows that come while its tracker cannot be read do not take its number, nor its ticket."""
    company = Company(documents={"a.md": [row("a0")]}, answers=False)
    for _ in range(2):  # a create whose answer was lost, and a pass that could not look for it
        ((only, _),) = company.decide()
        attempts = {claim.id: Attempt(1.0, 2.0) for claim in only.claims if claim.id == "a-01"}
        before = company.remembered.get(DOCUMENT)
        company.remembered[DOCUMENT] = left_by(only, Left(attempts=attempts, before=before))
        if len(company.documents["a.md"]) == 1:
            company.documents["a.md"].insert(place, row("b0"))
    made = marked(hand_made("PAY-1", "Do the work called a0"), "a-01", "a", {})
    company.tickets["PAY-1"] = replace(made, created=NOW)
    company.answers = True
    company.reconcile()
    assert company.holder("a0") == "PAY-1"
    assert company.holder("b0") == "PAY-2"
    assert company.tickets["PAY-1"].title == "Do the work called a0"

"""What a pass leaves in memory: all that the next one needs, and nothing of another's."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from syncd.memory import Memory
from syncd.model import Base, DocumentKey, Remembered, State
from syncd.passes.left import Left, left_by
from syncd.policy.case import Case, Claim
from tests.policy.company import FORGETFUL, NOW, TERMS, Company, hand_made, row
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
def test_an_item_that_is_held_is_remembered_as_it_was(known: bool) -> None:
    """Nothing is concluded about an item that only a human can settle, so nothing is forgotten."""
    state = State("PAY-1", Base(title="old"))
    before = left_by(case("PAY-1"), Left(states={"a-01": state})) if known else None
    wanted = before or Remembered("a", ())
    assert left_by(case("PAY-1", held=True), Left(before=before)).items == wanted.items

"""What a tracker does not take, it is asked for once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from syncd.model import RememberedItem
from tests.policy.company import FORGETFUL, TERMS, Company
from tests.policy.test_identity import ACTS, companies, human_edits

REFUSED = st.frozensets(
    st.sampled_from(
        ["post-mortem", "priority/P0", "priority/P2", "category/detect", "syncd/missing-owner",
         "syncd/overdue", "assignee"]
    ),
    min_size=1,
)  # fmt: skip


@given(company=companies(), data=st.data(), refuses=REFUSED, keeps_state=st.booleans())
def test_what_is_refused_is_asked_once(
    company: Company, data: st.DataObject, refuses: frozenset[str], keeps_state: bool
) -> None:
    """No label and no owner is asked for twice, and a refusal does not keep a pass from ending."""
    company.terms = TERMS if keeps_state else FORGETFUL
    company.refuses = refuses
    for _ in range(4):
        company.reconcile()
        assert company.reconcile() == []
        human_edits(data, company, [act for act in ACTS if act != "delete"])
    assert [asked for asked, times in Counter(company.asked).items() if times > 1] == []


@given(company=companies(), keeps_state=st.booleans(), asks_again=st.booleans())
def test_an_owner_who_was_refused_was_never_taken_away(
    company: Company, keeps_state: bool, asks_again: bool
) -> None:
    """Where nobody did anything, an owner whom the tracker did not take is no progress."""
    company.terms = TERMS if keeps_state else FORGETFUL
    company.refuses = frozenset({"assignee"})
    company.reconcile()
    had = {key for key, refused in company.asked if refused == "assignee"}
    for _ in range(3):
        company.asks_again = asks_again
        company.reconcile()
        company.asks_again = False
        assert company.reconcile() == []
    for key in had:
        known = [
            each.state for each in remembered(company) if each.ticket and each.ticket.key == key
        ]
        for state in (company.tickets[key].state, *known):
            assert state is None or state.progress is None


@given(company=companies(), refuses=REFUSED, keeps_state=st.booleans())
def test_what_was_refused_to_syncd_can_be_given_by_people(
    company: Company, refuses: frozenset[str], keeps_state: bool
) -> None:
    """A label that syncd wanted and somebody with more rights added is not taken away again."""
    company.terms = TERMS if keeps_state else FORGETFUL
    company.refuses = refuses - {"assignee"}
    company.reconcile()
    for key, label in company.asked:
        ticket = company.tickets[key]
        company.tickets[key] = replace(ticket, labels=ticket.labels | {label})
    given_by_people = {key: ticket.labels for key, ticket in company.tickets.items()}
    assert company.reconcile() == []
    assert {key: ticket.labels for key, ticket in company.tickets.items()} == given_by_people


def remembered(company: Company) -> Iterator[RememberedItem]:
    """What memory holds of each item."""
    for document in company.remembered.values():
        yield from document.items

"""What a tracker does not take, it is asked for once."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

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
    company.refuses = refuses - {"assignee"} if keeps_state else refuses
    for _ in range(4):
        company.reconcile()
        assert company.reconcile() == []
        human_edits(data, company, [act for act in ACTS if act != "delete"])
    assert [asked for asked, times in Counter(company.asked).items() if times > 1] == []


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

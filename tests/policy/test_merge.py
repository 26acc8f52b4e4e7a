"""Three-way merge: nobody's edit is lost without being told."""

from hypothesis import given
from hypothesis import strategies as st

from syncd.model import Status
from syncd.policy.merge import follow, settle

VALUES = st.none() | st.sampled_from(["ana", "ben", "cleo"])


def same(one: str, other: str) -> bool:
    """Owners that are written the same are the same."""
    return one == other


@given(document=VALUES, ticket=VALUES, base=VALUES, document_base=VALUES)
def test_nothing_is_lost(
    document: str | None, ticket: str | None, base: str | None, document_base: str | None
) -> None:
    """What loses against the other side is either unchanged since the base, or quoted."""
    settled = settle(document, ticket, base=base, document_base=document_base, same=same)
    if document not in {None, settled.value}:
        assert document in {settled.set_aside, document_base}
    if ticket not in {None, settled.value}:
        assert ticket == base


@given(document=VALUES, ticket=VALUES, base=VALUES, document_base=VALUES)
def test_nothing_is_emptied(
    document: str | None, ticket: str | None, base: str | None, document_base: str | None
) -> None:
    """A value on either side is never replaced by nothing."""
    settled = settle(document, ticket, base=base, document_base=document_base, same=same)
    assert (settled.value is None) == (document is None and ticket is None)


@given(document=VALUES, ticket=VALUES, base=VALUES, document_base=VALUES)
def test_writes_are_what_is_needed(
    document: str | None, ticket: str | None, base: str | None, document_base: str | None
) -> None:
    """A side is written exactly if it does not show the value in force."""
    settled = settle(document, ticket, base=base, document_base=document_base, same=same)
    assert settled.to_document == (document != settled.value)
    assert settled.to_ticket == (ticket != settled.value)


@given(
    document=st.none() | st.sampled_from(Status),
    ticket=st.sampled_from(Status),
    base=st.none() | st.sampled_from(Status),
)
def test_the_ticket_decides_the_status(
    document: Status | None, ticket: Status, base: Status | None
) -> None:
    """The status is the ticket's; what a human wrote into the document instead is quoted."""
    settled = follow(document, ticket, document_base=base, blank=Status.OPEN)
    assert settled.value is ticket
    assert not settled.to_ticket
    if document is not None and document is not ticket and document is not (base or Status.OPEN):
        assert settled.set_aside is document

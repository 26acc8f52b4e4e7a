"""Identity: whatever people do to documents and tickets, no ticket changes hands."""

import copy
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import event, given
from hypothesis import strategies as st

from syncd.model import Link, Status, Ticket
from tests.policy.company import FORGETFUL, READ_ONLY, TERMS, Company, Row, hand_made, row

TITLES = st.sampled_from(
    ["Add a circuit breaker", "Alert on the error rate", "Write the failover runbook", "Fix it"]
)
OWNERS = st.none() | st.sampled_from(["ana@acme.com", "Ben", "the platform team", "Zoe"])
STATUSES = st.sampled_from(Status)
DATES = st.dates(dt.date(2026, 2, 1), dt.date(2026, 6, 1))


@st.composite
def rows(draw: st.DrawFn, prefix: str) -> list[Row]:
    """Some rows, some of them with the same title."""
    count = draw(st.integers(0, 4))
    return [
        row(
            f"{prefix}{n}",
            draw(TITLES),
            owner=draw(OWNERS),
            impact=draw(st.none() | st.integers(1, 4)),
            effort=draw(st.none() | st.integers(1, 4)),
            status=draw(st.none() | STATUSES),
            due=draw(st.none() | DATES),
        )
        for n in range(count)
    ]


@st.composite
def companies(draw: st.DrawFn) -> Company:
    """Two documents, and hand-made tickets that some rows link already."""
    company = Company(
        documents={"a.md": draw(rows("a")), "b.md": draw(rows("b"))},
        ids=draw(st.sampled_from([{}, {"a.md": "PM-2026-0001"}])),
    )
    for n, each in enumerate([*company.documents["a.md"], *company.documents["b.md"]]):
        if draw(st.booleans()) and draw(st.booleans()):
            key = f"PAY-{n + 1}"
            company.tickets[key] = hand_made(
                key,
                draw(TITLES),
                assignee=draw(OWNERS),
                status=draw(STATUSES),
                due=draw(st.none() | DATES),
                labels=draw(
                    st.frozensets(st.sampled_from(["ours", "priority/P1", "syncd/overdue"]))
                ),
            )
            each.item = replace(each.item, links=(Link(key, declared=True),))
    return company


ACTS = ("reorder", "retitle", "delete", "insert", "move", "copy", "rename", "ticket", "clone")


def human_edits(draw: st.DataObject, company: Company, acts: Sequence[str] = ACTS) -> None:
    """One thing that people do."""
    path = draw.draw(st.sampled_from(sorted(company.documents)))
    here = company.documents[path]
    act = draw.draw(st.sampled_from(acts))
    event(act)
    if act == "reorder":
        company.documents[path] = draw.draw(st.permutations(here))
    elif act == "insert":
        company.inserted += 1
        tag = f"new{company.inserted}"
        here.insert(draw.draw(st.integers(0, len(here))), row(tag, draw.draw(TITLES)))
    elif act == "rename" and path == "b.md":
        company.documents["c.md"] = company.documents.pop("b.md")
    elif act == "copy" and "copy.md" not in company.documents:
        company.documents["copy.md"] = [Row(f"{each.tag}-copy", each.item) for each in here]
    elif act == "ticket" and company.tickets:
        human_edits_ticket(draw, company, draw.draw(st.sampled_from(sorted(company.tickets))))
    elif act == "clone" and company.tickets:
        key = draw.draw(st.sampled_from(sorted(company.tickets)))
        number = max(int(known.partition("-")[2]) for known in company.tickets) + 1
        ref = replace(company.tickets[key].ref, id=f"PAY-{number}", key=f"PAY-{number}")
        company.tickets[ref.key] = replace(company.tickets[key], ref=ref, comments=())
    elif here:
        n = draw.draw(st.integers(0, len(here) - 1))
        if act == "retitle":
            here[n].item = replace(here[n].item, title=draw.draw(TITLES))
        elif act == "delete":
            del here[n]
        elif act == "move":
            other = draw.draw(st.sampled_from(sorted(company.documents)))
            company.documents[other].append(here.pop(n))


def human_edits_ticket(draw: st.DataObject, company: Company, key: str) -> None:
    """Somebody changes everything that can be changed on a ticket."""
    company.tickets[key] = replace(
        company.tickets[key],
        revision=f"human {company.revision}",
        status=draw.draw(STATUSES),
        assignee=draw.draw(OWNERS),
        due=draw.draw(st.none() | DATES),
        title=draw.draw(TITLES),
    )


def links(company: Company) -> dict[str, str | None]:
    """The ticket of each row by its tag."""
    return {each.tag: each.link for here in company.documents.values() for each in here}


@given(company=companies(), data=st.data(), keeps_state=st.booleans())
def test_converges(company: Company, data: st.DataObject, keeps_state: bool) -> None:
    """From any starting state, and after any human edits, the second pass is empty."""
    company.terms = TERMS if keeps_state else FORGETFUL
    for _ in range(3):
        company.reconcile()
        assert company.reconcile() == []
        human_edits(data, company)


@given(company=companies(), data=st.data(), forget=st.booleans(), keeps_state=st.booleans())
def test_tickets_stay_with_their_items(
    company: Company, data: st.DataObject, forget: bool, keeps_state: bool
) -> None:
    """Edits of documents never move a ticket to another row, and make no second ticket."""
    company.terms = TERMS if keeps_state else FORGETFUL
    company.reconcile()
    before = links(company)
    tickets = set(company.tickets)
    for _ in range(4):
        human_edits(data, company)
    if forget:
        company.remembered.clear()
    clones = set(company.tickets) - tickets
    company.reconcile()
    after = links(company)
    for tag, ticket in after.items():
        if before.get(tag):
            assert ticket == before[tag]
    new = {tag for tag in after if tag not in before and after[tag] is not None}
    made = set(company.tickets) - tickets - clones
    unlinked = {tag for tag, ticket in before.items() if ticket is None}
    assert len(made) <= len(new | (unlinked & set(after)))


@given(company=companies(), data=st.data(), keeps_state=st.booleans())
def test_tickets_stay_through_many_passes(
    company: Company, data: st.DataObject, keeps_state: bool
) -> None:
    """However many passes lie between edits, a ticket stays with the row that links it."""
    company.terms = TERMS if keeps_state else FORGETFUL
    company.reconcile()
    for _ in range(4):
        before = links(company)
        human_edits(data, company)
        company.reconcile()
        after = links(company)
        for tag in before.keys() & after.keys():
            assert before[tag] in {None, after[tag]}
        holders = [ticket for tag, ticket in after.items() if ticket and "-copy" not in tag]
        assert len(holders) == len(set(holders))


@given(company=companies(), data=st.data(), keeps_state=st.booleans())
def test_deleting_the_store_changes_nothing(
    company: Company, data: st.DataObject, keeps_state: bool
) -> None:
    """Without memory the next pass has nothing to do either, wherever state is kept."""
    company.terms = TERMS if keeps_state else FORGETFUL
    company.reconcile()
    for key in sorted(company.tickets):
        if data.draw(st.booleans()):
            human_edits_ticket(data, company, key)
    company.reconcile()
    company.remembered.clear()
    assert company.reconcile() == []


@given(
    company=companies(), steps=st.integers(0, 12), forget=st.booleans(), keeps_state=st.booleans()
)
def test_stopped_anywhere(company: Company, steps: int, forget: bool, keeps_state: bool) -> None:
    """A pass that was stopped after any step is finished by the next, with the same result."""
    company.terms = TERMS if keeps_state else FORGETFUL
    straight = copy.deepcopy(company)
    straight.reconcile()
    company.reconcile(crash_after=steps)
    if forget:
        company.remembered.clear()
    company.reconcile()
    assert company.reconcile() == []
    assert links(company) == links(straight)
    assert {key: comparable(t) for key, t in company.tickets.items()} == {
        key: comparable(t) for key, t in straight.tickets.items()
    }


def comparable(ticket: Ticket) -> Ticket:
    """A ticket without what counts writes."""
    return replace(ticket, revision="")


@given(company=companies(), data=st.data())
def test_where_documents_are_never_written(company: Company, data: st.DataObject) -> None:
    """Without links in the documents, no ticket is doubled and none is guessed."""
    company.terms = READ_ONLY
    for here in company.documents.values():
        for n, each in enumerate(here):  # rows of one title cannot be told apart without a link
            each.item = replace(each.item, title=f"{each.item.title} in place {n}")
    company.reconcile()
    assert company.reconcile() == []
    tickets = set(company.tickets)
    here = company.documents["a.md"]
    company.documents["a.md"] = data.draw(st.permutations(here))
    assert company.reconcile() == []
    if here:
        n = data.draw(st.integers(0, len(here) - 1))
        here = company.documents["a.md"]
        here[n].item = replace(here[n].item, title="Something else altogether")
        company.reconcile()
        assert set(company.tickets) == tickets
    company.terms = TERMS

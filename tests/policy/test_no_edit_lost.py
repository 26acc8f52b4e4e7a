"""Merge, through everything that decides: no edit of a human's is lost without being quoted.

All triples of what syncd saw last, what the document says and what the ticket says, field by
field; both sides may have been emptied.
"""

import copy
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import Link, Priority, Status, Ticket
from syncd.policy.wording import headline
from tests.policy.company import FORGETFUL, READ_ONLY, TERMS, Company, hand_made, marked, row

DAYS = [dt.date(2026, 4, n) for n in (1, 2, 3)]
OWNERS = ["ana@acme.com", "ben@acme.com", "Zoe"]
TITLES = ["Add a circuit breaker", "Add two circuit breakers", "Break circuits"]
PRIORITIES = [Priority.P1, Priority.P2, Priority.P3]


@dataclass(frozen=True)
class Triple:
    """A field with what syncd saw last, and what document and ticket say now."""

    field: str
    base: Any
    document: Any
    ticket: Any
    scored: bool = False

    @property
    def edits(self) -> Iterator[Any]:
        """What humans have written since."""
        for value in (self.document, self.ticket):
            if value is not None and value != self.base:
                yield value


def triples() -> Iterator[Triple]:
    """All of them."""
    for field, values in (("owner", OWNERS), ("due", DAYS)):
        for each in product([*values, None], repeat=3):
            yield Triple(field, *each)
    for base, document, ticket in product(Status, [*Status, None], Status):
        yield Triple("status", base, document, ticket)
    for title, retitled, renamed in product(TITLES, repeat=3):
        yield Triple("title", title, retitled, renamed)
    for was, written, shown in product(PRIORITIES, [*PRIORITIES, None], PRIORITIES):
        yield Triple("priority", was, written, shown)
        yield Triple("priority", was, written, shown, scored=True)


def company_of(triple: Triple, key: str = "PAY-1", path: str = "pm.md") -> Company:
    """One item and its ticket, that agree in everything else."""
    said: dict[str, dict[str, Any]] = {"base": {}, "document": {}, "ticket": {}}
    for side, values in said.items():
        values |= {
            "title": TITLES[0], "owner": OWNERS[0], "due": DAYS[0],
            "status": Status.OPEN, "priority": Priority.P2,
        }  # fmt: skip
        values[triple.field] = getattr(triple, side)
    document, ticket, base = said["document"], said["ticket"], said["base"]
    scores = {"impact": 2, "effort": 2} if triple.scored else {}
    written = row("a", document.pop("title"), **document, **scores)
    written.item = replace(written.item, links=(Link(key, declared=True),))
    name = path.removesuffix(".md")
    label = f"priority/{ticket.pop('priority')}"
    made = hand_made(
        key,
        ticket["title"],
        status=ticket["status"],
        assignee=ticket["owner"],
        due=ticket["due"],
        labels=frozenset({"post-mortem", label}),
        created=TERMS.now,
    )
    base["url"] = f"https://docs.test/{path}"
    return Company(
        documents={path: [written]}, tickets={key: marked(made, f"{name}-01", name, base)}
    )


def final(company: Company, field: str, path: str = "pm.md") -> tuple[Any, Any]:
    """What document and ticket say in the end."""
    item = company.documents[path][0].item
    ticket: Ticket = company.tickets[item.links[0].text]
    if field == "priority":
        labels = [each for each in ticket.labels if each.startswith("priority/")]
        shown = Priority(labels[0].removeprefix("priority/")) if len(labels) == 1 else labels
        return item.priority, shown
    if field == "title":
        return headline(item.title), ticket.title
    return (
        getattr(item, field),
        getattr(ticket, {"owner": "assignee"}.get(field, field)),
    )


@pytest.mark.parametrize("triple", list(triples()), ids=str)
def test_no_edit_is_lost(triple: Triple) -> None:
    """What a human wrote since the last pass stands in the end, or a finding quotes it."""
    company = company_of(triple)
    told = " ".join(each.message for _, plan in company.decide() for each in plan.findings)
    company.reconcile()
    assert company.reconcile() == []
    left = {str(each) for each in final(company, triple.field)}
    for edit in triple.edits:
        assert str(edit) in left or f'"{edit}"' in told, told


@pytest.mark.parametrize("triple", list(triples()), ids=str)
def test_nothing_is_emptied(triple: Triple) -> None:
    """Where one side has a value, both have one in the end.

    A document that says nothing means open, and has no priority unless it is scored.
    """
    company = company_of(triple)
    company.reconcile()
    document, ticket = final(company, triple.field)
    blank = (triple.field == "priority" and not triple.scored) or triple.ticket is Status.OPEN
    if triple.document is not None or (triple.ticket is not None and not blank):
        assert document is not None
    if triple.field != "status" and triple.document is not None and is_open(company):
        assert ticket is not None


TRIPLES = st.sampled_from([each for each in triples() if each.field != "title"])
"""Of titles two alike would be a repeated item, whose priority goes up."""


@given(first=TRIPLES, second=TRIPLES, terms=st.sampled_from([TERMS, FORGETFUL, READ_ONLY]),
       forget=st.booleans())  # fmt: skip
def test_order_does_not_matter(first: Triple, second: Triple, terms: Any, forget: bool) -> None:
    """Whichever of two is looked at first, and with or without memory, it comes to the same."""
    both = joined(first, second)
    both.terms = terms
    other = Company(
        documents=dict(reversed(both.documents.items())),
        tickets=dict(reversed(both.tickets.items())),
        terms=terms,
    )
    other = copy.deepcopy(other)
    for company in (both, other):
        company.reconcile()
    if forget:
        other.remembered.clear()
    for company in (both, other):
        assert company.reconcile() == []
    for path in both.documents:
        assert both.documents[path][0].item == other.documents[path][0].item
    for key in both.tickets:
        one, another = (replace(each.tickets[key], revision="") for each in (both, other))
        assert one == another


@given(first=TRIPLES, second=TRIPLES)
def test_one_after_the_other_is_as_both_at_once(first: Triple, second: Triple) -> None:
    """A pass about one post-mortem and then one about both end as a single pass about both."""
    at_once, one_by_one = joined(first, second), company_of(first, "PAY-1", "a.md")
    at_once.reconcile()
    one_by_one.reconcile()
    late = another(second)
    one_by_one.documents |= late.documents
    one_by_one.tickets |= late.tickets
    one_by_one.reconcile()
    assert one_by_one.reconcile() == []
    for path, field in (("a.md", first.field), ("b.md", second.field)):
        assert final(at_once, field, path) == final(one_by_one, field, path)


def another(triple: Triple) -> Company:
    """A second post-mortem, whose item asks for something else."""
    made, other = company_of(triple, "PAY-2", "b.md"), "Write the failover runbook"
    (item,), ticket = made.documents["b.md"], made.tickets["PAY-2"]
    item.tag, item.item = "b", replace(item.item, title=other)
    assert ticket.state
    state = replace(ticket.state, base=replace(ticket.state.base, title=other))
    made.tickets["PAY-2"] = replace(ticket, title=other, state=state)
    return made


def joined(first: Triple, second: Triple) -> Company:
    """Two post-mortems with one item each."""
    made, more = company_of(first, "PAY-1", "a.md"), another(second)
    made.documents |= more.documents
    made.tickets |= more.tickets
    return made


def is_open(company: Company) -> bool:
    """Whether there is still something to do: what is closed is left as it is."""
    return all(ticket.status.is_open for ticket in company.tickets.values())

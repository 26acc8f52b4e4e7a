"""Recurrences as facts: which post-mortem hits the cause of which, and what was open then."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import Organization, Status
from syncd.policy.case import Case
from syncd.policy.recurrence import Recurrence, recurrences
from syncd.policy.settings import Likeness
from tests.policy.company import ORGANIZATION, hand_made
from tests.policy.test_repetition import case

POOL = "connection pool exhausted by retries without a limit"
AGAIN = "Unlimited retries exhausted the connection pool"
DAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
ONE_DAY = dt.timedelta(days=1)


def incident(name: str, day: dt.date | None, *causes: str, **about: object) -> Case:
    """A post-mortem with these root causes and one open item."""
    return case(name, "Do it", date=day, root_causes=causes, **about)


EARLIER = incident("A", DAY - ONE_DAY, POOL)
LATER = incident("B", DAY, AGAIN)


def found(*cases: Case, organization: Organization = ORGANIZATION) -> tuple[Recurrence, ...]:
    """What the post-mortem B hits again."""
    return recurrences(cases, Likeness(), organization).get("B", ())


def with_ticket(earlier: Case, status: Status, closed: dt.datetime | None = None) -> Case:
    """The same with a ticket for its item."""
    ticket = hand_made("PAY-7", "Do it", status=status, closed=closed, assignee="ana@acme.com")
    return replace(earlier, claims=tuple(each._replace(ticket=ticket) for each in earlier.claims))


def test_what_is_told() -> None:
    """A recurrence names the earlier one, the score, the words as now written, what was open."""
    (told,) = found(with_ticket(EARLIER, Status.OPEN), LATER)
    assert (told.of, told.score, told.services) == ("A", 96, ())
    assert told.words == ("unlimited", "retries", "exhausted", "connection", "pool")
    (item,) = told.items
    assert (item.item, item.owner, item.is_open) == ("A-01", "ana@acme.com", True)
    assert item.ticket is not None
    assert item.ticket.key == "PAY-7"


@pytest.mark.parametrize(
    ("closed", "counts"),
    [
        (NOON + ONE_DAY, True),
        (NOON, True),
        (NOON - ONE_DAY, False),
        (dt.datetime(2026, 3, 2, 1, tzinfo=dt.timezone(dt.timedelta(hours=2))), False),
        (None, False),
    ],
)
def test_open_on_that_day(closed: dt.datetime | None, counts: bool) -> None:
    """An item that was closed on the day or later was open when it happened again.

    Days are those of UTC; a closed ticket that does not say when proves nothing.
    """
    told = found(with_ticket(EARLIER, Status.DONE, closed), LATER)
    assert bool(told) is counts
    assert not any(recurrence.still_open for recurrence in told)


def test_nothing_is_concluded_from_a_ticket_that_nobody_read() -> None:
    """Where only the document was read, a linked ticket may be closed by now."""
    linked = tuple(claim._replace(linked=True) for claim in EARLIER.claims)
    assert not found(replace(EARLIER, claims=linked), LATER)


@pytest.mark.parametrize("secret", ["A", "B"])
def test_words_of_confidential_post_mortems_are_withheld(secret: str) -> None:
    """The words of a cause that only some may read are told on neither side."""
    cases = [
        replace(each, post_mortem=replace(each.post_mortem, confidential=each.id == secret))
        for each in (EARLIER, LATER)
    ]
    assert [told.words for told in found(*cases)] == [()]


def test_the_name_of_the_service_proves_nothing() -> None:
    """Within a service its own name says as little as a word that everybody uses."""
    cause = "The ledger was overloaded"
    for services, counts in [((), True), (("wallet",), True), (("ledger",), False)]:
        earlier = incident("A", DAY - ONE_DAY, cause, services=services)
        assert bool(found(earlier, incident("B", DAY, cause, services=services))) is counts


def test_the_strongest_comes_first_and_then_the_latest() -> None:
    """Of several earlier ones, each is told once, by its best cause."""
    causes = ("Somebody tripped over the cable", AGAIN)
    weeks = [DAY - dt.timedelta(weeks=n) for n in range(1, 13)]
    earlier = [incident(f"A{n:02}", day, POOL) for n, day in enumerate(weeks)]
    told = found(*earlier, incident("C", weeks[5], AGAIN), incident("B", DAY, *causes))
    assert [each.of for each in told] == ["C", *(f"A{n:02}" for n in range(9))]


@given(st.permutations([EARLIER, LATER, incident("C", DAY + ONE_DAY, POOL)]))
def test_order_does_not_matter(cases: list[Case]) -> None:
    """It does not matter in which order post-mortems are read."""
    expected = recurrences(sorted(cases, key=lambda each: each.id), Likeness(), ORGANIZATION)
    assert recurrences(cases, Likeness(), ORGANIZATION) == expected
    assert {name: {each.of for each in told} for name, told in expected.items()} == {
        "B": {"A"},
        "C": {"A", "B"},
    }

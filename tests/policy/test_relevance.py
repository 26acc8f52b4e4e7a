"""What bears on an incident that has begun, and in which order."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import ActionItem, DocumentKey, PostMortem, Priority, Status
from syncd.policy.relevance import Bearing, bearing, known_services
from tests.action_items import open_item
from tests.policy.company import ORGANIZATION

POOL = "connection pool exhausted by retries without a limit"
NOWHERE = PostMortem("docs", "", "1", "", None, "", True, "")


def item(name: str, title: str = "Do it", **fields: object) -> ActionItem:
    """An open action item of the post-mortem that its id begins with."""
    return open_item(name, name.partition("-")[0], title, **fields)


def asked(
    items: Sequence[ActionItem],
    cause: str = "",
    *services: str,
    **documents: PostMortem,
) -> Sequence[Bearing]:
    """What bears on an incident, where these post-mortems are known by id."""
    by_key = {DocumentKey("docs", f"{name}.md"): each for name, each in documents.items()}
    return bearing(items, by_key, ORGANIZATION, services=services, cause=cause)


def ids(found: Sequence[Bearing]) -> list[str]:
    """The ids of what was found, in its order."""
    return [one.item.id for one in found]


def about(*causes: str, **fields: object) -> PostMortem:
    """A post-mortem with these root causes."""
    return replace(NOWHERE, root_causes=causes, **fields)  # type: ignore[arg-type]


def test_the_cause_of_its_post_mortem() -> None:
    """An item bears if its post-mortem named the cause, and says in which words."""
    (one,) = asked([item("A-01"), item("B-01")], "pool exhaustion", A=about("a mouse", POOL))
    assert one.item.id == "A-01"
    assert one.cause == (100, ("pool", "exhausted"), POOL)
    assert (one.title, one.service, one.score) == (None, None, 100)


def test_its_own_title() -> None:
    """An item bears if it speaks of the cause itself, whatever its post-mortem says."""
    (one,) = asked([item("A-01", "Size the connection pool"), item("A-02")], "pool exhausted")
    assert one.title == (50, ("pool",), "Size the connection pool")


@pytest.mark.parametrize(
    ("cause", "bears"),
    [
        ("conection pol exausted", True),
        ("The pool is exhausted, and checkout answers 500 since ten o'clock; retries?", True),
        ("retries", True),
        ("pool of the mobile threads", False),
        ("the service has an error", False),
        ("", False),
    ],
)
def test_words_of_somebody_in_a_hurry(cause: str, bears: bool) -> None:
    """Misspelt, short or far too long: what is meant is found, and padding finds nothing."""
    assert bool(asked([item("A-01")], cause, A=about(POOL))) is bears


def test_services() -> None:
    """An item bears if its post-mortem names the service, or else if its team owns it."""
    items = [item("A-01", team="payments"), item("B-01", team="payments"), item("C-01")]
    documents = {"A": about(services=("edge",)), "C": about(services=("Payments API",))}
    found = asked(items, "", "payments-api", **documents)
    assert [(one.item.id, one.service, one.by_team) for one in found] == [
        ("C-01", "Payments API", False),
        ("B-01", "payments-api", True),
    ]


def test_the_order() -> None:
    """Both reasons, then the cause by its score, then the service; then priority and due date."""
    soon, later = dt.date(2026, 3, 1), dt.date(2026, 4, 1)
    items = [
        item("S-01"),
        item("C-01"),
        item("H-01"),
        item("B-03", priority=Priority.P1),
        item("B-02", priority=Priority.P0, due=later),
        item("B-01", priority=Priority.P0, due=soon),
        item("B-04", "Limit the retries"),
    ]
    documents = {
        "S": about(services=("api",)),
        "C": about(POOL),
        "H": about("slow retries"),
        "B": about(POOL, services=("api",)),
    }
    found = asked(items, "retries without limit", "api", **documents)
    assert ids(found) == ["B-04", "B-01", "B-02", "B-03", "C-01", "H-01", "S-01"]


@pytest.mark.parametrize("status", Status)
def test_only_open_items(status: Status) -> None:
    """What is done or dropped helps nobody now."""
    found = asked([item("A-01", status=status)], "retries", A=about(POOL))
    assert bool(found) is status.is_open


def test_confidential_words_are_withheld() -> None:
    """A confidential cause is met, but not told."""
    (one,) = asked([item("A-01", "(confidential)")], POOL, A=about(POOL, confidential=True))
    assert one.cause == (100, (), None)
    assert not asked([item("A-01", "(confidential)")], "confidential", A=about(confidential=True))


def test_known_services() -> None:
    """Whoever mistypes a service can be told which there are."""
    assert set(known_services([about(services=("edge",))], ORGANIZATION)) == {
        "edge",
        "payments-api",
    }


@given(st.permutations([item("A-01"), item("A-02"), item("B-01", POOL)]), st.text(max_size=40))
def test_order_of_reading_does_not_matter(items: list[ActionItem], cause: str) -> None:
    """Whatever is asked, the answer is the same in whatever order items are stored."""
    cause += " retries"
    found = asked(items, cause, A=about(POOL))
    assert found == asked(sorted(items, key=lambda each: each.id), cause, A=about(POOL))

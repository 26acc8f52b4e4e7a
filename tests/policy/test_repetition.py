"""Repeated items, over any set of post-mortems."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import PostMortem, Status, WrittenItem
from syncd.policy.case import Case, Claim
from syncd.policy.repetition import Repeat, repeats
from tests.policy.company import hand_made

LEAST = 85
ALERT = "Alert on the payment error rate"
TITLES = [
    ALERT,
    "Create an alert for payment error rates",
    "Alert on the payment error rate of banks",
    "Alert on the payment latency",
    "Write the runbook",
    "Add a circuit breaker to the client",
]


def case(name: str, *titles: str, **about: object) -> Case:
    """A post-mortem with an item for each title."""
    empty = PostMortem("docs", f"{name}.md", "1", "", None, name, True, name)
    claims = tuple(
        Claim(f"{name}-{n:02}", WrittenItem(n, n + 10, title)) for n, title in enumerate(titles, 1)
    )
    return Case(name, replace(empty, **about), claims, ())  # type: ignore[arg-type]


@st.composite
def companies(draw: st.DrawFn) -> list[Case]:
    """Up to five post-mortems with a few items each."""
    number = draw(st.integers(0, 5))
    services = st.sampled_from([(), ("payments",), ("search",)])
    return [
        case(
            f"P{n}",
            *draw(st.lists(st.sampled_from(TITLES), max_size=3)),
            services=draw(services),
        )
        for n in range(number)
    ]


def pairs(cases: list[Case]) -> set[tuple[str, str, int]]:
    """Which item repeats which, and how like it is."""
    found = repeats(cases, LEAST).items()
    return {(item, other.item, other.score) for item, others in found for other in others}


@given(companies())
def test_repetition_is_symmetric(cases: list[Case]) -> None:
    """If one item repeats another, the other repeats it, as much."""
    found = pairs(cases)
    assert {(other, item, score) for item, other, score in found} == found


@given(st.data(), companies())
def test_order_does_not_matter(data: st.DataObject, cases: list[Case]) -> None:
    """It does not matter in which order post-mortems are read."""
    assert repeats(data.draw(st.permutations(cases)), LEAST) == repeats(cases, LEAST)


@given(companies(), st.lists(st.sampled_from(TITLES), max_size=3))
def test_a_further_post_mortem_changes_nothing(cases: list[Case], titles: list[str]) -> None:
    """What repeats what stays so, whatever is written next."""
    before, after = pairs(cases), pairs([*cases, case("new", *titles)])
    assert {pair for pair in after if not any("new" in part for part in pair[:2])} == before


@given(companies())
def test_nothing_repeats_itself(cases: list[Case]) -> None:
    """Only items of two post-mortems repeat each other."""
    for item, other, score in pairs(cases):
        assert item[:2] != other[:2]
        assert score >= LEAST


def test_the_most_alike_comes_first() -> None:
    """Of several, the most alike is named first, each with the words that matched."""
    found = repeats([case("A", ALERT), case("B", TITLES[2]), case("C", TITLES[1])], LEAST)
    assert found["A-01"] == (
        Repeat("C-01", 94, ("alert", "payment", "error", "rate")),
        Repeat("B-01", 89, ("alert", "payment", "error", "rate")),
    )


def test_words_of_confidential_items_are_withheld() -> None:
    """Neither side of a pair shows words of a title that only some may read."""
    found = repeats([case("A", ALERT), case("B", ALERT, confidential=True)], LEAST)
    assert [repeat.words for others in found.values() for repeat in others] == [(), ()]


def test_what_was_dropped_is_marked() -> None:
    """That the other item was dropped is known, by its ticket or else by its document."""
    dropped = case("B", ALERT)
    (claim,) = dropped.claims
    by_document = claim._replace(item=replace(claim.item, status=Status.DROPPED))
    by_ticket = claim._replace(ticket=hand_made("PAY-1", ALERT, status=Status.DROPPED))
    for settled in (by_document, by_ticket):
        found = repeats([case("A", ALERT), replace(dropped, claims=(settled,))], LEAST)
        assert found["A-01"][0].is_dropped
        assert not found["B-01"][0].is_dropped


@pytest.mark.parametrize("held", [True, False])
def test_held_items_repeat_nothing(held: bool) -> None:
    """An item of which nothing is certain is no repetition either."""
    other = case("B", ALERT)
    claims = tuple(claim._replace(held=held) for claim in other.claims)
    assert bool(pairs([case("A", ALERT), replace(other, claims=claims)])) is not held


def test_one_ticket_is_one_item() -> None:
    """Two rows of one ticket, or with one id, are one item seen twice, and repeat nothing."""
    one, other = case("A", ALERT), case("B", ALERT)
    ticket = hand_made("PAY-1", ALERT)
    shared = [
        replace(each, claims=tuple(claim._replace(ticket=ticket) for claim in each.claims))
        for each in (one, other)
    ]
    assert pairs(shared) == set()
    twin = replace(other, claims=tuple(claim._replace(id="A-01") for claim in other.claims))
    assert pairs([one, twin]) == set()


def test_a_phrase_of_everybody_is_cut_short() -> None:
    """A title from a template that hundreds have names some of them, not all to all."""
    found = repeats([case(f"P{n:03}", ALERT) for n in range(300)], LEAST)
    assert {len(others) for others in found.values()} == {20}

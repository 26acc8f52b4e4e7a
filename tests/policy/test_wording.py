"""How titles are compared and shortened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.policy.wording import headline, how_alike, listed, plain


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Add a circuit breaker", "Add a circuit breaker"),
        (
            f"Separate the node groups by zone: {'this lets the scheduler place pods ' * 3}",
            "Separate the node groups by zone",
        ),
        ("word " * 40, "word " * 22 + "word…"),
    ],
)
def test_headline(title: str, expected: str) -> None:
    """A long title is cut at the end of its first clause, or else between two words."""
    assert headline(title) == expected


@given(st.text(max_size=400))
def test_headline_is_short(title: str) -> None:
    """No ticket gets a title of more than 120 characters, and short titles are kept."""
    assert len(headline(title)) <= 120
    assert headline(title) == title or len(title) > 120


def test_plain() -> None:
    """Case, punctuation and blanks do not matter where titles are compared to the letter."""
    assert plain("Fix  the TESTS!") == "fix the tests"


@pytest.mark.parametrize(
    ("names", "expected"),
    [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_listed(names: list[str], expected: str) -> None:
    """Names stand in a sentence as people would write them."""
    assert listed(names) == expected


def test_how_alike() -> None:
    """A likeness is told with its number and, unless they are secret, with its words."""
    assert how_alike(86, ("pool", "retries")) == "score 86: pool, retries"
    assert how_alike(86, ()) == "score 86"

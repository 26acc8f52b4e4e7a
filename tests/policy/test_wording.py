"""How titles are compared and shortened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.policy.wording import gist, headline, plain


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Add a circuit breaker", "add circuit-breaker!"),
        ("Alert on the error rate", "Alert: error rate"),
    ],
)
def test_small_words_do_not_matter(one: str, other: str) -> None:
    """Two ways to ask for the same thing have the same gist."""
    assert gist(one) == gist(other)


def test_too_little_to_compare() -> None:
    """A title of one or two words says too little to be called a repetition."""
    assert gist("Fix the tests") is None
    assert plain("Fix  the TESTS!") == "fix the tests"

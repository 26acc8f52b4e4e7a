"""How like texts are: sorted examples, and what must hold for any."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.policy.gist import Gist, gist
from syncd.policy.likeness import likeness, neighbours
from syncd.policy.settings import Likeness
from tests.policy.pairs import (
    OTHER_CAUSE,
    OTHER_ITEM,
    SAME_CAUSE,
    SAME_ITEM,
    SAYS_NOTHING,
)

POLICY = Likeness()
WORDS = sorted(gist("alert pool retries limit exhausted disk full cert error config bank").words)
GISTS = st.lists(st.sampled_from(WORDS), max_size=8).map(lambda words: gist(" ".join(words)))


@pytest.mark.parametrize(("one", "other"), SAME_CAUSE)
def test_the_same_cause(one: str, other: str) -> None:
    """A cause is known again in other words, within the same service."""
    assert likeness(gist(one), gist(other)) >= POLICY.cause_in_service


@pytest.mark.parametrize(("one", "other"), OTHER_CAUSE)
def test_another_cause(one: str, other: str) -> None:
    """Causes that share words are not taken for one, not even within the same service."""
    said, theirs = gist(one), gist(other)
    enough = said.shared(theirs).weight >= 2
    assert not (enough and likeness(said, theirs) >= POLICY.cause_in_service)


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_a_cause_that_says_nothing(text: str) -> None:
    """What is said of any incident weighs too little to be compared."""
    assert gist(text).weight < 2


@pytest.mark.parametrize(("one", "other"), SAME_ITEM)
def test_the_same_item(one: str, other: str) -> None:
    """Two titles that ask for the same are alike."""
    assert likeness(gist(one), gist(other)) >= POLICY.item


@pytest.mark.parametrize(("one", "other"), OTHER_ITEM)
def test_another_item(one: str, other: str) -> None:
    """Titles that ask for the same of another thing are not, with room to spare."""
    assert likeness(gist(one), gist(other)) < POLICY.item - 5


@given(GISTS, GISTS)
def test_likeness_is_symmetric(one: Gist, other: Gist) -> None:
    """It does not matter which text is looked at first."""
    assert likeness(one, other) == likeness(other, one)


@given(GISTS, GISTS)
def test_only_the_same_is_all_alike(one: Gist, other: Gist) -> None:
    """100 is for the same words, 0 for none in common, and nothing is beyond."""
    score = likeness(one, other)
    assert 0 <= score <= 100
    assert (score == 100) is (one == other and one.weight > 0)
    assert (score == 0) is (one.shared(other).weight == 0)


@given(GISTS, st.sampled_from(WORDS))
def test_a_detail_matters_less_than_another_thing(said: Gist, word: str) -> None:
    """A word more is a detail; a word in place of another makes another text."""
    (added,) = gist(word).words
    if added in said.words or not said.telling:
        return
    more = said._replace(telling=said.telling | {added})
    swapped = more._replace(telling=more.telling - {min(said.telling)})
    assert likeness(said, more) > likeness(said, swapped)


@given(st.frozensets(GISTS, max_size=12), st.sampled_from([1, 50, 70, 85, 99, 100]))
def test_no_neighbour_is_overlooked(gists: frozenset[Gist], least: int) -> None:
    """What is left out of the comparison is never alike: the result is that of comparing all."""
    expected = {
        frozenset(pair): score
        for pair in combinations(gists, 2)
        if (score := likeness(*pair)) >= least
    }
    found = neighbours(gists, least)
    told = {frozenset((one, other)): n for one, those in found.items() for n, other in those}
    assert told == expected
    assert all(those == sorted(those, key=lambda each: -each[0]) for those in found.values())
    assert sum(map(len, found.values())) == 2 * len(expected)

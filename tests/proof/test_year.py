"""Six weeks of the rehearsed year: everybody is told what is due, and nobody anything else."""

from dataclasses import replace

import pytest

from benchmarks.year.__main__ import differences
from benchmarks.year.office import Trackers
from benchmarks.year.rehearsal import Played, Settings, play

SIX_WEEKS = Settings(days=42, seed=1, forgets=True)


@pytest.fixture(scope="module")
def quiet() -> Played:
    """Six weeks in which nothing happens to syncd."""
    return play(SIX_WEEKS)


def test_everybody_is_told_what_is_due_and_nothing_else(quiet: Played) -> None:
    """Every reminder is said once, in time, to the right person, at an hour that suits them.

    No text of a human is changed, and no confidential title leaves its project.
    """
    assert list(quiet.problems) == []
    assert len(quiet.signature) > 100


def test_a_syncd_that_is_killed_and_forgets_says_the_same(quiet: Played) -> None:
    """Killed in its passes, and robbed of its store, syncd says what it says in peace, once."""
    restless = play(replace(SIX_WEEKS, restless=True))
    assert list(restless.problems) == []
    assert list(differences(quiet, restless)) == []
    assert (restless.kills > 5, restless.losses > 2) == (True, True)


def test_a_store_that_is_lost_changes_nothing_on_github() -> None:
    """Where only what syncd says keeps the state, it says the same without its store."""
    github = replace(SIX_WEEKS, seed=2, trackers=Trackers.GITHUB)
    quiet, restless = play(github), play(replace(github, restless=True))
    assert list(restless.problems) == []
    assert list(differences(quiet, restless)) == []
    assert restless.losses > 2

"""Quantiles, and the estimate that counts what is not finished."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.insight.durations import Stay, estimate, quantile

DAYS = st.floats(0, 1000)


def test_nothing_has_no_quantile() -> None:
    """Without values there is nothing to tell."""
    assert quantile([], 0.5) is None
    assert estimate([]).median_days is None


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([5.0], 0.9, 5.0), ([1, 2], 0.5, 1.5), ([1, 2, 3, 4, 5], 0.9, 4.6), ([4, 1], 0.0, 1)],
)
def test_interpolation(values: list[float], share: float, expected: float) -> None:
    """Between two values it is as far along as the share says."""
    assert quantile(values, share) == pytest.approx(expected)


@given(st.lists(DAYS, min_size=2, max_size=40))
def test_as_the_standard_library_has_it(values: list[float]) -> None:
    """Linear interpolation that includes both ends gives what `statistics` gives."""
    tenths = statistics.quantiles(values, n=10, method="inclusive")
    assert quantile(values, 0.9) == pytest.approx(tenths[8], rel=1e-9, abs=1e-9)
    assert quantile(values, 0.5) == pytest.approx(statistics.median(values))


# The example of Freireich et al. (1963), as every text on survival has it: weeks in remission of
# 21 patients with 6-MP, of whom 9 relapsed; `+` was still in remission when last seen.
REMISSION = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"


def test_a_known_example() -> None:
    """The published median of this well-known data is 23 weeks; nine tenths never came."""
    stays = [Stay(float(week.rstrip("+")), not week.endswith("+")) for week in REMISSION.split()]
    found = estimate(stays)
    assert (found.n, found.unfinished) == (21, 12)
    assert (found.median_days, found.p90_days) == (23.0, None)


@given(st.lists(DAYS, min_size=1, max_size=40))
def test_all_finished(values: list[float]) -> None:
    """Where all are done, the estimate is the first value that half of them do not exceed."""
    found = estimate([Stay(value, True) for value in values])
    assert found.unfinished == 0
    assert found.median_days == sorted(values)[(len(values) + 1) // 2 - 1]


@given(st.lists(DAYS, min_size=1, max_size=20), st.lists(DAYS, min_size=1, max_size=20))
def test_open_items_never_make_it_look_shorter(done: list[float], left: list[float]) -> None:
    """With items that are still open nothing seems to take less time than without."""
    alone = estimate([Stay(value, True) for value in done])
    found = estimate([*(Stay(v, True) for v in done), *(Stay(v, False) for v in left)])
    assert alone.median_days is not None
    assert found.median_days is None or found.median_days >= alone.median_days

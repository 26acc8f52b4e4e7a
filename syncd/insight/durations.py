"""How long items take: what finished ones took, and an estimate that counts the others too."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

_ROUNDING = 1e-9  # of shares that are products of fractions


@dataclass(frozen=True, slots=True)
class Estimate:
    """Days until so many of all items are done, those still open included.

    `n` items counted, of which `unfinished` are not done. None where too few are done to tell:
    more than half, or more than a tenth, are not at the highest age at which one was.
    """

    n: int
    unfinished: int
    median_days: float | None
    p90_days: float | None


@dataclass(frozen=True, slots=True)
class Stay:
    """For how many days an item was watched; then it was `done`, or nobody knows when it will be.

    Nobody knows of what is open still, or was dropped.
    """

    days: float
    done: bool


def quantile(values: Iterable[float], share: float) -> float | None:
    """The quantile by linear interpolation between the nearest two values; None of nothing.

    Source: R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages" (1996), type 7.
    """
    ordered = sorted(values)
    if not ordered:
        return None
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def estimate(stays: Sequence[Stay]) -> Estimate:
    """The product-limit estimate of how long items take.

    Finished items alone flatter: the worst are those that are not finished. One that is open
    says that it takes longer than it has taken so far, and that is counted here.

    Source: E. L. Kaplan and P. Meier, "Nonparametric Estimation from Incomplete Observations"
    (1958).
    """
    watched = sorted(stay.days for stay in stays)
    done = sorted(stay.days for stay in stays if stay.done)
    median = p90 = None
    left = 1.0
    for days, at_once in groupby(done):
        still_watched = len(watched) - bisect_left(watched, days)
        left *= 1 - sum(1 for _ in at_once) / still_watched
        if median is None and left <= 0.5 + _ROUNDING:
            median = days
        if p90 is None and left <= 0.1 + _ROUNDING:
            p90 = days
    return Estimate(len(stays), len(stays) - len(done), median, p90)

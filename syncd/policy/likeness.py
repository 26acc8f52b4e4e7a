"""How like two gists are, and which of many are alike without holding each against each.

Only the two texts decide how like they are, never what else there is: what was alike
yesterday is so today, whatever was written since.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from syncd.policy.gist import Gist

# What a word of one text alone counts against a word of both: as `_DETAIL` where the other
# has nothing in its place, as `_ANOTHER` where it has another word there.
_DETAIL = 0.35
_ANOTHER = 1.0
_ALL = 100
_ROUNDING = 1e-9


def likeness(left: Gist, right: Gist) -> int:
    """From 0, nothing in common, to 100, the same; whichever comes first."""
    shared = len(left[0] & right[0]) + len(left[1] & right[1]) / 2
    if not shared:
        return 0
    more, fewer = left.weight - shared, right.weight - shared
    if more < fewer:
        more, fewer = fewer, more
    return int(_ALL * shared / (shared + _ANOTHER * fewer + _DETAIL * more))


@lru_cache(maxsize=4)
def neighbours(gists: frozenset[Gist], least: int) -> Mapping[Gist, Sequence[tuple[int, Gist]]]:
    """For each gist the others that are like it by at least `least` of 100, most alike first.

    Most pairs are never looked at. To be alike, the larger of two gists must find a part of
    its words in the smaller one, and the smaller one nearly all of its words in the larger
    one. So if each lists its words from the rarest on, until what is left would not be enough,
    the two lists have a word in common. What was compared for the last pass is not again.
    """
    ordered = sorted(gists, key=_weight)
    frequency = Counter(word for gist in ordered for word in gist.telling)
    rank = {word: n for n, (word, _) in enumerate(reversed(frequency.most_common()))}
    of_smaller, of_larger = _needed(least)
    holders: dict[str, list[int]] = {}
    found: dict[Gist, list[tuple[int, Gist]]] = defaultdict(list)
    for n, gist in enumerate(ordered):
        words = sorted(gist.telling, key=rank.__getitem__)
        held = [holders[word] for word in _first(words, gist, of_larger) if word in holders]
        for each in set().union(*held) if held else ():
            other = ordered[each]
            if (score := likeness(gist, other)) >= least:
                found[gist].append((score, other))
                found[other].append((score, gist))
        for word in _first(words, gist, of_smaller):
            holders.setdefault(word, []).append(n)
    return {gist: sorted(others, key=_most_alike) for gist, others in found.items()}


def _needed(least: int) -> tuple[float, float]:
    """Which part of its words a gist needs to find in a larger one, and in a smaller one.

    With `s` shared, `a` and `b` the weights of the smaller and the larger gist, `likeness`
    is at least `least` if `s >= odds * (_ANOTHER * (a - s) + _DETAIL * (b - s))`. For the
    smaller one `b >= a`; for the larger one `a >= s`.
    """
    part = min(least, _ALL - 1) / _ALL
    odds = part / (1 - part)
    both = odds * (_ANOTHER + _DETAIL)
    return both / (1 + both), odds * _DETAIL / (1 + odds * _DETAIL)


def _first(words: Sequence[str], gist: Gist, needed: float) -> Sequence[str]:
    """The first words of a gist, until those that are left cannot be all that is shared.

    `words` are the telling ones from the rarest on; those that say little come after them.
    """
    spare = gist.weight * (1 - needed) + _ROUNDING
    if spare < len(words):
        return words[: int(spare) + 1]
    return [*words, *sorted(gist.faint)[: int(2 * (spare - len(words))) + 1]]


def _weight(gist: Gist) -> float:
    return gist.weight


def _most_alike(scored: tuple[int, Gist]) -> tuple[int, list[str]]:
    return -scored[0], sorted(scored[1].words)

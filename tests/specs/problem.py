"""What is wrong with an exchange, in words for whoever wrote the adapter or the simulator."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_INDEX = re.compile(r"\[\d+\]")
_LONG = 80


class Side(StrEnum):
    """Who has to mend it: a request is the adapter's, an answer the simulator's."""

    REQUEST = "request"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Problem:
    """One departure from a description.

    `place` is where in the request or answer, such as `body.labels[0].name`; `found` is what
    stood there, shortened.
    """

    side: Side
    operation: str
    place: str
    message: str
    found: str = ""

    def __str__(self) -> str:
        """One line: operation, side, place, what is wrong, what was found."""
        found = f" (found {self.found})" if self.found else ""
        return f"{self.operation}: {self.side} {self.place}: {self.message}{found}"


def shown(value: Any) -> str:
    """A value for a message, cut where it gets long."""
    text = repr(value)
    return text if len(text) <= _LONG else f"{text[:_LONG]}..."


def distinct(problems: Iterable[Problem]) -> list[tuple[Problem, int]]:
    """One problem of each sort with how often it occurs, the most frequent first.

    The same mistake in each of a hundred list entries, with whatever value, is one sort.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    first: dict[tuple[str, ...], Problem] = {}
    for problem in problems:
        place = _INDEX.sub("[]", problem.place)
        sort = (problem.side, problem.operation, place, problem.message)
        counts[sort] += 1
        first.setdefault(sort, problem)
    return [(first[sort], count) for sort, count in counts.most_common()]

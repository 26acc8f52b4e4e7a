"""The whole table."""

from tests.rules import agreement, dates, documents, links, ownership, recurrences, scores
from tests.rules.case import Case

CASES: list[Case] = [
    *ownership.CASES,
    *dates.CASES,
    *scores.CASES,
    *links.CASES,
    *agreement.CASES,
    *documents.CASES,
    *recurrences.CASES,
]

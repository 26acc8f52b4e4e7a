"""The whole table."""

from tests.rules import (
    agreement,
    dates,
    documents,
    history,
    links,
    ownership,
    recurrences,
    scores,
)
from tests.rules.case import Case

CASES: list[Case] = [
    *ownership.CASES,
    *dates.CASES,
    *history.CASES,
    *scores.CASES,
    *links.CASES,
    *agreement.CASES,
    *documents.CASES,
    *recurrences.CASES,
]

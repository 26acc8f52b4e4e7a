"""Whether a decision not to do something is written down anywhere."""

import re
from collections.abc import Iterator
from datetime import date

from syncd.policy.assess import Assessment

_REASON = re.compile(
    r"\baccept(ed|ing)?\b.*\brisk|\bbecause\b|\bwon'?t\b|\bwill not\b|\bduplicate\b|\bsupersede"
    r"|\bobsolete\b|\bno longer\b|\binstead\b|\bnot worth\b|\breason\b|\breplaced by\b",
    re.IGNORECASE,
)

_UNTIL = re.compile(r"\buntil\s+(\d{4}-\d\d-\d\d)\b", re.IGNORECASE)


def is_documented(assessment: Assessment) -> bool:
    """Whether ticket or document gives a reason for dropping the item.

    Source: Post-Mortem Action Item Tracking, "Preventing Action Item Decay".
    """
    ticket = assessment.ticket
    if assessment.claim.linked and ticket is None:
        return True  # its ticket may say why, and nobody has looked at that
    if assessment.written.reason or (ticket and ticket.closing_reason):
        return True
    said = (comment.text for comment in ticket.comments if comment.record is None) if ticket else ()
    return any(map(_REASON.search, said))  # what syncd itself says is nobody's reason


def accepted_until(assessment: Assessment) -> date | None:
    """The day until which the risk of not doing it was accepted, by the last word on that."""
    days = [day for reason in _reasons(assessment) if (day := _until(reason)) is not None]
    return days[-1] if days else None


def _reasons(assessment: Assessment) -> Iterator[str]:
    """What document and ticket give as reasons, the oldest first."""
    ticket = assessment.ticket
    if assessment.written.reason:
        yield assessment.written.reason
    if ticket and ticket.closing_reason:
        yield ticket.closing_reason
    for said in ticket.comments if ticket else ():
        if said.record is None and _REASON.search(said.text):
            yield said.text


def _until(reason: str) -> date | None:
    found = _UNTIL.search(reason)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None

"""Whether a decision not to do something is written down anywhere."""

import re

from syncd.policy.assess import Assessment

_REASON = re.compile(
    r"\baccept(ed|ing)?\b.*\brisk|\bbecause\b|\bwon'?t\b|\bwill not\b|\bduplicate\b|\bsupersede"
    r"|\bobsolete\b|\bno longer\b|\binstead\b|\bnot worth\b|\breason\b|\breplaced by\b",
    re.IGNORECASE,
)


def is_documented(assessment: Assessment) -> bool:
    """Whether ticket or document gives a reason for dropping the item.

    Source: Post-Mortem Action Item Tracking, "Preventing Action Item Decay".
    """
    ticket = assessment.ticket
    if assessment.claim.linked and ticket is None:
        return True  # its ticket may say why, and nobody has looked at that
    if assessment.written.reason or (ticket and ticket.closing_reason):
        return True
    return ticket is not None and any(_REASON.search(said.text) for said in ticket.comments)

"""One thing that one person should hear about one action item."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from syncd.model.ticket import TicketRef
from syncd.model.vocabulary import Priority


class NudgeKind(StrEnum):
    """Why somebody hears about an action item, the most urgent first."""

    RECURRENCE = "recurrence"
    ESCALATION = "escalation"
    OVERDUE = "overdue"
    RISK_EXPIRED = "risk-expired"
    DUE_SOON = "due-soon"
    CHECK_IN = "check-in"


@dataclass(frozen=True, slots=True)
class Nudge:
    """What `person` (an e-mail) is asked about an item, in one sentence, `text`.

    `title` is the item's, or `(confidential)`. `record` is the name of the comment that says
    it on the ticket; `at` is when it was due to be said.
    """

    kind: NudgeKind
    person: str
    item: str
    post_mortem: str
    title: str
    ticket: TicketRef | None
    priority: Priority | None
    due: date | None
    text: str
    record: str
    at: datetime

"""How a change is told to people."""

from datetime import date

from syncd.model import Status
from syncd.policy.assess import Assessment
from syncd.policy.facts import Terms


def why_due(assessment: Assessment, terms: Terms) -> str | None:
    """Why a date was proposed; None where somebody set it."""
    item = assessment.item
    if item.due is None or item.due != assessment.computed_due or item.priority is None:
        return None
    if assessment.written.due or (assessment.ticket and assessment.ticket.due):
        return None
    return f"{item.priority}: {days(terms.policy.due[item.priority])}"


def days(number: int) -> str:
    """A number of days: `1 day`, `12 days`."""
    return "1 day" if number == 1 else f"{number} days"


def shown(value: object) -> str | None:
    """A value of a field as a report has it."""
    if value is None:
        return None
    if isinstance(value, Status):
        return value.value
    return value.isoformat() if isinstance(value, date) else str(value)

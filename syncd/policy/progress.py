"""What it means that nobody has moved an item on for a while.

Source: the project's design, "Cadence"; Post-Mortem Action Item Tracking,
"Follow-Up Cadence" (the escalation triggers) and "Measuring Completion Rates" (decay).
"""

from datetime import datetime, timedelta

from syncd.model import State, Status
from syncd.policy.assess import Assessment
from syncd.policy.facts import Terms


def is_started(assessment: Assessment) -> bool:
    """Whether somebody has begun: in progress, or any human progress since it was made."""
    return assessment.item.status is Status.IN_PROGRESS or assessment.heard is not None


def is_stalled(assessment: Assessment, terms: Terms) -> timedelta | None:
    """For how long an open item has had no progress, if that is longer than its priority allows."""
    priority = assessment.item.priority
    if not assessment.is_open or assessment.ticket is None or priority is None:
        return None
    still = _still(assessment, terms)
    allowed = timedelta(days=terms.policy.escalate[priority])
    return still if still is not None and still > allowed else None


def is_decayed(assessment: Assessment, terms: Terms) -> bool:
    """Open, more than 30 days past due, and without progress for as long."""
    due = assessment.item.due
    if not assessment.is_open or assessment.ticket is None or due is None:
        return False
    span = timedelta(days=terms.policy.decayed_days)
    still = _still(assessment, terms)
    return terms.today - due > span and still is not None and still > span


def zombie_signs(assessment: Assessment, terms: Terms) -> list[str]:
    """Why an open item counts as neither dead nor alive; empty if it does not."""
    ticket = assessment.ticket
    if not assessment.is_open or ticket is None:
        return []
    policy, signs = terms.policy, []
    still, span = _still(assessment, terms), timedelta(days=policy.zombie_days)
    age = terms.now - ticket.created if ticket.created else None
    if age is not None and still is not None and age > span and still > span:
        signs.append(f"open for {age.days} days, without progress for {still.days}")
    if (times := pushed(assessment)) >= policy.zombie_pushes:
        signs.append(f"its due date was pushed later {times} times")
    if (times := lowered(assessment)) >= policy.zombie_lowerings:
        signs.append(f"its priority was lowered {times} times")
    return signs


def pushed(assessment: Assessment) -> int:
    """How often the due date was put off, what this pass sees included."""
    state = _state(assessment)
    return state.pushed + _is_later(assessment) if state else 0


def moved_at(assessment: Assessment, terms: Terms) -> datetime | None:
    """When the due date was put off on the ticket last; now, if this pass sees it."""
    state, ticket = _state(assessment), assessment.ticket
    if state is None or ticket is None:
        return None
    by_ticket = _is_later(assessment) and assessment.item.due == ticket.due
    return terms.now if by_ticket else state.moved


def lowered(assessment: Assessment) -> int:
    """How often the priority became less urgent, what this pass sees included."""
    state, after = _state(assessment), assessment.item.priority
    if state is None:
        return 0
    before = state.priority or state.base.priority
    less = before is not None and after is not None and after > before
    return state.lowered + (less and assessment.is_open)


def _is_later(assessment: Assessment) -> bool:
    state, after = _state(assessment), assessment.item.due
    before = state.base.due if state else None
    return before is not None and after is not None and after > before


def _state(assessment: Assessment) -> State | None:
    return assessment.ticket.state if assessment.ticket else None


def _still(assessment: Assessment, terms: Terms) -> timedelta | None:
    """How long nobody has done anything; None where it is not known since when."""
    ticket = assessment.ticket
    since = assessment.heard or (ticket.created if ticket else None)
    return terms.now - since if since else None

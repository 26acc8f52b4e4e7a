"""When a human last moved an item on; what syncd itself wrote is never progress.

Source: the project's design, "Progress" and "Cadence"; Post-Mortem Action Item Tracking,
"Follow-Up Cadence" (the escalation triggers) and "Measuring Completion Rates" (decay).
"""

from datetime import datetime, timedelta

from syncd.model import State, Status, Ticket
from syncd.policy.assess import Assessment
from syncd.policy.facts import Terms
from syncd.policy.ownership import same_owner

OWN = timedelta(seconds=5)  # a ticket that changed so shortly after syncd wrote was changed by it
LONGEST_PASS = timedelta(minutes=5)  # so long after it began a pass may still be writing


def last_progress(ticket: Ticket, terms: Terms) -> datetime | None:
    """The last thing that a human did to a ticket; None if nobody has since it was made.

    That is a comment by a person, a change that syncd sees now or saw (which the marker
    remembers), or the tracker's own time of change, unless syncd wrote at that time.
    """
    if progressed(ticket, terms):
        return _seen(ticket, terms)
    times = [said.at for said in ticket.comments if said.record is None]
    if ticket.state and ticket.state.progress:
        times.append(ticket.state.progress)
    if ticket.updated and not _is_own(ticket, ticket.updated):
        times.append(ticket.updated)
    return max(times, default=None)


def _seen(ticket: Ticket, terms: Terms) -> datetime:
    """When the change was made that a pass sees: then, if the tracker tells, else just now.

    It may have been the day before, late in the evening.
    """
    at = ticket.updated
    is_told = ticket.ref.tracker not in terms.keeps_no_times
    return at if at and is_told and not _is_own(ticket, at) else terms.now


def silent_act(ticket: Ticket, terms: Terms) -> datetime | None:
    """When somebody did something last that only the tracker's time of change shows.

    The next thing that syncd writes moves that time on, so it has to be remembered by then.
    None where there is nothing to remember.
    """
    at = ticket.updated
    if at is None or ticket.ref.tracker in terms.keeps_no_times or _is_own(ticket, at):
        return None
    heard = [said.at for said in ticket.comments if said.record is None]
    if ticket.state and ticket.state.progress:
        heard.append(ticket.state.progress)
    return at if all(at - each > OWN for each in heard) else None


def is_started(ticket: Ticket, terms: Terms) -> bool:
    """Whether somebody has begun: in progress, or any human progress since it was made."""
    return ticket.status is Status.IN_PROGRESS or last_progress(ticket, terms) is not None


def progressed(ticket: Ticket, terms: Terms) -> bool:
    """Whether somebody changed the ticket since syncd last wrote to it."""
    if ticket.state is None:
        return False
    base = ticket.state.base
    return (
        ticket.status is not base.status
        or ticket.due != base.due
        or not same_owner(ticket.assignee, base.owner, terms.organization)
    )


def is_stalled(assessment: Assessment, terms: Terms) -> timedelta | None:
    """For how long an open item has had no progress, if that is longer than its priority allows."""
    ticket, priority = assessment.ticket, assessment.item.priority
    if not assessment.is_open or ticket is None or priority is None:
        return None
    still = _still(ticket, terms)
    allowed = timedelta(days=terms.policy.escalate[priority])
    return still if still is not None and still > allowed else None


def is_decayed(assessment: Assessment, terms: Terms) -> bool:
    """Open, more than 30 days past due, and without progress for as long."""
    ticket, due = assessment.ticket, assessment.item.due
    if not assessment.is_open or ticket is None or due is None:
        return False
    span = timedelta(days=terms.policy.decayed_days)
    still = _still(ticket, terms)
    return terms.today - due > span and still is not None and still > span


def zombie_signs(assessment: Assessment, terms: Terms) -> list[str]:
    """Why an open item counts as neither dead nor alive; empty if it does not."""
    ticket = assessment.ticket
    if not assessment.is_open or ticket is None:
        return []
    policy, signs = terms.policy, []
    still, span = _still(ticket, terms), timedelta(days=policy.zombie_days)
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


def _still(ticket: Ticket, terms: Terms) -> timedelta | None:
    """How long nobody has done anything; None where it is not known since when."""
    since = last_progress(ticket, terms) or ticket.created
    return terms.now - since if since else None


def _is_own(ticket: Ticket, at: datetime) -> bool:
    """Whether syncd changed a ticket then: it spoke, or was at work on it in one of its passes.

    A marker tells when the pass began that wrote; the write may have come some time later.
    Whoever edits a text within those minutes, and says nothing, is taken for syncd.
    """
    spoken = (said.at for said in ticket.comments if said.record is not None)
    if any(abs(at - when) <= OWN for when in spoken):
        return True
    written = ticket.state.written if ticket.state else None
    return any(-OWN <= at - when <= LONGEST_PASS for when in (ticket.created, written) if when)

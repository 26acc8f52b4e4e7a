"""When a human last did something to a ticket; what syncd itself wrote is never progress.

Source: the project's design, "Progress".
"""

from datetime import datetime, timedelta

from syncd.model import Ticket
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
    if ticket.updated and not _is_own(ticket, ticket.updated, terms):
        times.append(ticket.updated)
    return max(times, default=None)


def _seen(ticket: Ticket, terms: Terms) -> datetime:
    """When the change was made that a pass sees: then, if the tracker tells, else just now.

    It may have been the day before, late in the evening.
    """
    at = ticket.updated
    is_told = ticket.ref.tracker not in terms.keeps_no_times
    priority = ticket.state.base.priority if ticket.state else None
    if at and priority and _only_flagged(ticket, terms):
        return at - timedelta(days=terms.policy.escalate[priority])
    return at if at and is_told and not _is_own(ticket, at, terms) else terms.now


def silent_act(ticket: Ticket, terms: Terms) -> datetime | None:
    """When somebody did something last that only the tracker's time of change shows.

    The next thing that syncd writes moves that time on, so it has to be remembered by then.
    None where there is nothing to remember.
    """
    at = ticket.updated
    if at is None or ticket.ref.tracker in terms.keeps_no_times or _is_own(ticket, at, terms):
        return None
    heard = [said.at for said in ticket.comments if said.record is None]
    if ticket.state and ticket.state.progress:
        heard.append(ticket.state.progress)
    return at if all(at - each > OWN for each in heard) else None


def progressed(ticket: Ticket, terms: Terms) -> bool:
    """Whether somebody changed the ticket since syncd last wrote to it.

    That it has no owner is nobody's change where nobody but syncd has touched it: the tracker
    did not take the one that syncd gave it.
    """
    if ticket.state is None:
        return False
    base = ticket.state.base
    if ticket.status is not base.status or ticket.due != base.due:
        return True
    if ticket.assignee is None and ticket.updated and _is_own(ticket, ticket.updated, terms):
        return False
    return not same_owner(ticket.assignee, base.owner, terms.organization)


def _is_own(ticket: Ticket, at: datetime, terms: Terms) -> bool:
    """Whether syncd changed a ticket then: it spoke, or was at work on it in one of its passes.

    A marker tells when the pass began that wrote, by our clock, which may be another than the
    tracker's; the write may have come some time later. Whoever edits a text within those
    minutes, and says nothing, is taken for syncd.
    """
    spoken = (said.at for said in ticket.comments if said.record is not None)
    if any(abs(at - when) <= OWN for when in spoken) or _only_flagged(ticket, terms):
        return True
    wrote = [ticket.created] if ticket.created else []
    if ticket.state and (written := ticket.state.written):
        wrote += [written, written + terms.ahead.get(ticket.ref.tracker, timedelta(0))]
    return any(-OWN <= at - when <= LONGEST_PASS for when in wrote)


def _only_flagged(ticket: Ticket, terms: Terms) -> bool:
    """Whether all that is left of what syncd did since is its label for what nobody moves.

    So it is where memory is lost before anything was said. Nobody had done anything for as long
    as the priority allows when syncd put it there; whatever else came later goes unseen then.
    """
    if ticket.ref.tracker not in terms.keeps_no_state or terms.labels.stalled not in ticket.labels:
        return False
    return not ((ticket.state and ticket.state.written) or any(c.record for c in ticket.comments))

"""The reliability review, from memory; and once a week, posted where it is wanted.

What the service has to do is to call `post_review` now and then: it knows by itself whether a
review is due, so that one that fell into an outage is posted late, and none twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from syncd.config.tables import Weekday
from syncd.insight.review import Period, Review
from syncd.insight.review import review as about
from syncd.insight.window import Window
from syncd.model import AddComment, Comment, Overview, Post, Ticket
from syncd.passes.measures import measures
from syncd.passes.notify import post
from syncd.passes.say import say
from syncd.passes.world import World
from syncd.policy.wording import listed
from syncd.ports import GoneError, Moved, PortError
from syncd.report import review as report_review
from syncd.report import review_text
from syncd.report.file import replace_file

_NAME = "review"
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a review went; with an `error` it did not, and is tried again."""

    place: str
    error: str | None = None


def review(
    world: World, known: Overview, *, period: Period = Period.WEEKLY, window: Window | None = None
) -> Review:
    """The review of a period, or of other days."""
    window = window or Window.back(period.days, world.now.date())
    found = measures(world, known, window)
    return about(known, found, period, now=world.now, policy=world.terms.policy)


def due(world: World) -> datetime | None:
    """The moment whose review is to be posted now; None if none is, or nobody wants one.

    That is the last one that has come, unless its review was posted.
    """
    service = world.settings.service
    if not (service.review_file or service.review_ticket or _channels(world)):
        return None
    now = world.now.astimezone(UTC)
    at = datetime.combine(now.date(), time(service.review_hour), UTC)
    at -= timedelta(days=(now.weekday() - list(Weekday).index(service.review_day)) % 7)
    at = at if at <= now else at - _WEEK
    last = world.memory.last_done(_NAME)
    return at if last is None or last < at else None


def post_review(world: World) -> Sequence[Posted]:
    """Post the weekly review if it is due; nothing if it is not, or there was no pass yet.

    It counts as done when it is everywhere where it is wanted. Until then every call tries
    again what failed; what is there already is not posted twice.
    """
    if due(world) is None:
        return ()
    with world.memory.alone(_NAME):
        at, known = due(world), world.memory.overview()
        if at is None or known is None:  # another syncd on this store was first
            return ()
        found = review(world, known)
        policy = world.terms.policy
        report = report_review.as_dict(found, policy=policy, now=world.now, as_of=known.as_of)
        posted = list(_post(world, review_text.markdown(report), at))
        if not any(each.error for each in posted):
            world.memory.mark_done(_NAME, at)
        return posted


def _post(world: World, text: str, at: datetime) -> Iterator[Posted]:
    service, day = world.settings.service, at.date().isoformat()
    if service.review_file:
        path = world.settings.root / service.review_file.replace("{date}", day)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, text)
        except OSError as error:
            yield Posted(str(path), f"cannot be written: {error.strerror}")
        else:
            yield Posted(str(path))
    if service.review_ticket:
        try:
            _say(world, service.review_ticket, text, f"{_NAME}/{day}")
        except PortError as error:
            yield Posted(service.review_ticket, str(error))
        else:
            yield Posted(service.review_ticket)
    if channels := _channels(world):
        try:
            post(world, Post("", f"Reliability review, {day}", text), at.date())
        except PortError as error:
            yield Posted(listed(channels), str(error))
        else:
            yield Posted(listed(channels))


def _channels(world: World) -> Sequence[str]:
    return [each.review_channel for each in world.notifiers.values() if each.review_channel]


def _say(world: World, place: str, text: str, record: str) -> None:
    """A comment on a ticket, which is its own record: it is said once, though memory be lost.

    On GitHub that takes a ticket that scans show: one that carries syncd's label.

    Raises:
        PortError: the ticket cannot be read, or the comment not be made.
    """
    name, _, key = place.partition(":")
    tracker = world.trackers[name]
    found = next((found for _, found in tracker.get([key])), None)
    ticket = found.ticket if isinstance(found, Moved) else found
    if not isinstance(ticket, Ticket):
        raise GoneError(f"{place}: there is no such ticket, or syncd may not see it")
    if any(said.record == record for said in (*ticket.comments, *_scanned(world, ticket))):
        return
    (result,) = say(world, name, [AddComment(ticket, text, record, world.now)])
    if isinstance(result, PortError):
        raise result


def _scanned(world: World, ticket: Ticket) -> Sequence[Comment]:
    """What scans saw on a ticket: asked for by its key, GitHub gives it without its comments."""
    name, project = ticket.ref.tracker, ticket.ref.project
    known = world.memory.project(name, project, world.tracker_fingerprints[name]).tickets
    seen = known.get(ticket.ref.id)
    return seen.comments if seen else ()

"""Notify: tell people what is due outside the tracker, each digest once.

That it is about to be sent is noted down first, and what became of it afterwards. Where a pass
was cut off in between, or the answer got lost, what was sent is read back before it is sent
again; where that cannot be, it is sent again only to who knows a message that came before.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

from syncd.memory import Delivery, HistoryEntry, MessageKey
from syncd.model import ChangeOutcome, Digest, Nudge, Outcome, Post, Telling
from syncd.passes.world import World
from syncd.policy.digest import digests
from syncd.ports import DeniedError, LimitedError, Notifier, PortError, UnsureError

MayTell = Callable[[str, datetime], bool]

_EARLIEST = timedelta(hours=14)  # so much before UTC a day begins, far in the east
_TWICE = "it may have been sent, and it cannot be read back: it is not sent again today"
_UNKNOWN = (
    "whether it was sent before the store was lost cannot be read back: it waits for tomorrow"
)


def notify(
    world: World,
    wanted: Sequence[Digest],
    dry_run: bool,
    *,
    may_tell: MayTell = lambda _person, _now: True,
    used: int = 0,
) -> list[ChangeOutcome]:
    """Send digests by every notifier that sends them; gives what was done, or would be.

    What was sent already, and what waits for its hour (`may_tell`), is no change. `used` is how
    many of `policy.max_notifications` this pass has had. A rehearsal asks memory alone. Without
    a store that outlives this process nothing is sent that would come again each time.
    """
    since = world.now if dry_run else world.memory.remembers_messages_since(world.now)
    outcomes: dict[int, ChangeOutcome] = {}
    lanes: dict[str, list[tuple[int, Telling]]] = defaultdict(list)
    left = world.terms.policy.max_notifications - used
    for n, telling in enumerate(_due(world, wanted, may_tell)):
        if left <= 0:
            most = world.terms.policy.max_notifications
            why = f"over policy.max_notifications = {most}; the next pass goes on"
            outcomes[n] = ChangeOutcome(telling, Outcome.SKIPPED, why)
        elif dry_run:
            outcomes[n] = ChangeOutcome(telling, Outcome.PLANNED)
        else:
            lanes[telling.notifier].append((n, telling))
        left -= 1

    def work(lane: Sequence[tuple[int, Telling]]) -> None:
        sender = _Sender(world, world.notifiers[lane[0][1].notifier], since)
        for n, telling in lane:
            if (outcome := sender.send(telling)) is not None:
                outcomes[n] = outcome

    if lanes:
        with ThreadPoolExecutor(len(lanes), "notify") as pool:
            list(pool.map(work, lanes.values()))
    return [outcome for _, outcome in sorted(outcomes.items())]


def tell(
    world: World, nudges: Iterable[Nudge], dry_run: bool, *, used: int = 0
) -> list[ChangeOutcome]:
    """Send what people should hear: a digest each, of the day and in the hours where they live."""

    def day_of(person: str) -> date:
        return world.terms.calendar(None, person).today(world.now)

    def may_tell(person: str, now: datetime) -> bool:
        return world.terms.calendar(None, person).may_tell(now)

    return notify(world, digests(nudges, day_of), dry_run, may_tell=may_tell, used=used)


def post(world: World, review: Post, day: date) -> None:
    """Post something once a day, by its title, by every notifier that has a channel for it.

    A `review` without a channel goes to the one that each notifier names.

    Raises:
        PortError: the first thing that went wrong; the other notifiers had their turn.
    """
    problems: list[PortError] = []
    for name, notifier in world.notifiers.items():
        channel = notifier.review_channel
        if not channel or review.channel not in {"", channel}:
            continue
        key = MessageKey(f"{channel} {review.title}", day, f"post by {name}")
        with world.memory.alone(f"post by {name}"):
            if world.memory.delivery(key) is not None:
                continue
            world.memory.note_delivery(key, Delivery.INTENDED, world.now)
            try:
                notifier.post(Post(channel, review.title, review.text))
            except PortError as error:
                problems.append(error)
                if not isinstance(error, UnsureError):
                    world.memory.note_delivery(key, None, world.now)
            else:
                world.memory.note_delivery(key, Delivery.SENT, world.now)
    if problems:
        raise problems[0]


def _due(world: World, wanted: Sequence[Digest], may_tell: MayTell) -> Sequence[Telling]:
    return [
        Telling(name, digest)
        for digest in wanted
        if digest.lines and may_tell(digest.person, world.now)
        for name, notifier in world.notifiers.items()
        if _sends(world, notifier) and not _is_settled(world, notifier, digest)
    ]


def _sends(world: World, notifier: Notifier) -> bool:
    """Whether people get digests so, and anybody would know that they did."""
    able = notifier.capabilities
    remembers = world.settings.keeps_store or able.reads_back or able.knows_doubles
    return notifier.sends_digests and remembers


def _is_settled(world: World, notifier: Notifier, digest: Digest) -> bool:
    """Whether memory knows that nothing is left to do."""
    known, able = world.memory.delivery(_key(notifier, digest)), notifier.capabilities
    return known is Delivery.SENT or (
        known is Delivery.INTENDED and not (able.reads_back or able.knows_doubles)
    )


def _key(notifier: Notifier, digest: Digest) -> MessageKey:
    return MessageKey(digest.person, digest.day, notifier.name)


def _failed(telling: Telling, error: PortError) -> ChangeOutcome:
    """A digest that was not sent; one that waits until the account may go on is skipped."""
    waits = isinstance(error, LimitedError)
    return ChangeOutcome(telling, Outcome.SKIPPED if waits else Outcome.FAILED, str(error))


class _Sender:
    """Sends the digests of one pass by one notifier; once the account is refused, it rests."""

    def __init__(self, world: World, notifier: Notifier, since: datetime) -> None:
        self._world = world
        self._memory = world.memory
        self._notifier = notifier
        self._since = since
        self._refused: str | None = None

    def send(self, telling: Telling) -> ChangeOutcome | None:
        """What became of a digest; None where it was there already."""
        if self._refused is not None:
            return ChangeOutcome(telling, Outcome.SKIPPED, self._refused)
        digest = telling.action
        with self._memory.alone(f"tell {digest.person.casefold()} by {telling.notifier}"):
            if _is_settled(self._world, self._notifier, digest):
                return None  # another syncd on this store was faster
            outcome = self._send(telling)
        if outcome is not None and outcome.outcome is not Outcome.SKIPPED:
            self._record(telling, outcome)
        return outcome

    def _send(self, telling: Telling) -> ChangeOutcome | None:
        digest, reads_back = telling.action, self._notifier.capabilities.reads_back
        known = self._memory.delivery(_key(self._notifier, digest))
        try:
            if reads_back and self._is_there(digest):
                self._note(digest, Delivery.SENT)
                return None
        except DeniedError as error:
            if known is Delivery.INTENDED or not self._knows(digest.day):
                return ChangeOutcome(telling, Outcome.SKIPPED, f"{error}; {_UNKNOWN}")
        except PortError as error:
            return _failed(telling, error)
        self._note(digest, Delivery.INTENDED)
        try:
            self._notifier.send(digest)
        except UnsureError as error:
            return self._unsure(telling, error)
        except PortError as error:
            self._note(digest, None)
            if isinstance(error, DeniedError):
                self._refused = str(error)
            return _failed(telling, error)
        self._note(digest, Delivery.SENT)
        return ChangeOutcome(telling, Outcome.APPLIED)

    def _unsure(self, telling: Telling, error: UnsureError) -> ChangeOutcome:
        """Look once; if it cannot be seen yet, the next pass looks again before it sends."""
        able = self._notifier.capabilities
        if not able.reads_back:
            more = "" if able.knows_doubles else f"; {_TWICE}"
            return ChangeOutcome(telling, Outcome.FAILED, f"{error}{more}")
        try:
            there = self._is_there(telling.action)
        except PortError:
            there = False
        if not there:
            return ChangeOutcome(telling, Outcome.FAILED, str(error))
        self._note(telling.action, Delivery.SENT)
        return ChangeOutcome(telling, Outcome.APPLIED)

    def _is_there(self, digest: Digest) -> bool:
        return self._notifier.sent(digest.person, digest.day)

    def _knows(self, day: date) -> bool:
        """Whether memory would know of a digest of that day, wherever that day has begun."""
        return self._since <= datetime.combine(day, time(), UTC) - _EARLIEST

    def _note(self, digest: Digest, delivery: Delivery | None) -> None:
        self._memory.note_delivery(_key(self._notifier, digest), delivery, self._world.now)

    def _record(self, telling: Telling, outcome: ChangeOutcome) -> None:
        """What `syncd show` tells of each item."""
        digest = telling.action
        self._memory.record(
            HistoryEntry(
                self._world.now,
                line.post_mortem,
                line.item,
                line.ticket,
                telling.kind,
                outcome.outcome,
                [
                    ("person", None, digest.person, telling.notifier),
                    ("text", None, line.text, line.kind),
                ],
            )
            for line in digest.lines
        )

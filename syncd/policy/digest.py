"""From everything that people should hear to one digest a person a day."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from syncd.model import Digest, DigestLine, Nudge, NudgeKind

_URGENCY = {kind: n for n, kind in enumerate(NudgeKind)}


def digests(nudges: Iterable[Nudge], day_of: Callable[[str], date]) -> Sequence[Digest]:
    """One digest for each person that has a nudge, by person; without nudges there is none.

    `day_of` gives the day that it is for a person, in their time zone. What is said of one
    item several times is said once, as the most urgent of it; a person's lines stand most
    urgent first, then by priority and due date. Whoever is known by no e-mail gets none.
    """
    by_person: dict[str, dict[str, Nudge]] = defaultdict(dict)
    for nudge in sorted(nudges, key=_urgency):
        if "@" not in nudge.person.strip("@"):
            continue  # a name that means nobody; the finding unknown-owner tells of it
        by_person[nudge.person.casefold()].setdefault(nudge.item, nudge)
    return [
        Digest(
            person=next(iter(told.values())).person,
            day=day_of(next(iter(told.values())).person),
            lines=tuple(_line(nudge) for nudge in told.values()),
        )
        for _, told in sorted(by_person.items())
    ]


def _urgency(nudge: Nudge) -> tuple[int, str, date, str, str]:
    return (
        _URGENCY.get(nudge.kind, len(_URGENCY)),
        nudge.priority or "P9",
        nudge.due or date.max,
        nudge.item,
        nudge.record,
    )


def _line(nudge: Nudge) -> DigestLine:
    ref = nudge.ticket
    return DigestLine(
        kind=str(nudge.kind),
        item=nudge.item,
        title=nudge.title,
        post_mortem=nudge.post_mortem,
        ticket=ref.key if ref else None,
        # A ticket that is a file has a path, which leads nowhere from a mail.
        url=ref.url if ref and "://" in ref.url else None,
        priority=nudge.priority,
        due=nudge.due,
        text=nudge.text,
    )

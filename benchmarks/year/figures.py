"""What the year was like for those who live in it: how much they had to read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from statistics import median

from benchmarks.year.item import Item, Told
from benchmarks.year.office import Office
from benchmarks.year.places import Message

_MONTH = 30.4


def figures(
    office: Office,
    items: Mapping[str, Item],
    told: Sequence[tuple[Item, Told]],
    messages: Sequence[Message],
    notes: int,
    days: int,
    human: int,
) -> Sequence[str]:
    """The figures as lines."""
    weeks = max(1, days // 7)
    kinds = Counter(each.kind for _, each in told)
    mentions = _by_week(office, ((person, each.at) for _, each in told for person in each.people))
    digests = _by_week(office, ((each.person, each.at) for each in messages))
    months = sum(
        max(1.0, (days - (item.made - _first(items)).days) / _MONTH) for item in items.values()
    )
    loudest = Counter(item.id for item, _ in told).most_common(3)
    spoken = f"{len(told)} comments of syncd and {notes} notes, {len(messages)} digests"
    return [
        f"{len(items)} items, {human} acts of humans, {spoken}",
        "  " + ", ".join(f"{kind} {number}" for kind, number in kinds.most_common()),
        f"  notifications in trackers a person and week: {_spread(mentions, office, weeks)}",
        f"  digests a person and week: {_spread(digests, office, weeks)}",
        f"  comments an item and month: {len(told) / months:.2f}",
        f"  most on one item: {', '.join(f'{name} {number}' for name, number in loudest)}",
    ]


def _by_week(
    office: Office, told: Iterable[tuple[str, datetime]]
) -> Mapping[str, Counter[tuple[int, int]]]:
    weeks: dict[str, Counter[tuple[int, int]]] = defaultdict(Counter)
    for person, at in told:
        year, week, _ = at.isocalendar()
        weeks[person][year, week] += 1
    return {person: weeks[person] for person in office.people}


def _spread(by_week: Mapping[str, Counter[tuple[int, int]]], office: Office, weeks: int) -> str:
    counts = [n for person in office.people for n in by_week[person].values()]
    counts += [0] * (weeks * len(office.people) - len(counts))
    most = max(counts, default=0)
    loudest = max(by_week, key=lambda person: max(by_week[person].values(), default=0))
    ranked = sorted(counts)
    tenth = ranked[int(len(ranked) * 0.9)] if ranked else 0
    return f"median {median(counts or [0]):.0f}, nine of ten {tenth}, most {most} ({loudest})"


def _first(items: Mapping[str, Item]) -> datetime:
    return min(item.made for item in items.values())

"""From nudges to one digest a person a day."""

from dataclasses import replace
from datetime import UTC, date, datetime

from syncd.model import Nudge, NudgeKind, Priority, TicketRef
from syncd.policy.digest import digests

DAY = date(2026, 3, 2)
NUDGE = Nudge(
    kind=NudgeKind.OVERDUE,
    person="jane@acme.com",
    item="PM-2026-0051-01",
    post_mortem="PM-2026-0051",
    title="Alert on errors",
    ticket=TicketRef("jira", "PAY", "1", "PAY-1", "https://jira.test/browse/PAY-1"),
    priority=Priority.P1,
    due=date(2026, 2, 27),
    text="It is overdue by 3 days.",
    record="overdue/1",
    at=datetime(2026, 3, 2, 9, tzinfo=UTC),
)


def nudge(**more: object) -> Nudge:
    """A nudge with other values."""
    return replace(NUDGE, **more)  # type: ignore[arg-type]


def of(*nudges: Nudge) -> list[tuple[str, list[str]]]:
    """Who is told about which items, in order."""
    return [
        (digest.person, [line.item for line in digest.lines])
        for digest in digests(nudges, lambda _: DAY)
    ]


def test_one_digest_a_person() -> None:
    """However much there is, each person has one digest, whichever way they are written."""
    assert of() == []
    told = of(
        nudge(item="b", person="omar@acme.com"),
        nudge(item="a"),
        nudge(item="c", person="Jane@acme.com"),
    )
    assert told == [("jane@acme.com", ["a", "c"]), ("omar@acme.com", ["b"])]


def test_who_is_known_by_a_name_alone() -> None:
    """Whoever has no e-mail cannot be written to, and does not fail every pass."""
    assert of(nudge(person="jane"), nudge(person="@jane"), nudge(person="")) == []


def test_the_most_urgent_comes_first() -> None:
    """By kind, then by priority and due date; those without one come last."""
    told = of(
        nudge(item="e", kind=NudgeKind.CHECK_IN, priority=Priority.P0),
        nudge(item="c", priority=Priority.P2, due=None),
        nudge(item="b", priority=Priority.P2),
        nudge(item="d", priority=None),
        nudge(item="a", kind=NudgeKind.RECURRENCE, priority=Priority.P3),
    )
    assert told == [("jane@acme.com", ["a", "b", "c", "d", "e"])]


def test_an_item_is_named_once() -> None:
    """Of several things about one item only the most urgent is said."""
    (digest,) = digests(
        [nudge(kind=NudgeKind.CHECK_IN, text="How is it?"), nudge(), nudge(record="again")],
        lambda _: DAY,
    )
    assert [line.text for line in digest.lines] == [NUDGE.text]


def test_order_does_not_matter() -> None:
    """The same nudges in any order make the same digest."""
    nudges = [nudge(item=item, kind=kind) for item in "ab" for kind in NudgeKind]
    assert digests(nudges, lambda _: DAY) == digests(nudges[::-1], lambda _: DAY)


def test_the_day_is_the_person_s() -> None:
    """Each digest is of the day that it is where its person lives."""
    days = {"jane@acme.com": DAY, "kiri@acme.com": date(2026, 3, 3)}
    told = digests([nudge(), nudge(person="kiri@acme.com")], lambda person: days[person])
    assert [digest.day for digest in told] == [DAY, date(2026, 3, 3)]


def test_a_line_has_what_can_be_clicked() -> None:
    """A ticket that is a file has no address, and an item without one no key."""
    (digest,) = digests(
        [
            nudge(),
            nudge(
                item="x", ticket=replace(NUDGE.ticket or TicketRef(*"abcde"), url="PAY/PAY-1.md")
            ),
            nudge(item="y", ticket=None),
        ],
        lambda _: DAY,
    )
    assert [(line.ticket, line.url) for line in digest.lines] == [
        ("PAY-1", "https://jira.test/browse/PAY-1"),
        ("PAY-1", None),
        (None, None),
    ]

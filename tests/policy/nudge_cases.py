"""The table of reminders: a ticket at noon of a Wednesday, and what syncd says on it then."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from syncd.model import Hours, Status
from syncd.policy.settings import Policy

NOW = dt.datetime(2026, 3, 25, 12, tzinfo=dt.UTC)
BY_DEFAULT = Policy()
FAR = 40
"""A due date of which nobody needs to hear yet: so many days from now."""


@dataclass(frozen=True)
class Case:
    """A ticket at noon.

    It was made or adopted `taken` days ago; somebody spoke or acted on it `heard` days ago; it
    is due in `due` days. syncd has `said` such things, each so many days ago; `on_its_way` are
    those that it said just now and that the tracker does not show yet. `told` are what is said
    now, and to whom.
    """

    what: str
    told: Sequence[str] = ()
    priority: str = "P1"
    taken: float = 30
    heard: float | None = None
    due: int | None = FAR
    said: Mapping[str, float] = field(default_factory=dict)
    on_its_way: Sequence[str] = ()
    owner: str | None = "ana@acme.com"
    lead: str | None = "lee@acme.com"
    status: Status = Status.OPEN
    reason: str = ""
    snoozed: int | None = None
    again: Sequence[str] = ()
    now: dt.datetime = NOW
    policy: Policy = BY_DEFAULT
    hours: Mapping[str, Hours] = field(default_factory=dict)
    adopted: bool = False


def day(days: float) -> dt.date:
    """The day that is so many days from now."""
    return (NOW + dt.timedelta(days)).date()


def soon(due: int) -> str:
    """The record of the reminder that something is due soon."""
    return f"due-soon/{day(due)}"


def overdue(due: int, ago: int) -> str:
    """The record of a reminder that something is overdue, from so many days ago."""
    return f"overdue/{day(due)}/{day(-ago)}"


def check_in(ago: int) -> str:
    """The record of a question how it is going."""
    return f"check-in/{day(-ago)}"


def escalation(ago: int) -> str:
    """The record of what the lead was told."""
    return f"escalation/{day(-ago)}"


QUIET = Policy(quiet="11:00-13:00")
WORKING = Policy(working_days=True)
SATURDAY, MONDAY = NOW + dt.timedelta(3), NOW + dt.timedelta(5)
LUNCH = Hours(quiet="12:00-13:00")

OWNER, LEAD = "ana@acme.com", "lee@acme.com"
ASKED, TOLD_LEAD = ["check-in ana"], ["escalation lee"]

CASES = [
    # How is it going? Once a cadence: daily, weekly, every two weeks, monthly.
    Case("P0, made today", priority="P0", taken=0),
    Case("P0, made yesterday", ASKED, "P0", taken=1),
    Case("P1, silent for 6 days", taken=6),
    Case("P1, silent for 7 days", ASKED, taken=7),
    Case("P2, silent for 13 days", priority="P2", taken=13),
    Case("P2, silent for 14 days", ASKED, "P2", taken=14),
    Case("P3, silent for 29 days", priority="P3", taken=29),
    Case("P3, silent for 30 days", ASKED, "P3", taken=30),
    Case("somebody spoke 6 days ago", heard=6),
    Case("somebody spoke 7 days ago", ASKED, heard=7),
    Case("somebody spoke today", priority="P0", heard=0),
    Case("asked 6 days ago", taken=7, said={check_in(6): 6}),
    Case("asked 7 days ago, and answered then", ASKED, heard=7, said={check_in(7): 7}),
    Case("asked today", priority="P0", heard=1, said={check_in(0): 0.1}),
    Case("being asked just now", priority="P0", heard=1, on_its_way=[check_in(0)]),
    Case("P0, asked yesterday", ASKED, "P0", heard=1, said={check_in(1): 1}),
    Case("reminded of the date 6 days ago", heard=7, said={soon(-30): 6}),
    Case("from P2 to P0 on the day before", ASKED, "P0", heard=1, said={check_in(9): 9}),
    Case("from P0 to P2 on the day before", priority="P2", heard=1, said={check_in(1): 1}),
    Case("no priority at all", priority=""),
    Case("closed", status=Status.DONE),
    Case("in progress, and silent", ASKED, taken=7, status=Status.IN_PROGRESS),
    Case("reminders are off", policy=Policy(reminders=False), taken=7),
    # The lead is told when the owner has been silent for longer than the priority allows.
    Case("P0, silent for 2 days", ASKED, "P0", taken=2),
    Case("P0, silent for 2 days and a bit", ASKED, "P0", taken=30, heard=2.01),
    Case("P0, silent for 3 days", TOLD_LEAD, "P0", taken=3),
    Case("P1, silent for 8 days", TOLD_LEAD, taken=8),
    Case("P2, silent for 15 days", TOLD_LEAD, "P2", taken=15),
    Case("P3, silent for 31 days", TOLD_LEAD, "P3", taken=31),
    Case("told yesterday, so the owner is asked", ASKED, "P0", taken=9, said={escalation(1): 1}),
    Case("told a span ago", TOLD_LEAD, "P0", taken=9, said={escalation(2): 2}),
    Case("P1, told 6 days ago", taken=20, said={escalation(6): 6}),
    Case("P1, told 7 days ago", TOLD_LEAD, taken=20, said={escalation(7): 7}),
    Case("being told just now", taken=20, on_its_way=[escalation(0)]),
    Case("no lead", ASKED, "P0", taken=9, lead=None),
    Case("the lead owns it", ["escalation lee"], "P0", taken=9, owner=LEAD),
    Case("no owner, and early", ["check-in lee"], "P0", taken=1, owner=None),
    Case("no owner, and late", TOLD_LEAD, "P0", taken=9, owner=None),
    Case("nobody at all", priority="P0", taken=9, owner=None, lead=None),
    Case("a group owns it", TOLD_LEAD, "P0", taken=9, owner="the platform team"),
    # What is due soon is said once for a date, at most two days before.
    Case("due in 3 days", heard=1, due=3),
    Case("due in 2 days", ["due-soon ana"], heard=1, due=2),
    Case("due today", ["due-soon ana"], heard=1, due=0),
    Case("due in 2 days, somebody acted today", heard=0, due=2),
    Case("due tomorrow, made today", taken=0, due=1),
    Case("due tomorrow, said yesterday", heard=1, due=1, said={soon(1): 1}),
    Case("due tomorrow, being said", heard=1, due=1, on_its_way=[soon(1)]),
    Case("moved, and due soon again", ["due-soon ana"], heard=1, due=1, said={soon(-9): 10}),
    Case("due soon, no owner", ["due-soon lee"], heard=1, due=2, owner=None),
    Case("due soon, and silent for long: the lead", TOLD_LEAD, taken=20, due=2),
    Case("no date", taken=3, heard=1, due=None),
    # What is overdue is said when that day has begun, then once a cadence of silence.
    Case("due yesterday", ["overdue ana"], heard=1, due=-1),
    Case("due yesterday, somebody acted today", heard=0, due=-1),
    Case("due yesterday, said today", heard=1, due=-1, said={overdue(-1, 0): 0.1}),
    Case("due yesterday, being said", heard=1, due=-1, on_its_way=[overdue(-1, 0)]),
    Case("due 7 days ago, said 6 days ago", heard=9, taken=7, due=-7, said={overdue(-7, 6): 6}),
    Case(
        "no lead, said a cadence ago", ["overdue ana"], due=-10, lead=None,
        said={overdue(-10, 7): 7},
    ),
    Case("said a cadence ago, heard since", due=-10, lead=None, heard=2,
         said={overdue(-10, 7): 7}),
    Case("moved, and overdue again", ["overdue ana"], heard=1, due=-1, said={overdue(-9, 8): 8}),
    Case("moved away", heard=1, due=9, said={overdue(-1, 0): 0.1}),
    Case("overdue by more than a span: the lead", TOLD_LEAD, heard=1, due=-8),
    Case("overdue by a span", ["overdue ana"], heard=1, due=-7),
    Case("the lead was told today", heard=1, due=-8, said={escalation(0): 0.1}),
    Case("overdue, no owner", ["overdue lee"], heard=1, due=-1, owner=None),
    Case("overdue, nobody", heard=1, due=-1, owner=None, lead=None),
    Case("done late", due=-1, status=Status.DONE),
    # Adopted tickets are left in peace for as long as people are otherwise.
    Case("adopted 6 days ago, long silent", adopted=True, taken=6),
    Case("adopted 7 days ago, long silent", ASKED, adopted=True, taken=7),
    Case("adopted 8 days ago, long silent", TOLD_LEAD, adopted=True, taken=8),
    Case("adopted today, long overdue", adopted=True, taken=0, due=-50),
    Case("adopted 6 days ago, long overdue", adopted=True, taken=6, due=-50),
    Case("adopted 7 days ago, long overdue", ["overdue ana"], adopted=True, taken=7, due=-50),
    Case("adopted 8 days ago, long overdue", TOLD_LEAD, adopted=True, taken=8, due=-50),
    Case("adopted 6 days ago, overdue since", ["overdue ana"], adopted=True, taken=6, due=-1),
    # A snooze lasts until its day begins.
    Case("snoozed until tomorrow", taken=8, due=-8, snoozed=1),
    Case("snoozed until today", TOLD_LEAD, taken=8, snoozed=0),
    Case("snoozed, and due", heard=1, due=0, snoozed=1),
    # Nobody is written to in quiet hours or on days off, and nothing gets lost by that.
    Case("quiet hours", taken=7, policy=QUIET),
    Case("quiet hours are over", ASKED, taken=7, policy=QUIET, now=NOW + dt.timedelta(hours=1)),
    Case("quiet hours of the owner", taken=7, hours={OWNER: LUNCH}),
    Case("quiet hours of the lead", taken=8, hours={LEAD: LUNCH}),
    Case("quiet hours of somebody else", ASKED, taken=7, hours={LEAD: LUNCH}),
    Case("a Saturday", ASKED, taken=7, now=SATURDAY),
    Case("a Saturday off", taken=7, policy=WORKING, now=SATURDAY),
    Case("6 working days", taken=10, policy=WORKING, now=MONDAY),
    Case("7 working days", ASKED, taken=11, policy=WORKING, now=MONDAY),
    Case("P0 over a weekend is one day", ASKED, "P0", heard=-2, policy=WORKING, now=MONDAY),
    Case("P0 over a weekend", TOLD_LEAD, "P0", heard=-2, now=MONDAY),
    # An accepted risk whose day has come.
    Case("accepted until tomorrow", status=Status.DROPPED, reason=f"Accepted risk until {day(1)}"),
    Case(
        "accepted until today", ["risk-expired lee"], status=Status.DROPPED,
        reason=f"Accepted risk until {day(0)}",
    ),
    Case(
        "accepted until last week", ["risk-expired lee"], status=Status.DROPPED,
        reason=f"Accepted risk until {day(-7)}",
    ),
    Case(
        "accepted until today, said", status=Status.DROPPED,
        reason=f"Accepted risk until {day(0)}", said={f"risk-expired/{day(0)}": 0.1},
    ),
    Case(
        "accepted until today, no lead", ["risk-expired ana"], status=Status.DROPPED, lead=None,
        reason=f"Accepted risk until {day(0)}",
    ),
    Case(
        "accepted until before it was adopted", status=Status.DROPPED, adopted=True, taken=7,
        reason=f"Accepted risk until {day(-7)}",
    ),
    Case(
        "accepted until today, and reopened", heard=1, reason=f"Accepted risk until {day(0)}",
    ),
    Case("dropped for good", status=Status.DROPPED, reason="Accepted risk: it is replaced"),
    # It has happened again: at once, to owner and lead, once for an incident.
    Case("again", ["recurrence ana lee"], heard=0, again=["new"]),
    Case("again, said", heard=0, again=["new"], said={"recurrence/new": 0.1}),
    Case("again, being said", heard=0, again=["new"], on_its_way=["recurrence/new"]),
    Case(
        "again, after another of nearly that name", ["recurrence ana lee"], heard=0,
        again=["new"], said={"recurrence/new-2": 0.1},
    ),
    Case(
        "twice again", ["recurrence ana lee", "recurrence ana lee"], heard=0,
        again=["new", "new-2"],
    ),
    Case("again, made today", taken=0, again=["new"]),
    Case("again, snoozed", ["recurrence ana lee"], heard=0, again=["new"], snoozed=9),
    Case("again, closed", again=["new"], status=Status.DONE),
    Case("again, no owner", ["recurrence lee"], heard=0, again=["new"], owner=None),
    Case("again, the lead owns it", ["recurrence lee"], heard=0, again=["new"], owner=LEAD),
    Case("again, before it was adopted", heard=0, again=["old"], adopted=True),
    Case("again, in quiet hours", heard=0, again=["new"], policy=QUIET),
    Case("again, the owner rests", ["recurrence lee"], heard=0, again=["new"],
         hours={OWNER: LUNCH}),
    Case("again, the owner is back", ["recurrence ana"], heard=0, again=["new"],
         said={"recurrence/new/lead": 0.1}),
    Case("again, both heard of it", heard=0, again=["new"],
         said={"recurrence/new/lead": 0.1, "recurrence/new/owner": 0.05}),
    Case("again, and overdue", ["recurrence ana lee", "overdue ana"], heard=1, due=-1,
         again=["new"]),
]  # fmt: skip

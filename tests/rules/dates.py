"""When an action item is due: there is a date, it can be kept, and it has not passed."""

from tests.rules.case import Case, boundary, misses, raises
from tests.rules.writing import comment, day, first_moment, item, last_moment, post_mortem, ticket

CASES: list[Case] = [
    raises(
        "missing-due-date",
        "nothing to compute it from",
        post_mortem(item(impact=None, effort=None)),
        finds="missing-due-date A-01, unscored A-01",
    ),
    raises(
        "missing-due-date",
        "words that name no day",
        post_mortem(item(impact=None, effort=None, due="soon")),
        finds="missing-due-date A-01, unscored A-01, ambiguous-item A",
    ),
    misses(
        "missing-due-date",
        "it is computed from the scores",
        post_mortem(item(due=None)),
    ),
    misses(
        "missing-due-date",
        "it is computed from a written priority",
        post_mortem(item(impact=None, effort=None, priority="P2")),
    ),
    misses(
        "missing-due-date",
        "somebody set it on the ticket",
        post_mortem(item(impact=None, effort=None)),
        then=(ticket("PAY-1", due=day(20)),),
        finds="unscored A-01",
    ),
    misses(
        "missing-due-date",
        "the item is done",
        post_mortem(item(impact=None, effort=None, status="done")),
    ),
    boundary(
        "missing-due-date",
        "only the effort is missing",
        post_mortem(item(effort=None)),
        finds="missing-due-date A-01, unscored A-01",
    ),
    boundary(
        "missing-due-date",
        "only the effort is missing, and a day is written",
        post_mortem(item(effort=None, due=day(20))),
        finds="unscored A-01",
    ),
    raises(
        "unrealistic-due-date",
        "half a year",
        post_mortem(item(due=day(180))),
        finds="unrealistic-due-date A-01",
    ),
    raises(
        "unrealistic-due-date",
        "weeks of work by tomorrow",
        post_mortem(item(impact=2, effort=4, due=day(1))),
        finds="unrealistic-due-date A-01, due-soon A-01",
    ),
    raises(
        "unrealistic-due-date",
        "a day that a human set on the ticket",
        post_mortem(item()),
        then=(ticket("PAY-1", due=day(31)), comment("PAY-1", "later, because of the audit")),
        finds="unrealistic-due-date A-01",
    ),
    misses(
        "unrealistic-due-date",
        "a computed day that is sooner than the effort takes",
        post_mortem(item(impact=4, effort=4)),
    ),
    misses(
        "unrealistic-due-date",
        "sooner than any effort above 2 takes, for an effort of 2",
        post_mortem(item(impact=2, effort=2, due=day(3))),
    ),
    misses(
        "unrealistic-due-date",
        "the item is done",
        post_mortem(item(due=day(180), status="done")),
    ),
    misses(
        "unrealistic-due-date",
        "no priority to measure it by",
        post_mortem(item(impact=None, effort=None, due=day(180))),
        finds="unscored A-01",
    ),
    misses(
        "unrealistic-due-date",
        "long after an old post-mortem, but not after the day its ticket was made",
        post_mortem(item(due=day(30)), date=day(-60)),
    ),
    *(
        case
        for priority, impact, effort, latest in (
            ("P0", 3, 1, 14),
            ("P1", 2, 1, 30),
            ("P2", 1, 1, 60),
            ("P3", 1, 2, 90),
        )
        for case in (
            boundary(
                "unrealistic-due-date",
                f"{priority} on the last acceptable day",
                post_mortem(item(impact=impact, effort=effort, due=day(latest))),
            ),
            boundary(
                "unrealistic-due-date",
                f"{priority} a day after the last acceptable one",
                post_mortem(item(impact=impact, effort=effort, due=day(latest + 1))),
                finds="unrealistic-due-date A-01",
            ),
        )
    ),
    *(
        case
        for effort, soonest in ((3, 7), (4, 14))
        for case in (
            boundary(
                "unrealistic-due-date",
                f"effort {effort} on day {soonest}",
                post_mortem(item(impact=2, effort=effort, due=day(soonest))),
            ),
            boundary(
                "unrealistic-due-date",
                f"effort {effort} on day {soonest - 1}",
                post_mortem(item(impact=2, effort=effort, due=day(soonest - 1))),
                finds="unrealistic-due-date A-01",
            ),
        )
    ),
    boundary(
        "unrealistic-due-date",
        "acceptable from the later day of the post-mortem, not from today",
        post_mortem(item(due=day(35)), date=day(5)),
    ),
    raises(
        "due-soon",
        "tomorrow",
        post_mortem(item(due=day(1))),
        finds="due-soon A-01",
    ),
    misses(
        "due-soon",
        "the item is done",
        post_mortem(item(due=day(1), status="done")),
    ),
    misses(
        "due-soon",
        "the day has passed",
        post_mortem(item(due=day(1))),
        then=(comment("PAY-1", "started"),),
        on=day(2),
        finds="overdue A-01",
    ),
    boundary("due-soon", "today", post_mortem(item(due=day(0))), finds="due-soon A-01"),
    boundary("due-soon", "in 2 days", post_mortem(item(due=day(2))), finds="due-soon A-01"),
    boundary("due-soon", "in 3 days", post_mortem(item(due=day(3)))),
    boundary(
        "due-soon",
        "in 5 days where that is soon",
        post_mortem(item(due=day(5)), item(due=day(6))),
        config="[policy]\ndue_soon_days = 5\n",
        finds="due-soon A-01",
    ),
    raises(
        "overdue",
        "four days late",
        post_mortem(item(due=day(3))),
        then=(comment("PAY-1", "started"),),
        on=day(7),
        finds="overdue A-01",
    ),
    raises(
        "overdue",
        "a date that had passed when its ticket was made",
        post_mortem(item(due=day(-1)), date=day(-20)),
        finds="overdue A-01",
    ),
    raises(
        "overdue",
        "a date that had passed, of an item with a priority and no scores",
        post_mortem(item(impact=None, effort=None, priority="P1", due=day(-1)), date=day(-20)),
        finds="overdue A-01",
    ),
    misses(
        "overdue",
        "done on its ticket",
        post_mortem(item(due=day(3))),
        then=(ticket("PAY-1", status="done"),),
        on=day(7),
    ),
    misses(
        "overdue",
        "done long ago, and no ticket was ever made",
        post_mortem(item(due=day(-30), status="done"), date=day(-60)),
    ),
    misses(
        "overdue",
        "the ticket has a later date, with a reason",
        post_mortem(item(due=day(3))),
        then=(
            ticket("PAY-1", due=day(20)),
            comment("PAY-1", "later, because of the audit", on=day(6)),
        ),
        on=day(7),
    ),
    boundary(
        "overdue",
        "the last second of the due date",
        post_mortem(item(due=day(4))),
        then=(comment("PAY-1", "started"),),
        on=last_moment(day(4)),
        finds="due-soon A-01",
    ),
    boundary(
        "overdue",
        "when the day after the due date has begun",
        post_mortem(item(due=day(4))),
        then=(comment("PAY-1", "started"),),
        on=first_moment(day(5)),
        finds="overdue A-01",
    ),
    boundary(
        "overdue",
        "the day after the one that was computed, for all three",
        post_mortem(),
        then=(comment("PAY-1", "started"),),
        on=day(15),
        finds="overdue A-01, overdue A-02, overdue A-03, stalled A-01, stalled A-02, stalled A-03",
    ),
]

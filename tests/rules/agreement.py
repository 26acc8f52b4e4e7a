"""Document and ticket say the same, and what is dropped says why."""

from tests.rules.case import Case, boundary, misses, raises
from tests.rules.writing import OMAR, cell, comment, day, item, post_mortem, ticket

SAM = "sam@acme.com"

CASES: list[Case] = [
    raises(
        "conflicting-edit",
        "two new owners",
        post_mortem(),
        then=(cell(1, "owner", OMAR), ticket("PAY-1", assignee=SAM)),
        finds="conflicting-edit A-01",
    ),
    raises(
        "conflicting-edit",
        "two new statuses",
        post_mortem(),
        then=(cell(1, "status", "done"), ticket("PAY-1", status="in_progress")),
        finds="conflicting-edit A-01",
    ),
    misses(
        "conflicting-edit",
        "a new owner in the document",
        post_mortem(),
        then=(cell(1, "owner", OMAR),),
    ),
    misses(
        "conflicting-edit",
        "a new owner on the ticket",
        post_mortem(),
        then=(ticket("PAY-1", assignee=OMAR),),
    ),
    misses(
        "conflicting-edit",
        "a new owner in the document, and a new date on the ticket",
        post_mortem(),
        then=(
            cell(1, "owner", OMAR),
            ticket("PAY-1", due=day(20)),
            comment("PAY-1", "later, because of the audit"),
        ),
    ),
    boundary(
        "conflicting-edit",
        "two new dates that are one day",
        post_mortem(),
        then=(cell(1, "due", day(9)), ticket("PAY-1", due=day(9))),
    ),
    boundary(
        "conflicting-edit",
        "two new dates a day apart",
        post_mortem(),
        then=(cell(1, "due", day(9)), ticket("PAY-1", due=day(10))),
        finds="conflicting-edit A-01",
    ),
    boundary(
        "conflicting-edit",
        "one new owner, called by name and by e-mail",
        post_mortem(),
        then=(cell(1, "owner", "Omar Haddad"), ticket("PAY-1", assignee=OMAR)),
    ),
    raises(
        "undocumented-closure",
        "dropped on its ticket without a word",
        post_mortem(),
        then=(ticket("PAY-1", status="dropped"),),
        finds="undocumented-closure A-01",
    ),
    raises(
        "undocumented-closure",
        "dropped in its document, and no ticket was ever made",
        post_mortem(item(status="Won't fix")),
        finds="undocumented-closure A-01",
    ),
    misses("undocumented-closure", "done", post_mortem(item(status="done"))),
    misses(
        "undocumented-closure",
        "the decision is beside it in the document",
        post_mortem(item(status="Won't fix: the service is switched off in May")),
    ),
    misses(
        "undocumented-closure",
        "an accepted risk, in a comment",
        post_mortem(),
        then=(
            ticket("PAY-1", status="dropped"),
            comment("PAY-1", "Accepted risk: no fuse, because the load is falling"),
        ),
    ),
    boundary(
        "undocumented-closure",
        "a comment that gives no reason",
        post_mortem(),
        then=(ticket("PAY-1", status="dropped"), comment("PAY-1", "closing this")),
        finds="undocumented-closure A-01",
    ),
    boundary(
        "undocumented-closure",
        "a comment that gives a reason",
        post_mortem(),
        then=(
            ticket("PAY-1", status="dropped"),
            comment("PAY-1", "closing this because the load is falling"),
        ),
    ),
    boundary(
        "undocumented-closure",
        "a comment in which syncd itself asks for a reason",
        post_mortem(),
        then=(
            ticket("PAY-1", status="dropped"),
            comment(
                "PAY-1",
                "write why: Accepted risk, because ...\n  <!-- syncd overdue/2026-03-10 -->",
                author="syncd",
            ),
        ),
        finds="undocumented-closure A-01",
    ),
]

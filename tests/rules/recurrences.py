"""The same cause again, while what was to prevent it is still open."""

from tests.rules.case import Case, boundary, misses, raises
from tests.rules.writing import TODAY, Document, day, items, post_mortem, ticket

POOL = "connection pool exhausted by retries without a limit"
AGAIN = "Unlimited retries exhausted the connection pool"
LOCK = "A schema migration locked the orders table"  # like HELD with a score of 70
HELD = "An ALTER TABLE migration held a lock on the orders table"


def earlier(cause: str, *given: object, **front: object) -> Document:
    """A post-mortem of last month with one root cause."""
    front = {"date": day(-30), **front}
    return post_mortem(*given, root_causes=[cause], **front)  # type: ignore[arg-type]


def now(cause: str, **front: object) -> Document:
    """A post-mortem of today with one root cause, and nothing left to do."""
    done = items(3, status="done")
    return post_mortem(*done, name="B", root_causes=[cause], **front)  # type: ignore[arg-type]


CASES: list[Case] = [
    raises(
        "recurrence",
        "the same words",
        (earlier(POOL), now(POOL)),
        finds="recurrence B",
    ),
    raises(
        "recurrence",
        "the same cause in other words",
        (earlier(POOL), now(AGAIN)),
        finds="recurrence B",
    ),
    raises(
        "recurrence",
        "one item of three is left, which somebody works on",
        (earlier(POOL, *items(2, status="done")), now(AGAIN)),
        then=(ticket("PAY-1", status="in_progress"),),
        finds="recurrence B",
    ),
    raises(
        "recurrence",
        "in another service, in nearly the same words",
        (earlier(POOL), now(AGAIN, services=["search-api"])),
        finds="recurrence B",
    ),
    raises(
        "recurrence",
        "two earlier ones",
        (earlier(POOL), post_mortem(name="C", date=day(-9), root_causes=[AGAIN]), now(POOL)),
        finds="recurrence B, recurrence B, recurrence C",
    ),
    misses(
        "recurrence",
        "the same service alone",
        (earlier(POOL), now("A certificate of the bank had expired")),
    ),
    misses(
        "recurrence",
        "another cause that shares words",
        (earlier(POOL), now("thread pool exhausted by slow clients without a timeout")),
    ),
    misses(
        "recurrence",
        "everything was done",
        (earlier(POOL, *items(3, status="done")), now(POOL)),
    ),
    misses(
        "recurrence",
        "everything is done by now on the tickets",
        (earlier(POOL), now(POOL)),
        then=tuple(ticket(f"PAY-{n}", status="done") for n in (1, 2, 3)),
    ),
    misses(
        "recurrence",
        "a cause that any incident has",
        (earlier("Human error"), now("Human error")),
    ),
    misses(
        "recurrence",
        "a memory leak, which each service can have of its own",
        (earlier("memory leak"), now("memory leak", services=["search-api"])),
    ),
    misses(
        "recurrence",
        "nobody can tell which was first",
        (earlier(POOL, date=None), now(POOL)),
    ),
    misses(
        "recurrence",
        "twice in one post-mortem",
        post_mortem(root_causes=[POOL, AGAIN]),
    ),
    boundary(
        "recurrence",
        "the day before",
        (earlier(POOL, date=day(-1)), now(POOL)),
        finds="recurrence B",
    ),
    boundary("recurrence", "the same day", (earlier(POOL, date=TODAY), now(POOL))),
    boundary(
        "recurrence",
        "in the same service, as like as policy asks for",
        (earlier(LOCK), now(HELD)),
        finds="recurrence B",
    ),
    boundary(
        "recurrence",
        "in the same service, one less",
        (earlier(LOCK), now(HELD)),
        config="[policy.likeness]\ncause_in_service = 71\n",
    ),
    boundary(
        "recurrence",
        "no service is named, and as like as policy asks for",
        (earlier(LOCK, services=None), now(HELD)),
        config="[policy.likeness]\ncause = 70\n",
        finds="recurrence B",
    ),
    boundary(
        "recurrence",
        "no service is named, and less like",
        (earlier(LOCK), now(HELD, services=None)),
    ),
    boundary(
        "recurrence",
        "two words in the same service",
        (earlier("memory leak"), now("Memory leaked")),
        finds="recurrence B",
    ),
]

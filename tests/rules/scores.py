"""How action items are categorised, scored and counted."""

from tests.rules.case import Case, boundary, misses, raises
from tests.rules.writing import item, items, post_mortem, ticket, written

ALERT = "Alert on payment errors"

CASES: list[Case] = [
    raises(
        "missing-category",
        "an empty cell",
        post_mortem(item(category=None)),
        finds="missing-category A-01",
    ),
    raises(
        "missing-category",
        "a done item, for what was not sorted cannot show a gap",
        post_mortem(item(category=None, status="done")),
        finds="missing-category A-01",
    ),
    misses(
        "missing-category",
        "other forms of the three words",
        post_mortem(item(category="Prevention"), item(category="detective")),
    ),
    boundary(
        "missing-category",
        "one category",
        post_mortem(item(category="Prevent")),
    ),
    boundary(
        "missing-category",
        "two categories, of which one has to be chosen",
        post_mortem(item(category="Prevent, detect")),
        finds="missing-category A-01",
    ),
    raises(
        "category-gap",
        "nothing to detect",
        post_mortem(*items(2, category="prevent"), item(category="mitigate")),
        finds="category-gap A",
    ),
    raises(
        "category-gap",
        "a SEV-1 that only prevents",
        post_mortem(*items(3, category="prevent"), severity="SEV-1"),
        finds="category-gap A",
    ),
    misses(
        "category-gap",
        "the only one to detect is done",
        post_mortem(item(), item(category="detect", status="done")),
    ),
    misses(
        "category-gap",
        "no severity is written",
        post_mortem(*items(3, category="prevent"), severity=None),
    ),
    misses(
        "category-gap",
        "an item whose category is missing may be the one",
        post_mortem(*items(2, category="prevent"), item(category=None)),
        finds="missing-category A-03",
    ),
    boundary(
        "category-gap",
        "SEV-2",
        post_mortem(*items(3, category="prevent"), severity="SEV-2"),
        finds="category-gap A",
    ),
    boundary(
        "category-gap",
        "SEV-3",
        post_mortem(*items(3, category="prevent"), severity="SEV-3"),
    ),
    raises(
        "unscored",
        "neither scores nor a priority, but a day",
        post_mortem(item(impact=None, effort=None, due="2026-03-20")),
        finds="unscored A-01",
    ),
    misses(
        "unscored",
        "a written priority",
        post_mortem(item(impact=None, effort=None, priority="P1")),
    ),
    misses(
        "unscored",
        "the item is done",
        post_mortem(item(impact=None, effort=None, status="done")),
    ),
    boundary("unscored", "impact 4, the highest", post_mortem(item(impact=4, effort=2))),
    boundary(
        "unscored",
        "impact 5, which there is not",
        post_mortem(item(impact=5, effort=2, due="2026-03-20")),
        finds="unscored A-01",
    ),
    raises(
        "priority-drift",
        "somebody set another priority on the ticket",
        post_mortem(item()),
        then=(ticket("PAY-1", labels="[post-mortem, priority/P0, category/prevent]"),),
        finds="priority-drift A-01",
    ),
    raises(
        "priority-drift",
        "another priority in a document that syncd does not write to",
        post_mortem(item(priority="P3"), folder="locked"),
        finds="priority-drift A-01",
    ),
    misses(
        "priority-drift",
        "another priority in a document, which is corrected",
        post_mortem(item(priority="P3")),
    ),
    misses(
        "priority-drift",
        "a priority on the ticket of an item without scores",
        post_mortem(item(impact=None, effort=None, priority="P1")),
        then=(ticket("PAY-1", labels="[post-mortem, priority/P2, category/prevent]"),),
    ),
    misses(
        "priority-drift",
        "the item is done",
        post_mortem(item(priority="P3", status="done"), folder="locked"),
    ),
    *(
        case
        for impact, effort, computed, next_one in (
            (3, 1, "P0", "P1"),
            (4, 4, "P0", "P1"),
            (3, 2, "P1", "P0"),
            (3, 4, "P2", "P1"),
            (2, 3, "P3", "P2"),
        )
        for case in (
            boundary(
                "priority-drift",
                f"impact {impact} and effort {effort} written as {computed}",
                post_mortem(item(impact=impact, effort=effort, priority=computed), folder="locked"),
            ),
            boundary(
                "priority-drift",
                f"impact {impact} and effort {effort} written as {next_one}",
                post_mortem(item(impact=impact, effort=effort, priority=next_one), folder="locked"),
                finds="priority-drift A-01",
            ),
        )
    ),
    boundary(
        "priority-drift",
        "impact 3 and effort 4 in a SEV-1, which is P0",
        post_mortem(
            item(impact=3, effort=4, priority="P0"),
            item(impact=3, effort=4, priority="P2"),
            severity="SEV-1",
            folder="locked",
        ),
        finds="priority-drift A-02",
    ),
    boundary(
        "priority-drift",
        "impact 3 and effort 4 in a SEV-1 without overrides, which is P2",
        post_mortem(
            item(impact=3, effort=4, priority="P0"),
            item(impact=3, effort=4, priority="P2"),
            severity="SEV-1",
            folder="locked",
        ),
        config="[policy.priority]\noverrides = false\n",
        finds="priority-drift A-01",
    ),
    raises(
        "too-many-items",
        "twelve",
        post_mortem(total=12),
        finds="too-many-items A, overloaded-owner",
    ),
    misses(
        "too-many-items",
        "eight in two post-mortems",
        (post_mortem(total=4), post_mortem(name="B", total=4)),
    ),
    misses(
        "too-many-items",
        "eight, one of them dropped with a reason, as the hint of the finding asks for",
        post_mortem(item(status="dropped", reason="replaced by A-02"), total=8),
    ),
    boundary("too-many-items", "seven", post_mortem(total=7)),
    boundary("too-many-items", "eight", post_mortem(total=8), finds="too-many-items A"),
    raises(
        "too-few-items",
        "one",
        post_mortem(total=1, severity="SEV-3"),
        finds="too-few-items A",
    ),
    raises(
        "too-few-items",
        "none",
        post_mortem(total=0, severity="SEV-3"),
        finds="too-few-items A",
    ),
    misses(
        "too-few-items",
        "a page that tells of no incident",
        written("# How we write post-mortems\n\nKeep to the facts.\n"),
    ),
    misses(
        "too-few-items",
        "three, two of them done",
        post_mortem(*items(2, status="done")),
    ),
    boundary(
        "too-few-items",
        "two",
        post_mortem(total=2, severity="SEV-3"),
        finds="too-few-items A",
    ),
    boundary("too-few-items", "three", post_mortem(total=3, severity="SEV-3")),
    raises(
        "repeated-item",
        "the same words in another order",
        (
            post_mortem(item(title=ALERT)),
            post_mortem(item(title="Payment-errors: an alert"), name="B"),
        ),
        finds="repeated-item A-01, repeated-item B-01",
    ),
    raises(
        "repeated-item",
        "asked for again after it was done",
        (post_mortem(item(title=ALERT, status="done")), post_mortem(item(title=ALERT), name="B")),
        finds="repeated-item B-01",
    ),
    raises(
        "repeated-item",
        "in other words",
        (
            post_mortem(item(title="Add a circuit breaker to the payment calls")),
            post_mortem(item(title="Implement circuit-breakers for calls to payment"), name="B"),
        ),
        finds="repeated-item A-01, repeated-item B-01",
    ),
    raises(
        "repeated-item",
        "with a detail",
        (
            post_mortem(item(title="Alert on the payment error rate > 0.5 %")),
            post_mortem(item(title="Payment error rate alert if it exceeds 0.5%"), name="B"),
        ),
        finds="repeated-item A-01, repeated-item B-01",
    ),
    misses(
        "repeated-item",
        "the same for another part",
        (
            post_mortem(item(title="Add a circuit breaker to the payment client")),
            post_mortem(item(title="Add a circuit breaker to the ledger client"), name="B"),
        ),
    ),
    misses(
        "repeated-item",
        "the opposite",
        (
            post_mortem(item(title="Add retries to the email worker")),
            post_mortem(item(title="Remove retries from the email worker"), name="B"),
        ),
    ),
    misses(
        "repeated-item",
        "a phrase that fits any service, in two of them",
        (
            post_mortem(item(title="Write the failover runbook")),
            post_mortem(item(title="Write a failover runbook"), name="B", services=["ledger"]),
        ),
    ),
    misses(
        "repeated-item",
        "the other is dropped as its duplicate, as the hint of the finding asks for",
        (
            post_mortem(item(title=ALERT)),
            post_mortem(item(title=ALERT, status="dropped", reason="duplicate of A-01"), name="B"),
        ),
    ),
    misses(
        "repeated-item",
        "twice in one post-mortem",
        post_mortem(*items(2, title=ALERT)),
    ),
    misses(
        "repeated-item",
        "one word differs",
        (
            post_mortem(item(title=ALERT)),
            post_mortem(item(title="Alert on payment latency"), name="B"),
        ),
    ),
    boundary(
        "repeated-item",
        "three words that mean something",
        (post_mortem(item(title=ALERT)), post_mortem(item(title=ALERT), name="B")),
        finds="repeated-item A-01, repeated-item B-01",
    ),
    boundary(
        "repeated-item",
        "two words, which say too little to be the same thing",
        (
            post_mortem(item(title="Rotate the credentials")),
            post_mortem(item(title="Rotate all credentials"), name="B"),
        ),
    ),
    boundary(
        "repeated-item",
        "as like as policy asks for",
        (
            post_mortem(item(title="Write the payment failover runbook")),
            post_mortem(item(title="Write the payment failover runbook for banks"), name="B"),
        ),
        config="[policy.likeness]\nitem = 90\n",
        finds="repeated-item A-01, repeated-item B-01",
    ),
    boundary(
        "repeated-item",
        "one less",
        (
            post_mortem(item(title="Write the payment failover runbook")),
            post_mortem(item(title="Write the payment failover runbook for banks"), name="B"),
        ),
        config="[policy.likeness]\nitem = 91\n",
    ),
]

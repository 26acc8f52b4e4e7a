"""Post-mortem documents: what is written there can be understood, all of it."""

from tests.rules.case import Case, boundary, misses, raises
from tests.rules.writing import JANE, Document, item, post_mortem, written

TABLE = "| Action | Category | Impact | Effort | Owner |\n|---|---|---|---|---|\n"
FRONT = "---\nid: A\ndate: 2026-03-02\nseverity: SEV-2\nservices: [payments-api]\n---\n"
ROWS = f"| Fuse 1 | prevent | 2 | 1 | {JANE} |\n| Fuse 2 | detect | 2 | 1 | {JANE} |\n"
LIST = f"{FRONT}# An incident\n\n## Action items\n\n{TABLE}{ROWS}"

CASES: list[Case] = [
    raises(
        "ambiguous-item",
        "a row with more cells than the table has columns",
        written(f"{LIST}| Fuse | 3 | mitigate | 2 | 1 | {JANE} |\n"),
        finds="ambiguous-item A, category-gap A, too-few-items A",
    ),
    raises(
        "ambiguous-item",
        "a waiver of a rule that there is not",
        post_mortem(waive={"category-gab": "nothing to detect"}),
        finds="ambiguous-item A",
    ),
    raises(
        "ambiguous-item",
        "a waiver without a reason",
        post_mortem(waive={"category-gap": ""}),
        finds="ambiguous-item A",
    ),
    misses(
        "ambiguous-item",
        "a pipe that is escaped inside its cell",
        written(rf"{LIST}| Fuse \| 3 | mitigate | 2 | 1 | {JANE} |" + "\n"),
    ),
    misses(
        "ambiguous-item",
        "a day without a year's doubt, written out",
        post_mortem(item(due="12 March 2026")),
    ),
    boundary(
        "ambiguous-item",
        "a date that can be two days",
        post_mortem(item(due="03/12/2026")),
        finds="ambiguous-item A",
    ),
    boundary(
        "ambiguous-item",
        "a date that can only be one day",
        post_mortem(item(due="03/13/2026")),
    ),
    raises(
        "unreadable-post-mortem",
        "broken YAML at its head, beside a document in order",
        (post_mortem(), written("---\nid: [B\n---\n# An incident\n", "B")),
        finds="unreadable-post-mortem",
    ),
    misses(
        "unreadable-post-mortem",
        "no front matter",
        written(LIST.removeprefix(FRONT) + f"| Fuse 3 | mitigate | 2 | 1 | {JANE} |\n"),
    ),
    misses(
        "unreadable-post-mortem",
        "an unreadable file that is not among the documents",
        (post_mortem(), Document("post-mortems/notes.txt", "---\nid: [B\n---\n")),
    ),
    boundary(
        "unreadable-post-mortem",
        "a front matter that is never closed",
        written("---\nid: B\n# An incident\n", "B"),
        finds="unreadable-post-mortem",
    ),
    boundary(
        "unreadable-post-mortem",
        "a front matter with nothing in it",
        written("---\n---\n# A page\n", "B"),
    ),
]

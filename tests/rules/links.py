"""Each action item has its one ticket, and the two of them find each other."""

from tests.rules.case import Case, boundary, misses, raises
from tests.rules.writing import (
    JANE,
    Document,
    cell,
    comment,
    copy,
    delete,
    item,
    move,
    post_mortem,
    ticket,
    without_row,
)

SAM = "sam@acme.com"
LEGAL = """
[teams.legal]
tracker = "tickets"
project = "LEG"
confidential_project = "SEC"
"""
THEIRS = Document(
    "tickets/MAN/MAN-1.md", f"---\nkey: MAN-1\ntitle: Fuse 1\nstatus: open\nassignee: {JANE}\n---\n"
)
THEIR_PAGE = "https://elsewhere.test/incidents/1"
OURS = "https://git.test/acme/post-mortems/A.md"

CASES: list[Case] = [
    raises(
        "missing-ticket",
        "its team makes its own tickets",
        post_mortem(item(team="manual")),
        finds="missing-ticket A-01",
    ),
    raises(
        "missing-ticket",
        "a team that is not configured",
        post_mortem(item(team="mainframe")),
        finds="missing-ticket A-01",
    ),
    raises(
        "missing-ticket",
        "a confidential post-mortem, and no project for it",
        post_mortem(confidential="true"),
        finds="missing-ticket A-01, missing-ticket A-02, missing-ticket A-03",
    ),
    misses(
        "missing-ticket",
        "its team makes its own tickets, and has linked one",
        (post_mortem(item(team="manual", ticket="MAN-1")), THEIRS),
    ),
    misses(
        "missing-ticket",
        "done before it ever had a ticket",
        post_mortem(item(team="manual", status="done")),
    ),
    misses(
        "missing-ticket",
        "confidential, with a project for it",
        post_mortem(
            item(team="legal"), item(team="legal"), item(team="legal"), confidential="true"
        ),
        config=LEGAL,
    ),
    boundary(
        "missing-ticket",
        "an owner of no team, and services of one",
        post_mortem(item(owner=SAM), services=["payments-api"]),
    ),
    boundary(
        "missing-ticket",
        "an owner of no team, and services of two",
        post_mortem(item(owner=SAM), services=["payments-api", "search-api"]),
        finds="missing-ticket A-01",
    ),
    boundary(
        "missing-ticket",
        "an owner of no team, and a service of none",
        post_mortem(item(owner=SAM), services=["mainframe"]),
        finds="missing-ticket A-01",
    ),
    raises(
        "missing-backlink",
        "a human put another address there",
        post_mortem(),
        then=(ticket("PAY-1", post_mortem=THEIR_PAGE),),
        finds="missing-backlink A-01",
    ),
    misses(
        "missing-backlink",
        "a human emptied it, and it is written again",
        post_mortem(),
        then=(ticket("PAY-1", post_mortem=""),),
    ),
    misses(
        "missing-backlink",
        "a ticket without one is adopted",
        (post_mortem(item(team="manual", ticket="MAN-1")), THEIRS),
    ),
    boundary(
        "missing-backlink",
        "the address of the document",
        post_mortem(),
        then=(ticket("PAY-1", post_mortem=OURS),),
    ),
    boundary(
        "missing-backlink",
        "the address of the document, but for one letter",
        post_mortem(),
        then=(ticket("PAY-1", post_mortem=f"{OURS}x"),),
        finds="missing-backlink A-01",
    ),
    raises(
        "broken-ticket-link",
        "its ticket was deleted",
        post_mortem(),
        then=(delete("tickets/PAY/PAY-1.md"),),
        finds="broken-ticket-link A-01",
    ),
    raises(
        "broken-ticket-link",
        "a link into a tracker that is not configured",
        post_mortem(item(ticket="https://jira.test/browse/OPS-1")),
        finds="broken-ticket-link A-01",
    ),
    raises(
        "broken-ticket-link",
        "nothing else is said of an item whose ticket is gone",
        post_mortem(item(owner=None, category=None, ticket="PAY-9")),
        finds="broken-ticket-link A-01",
    ),
    misses(
        "broken-ticket-link",
        "deleted together with the link, so that a new one is made",
        post_mortem(),
        then=(delete("tickets/PAY/PAY-1.md"), cell(1, "ticket", None)),
    ),
    misses(
        "broken-ticket-link",
        "a ticket that is done",
        post_mortem(),
        then=(ticket("PAY-1", status="done"),),
    ),
    boundary(
        "broken-ticket-link",
        "the key of a ticket that is there",
        (post_mortem(item(ticket="MAN-1")), THEIRS),
    ),
    boundary(
        "broken-ticket-link",
        "the key of a ticket that is not there",
        (post_mortem(item(ticket="MAN-2")), THEIRS),
        finds="broken-ticket-link A-01",
    ),
    raises(
        "orphan-ticket",
        "the row of its item was deleted",
        post_mortem(total=4),
        then=(without_row(4),),
        finds="orphan-ticket A-04",
    ),
    raises(
        "orphan-ticket",
        "its document was deleted",
        (post_mortem(), post_mortem(name="B")),
        then=(delete("post-mortems/B.md"),),
        finds="orphan-ticket B-01, orphan-ticket B-02, orphan-ticket B-03",
    ),
    misses(
        "orphan-ticket",
        "its document moved",
        post_mortem(),
        then=(move("post-mortems/A.md", "post-mortems/2026/A.md"),),
    ),
    misses(
        "orphan-ticket",
        "a ticket of humans that no document names",
        (post_mortem(), THEIRS),
    ),
    boundary(
        "orphan-ticket",
        "without its row, and in progress",
        post_mortem(total=4),
        then=(without_row(4), ticket("PAY-4", status="in_progress")),
        finds="orphan-ticket A-04",
    ),
    boundary(
        "orphan-ticket",
        "without its row, and done",
        post_mortem(total=4),
        then=(without_row(4), ticket("PAY-4", status="done")),
    ),
    raises(
        "conflicting-claim",
        "two rows link one ticket",
        (post_mortem(item(ticket="MAN-1"), item(ticket="MAN-1")), THEIRS),
        finds="conflicting-claim A-02",
    ),
    raises(
        "conflicting-claim",
        "two documents with one id",
        (post_mortem(), Document("post-mortems/copy.md", post_mortem().text)),
        finds="conflicting-claim A",
    ),
    raises(
        "conflicting-claim",
        "a row links the ticket of another item",
        post_mortem(item(id="A-01"), item(id="A-02"), item(id="A-03")),
        then=(cell(2, "ticket", "PAY-1"), cell(1, "ticket", None)),
        finds="conflicting-claim A-02",
    ),
    misses(
        "conflicting-claim",
        "two documents of different ids with the same items",
        (post_mortem(), post_mortem(name="B")),
    ),
    misses(
        "conflicting-claim",
        "two rows of the same title, each with its ticket",
        post_mortem(item(title="Fuse"), item(title="Fuse")),
        then=(comment("PAY-1", "started"),),
    ),
    boundary(
        "conflicting-claim",
        "a copy of a ticket, whose marker still names the original",
        post_mortem(),
        then=(copy("PAY-1", "PAY-9"),),
    ),
    boundary(
        "conflicting-claim",
        "a copy of a ticket, whose marker names itself",
        post_mortem(),
        then=(copy("PAY-1", "PAY-9", everywhere=True),),
        finds="conflicting-claim A-01",
    ),
]

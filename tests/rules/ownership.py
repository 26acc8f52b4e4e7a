"""Who owns an action item: one person who is known, has room, and whose system it is."""

from tests.rules.case import Case, boundary, misses, raises
from tests.rules.writing import JANE, LEE, OMAR, cell, item, items, post_mortem, ticket

CASES: list[Case] = [
    raises(
        "missing-owner",
        "an empty cell",
        post_mortem(item(owner=None)),
        finds="missing-owner A-01",
    ),
    raises(
        "missing-owner",
        "a word that says nobody yet, in each of two items",
        post_mortem(item(owner="tbd"), item(owner="Unassigned")),
        finds="missing-owner A-01, missing-owner A-02",
    ),
    misses(
        "missing-owner",
        "somebody is assigned to the ticket",
        post_mortem(item(owner=None)),
        then=(ticket("PAY-1", assignee=OMAR),),
    ),
    misses(
        "missing-owner",
        "the item was dropped with a reason",
        post_mortem(item(owner=None, status="dropped", reason="replaced by A-02")),
    ),
    boundary(
        "missing-owner",
        "in progress",
        post_mortem(item(owner=None)),
        then=(ticket("PAY-1", status="in_progress"),),
        finds="missing-owner A-01",
    ),
    boundary(
        "missing-owner",
        "done",
        post_mortem(item(owner=None)),
        then=(ticket("PAY-1", status="done"),),
    ),
    raises(
        "team-as-owner",
        "the name of a configured team",
        post_mortem(item(owner="Payments")),
        finds="team-as-owner A-01",
    ),
    raises(
        "team-as-owner",
        "two names",
        post_mortem(item(owner="Jane and Omar"), item(owner="Jane Doe, Omar Haddad")),
        finds="team-as-owner A-01, team-as-owner A-02",
    ),
    raises(
        "team-as-owner",
        "two e-mail addresses",
        post_mortem(item(owner=f"{JANE}, {OMAR}")),
        finds="team-as-owner A-01",
    ),
    raises(
        "team-as-owner",
        "a word for a group",
        post_mortem(item(owner="On-call"), item(owner="Core squad"), item(owner="API team")),
        finds="team-as-owner A-01, team-as-owner A-02, team-as-owner A-03",
    ),
    misses(
        "team-as-owner",
        "one person by name, by e-mail and by login",
        post_mortem(item(owner="Jane Doe"), item(owner=JANE), item(owner="@janedoe")),
    ),
    raises(
        "team-as-owner",
        "one person with an e-mail address, and one without",
        post_mortem(item(owner=f"Jane Doe <{JANE}>, Omar")),
        finds="team-as-owner A-01",
    ),
    misses(
        "team-as-owner",
        "one person by name and e-mail, in the forms that mail programs write",
        post_mortem(
            item(owner=f"Jane Doe <{JANE}>"),
            item(owner=f"Doe, Jane <{JANE}>"),
            item(owner=f"Jane Doe ({JANE})"),
        ),
    ),
    misses(
        "team-as-owner",
        "a person of [people] whose name has the word for a group in it",
        post_mortem(item(owner="Ada Team")),
        config='[people."ada@acme.com"]\nname = "Ada Team"\nteam = "payments"\n',
    ),
    misses(
        "team-as-owner",
        "the item is done",
        post_mortem(item(owner="Payments", status="done")),
    ),
    boundary(
        "team-as-owner",
        "the word all",
        post_mortem(item(owner="all")),
        finds="team-as-owner A-01",
    ),
    boundary(
        "team-as-owner",
        "a name that begins like the word all",
        post_mortem(item(owner="Allan")),
        finds="unknown-owner A-01",
    ),
    raises(
        "unknown-owner",
        "an e-mail that is not in [people]",
        post_mortem(item(owner="zoe@acme.com")),
        finds="unknown-owner A-01",
    ),
    raises(
        "unknown-owner",
        "somebody unknown is assigned to the ticket",
        post_mortem(item(owner=None)),
        then=(ticket("PAY-1", assignee="zoe@acme.com"),),
        finds="unknown-owner A-01",
    ),
    misses(
        "unknown-owner",
        "[people] is empty, so that nobody is known",
        post_mortem(item(owner="zoe@acme.com")),
        people=False,
    ),
    misses(
        "unknown-owner",
        "the item is done",
        post_mortem(item(owner="zoe@acme.com", status="done")),
    ),
    boundary(
        "unknown-owner",
        "a known e-mail in capitals",
        post_mortem(item(owner="JANE.DOE@ACME.COM")),
    ),
    boundary(
        "unknown-owner",
        "a known e-mail with one letter missing",
        post_mortem(item(owner="jane.do@acme.com")),
        finds="unknown-owner A-01",
    ),
    raises(
        "owner-outside-team",
        "the service is of another team",
        post_mortem(item(owner=LEE), services=["payments-api"]),
        finds="owner-outside-team A-01",
    ),
    misses(
        "owner-outside-team",
        "no team owns the service",
        post_mortem(item(owner=LEE), services=["mainframe"]),
    ),
    misses(
        "owner-outside-team",
        "the owner is of no team",
        post_mortem(item(owner="Sam Free"), services=["payments-api"]),
    ),
    misses(
        "owner-outside-team",
        "the item is done",
        post_mortem(item(owner=LEE, status="done"), services=["payments-api"]),
    ),
    boundary(
        "owner-outside-team",
        "none of two services is of the owner's team",
        post_mortem(item(owner=LEE), services=["payments-api", "mainframe"]),
        finds="owner-outside-team A-01",
    ),
    boundary(
        "owner-outside-team",
        "one of two services is of the owner's team",
        post_mortem(item(owner=LEE), services=["payments-api", "Search-API"]),
    ),
    raises(
        "overloaded-owner",
        "eleven open items in two post-mortems",
        (post_mortem(total=6), post_mortem(name="B", total=5)),
        finds="overloaded-owner",
    ),
    raises(
        "overloaded-owner",
        "one owner written in three ways, with a capacity of 2",
        post_mortem(item(owner="Jane Doe"), item(owner=JANE), item(owner="@janedoe")),
        config="[policy]\ncapacity = 2\n",
        finds="overloaded-owner",
    ),
    misses(
        "overloaded-owner",
        "ten items, one of them done",
        (post_mortem(item(status="done"), total=5), post_mortem(name="B", total=5)),
    ),
    misses(
        "overloaded-owner",
        "ten items, one of them handed over on its ticket",
        (post_mortem(total=5), post_mortem(name="B", total=5)),
        then=(ticket("PAY-1", assignee=OMAR),),
    ),
    misses(
        "overloaded-owner",
        "ten items of nobody",
        (
            post_mortem(*items(5, owner="tbd")),
            post_mortem(*items(5, owner="tbd"), name="B"),
        ),
        finds=", ".join(f"missing-owner {pm}-0{n}" for pm in "AB" for n in range(1, 6)),
    ),
    boundary(
        "overloaded-owner",
        "nine open items",
        (post_mortem(total=5), post_mortem(name="B", total=4)),
    ),
    boundary(
        "overloaded-owner",
        "ten open items",
        (post_mortem(total=5), post_mortem(name="B", total=5)),
        finds="overloaded-owner",
    ),
    boundary(
        "overloaded-owner",
        "ten open items, one of which its document now gives another owner",
        (post_mortem(total=5), post_mortem(name="B", total=5)),
        then=(cell(1, "owner", OMAR),),
    ),
]

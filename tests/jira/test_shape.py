"""From Jira's JSON to tickets, by examples."""

from typing import Any

import pytest

from syncd.model import Comment, Priority, Status, Wanted
from syncd_jira.marker import Marker
from syncd_jira.settings import TrackerSettings
from syncd_jira.shape import Shape, as_label, quoted
from syncd_jira.speech import Speech

LABELS = frozenset({"post mortem", *(f"priority/{each}" for each in Priority), "category/prevent"})


def shape(**settings: Any) -> Shape:
    """A shape on Cloud."""
    table = {"url": "https://acme.atlassian.net", "email": "b@acme.com", "token": "t", **settings}
    return Shape("jira", TrackerSettings(**table), LABELS, Speech(cloud=True))


def issue(**fields: Any) -> dict[str, Any]:
    """An issue with what every search asks for."""
    return {
        "id": "10001",
        "key": "PAY-1",
        "fields": {
            "summary": "Title",
            "status": status("new", "To Do"),
            "labels": [],
            "created": "2026-03-02T10:00:00.000+0100",
            "updated": "2026-03-02T10:00:00.123+0100",
            "project": {"key": "PAY"},
            **fields,
        },
    }


def status(category: str, name: str) -> dict[str, Any]:
    """A status as an issue has it."""
    return {"id": "1", "name": name, "statusCategory": {"key": category}}


@pytest.mark.parametrize(
    ("category", "name", "resolution", "expected"),
    [
        ("new", "Backlog", None, Status.OPEN),
        ("undefined", "Odd", None, Status.OPEN),
        ("indeterminate", "In Review", None, Status.IN_PROGRESS),
        ("done", "Released", "Done", Status.DONE),
        ("done", "Closed", None, Status.DONE),
        ("done", "Closed", "Won't Do", Status.DROPPED),
        ("done", "Closed", "duplicate", Status.DROPPED),
        ("done", "Won't Do", None, Status.DROPPED),
        ("done", "Closed", "Parked", Status.DONE),
    ],
)
def test_statuses(category: str, name: str, resolution: str | None, expected: Status) -> None:
    """The category tells, and of what is closed the resolution, or the name of the status."""
    fields: dict[str, Any] = {"status": status(category, name)}
    if resolution:
        fields["resolution"] = {"name": resolution}
    assert shape().status(issue(**fields)["fields"]) is expected


def test_which_resolutions_mean_dropped() -> None:
    """A site's own words can be configured."""
    fields = issue(status=status("done", "Closed"), resolution={"name": "Parked"})["fields"]
    assert shape(dropped=("Parked",)).status(fields) is Status.DROPPED


def test_a_closed_ticket() -> None:
    """It has the time of its closing, in the zone of the site; an open one has none."""
    closed = issue(
        status=status("done", "Done"), statuscategorychangedate="2026-03-05T10:00:00.000+0100"
    )
    ticket = shape().ticket(closed, [], Marker())
    assert ticket.closed is not None
    assert ticket.closed.isoformat() == "2026-03-05T10:00:00+01:00"
    again = issue(statuscategorychangedate="2026-03-05T10:00:00.000+0100")
    assert shape().ticket(again, [], Marker()).closed is None


def test_what_syncd_said_at_the_end_counts() -> None:
    """Where no workflow tells that it was not done, syncd's own comment does, until it is stale."""
    closed = issue(
        status=status("done", "Done"), statuscategorychangedate="2026-03-05T10:00:00.000+0000"
    )
    at = shape().ticket(closed, [], Marker()).closed
    assert at is not None
    said = Comment(at, "syncd", "Accepted risk.", "1", "closing/dropped")
    ticket = shape().ticket(closed, [said], Marker())
    assert (ticket.status, ticket.closing_reason) == (Status.DROPPED, "Accepted risk.")
    later = issue(
        status=status("done", "Done"), statuscategorychangedate="2026-04-05T10:00:00.000+0000"
    )
    assert shape().ticket(later, [said], Marker()).status is Status.DONE


def test_people() -> None:
    """The address where it is shown, else the name; the account beside it."""
    hidden = issue(assignee={"accountId": "a1", "displayName": "Jane Doe"})
    shown = issue(assignee={"accountId": "a1", "displayName": "J", "emailAddress": "j@acme.com"})
    assert shape().ticket(hidden, [], Marker()).assignee == "Jane Doe"
    assert shape().ticket(shown, [], Marker()).assignee == "j@acme.com"
    assert shape().ticket(shown, [], Marker()).account == "a1"
    assert shape().ticket(issue(assignee=None), [], Marker()).account is None


def test_labels_without_blanks() -> None:
    """Jira's have none: syncd's own read back as they are configured, others as they are."""
    assert as_label("post mortem") == "post_mortem"
    ticket = shape().ticket(issue(labels=["post_mortem", "their_own"]), [], Marker())
    assert ticket.labels == {"post mortem", "their_own"}
    assert shape().normalize(Wanted("t", None, None, LABELS)).labels == LABELS


def test_a_wish_as_jira_takes_it() -> None:
    """One line of title, at most 255 characters, and no handle before an account."""
    wanted = shape().normalize(Wanted("  a \n b ", "@a1", None, frozenset()))
    assert (wanted.title, wanted.assignee) == ("a b", "a1")
    long = shape().normalize(Wanted("x" * 300, None, None, frozenset()))
    assert len(long.title) == 255
    assert shape().normalize(long) == long


def test_a_priority_that_a_human_set_natively() -> None:
    """It counts as its label, once it is not what syncd wrote there."""
    labels = ["priority/P0"]
    written = Marker(native="Highest")

    def read(native: str, marker: Marker = written) -> frozenset[str]:
        return shape().ticket(issue(labels=labels, priority={"name": native}), [], marker).labels

    assert read("Highest") == {"priority/P0"}
    assert read("Medium") == {"priority/P0", "priority/P2"}
    assert read("Lowest") == {"priority/P0"}
    assert read("Medium", Marker()) == {"priority/P0"}


def test_the_revision_follows_what_is_read() -> None:
    """Every part that syncd reads is in it, the marker and edited comments included."""
    said = {"id": "1", "updated": "2026-03-02T10:00:00.000+0100"}
    variants = [
        issue(),
        issue(summary="Other"),
        issue(labels=["x"]),
        issue(duedate="2026-03-09"),
        issue(assignee={"accountId": "a"}),
        issue(priority={"name": "High"}),
        issue(updated="2026-03-02T10:00:01.123+0100"),
        issue(comment={"comments": [said], "total": 1}),
        issue(comment={"comments": [{**said, "updated": "later"}], "total": 1}),
        {**issue(), "properties": {"syncd": {"v": 1}}},
        {**issue(), "key": "OPS-1"},
    ]
    revisions = [shape().revision(each) for each in variants]
    assert len(set(revisions)) == len(variants)
    assert shape().revision(issue()) == revisions[0]


def test_where_people_see_it() -> None:
    """A link leads to the site, also where the API is elsewhere."""
    api = "https://api.atlassian.com/ex/jira/cloud-id"
    elsewhere = shape(url=api, site="https://acme.atlassian.net/")
    assert elsewhere.ref(issue()).url == "https://acme.atlassian.net/browse/PAY-1"


def test_values_in_jql() -> None:
    """Quotes and backslashes in a name do not end it."""
    assert quoted('a "b" \\ c') == '"a \\"b\\" \\\\ c"'

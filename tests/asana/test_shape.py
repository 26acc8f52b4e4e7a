"""From Asana's records to tickets, and what settings make of them. No server."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from syncd.model import Link, Status, Wanted
from syncd.ports import Opening, RejectedError
from syncd_asana.records import FieldOfTask, Membership, Person, Ref, Task
from syncd_asana.settings import TrackerSettings
from syncd_asana.shape import Shape, project_gid
from syncd_asana.tracker import AsanaTracker

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def settings(**more: Any) -> TrackerSettings:
    """The table, with a token."""
    return TrackerSettings(token="t", **more)  # type: ignore[arg-type]


def shape(**more: Any) -> Shape:
    """A shape that spells its labels in lower case."""
    names = ("post-mortem", "priority/P0")
    return Shape("it", {name.casefold(): name for name in names}, settings(**more))


def task(**more: Any) -> Task:
    """A task in the section `Doing` of project 7."""
    place = Membership(Ref("7", "Payments"), Ref("70", "Doing"))
    elsewhere = Membership(Ref("8", "Other"), Ref("80", "Won't do"))
    given = {"memberships": (elsewhere, place), "modified_at": "2026-03-02T09:00:00.000Z"}
    return Task("42", "Add a breaker", **{**given, **more})


def ticket(told: Task, **more: Any) -> Any:
    """The ticket of project 7."""
    return shape(**more).ticket(told, "7")


def test_who_owns_it() -> None:
    """The e-mail address if it may be seen, else the name; the account is the gid."""
    for who, name in (
        (Person("1", "Jane", "jane@acme.com"), "jane@acme.com"),
        (Person("1", "Jane"), "Jane"),
        (Person("1"), "1"),
    ):
        found = ticket(task(assignee=who))
        assert (found.assignee, found.account) == (name, "1")
    assert ticket(task()).assignee is None


def test_labels_are_spelled_as_syncd_does() -> None:
    """Asana does not tell cases apart for people; others' tags keep theirs."""
    told = task(tags=(Ref("1", "Post-Mortem"), Ref("2", "PRIORITY/p0"), Ref("3", "Ours")))
    assert ticket(told).labels == {"post-mortem", "priority/P0", "Ours"}
    assert shape().has_label(told, "post-mortem")


def test_when_it_is_due() -> None:
    """A date, or the day of a time."""
    assert ticket(task(due_on=dt.date(2026, 3, 9))).due == dt.date(2026, 3, 9)
    assert ticket(task(due_at=NOW)).due == dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("more", "completed", "status"),
    [
        ({}, False, Status.OPEN),
        ({}, True, Status.DONE),
        ({"in_progress_section": "doing"}, False, Status.IN_PROGRESS),
        ({"in_progress_section": "doing"}, True, Status.DONE),
        ({"dropped_section": "Doing"}, True, Status.DROPPED),
        ({"dropped_section": "Doing"}, False, Status.OPEN),
        ({"dropped_section": "Won't do"}, True, Status.DONE),  # that is in another project
        ({"dropped_field": {"Resolution": "Won't do"}}, True, Status.DROPPED),
        ({"dropped_field": {"Resolution": "won't do"}}, False, Status.OPEN),
        ({"dropped_field": {"Resolution": "Done"}}, True, Status.DONE),
    ],
)
def test_statuses(more: dict[str, Any], completed: bool, status: Status) -> None:
    """Completed or not, and the rest by the section or field that the configuration names."""
    chosen = FieldOfTask("5", "Resolution", Ref("50", "Won't do"))
    told = task(completed=completed, custom_fields=(chosen, FieldOfTask("6", "Resolution")))
    assert ticket(told, **more).status is status
    assert status in shape(**more).statuses


def test_fields_are_asked_for_only_if_they_matter() -> None:
    """Custom fields make answers large."""
    assert "custom_fields" not in shape().fields
    assert "custom_fields.enum_value.name" in shape(dropped_field={"A": "b"}).fields


def test_the_revision_of_a_task() -> None:
    """Each thing that syncd reads makes another one."""
    others: list[dict[str, Any]] = [
        {"name": "x"},
        {"html_notes": "<body>x</body>"},
        {"completed": True},
        {"due_on": dt.date(2026, 3, 9)},
        {"assignee": Person("1")},
        {"tags": (Ref("1", "x"),)},
        {"memberships": ()},
        {"modified_at": "2026-03-02T09:00:00.001Z"},
    ]
    revisions = {shape().revision(task())}
    for other in others:
        like = {"name": "Add a breaker", "modified_at": task().modified_at}
        told: Any = {**like, "memberships": task().memberships, **other}
        revisions.add(shape().revision(Task("42", **told)))
    assert len(revisions) == len(others) + 1
    swapped = task(memberships=tuple(reversed(task().memberships)))
    assert shape().revision(swapped) == shape().revision(task())


@pytest.mark.parametrize(
    ("written", "gid"),
    [
        ("1208", "1208"),
        (" 1208 ", "1208"),
        ("https://app.asana.com/0/1208/list", "1208"),
        ("https://app.asana.com/0/1208", "1208"),
        ("https://app.asana.com/1/99/project/1208/board?x=1", "1208"),
    ],
)
def test_projects_by_gid_or_address(written: str, gid: str) -> None:
    """Whatever people copy from the address bar is a project."""
    assert project_gid(written) == gid


@pytest.mark.parametrize("written", ["PAY", "", "https://app.asana.com/", "https://a.test/x"])
def test_what_names_no_project(written: str) -> None:
    """The message says what would."""
    with pytest.raises(RejectedError, match="number in the project's address"):
        project_gid(written)


def tracker(**more: Any) -> AsanaTracker:
    """A tracker that nothing is asked of."""
    labels = frozenset({"post-mortem", "priority/P0"})
    return AsanaTracker(Opening("it", Path(), labels=labels), settings(**more))


@pytest.mark.parametrize(
    "address",
    [
        "https://app.asana.com/0/1208/42",
        "https://app.asana.com/0/1208/42/f",
        "https://app.asana.com/0/0/42/f?focus=true",
        "https://app.asana.com/0/search/1208/42",
        "https://app.asana.com/1/99/project/1208/task/42",
        "https://app.asana.com/1/99/project/1208/task/42?focus=true",
        "https://app.asana.com/1/99/project/1208/task/42/comment/43",
        "https://app.asana.com/1/99/task/42",
        "HTTPS://APP.ASANA.COM/0/1208/42#x",
    ],
)
def test_addresses_of_tasks(address: str) -> None:
    """The older and the newer form are recognised, as a link's target and as its text."""
    assert tracker().recognize(Link("here", address)) == "42"
    assert tracker().recognize(Link(address)) == "42"


@pytest.mark.parametrize(
    "address",
    [
        "https://app.asana.com/0/1208/list",
        "https://app.asana.com/0/1208",
        "https://app.asana.com/1/99/project/1208",
        "https://app.asana.test/0/1208/42",
        "https://git.test/?u=https://app.asana.com/0/1208/42",
        "1209000000000042",
    ],
)
def test_addresses_of_something_else(address: str) -> None:
    """Projects, other hosts and bare numbers are no tasks."""
    assert tracker().recognize(Link(address)) is None


def test_normalize() -> None:
    """A name is one line, labels are in syncd's spelling; doing it twice changes nothing."""
    wish = Wanted("  Two\n lines ", " 7 ", NOW.date(), frozenset({"Post-Mortem", "x"}))
    wanted = tracker().normalize(wish)
    assert wanted == Wanted("Two lines", "7", NOW.date(), frozenset({"post-mortem", "x"}))
    assert tracker().normalize(wanted) == wanted


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"token": ""}, "no token"),
        ({"url": "app.asana.com"}, "is no URL"),
        ({"dropped_field": {"A": "b", "C": "d"}}, "name one field"),
        ({"lag": -1}, "greater than or equal"),
        ({"tokn": "x"}, "Extra inputs"),
    ],
)
def test_settings_that_are_wrong(more: dict[str, Any], words: str) -> None:
    """Each is told."""
    with pytest.raises(ValidationError, match=words):
        TrackerSettings(**{"token": "t", **more})

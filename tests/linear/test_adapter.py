"""What the Linear adapter does without asking anybody: links, ids, markers, texts, settings."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from syncd.model import Link, Priority, Status, Ticket, Wanted
from syncd.ports import Opening
from syncd_linear import shape
from syncd_linear.settings import TrackerSettings
from syncd_linear.tracker import LinearTracker
from tests.linear.made import IDENTITY, STATE, URL, issue, link
from tests.linear.stage import TOKEN

LABELS = frozenset({"post-mortem", *(f"priority/P{n}" for n in range(4))})


def tracker(tmp_path: Path, **more: Any) -> LinearTracker:
    """The adapter, never used to send anything."""
    settings = TrackerSettings.model_validate({"token": TOKEN, **more})
    return LinearTracker(Opening("lin", tmp_path, labels=LABELS), settings)


def ticket(**more: Any) -> Ticket:
    """An issue as a ticket."""
    spelling = {name.casefold(): name for name in LABELS}
    found = shape.Shape("lin", "W", spelling, shape.priority_labels(LABELS)).ticket(issue(**more))
    assert isinstance(found, Ticket)
    return found


# Links.


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("https://linear.app/acme/issue/PAY-7/add-a-circuit-breaker", "PAY-7"),
        ("https://linear.app/acme/issue/pay-7", "PAY-7"),
        ("https://linear.app/acme/issue/PAY-7/slug?x=1#comment-1", "PAY-7"),
        ("https://www.linear.app/acme/issue/PAY-7", "PAY-7"),
        ("https://linear.app/acme/project/PAY-7", None),
        ("https://linear.app/acme/issue/PAY-0", None),
        ("https://jira.acme.test/browse/PAY-7", None),
        ("https://example.test/acme/issue/PAY-7", None),
        ("PAY-7", None),
    ],
)
def test_what_names_a_ticket(tmp_path: Path, written: str, key: str | None) -> None:
    """Addresses of Linear's do; other trackers' do not, nor a key of a team never read."""
    assert tracker(tmp_path).recognize(Link(written)) == key


def test_two_workspaces_are_told_apart(tmp_path: Path) -> None:
    """With `workspace` set, addresses of another workspace are none of this tracker's."""
    ours = tracker(tmp_path, workspace="acme")
    assert ours.recognize(Link("https://linear.app/acme/issue/PAY-7")) == "PAY-7"
    assert ours.recognize(Link("https://linear.app/other/issue/PAY-7")) is None


def test_a_text_is_no_better_than_its_target(tmp_path: Path) -> None:
    """A link's text that looks like a ticket counts for nothing if it leads elsewhere."""
    found = tracker(tmp_path).recognize(Link("PAY-7", "https://jira.acme.test/browse/PAY-7"))
    assert found is None


def test_normalizing(tmp_path: Path) -> None:
    """Titles are one line without blanks around it, labels in syncd's spelling."""
    wish = Wanted("  a \n b ", " jane ", None, frozenset({"PRIORITY/p0", "ours"}))
    wanted = tracker(tmp_path).normalize(wish)
    assert wanted == Wanted("a b", "jane", None, frozenset({"priority/P0", "ours"}))


# Issues as tickets.


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("triage", Status.OPEN),
        ("backlog", Status.OPEN),
        ("unstarted", Status.OPEN),
        ("started", Status.IN_PROGRESS),
        ("completed", Status.DONE),
        ("canceled", Status.DROPPED),
        ("duplicate", Status.DROPPED),
        ("something new", Status.OPEN),
    ],
)
def test_what_a_state_means(kind: str, status: Status) -> None:
    """It goes by the type of a state, whatever the team calls it; the unknown is open."""
    assert ticket(state={"id": "s", "type": kind}).status is status


def test_an_issue_as_a_ticket() -> None:
    """Every field is where the rest of syncd looks for it."""
    found = ticket(
        dueDate="2026-03-09",
        assignee={"id": "u", "email": "jane@acme.com", "displayName": "jane"},
        labels={"nodes": [{"id": "1", "name": "POST-mortem"}, {"id": "2", "name": "ours"}]},
        canceledAt="2026-03-03T09:00:00.000Z",
        attachments={"nodes": [link()]},
    )
    assert found.ref.key == "PAY-7"
    assert found.ref.project == "PAY"
    assert (found.assignee, found.account) == ("jane@acme.com", "u")
    assert found.labels == {"post-mortem", "ours"}
    assert (found.due, found.closed) == (
        date(2026, 3, 9),
        datetime(2026, 3, 3, 9, tzinfo=UTC),
    )
    assert (found.identity, found.state, found.back_link) == (IDENTITY, STATE, URL)


def test_an_owner_whose_address_is_not_shown() -> None:
    """People without an e-mail are called as others see them."""
    assert ticket(assignee={"id": "u", "email": None, "displayName": "omar"}).assignee == "omar"


@pytest.mark.parametrize(("number", "label"), [(1, "priority/P0"), (4, "priority/P3"), (0, None)])
def test_a_priority_shows_as_its_label(number: int, label: str | None) -> None:
    """Linear's own field is what people change, so it counts as syncd's label."""
    assert ticket(priority=number).labels == ({label} if label else set())


def test_labels_of_other_names_have_no_priority() -> None:
    """Where syncd's labels are called otherwise, the beginning is found; else there is none."""
    named = shape.priority_labels([f"prio:{n}" for n in Priority] + ["post-mortem"])
    assert named == {1: "prio:P0", 2: "prio:P1", 3: "prio:P2", 4: "prio:P3"}
    assert shape.priority_labels(["post-mortem", "prio:P0"]) == {}


def test_every_part_is_in_the_revision() -> None:
    """Whatever is read of an issue or its comments, a change of it changes the revision."""
    plain = ticket()
    changed = [
        ticket(title="Other"),
        ticket(priority=2),
        ticket(labels={"nodes": [{"id": "1", "name": "x"}]}),
        ticket(attachments={"nodes": [link()]}),
        ticket(updatedAt="2026-03-02T09:00:01.000Z"),
    ]
    comment = shape.Shape("lin", "W", {}, {}).comment(
        {
            "id": "c",
            "body": "Hm.",
            "createdAt": "2026-03-02T09:00:00.000Z",
            "issueId": "I",
            "user": None,
            "botActor": {"name": "GitHub"},
        }
    )
    heard = [
        shape.with_comments(plain.revision, [comment], whole=True),
        shape.with_comments(plain.revision, [comment], whole=False),
        shape.with_comments(plain.revision, [replace(comment, text="No.")], whole=True),
    ]
    revisions = [plain.revision, *(each.revision for each in changed), *heard]
    assert len(set(revisions)) == len(revisions)
    assert ticket().revision == plain.revision
    assert comment.author == "GitHub"


# Settings.


def test_a_key_stands_alone_and_a_token_is_a_bearer() -> None:
    """Linear refuses a key after `Bearer`, and a token without."""
    assert TrackerSettings(token=SecretStr("lin_api_x")).authorization == "lin_api_x"
    assert TrackerSettings(token=SecretStr(" lin_oauth_x ")).authorization == "Bearer lin_oauth_x"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"token": ""}, "no token"),
        ({"token": "t", "url": "linear.app"}, "is no URL"),
        ({"token": "t", "fields": {"cycle": "1"}}, "there is estimate, milestone, project"),
        ({"token": "t", "team": "PAY"}, "Extra inputs"),
        ({"token": "t", "lag": -1}, "greater than or equal"),
    ],
)
def test_settings_that_do_not_fit(table: dict[str, object], words: str) -> None:
    """What cannot work is refused before anything is asked of Linear."""
    with pytest.raises(ValidationError, match=words):
        TrackerSettings.model_validate(table)


def test_a_token_shows_nowhere() -> None:
    """Settings that are printed keep their secrets."""
    settings = TrackerSettings(token=SecretStr(TOKEN), webhook_secret=SecretStr("hush"))
    assert TOKEN not in f"{settings!r} {settings}"
    assert "hush" not in f"{settings!r}"

"""Post-mortems that are issues: what is read, and that only their text is written."""

from collections.abc import Callable
from typing import Any

import pytest

from syncd.markdown import read as read_markdown
from syncd.model import PostMortem, Severity
from syncd.ports import DeniedError, PortError, PostMortemSource, RejectedError, StaleError
from syncd.testing.github import GitHubSimulator, Human
from tests.github.documents import (
    REPO,
    asked,
    document,
    documents,
    revisions,
    source,
    unreadable,
)

LIST = "GET /issues"
ITEMS = "## Action items\n\n| Action | Owner |\n| --- | --- |\n| Add a breaker | jane |\n"
FIRST = "docs/issues/1.md"


def incidents(github: GitHubSimulator, **settings: Any) -> PostMortemSource:
    """The source over issues with the label `incident`."""
    return source(github, label="incident", **settings)


def report(
    li: Human, title: str = "Payments are down", body: str | None = ITEMS, *labels: str
) -> str:
    """Open an issue that is a post-mortem."""
    return li.create(REPO, title, body, ("incident", *labels))


def text(github: GitHubSimulator, key: str = f"{REPO}#1") -> str:
    """The text of an issue."""
    return next(ticket.body for ticket in github.state().tickets if ticket.key == key)


def told(github: GitHubSimulator, path: str = FIRST) -> PostMortem:
    """What syncd reads in a document."""
    return read_markdown(document(incidents(github), path))


def test_issues_with_the_label_are_documents(docs: GitHubSimulator, li: Human) -> None:
    """Open and closed ones, in the order of their making; neither others nor pull requests."""
    first = report(li)
    report(li, "Search is slow", None)
    li.create(REPO, "A question")
    li.close(first)
    found = documents(incidents(docs))
    assert [each.path for each in found] == ["docs/issues/1.md", "docs/issues/2.md"]
    assert [each.url for each in found] == [f"{docs.url}/{REPO}/issues/{n}" for n in (1, 2)]
    assert found[0].folder is None
    assert document(incidents(docs), FIRST) == found[0]


def test_a_scan_costs_a_request_a_hundred(docs: GitHubSimulator, li: Human) -> None:
    """The list has the texts with it, whether they are known or not."""
    for number in range(3):
        report(li, f"Incident {number}")
    ours = incidents(docs)
    known = revisions(ours)
    assert asked(docs) == [LIST]
    li.edit(f"{REPO}#2", body="Another text.\n")
    (page,) = ours.scan(known)
    assert asked(docs) == [LIST]
    assert [each.path for each in page.documents] == ["docs/issues/2.md"]
    assert page.unchanged == ("docs/issues/1.md", "docs/issues/3.md")
    with docs.changing():
        for number in range(98):
            report(li, f"More {number}")
    pages = list(ours.scan(known))
    assert asked(docs) == [LIST, LIST]
    assert [page.last for page in pages] == [False, True]


def test_comments_change_nothing(docs: GitHubSimulator, li: Human) -> None:
    """Nor do labels that say nothing, assignees or closing; title, text and severity do."""
    key = report(li)
    ours = incidents(docs)
    known = revisions(ours)
    li.comment(key, "Looking into it.")
    li.label(key, "backend")
    li.assign(key, "li")
    li.close(key)
    assert [page.unchanged for page in ours.scan(known)] == [(FIRST,)]
    changes: list[Callable[[], None]] = [
        lambda: li.edit(key, title="Payments were down"),
        lambda: li.edit(key, body="Other words."),
        lambda: li.label(key, "SEV-2"),
    ]
    for change in changes:
        change()
        assert [page.unchanged for page in ours.scan(known)] == [()]
        known = revisions(ours)


@pytest.mark.parametrize(
    ("title", "id_", "shown", "day"),
    [
        ("Payments are down", "docs-issues-1", "Payments are down", "2026-03-02"),
        ("PM-2026-0051: Payments are down", "PM-2026-0051", "Payments are down", "2026-03-02"),
        ("[inc-17] Down (again)", "INC-17", "Down (again)", "2026-03-02"),
        ("Outage of PM-12", "PM-12", "Outage of PM-12", "2026-03-02"),
        ("Down on 2026-02-27", "docs-issues-1", "Down on 2026-02-27", "2026-02-27"),
        ("Down on 2026-02-31", "docs-issues-1", "Down on 2026-02-31", "2026-03-02"),
        ("CVE-2026-1234 hits us", "docs-issues-1", "CVE-2026-1234 hits us", "2026-03-02"),
        ('"Quoted": \\ # yes', "docs-issues-1", '"Quoted": \\ # yes', "2026-03-02"),
        ("no 👩‍🚒 here", "docs-issues-1", "no 👩‍🚒 here", "2026-03-02"),
    ],
)
def test_what_the_title_says(
    docs: GitHubSimulator, li: Human, title: str, id_: str, shown: str, day: str
) -> None:
    """It gives the title, the id if it has one, and the day, which else is that of the issue."""
    report(li, title)
    found = told(docs)
    assert (found.id, found.title, str(found.date)) == (id_, shown, day)
    assert [item.title for item in found.items] == ["Add a breaker"]


@pytest.mark.parametrize(
    ("body", "labels", "severity", "day"),
    [
        ("", ("SEV-1",), Severity.SEV1, "2026-03-02"),
        ("", ("severity/2",), Severity.SEV2, "2026-03-02"),
        ("", ("sev3", "several"), Severity.SEV3, "2026-03-02"),
        ("", ("SEV-1", "SEV-2"), None, "2026-03-02"),
        ("**Severity:** SEV-2\n**Date:** 2026-02-27\n\n", ("SEV-1",), Severity.SEV2, "2026-02-27"),
        ("| Severity | 2 |\n| --- | --- |\n| Date | 27 Feb 2026 |\n\n", ("SEV-1",), Severity.SEV2,
         "2026-02-27"),
        ("Date: TBD\n\n", (), None, "2026-03-02"),
        ("---\nseverity: SEV-2\ndate: 2026-02-27\n---\n", ("SEV-1",), Severity.SEV2, "2026-02-27"),
    ],
)  # fmt: skip
def test_what_the_text_says_counts(
    docs: GitHubSimulator,
    li: Human,
    body: str,
    labels: tuple[str, ...],
    severity: Severity | None,
    day: str,
) -> None:
    """Day and severity of the text come first, then label and time of the issue."""
    report(li, "Payments are down", f"{body}{ITEMS}", *labels)
    found = told(docs)
    assert (found.severity, str(found.date)) == (severity, day)
    assert [item.title for item in found.items] == ["Add a breaker"]
    assert found.problems == ()


@pytest.mark.parametrize(
    "body",
    [
        ITEMS,
        ITEMS.replace("\n", "\r\n"),
        f"\ufeff{ITEMS}",
        f"---\nservices: [api]\n---\n{ITEMS}",
        f"---\r\nservices: [api]\r\ntitle: Ours\r\n---\r\n{ITEMS}",
        f"\ufeff---\ndate: 2026-02-27\n---\n{ITEMS}",
        f"---\n---\n{ITEMS}",
        f"---\nA remark.\n---\n{ITEMS}",
        f"---\nkey: [broken\n---\n{ITEMS}",
        f"---\nnever: closed\n{ITEMS}",
        "no line end",
        "Zürich – 東京 🚒\n",
        "",
    ],
)
def test_the_text_comes_and_goes_as_it_is(docs: GitHubSimulator, li: Human, body: str) -> None:
    """What is written is the text alone, without a byte of what syncd put on top of it."""
    report(li, "Payments: down", body)
    ours = incidents(docs)
    found = document(ours, FIRST)
    assert found.content.decode().endswith(body[-10:])
    wanted = found.content + "Ähm\n".encode()
    revision = ours.write(FIRST, wanted, found.revision)
    assert text(docs) == f"{body}Ähm\n"
    assert document(ours, FIRST).content == wanted
    assert document(ours, FIRST).revision == revision


def test_a_document_has_line_ends_of_one_kind(docs: GitHubSimulator, li: Human) -> None:
    """Those of the text, so that a line which syncd adds to it gets them, too."""
    report(li, "Payments are down", ITEMS.replace("\n", "\r\n"))
    content = document(incidents(docs), FIRST).content
    assert content.count(b"\r\n") == content.count(b"\n")


def test_a_write_costs_two_requests(docs: GitHubSimulator, li: Human) -> None:
    """The issue is read again, and then only its text is sent."""
    report(li)
    ours = incidents(docs)
    found = document(ours, FIRST)
    asked(docs)
    ours.write(FIRST, found.content + b"More.\n", found.revision)
    assert asked(docs) == ["GET /issues/1", "PATCH /issues/1"]


def test_a_lost_race_is_stale(docs: GitHubSimulator, li: Human) -> None:
    """What somebody edited meanwhile is not written over; a comment is no edit."""
    key = report(li)
    ours = incidents(docs)
    found = document(ours, FIRST)
    li.comment(key, "Looking.")
    found_again = ours.write(FIRST, found.content + b"More.\n", found.revision)
    li.edit(key, title="Another title")
    with pytest.raises(StaleError, match="somebody edited it"):
        ours.write(FIRST, found.content, found_again)
    changes: list[Callable[[], None]] = [
        lambda: li.unlabel(key, "incident"),
        lambda: li.delete(key),
    ]
    for change in changes:
        before = document(ours, FIRST).revision
        change()
        with pytest.raises(StaleError, match="no post-mortem any more"):
            ours.write(FIRST, b"ours", before)
        li.label(key, "incident")


@pytest.mark.parametrize("fault", ["lose-answer", "late-503", "503"])
def test_a_write_is_safe_to_repeat(docs: GitHubSimulator, li: Human, fault: str) -> None:
    """The same text twice is the same text."""
    report(li)
    ours = incidents(docs)
    found = document(ours, FIRST)
    docs.faults.add("PATCH .*", fault)
    ours.write(FIRST, found.content + b"More.\n", found.revision)
    assert text(docs) == f"{ITEMS}More.\n"


def test_what_cannot_be_written(docs: GitHubSimulator, li: Human) -> None:
    """An edit in what stands for the title, a text that is too long, and `never`."""
    report(li)
    ours = incidents(docs)
    found = document(ours, FIRST)
    with pytest.raises(RejectedError, match="title, date and severity"):
        ours.write(FIRST, found.content.replace(b"down", b"up"), found.revision)
    with pytest.raises(RejectedError, match="no room for"):
        ours.write(FIRST, found.content + b"x" * 65_536, found.revision)
    with pytest.raises(DeniedError, match=r"sources\.docs\.write"):
        incidents(docs, write="never").write(FIRST, found.content, found.revision)
    for path in ("docs/issues/x.md", "other/issues/1.md", "1.md"):
        with pytest.raises(RejectedError, match=r"no issue of acme/docs"):
            ours.read(path)


def test_what_is_not_there(docs: GitHubSimulator, li: Human) -> None:
    """An issue that is gone, without the label, moved away or a ticket is no document."""
    ours = incidents(docs)
    assert ours.read(FIRST) is None
    docs.repository("acme/other", roles={"syncd-bot": "write"})
    li.transfer(report(li), "acme/other")
    assert ours.read(FIRST) is None
    li.create(REPO, "A question")
    assert ours.read("docs/issues/2.md") is None
    assert documents(ours) == []


@pytest.mark.parametrize("label", ["post-mortem", "Post-Mortem", "priority/p0"])
def test_the_label_of_tickets_is_refused(docs: GitHubSimulator, label: str) -> None:
    """A source cannot be opened over the issues that syncd makes itself."""
    with pytest.raises(PortError, match=r"sources\.docs\.label: .*a ticket is no post-mortem"):
        source(docs, label=label)


def test_a_ticket_is_no_post_mortem(docs: GitHubSimulator, li: Human) -> None:
    """An issue with syncd's marker or label is reported, and none of it is read."""
    marker = '<!-- syncd {"v": 1, "item": "PM-1-01", "post_mortem": "PM-1"} -->'
    li.create(REPO, "Add a breaker", f"Text.\n\n{marker}\n", ("incident",))
    li.create(REPO, "Add an alert", "Text.\n", ("incident", "post-mortem"))
    report(li)
    ours = incidents(docs)
    found = unreadable(ours)
    assert [each.path for each in found] == ["docs/issues/1.md", "docs/issues/2.md"]
    assert found[0].hint == "leave one of the labels incident and post-mortem on it"
    assert [each.path for each in documents(ours)] == ["docs/issues/3.md"]
    assert ours.read(FIRST) is None


def test_a_renamed_repository_is_no_empty_one(docs: GitHubSimulator, li: Human) -> None:
    """PyGithub follows to the new name and forgets what it asked: nothing is concluded from it."""
    docs.record = False  # addresses by number are not described
    li.close(report(li))
    li.rename_repository(REPO, "acme/handbook")
    with pytest.raises(DeniedError, match='set repository = "acme/handbook"'):
        list(incidents(docs).scan({}))
    li.create("acme/handbook", "A question")
    with pytest.raises(DeniedError, match='set repository = "acme/handbook"'):
        list(incidents(docs).scan({}))


def test_a_page_that_fails_proves_no_absence(docs: GitHubSimulator, li: Human) -> None:
    """A scan that broke off never says that it was the last page."""
    with docs.changing():
        for number in range(101):
            report(li, f"Incident {number}")
    pages = []
    scan = incidents(docs).scan({})
    pages.append(next(scan))
    docs.faults.add("GET .*/issues", "503", times=None)
    with pytest.raises(PortError):
        pages += list(scan)
    assert [page.last for page in pages] == [False]

"""What the GitHub adapter does beyond the conformance suite."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from syncd.model import Base, Identity, Link, Priority, Status, Wanted
from syncd.ports import (
    AgainError,
    DeniedError,
    GoneError,
    LimitedError,
    Opening,
    PortError,
    RejectedError,
    StaleError,
    UnsureError,
)
from syncd_github import block
from syncd_github.settings import TrackerSettings
from syncd_github.tracker import GitHubTracker
from syncd_github.verdicts import verdict
from tests.github.stage import TOKEN

IDENTITY = Identity(
    "PM-1-01",
    "PM-1",
    "https://git.test/pm/one.md",
    base=Base("Add --> a <b>", "jane", date(2026, 3, 9), Priority.P1, Status.OPEN),
)


def tracker(tmp_path: Path, url: str = "https://api.github.com") -> GitHubTracker:
    """The adapter, never used to send anything."""
    labels = frozenset({"post-mortem", "priority/P0"})
    opening = Opening("gh", tmp_path, labels=labels)
    return GitHubTracker(opening, TrackerSettings(url=url, token=SecretStr(TOKEN)))


@pytest.mark.parametrize(
    ("url", "link", "key"),
    [
        ("https://api.github.com", "https://github.com/acme/pay/issues/12", "acme/pay#12"),
        ("https://api.github.com", "https://GitHub.com/acme/pay/issues/12#top", "acme/pay#12"),
        ("https://api.github.com", "acme/pay#12", "acme/pay#12"),
        ("https://git.acme.test/api/v3", "https://git.acme.test/a/b.c/issues/3/", "a/b.c#3"),
        ("https://git.acme.test/api/v3", "https://github.com/acme/pay/issues/12", None),
        ("https://api.github.com", "https://github.com/acme/pay/pull/12", None),
        ("https://api.github.com", "https://github.com/acme/pay/issues/0", None),
        ("https://api.github.com", "#12", None),
        ("https://api.github.com", "PAY-12", None),
    ],
)
def test_what_names_a_ticket(tmp_path: Path, url: str, link: str, key: str | None) -> None:
    """Addresses of this GitHub and full names do; pull requests and bare numbers do not."""
    assert tracker(tmp_path, url).recognize(Link(link)) == key


def test_a_text_is_no_better_than_its_target(tmp_path: Path) -> None:
    """A link's text that looks like a ticket counts for nothing if it leads elsewhere."""
    link = Link("acme/pay#12", "https://jira.acme.test/browse/PAY-12")
    assert tracker(tmp_path).recognize(link) is None


@pytest.mark.parametrize(
    ("person", "login"),
    [("@janedoe", "janedoe"), ("janedoe", "janedoe"), ("jane@acme.com", None), ("Jane Doe", None)],
)
def test_whom_a_name_means(tmp_path: Path, person: str, login: str | None) -> None:
    """A handle is a login; an e-mail or a full name is nobody's as far as GitHub tells."""
    assert tracker(tmp_path).find_account("acme/pay", person) == login


def test_normalizing(tmp_path: Path) -> None:
    """Titles are one line that GitHub takes, labels in syncd's spelling, logins without @."""
    wish = Wanted("  a \n b ", "@jane", None, frozenset({"PRIORITY/p0", "ours"}))
    wanted = tracker(tmp_path).normalize(wish)
    assert wanted == Wanted("a b", "jane", None, frozenset({"priority/P0", "ours"}))
    assert len(tracker(tmp_path).normalize(Wanted("x" * 300, None, None, frozenset())).title) == 256


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("text", ["", "Text.", "Text.\n\n", "| a |\n| - |\n| ünï |\n"])
def test_a_block_reads_as_it_was_written(text: str, end: str) -> None:
    """What is written is read, whatever stands above, and stays there byte for byte."""
    above = text.replace("\n", end)
    written = block.written(above, IDENTITY, date(2026, 3, 9))
    found = block.read(written)
    assert (found.identity, found.due) == (IDENTITY, date(2026, 3, 9))
    assert found.back_link == IDENTITY.url
    assert written.startswith(above.rstrip("\r\n"))
    edited = block.edited(written, back_link="https://git.test/pm/two.md", due=date(2026, 4, 1))
    again = block.read(edited)
    assert (again.identity, again.due) == (IDENTITY, date(2026, 4, 1))
    assert again.back_link == "https://git.test/pm/two.md"
    back = block.edited(edited, back_link=IDENTITY.url, due=date(2026, 3, 9))
    assert back == written


def test_a_block_that_a_human_edited() -> None:
    """Text below the block, a lost line and a quoted block do no harm."""
    written = block.written("Text.", IDENTITY, date(2026, 3, 9))
    below = f"{written}\n\nA human went on here."
    assert block.edited(below, back_link=None, due=date(2026, 4, 1)).endswith(
        "A human went on here."
    )
    without = written.replace("**Due:** 2026-03-09\n", "")
    assert block.read(without).due is None
    assert block.read(block.edited(without, back_link=None, due=date(2026, 4, 1))).due == date(
        2026, 4, 1
    )
    cut = written[: written.index("<!-- syncd {")]
    assert block.read(cut).due == date(2026, 3, 9)
    assert block.read(cut).identity is None
    broken = written.replace('"v": 1', '"v": 9')
    assert block.read(broken).identity is None
    assert block.read("**Due:** 2026-03-09\n\nNot ours.").due is None


def test_nothing_in_a_marker_ends_the_comment() -> None:
    """A title with the end of an HTML comment in it stays inside, and reads back."""
    written = block.written("", IDENTITY, None)
    assert written.count("-->") == 2  # the begin of the block, and the end of the marker
    assert block.read(written).identity == IDENTITY


SERVER = datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("status", "headers", "repeatable", "kind"),
    [
        (401, {}, True, DeniedError),
        (403, {}, True, DeniedError),
        (403, {"retry-after": "30"}, True, LimitedError),
        (403, {"x-ratelimit-remaining": "0"}, True, LimitedError),
        (429, {}, False, LimitedError),
        (404, {}, True, GoneError),
        (410, {}, True, GoneError),
        (307, {}, False, GoneError),
        (409, {}, False, StaleError),
        (422, {}, False, RejectedError),
        (500, {}, True, AgainError),
        (502, {}, False, UnsureError),
        (503, {}, False, UnsureError),
    ],
)
def test_verdicts(
    status: int, headers: dict[str, str], repeatable: bool, kind: type[PortError]
) -> None:
    """Each answer has one verdict, and says what was asked and what GitHub said."""
    body = '{"message": "Something", "errors": [{"field": "title", "code": "missing"}]}'
    error = verdict(status, headers, body, "gh: GET /x", now=SERVER, repeatable=repeatable)
    assert type(error) is kind
    assert "gh: GET /x" in str(error)
    assert f"{status} Something, title missing" in str(error)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(SERVER) + 90)}, 90),
        ({"retry-after": "soon"}, 60),
        ({}, 60),
    ],
)
def test_how_long_a_limit_lasts(headers: dict[str, str], seconds: float) -> None:
    """As long as GitHub says; where it does not say, a minute."""
    error = verdict(429, headers, "", "gh: GET /x", now=SERVER, repeatable=True)
    assert isinstance(error, LimitedError)
    assert error.retry_after == seconds


def test_a_limit_by_its_words_alone() -> None:
    """A secondary limit can come as 403 with nothing but words."""
    body = '{"message": "You have exceeded a secondary rate limit."}'
    error = verdict(403, {}, body, "gh: GET /x", now=SERVER, repeatable=True)
    assert isinstance(error, LimitedError)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({}, "no token"),
        ({"app_id": 1}, "needs app_id, installation_id and private_key_file"),
        (
            {"token": "t", "app_id": 1, "installation_id": 2, "private_key": "k"},
            "keep one of the two",
        ),
        ({"token": "t", "url": "github.com"}, "is no URL"),
    ],
)
def test_settings_that_do_not_fit(table: dict[str, object], words: str) -> None:
    """What cannot work is refused before anything is asked of GitHub."""
    with pytest.raises(ValidationError, match=words):
        TrackerSettings.model_validate(table)


def test_writes_are_spaced_where_github_asks_for_it() -> None:
    """A second between writes on GitHub.com, none on a server of one's own, or as configured."""
    token = SecretStr(TOKEN)
    assert TrackerSettings(token=token).spacing == 1.0
    assert TrackerSettings(token=token, url="https://git.acme.test/api/v3").spacing == 0.0
    assert TrackerSettings(token=token, write_spacing=0.25).spacing == 0.25

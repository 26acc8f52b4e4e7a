"""A real client library is content with the simulator."""

import datetime as dt
from collections.abc import Iterator

import pytest
from github import Auth, Github, GithubException
from github.Repository import Repository

from syncd.testing.github import GitHubSimulator, Human
from tests.tokens import token


@pytest.fixture
def repo(sim: GitHubSimulator) -> Iterator[Repository]:
    """`acme/pay` as PyGithub sees it: without repeating anything, and without waiting."""
    api = Github(
        base_url=sim.url,
        auth=Auth.Token(token("write")),
        retry=None,
        seconds_between_requests=None,
        seconds_between_writes=None,
        per_page=2,
    )
    yield api.get_repo("acme/pay")
    api.close()


def test_one_request_for_one_issue(sim: GitHubSimulator, repo: Repository) -> None:
    """To make, edit and label an issue costs one request each, as the log shows exactly."""
    sim.clear_log()
    issue = repo.create_issue("T", body="B", labels=["post-mortem"], assignees=["triage"])
    issue.edit(state="closed", state_reason="not_planned")
    issue.add_to_labels("priority/P0")
    issue.remove_from_labels("priority/P0")
    assert (issue.number, issue.state_reason, issue.user.login) == (1, "not_planned", "write")
    assert sim.log == [
        "POST /repos/acme/pay/issues",
        "PATCH /repos/acme/pay/issues/1",
        "POST /repos/acme/pay/issues/1/labels",
        "DELETE /repos/acme/pay/issues/1/labels/priority/P0",
    ]


def test_paging_through_a_list(sim: GitHubSimulator, repo: Repository, human: Human) -> None:
    """All pages, one request each, beyond the depth where only the cursor goes on."""
    sim.world.deep_pages = 2
    for number in range(5):
        human.create("acme/pay", str(number), labels=("post-mortem",))
    sim.clear_log()
    since = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    found = repo.get_issues(
        state="all", labels=["post-mortem"], since=since, sort="updated", direction="asc"
    )
    assert [issue.title for issue in found] == ["0", "1", "2", "3", "4"]
    assert len(sim.log) == 3


def test_a_redirect_is_followed_silently(repo: Repository, human: Human) -> None:
    """A transferred issue passes for the old one unless its repository is looked at."""
    human.create("acme/pay", "T")
    human.transfer("acme/pay#1", "acme/other")
    issue = repo.get_issue(1)
    assert issue.repository.full_name == "acme/other"


def test_errors_are_understood(repo: Repository, human: Human) -> None:
    """Status and message of a stale write come through."""
    human.write("acme/pay", "a.md", "a\n")
    file = repo.get_contents("a.md")
    assert not isinstance(file, list)
    human.write("acme/pay", "a.md", "b\n")
    with pytest.raises(GithubException, match="does not match") as caught:
        repo.update_file("a.md", "m", "c\n", file.sha)
    assert caught.value.status == 409

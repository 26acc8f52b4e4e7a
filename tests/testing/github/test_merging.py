"""Merges of branches, pull requests after their branch moved, and protected branches."""

import base64

import pytest

from syncd.testing.github import Human
from tests.testing.client import Client

REPO = "/repos/acme/pay"


def branch(client: Client, human: Human) -> None:
    """A branch `side` that has one more file than `main`."""
    human.write("acme/pay", "pm/a.md", "one\n")
    sha = client.get(f"{REPO}/git/ref/heads/main")["object"]["sha"]
    client.send(f"POST {REPO}/git/refs", {"ref": "refs/heads/side", "sha": sha})
    human.write("acme/pay", "pm/b.md", "b\n", "side")


def text(client: Client, path: str, ref: str) -> str:
    """A file of a branch."""
    found = client.get(f"{REPO}/contents/{path}?ref={ref}")
    return base64.b64decode(found["content"]).decode()


def test_updating_a_branch(client: Client, human: Human) -> None:
    """The branch then has what both had, unless both wrote the same file."""
    branch(client, human)
    human.write("acme/pay", "pm/a.md", "two\n")
    human.update_branch("acme/pay", "side")
    assert (text(client, "pm/a.md", "side"), text(client, "pm/b.md", "side")) == ("two\n", "b\n")
    assert client.get(f"{REPO}/compare/main...side")["behind_by"] == 0
    human.write("acme/pay", "pm/a.md", "three\n")
    human.write("acme/pay", "pm/a.md", "another\n", "side")
    with pytest.raises(ValueError, match=r"conflicts in pm/a\.md"):
        human.update_branch("acme/pay", "side")


def test_head_is_the_default_branch(client: Client, human: Human) -> None:
    """As a name in reading it means the default branch."""
    human.write("acme/pay", "pm/a.md", "one\n")
    by_name = client.get(f"{REPO}/git/trees/main?recursive=1")
    assert client.get(f"{REPO}/git/trees/HEAD?recursive=1") == by_name


@pytest.mark.parametrize("squash", [False, True])
def test_a_closed_pull_request_stays_as_it_was(
    client: Client, human: Human, *, squash: bool
) -> None:
    """It moves with its branch while it is open, and not after it was merged."""
    branch(client, human)
    pull = client.send(f"POST {REPO}/pulls", {"title": "t", "head": "side", "base": "main"})
    last = human.write("acme/pay", "pm/c.md", "c\n", "side")
    assert client.get(f"{REPO}/pulls/{pull['number']}")["head"]["sha"] == last
    human.merge(f"acme/pay#{pull['number']}", squash=squash)
    human.write("acme/pay", "pm/d.md", "d\n", "side")
    now = client.get(f"{REPO}/pulls/{pull['number']}")
    assert (now["merged"], now["head"]["sha"]) == (True, last)
    ahead = client.get(f"{REPO}/compare/main...side")["ahead_by"]
    assert ahead == (3 if squash else 1)


def test_deleting_the_branch_closes_it(client: Client, human: Human) -> None:
    """A pull request without its branch is closed, and still knows its last commit."""
    branch(client, human)
    pull = client.send(f"POST {REPO}/pulls", {"title": "t", "head": "side", "base": "main"})
    human.delete_branch("acme/pay", "side")
    now = client.get(f"{REPO}/pulls/{pull['number']}")
    assert (now["state"], now["merged"]) == ("closed", False)
    assert now["head"]["sha"] == pull["head"]["sha"]


@pytest.mark.parametrize("kind", ["protection", "ruleset"])
def test_a_protected_branch(client: Client, human: Human, kind: str) -> None:
    """Files are refused with 409 and the reason; the branch, or its rules, tell it before."""
    human.protect("acme/pay", "main", kind)
    wanted = {"message": "m", "content": "eA=="}
    status, body, _ = client.ask(f"PUT {REPO}/contents/pm/a.md", wanted)
    assert status == 409
    assert body["message"].endswith("Changes must be made through a pull request.")
    assert client.get(f"{REPO}/branches/main")["protected"]
    rules = client.get(f"{REPO}/rules/branches/main")
    assert [rule["type"] for rule in rules] == (["pull_request"] if kind == "ruleset" else [])

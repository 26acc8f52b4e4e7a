"""Files, git objects, comparisons, pull requests."""

import base64
import hashlib
from typing import Any

from syncd.testing.github import GitHubSimulator, Human
from tests.testing.client import Client

REPO = "/repos/acme/pay"
FILE = f"{REPO}/contents/pm/a.md"


def put(client: Client, text: str, **more: Any) -> tuple[int, Any]:
    """Write the file."""
    content = base64.b64encode(text.encode()).decode()
    status, body, _ = client.ask(f"PUT {FILE}", {"message": "m", "content": content, **more})
    return status, body


def test_compare_and_swap(client: Client, human: Human) -> None:
    """Without a sha 422, with another one 409, with its own 200; a new file asks for none."""
    status, body = put(client, "one\n", sha="whatever")
    assert status == 201
    sha = body["content"]["sha"]
    assert sha == hashlib.sha1(b"blob 4\0one\n", usedforsecurity=False).hexdigest()
    assert put(client, "two\n")[0] == 422
    human.write("acme/pay", "pm/a.md", "by a human\n")
    status, body = put(client, "two\n", sha=sha)
    assert (status, body["message"]) == (409, f"pm/a.md does not match {sha}")
    now = client.get(FILE)
    assert base64.b64decode(now["content"]) == b"by a human\n"
    assert put(client, "two\n", sha=now["sha"])[0] == 200
    assert client.get(f"{REPO}/commits?path=pm/a.md")[0]["commit"]["message"] == "m"


def test_what_a_write_refuses(client: Client) -> None:
    """A branch that is not there first of all, a message that is missing, wrong base64."""
    assert put(client, "x", branch="nowhere", sha="x")[0] == 404
    assert client.status(f"PUT {FILE}", {"content": "eA=="}) == 422
    status, body, _ = client.ask(f"PUT {FILE}", {"message": "m", "content": "!!!"})
    assert (status, body["message"]) == (422, "content is not valid Base64")
    assert client.status(f"GET {FILE}") == 404


def test_reading_files_and_folders(client: Client, human: Human) -> None:
    """A file as JSON or raw, a folder as a list, at any commit."""
    first = human.write("acme/pay", "pm/a.md", "a\n")
    human.write("acme/pay", "pm/2026/b.md", "b\n")
    assert [(one["name"], one["type"]) for one in client.get(f"{REPO}/contents/pm")] == [
        ("2026", "dir"),
        ("a.md", "file"),
    ]
    assert [one["name"] for one in client.get(f"{REPO}/contents/pm?ref={first}")] == ["a.md"]
    raw = {"Accept": "application/vnd.github.raw+json"}
    assert client.ask(f"GET {FILE}", None, raw)[0] == 200
    human.remove("acme/pay", "pm/2026/b.md")
    assert client.status(f"GET {REPO}/contents/pm/2026") == 404


def test_a_large_file_has_no_content_in_json(client: Client, human: Human) -> None:
    """Above 1 MB the encoding is `none`; the blob has it all."""
    human.write("acme/pay", "pm/a.md", "x" * (1024 * 1024 + 1))
    file = client.get(FILE)
    assert (file["content"], file["encoding"]) == ("", "none")
    assert client.get(f"{REPO}/git/blobs/{file['sha']}")["size"] == 1024 * 1024 + 1


def test_deleting_a_file(client: Client, human: Human) -> None:
    """With its sha only."""
    human.write("acme/pay", "pm/a.md", "a\n")
    sha = client.get(FILE)["sha"]
    assert client.status(f"DELETE {FILE}", {"message": "m", "sha": "x"}) == 409
    assert client.status(f"DELETE {FILE}", {"message": "m"}) == 422
    assert client.send(f"DELETE {FILE}", {"message": "m", "sha": sha})["content"] is None
    assert client.status(f"GET {FILE}") == 404


def test_an_empty_repository(sim: GitHubSimulator, client: Client) -> None:
    """409 for git, 404 for files; the first write makes the branch."""
    sim.repository("acme/empty", files={}, roles={"write": "write"})
    empty = "/repos/acme/empty"
    assert client.status(f"GET {empty}/git/ref/heads/main") == 409
    assert client.status(f"GET {empty}/commits") == 409
    assert client.ask(f"GET {empty}/contents/")[1]["message"] == "This repository is empty."
    client.send(f"PUT {empty}/contents/a.md", {"message": "m", "content": "eA=="})
    assert client.get(f"{empty}/branches")[0]["name"] == "main"


def test_trees_with_all_that_is_below(sim: GitHubSimulator, client: Client, human: Human) -> None:
    """Recursive and flat; cut off, it says so."""
    human.write("acme/pay", "pm/a.md", "a\n")
    tree = client.get(f"{REPO}/git/trees/main?recursive=1")
    assert [entry["path"] for entry in tree["tree"]] == ["README.md", "pm", "pm/a.md"]
    assert tree["truncated"] is False
    flat = client.get(f"{REPO}/git/trees/main")
    assert [entry["path"] for entry in flat["tree"]] == ["README.md", "pm"]
    sim.world.tree_limit = 2
    assert client.get(f"{REPO}/git/trees/main?recursive=1")["truncated"] is True


def test_a_commit_from_parts(client: Client) -> None:
    """Blob, tree, commit, ref: several files in one commit, and a race that is lost."""
    tip = client.get(f"{REPO}/git/ref/heads/main")["object"]["sha"]
    base = client.get(f"{REPO}/git/commits/{tip}")["tree"]["sha"]
    blob = client.send(f"POST {REPO}/git/blobs", {"content": "YQ==", "encoding": "base64"})
    entries = [
        {"path": "pm/a.md", "mode": "100644", "type": "blob", "sha": blob["sha"]},
        {"path": "pm/b.md", "mode": "100644", "type": "blob", "content": "b"},
        {"path": "README.md", "mode": "100644", "type": "blob", "sha": None},
    ]
    tree = client.send(f"POST {REPO}/git/trees", {"base_tree": base, "tree": entries})
    wanted = {"message": "both", "tree": tree["sha"], "parents": [tip]}
    commit = client.send(f"POST {REPO}/git/commits", wanted)
    put(client, "meanwhile", branch="main")
    status, body, _ = client.ask(f"PATCH {REPO}/git/refs/heads/main", {"sha": commit["sha"]})
    assert (status, body["message"]) == (422, "Update is not a fast forward")
    client.send(f"PATCH {REPO}/git/refs/heads/main", {"sha": commit["sha"], "force": True})
    files = client.get(f"{REPO}/git/trees/main?recursive=1")["tree"]
    assert [file["path"] for file in files] == ["pm", "pm/a.md", "pm/b.md"]


def test_refs(client: Client) -> None:
    """One of each name, on a commit that is there, and gone when it is deleted."""
    tip = client.get(f"{REPO}/git/ref/heads/main")["object"]["sha"]
    assert client.status(f"POST {REPO}/git/refs", {"ref": "refs/heads/a/b", "sha": tip}) == 201
    for wanted, words in (
        ({"ref": "refs/heads/a/b", "sha": tip}, "Reference already exists"),
        ({"ref": "refs/heads/c", "sha": "0" * 40}, "Object does not exist"),
        ({"ref": "heads/c", "sha": tip}, "must start with"),
    ):
        status, body, _ = client.ask(f"POST {REPO}/git/refs", wanted)
        assert status == 422
        assert words in body["message"]
    assert client.get(f"{REPO}/branches/a/b")["commit"]["sha"] == tip
    assert client.status(f"DELETE {REPO}/git/refs/heads/a/b") == 204
    assert client.status(f"DELETE {REPO}/git/refs/heads/a/b") == 422
    assert client.status(f"PATCH {REPO}/git/refs/heads/a/b", {"sha": tip}) == 422


def test_what_has_changed_since(client: Client, human: Human) -> None:
    """A comparison names commits oldest first, the files, and where the two parted."""
    before = client.get(f"{REPO}/git/ref/heads/main")["object"]["sha"]
    human.write("acme/pay", "pm/a.md", "a\n")
    human.write("acme/pay", "README.md", "new\n")
    found = client.get(f"{REPO}/compare/{before}...main")
    assert (found["status"], found["ahead_by"], found["behind_by"]) == ("ahead", 2, 0)
    assert found["merge_base_commit"]["sha"] == before
    messages = [commit["commit"]["message"] for commit in found["commits"]]
    assert messages == ["Update pm/a.md", "Update README.md"]
    assert [(file["filename"], file["status"]) for file in found["files"]] == [
        ("README.md", "modified"),
        ("pm/a.md", "added"),
    ]
    assert found["files"][1]["patch"] == "@@ -0,0 +1 @@\n+a"
    assert client.get(f"{REPO}/compare/main...{before}")["status"] == "behind"
    assert client.get(f"{REPO}/compare/main...main")["status"] == "identical"
    assert client.status(f"GET {REPO}/compare/{before}...nowhere") == 404


def test_commits_after_a_force_push(client: Client, human: Human) -> None:
    """What was rewritten has diverged from what was seen."""
    before = client.get(f"{REPO}/git/ref/heads/main")["object"]["sha"]
    seen = human.write("acme/pay", "a.md", "a\n")
    client.send(f"PATCH {REPO}/git/refs/heads/main", {"sha": before, "force": True})
    human.write("acme/pay", "b.md", "b\n")
    found = client.get(f"{REPO}/compare/{seen}...main")
    assert (found["status"], found["ahead_by"], found["behind_by"]) == ("diverged", 1, 1)


def test_pull_requests(client: Client, human: Human) -> None:
    """One a branch, with commits in it; merged by a human its files are on main."""
    tip = client.get(f"{REPO}/git/ref/heads/main")["object"]["sha"]
    client.send(f"POST {REPO}/git/refs", {"ref": "refs/heads/fix", "sha": tip})
    wanted = {"title": "P", "head": "fix", "base": "main", "body": "b"}
    status, body, _ = client.ask(f"POST {REPO}/pulls", wanted)
    assert (status, body["errors"][0]["message"]) == (422, "No commits between main and fix")
    human.write("acme/pay", "pm/a.md", "a\n", branch="fix")
    pull = client.send(f"POST {REPO}/pulls", {**wanted, "head": "acme:fix"})
    assert (pull["changed_files"], pull["commits"], pull["mergeable"]) == (1, 1, True)
    status, body, _ = client.ask(f"POST {REPO}/pulls", wanted)
    assert "already exists for acme:fix" in body["errors"][0]["message"]
    assert client.status(f"POST {REPO}/pulls", {**wanted, "head": "nowhere"}) == 422
    assert [one["number"] for one in client.get(f"{REPO}/pulls?head=acme:fix")] == [1]
    assert client.get(f"{REPO}/pulls?head=acme:other") == []
    assert client.get(f"{REPO}/pulls/1/files")[0]["filename"] == "pm/a.md"
    assert client.send(f"PATCH {REPO}/pulls/1", {"title": "Q"})["title"] == "Q"
    human.merge("acme/pay#1")
    merged = client.get(f"{REPO}/pulls/1")
    assert (merged["merged"], merged["merged_by"]["login"]) == (True, "maintain")
    assert base64.b64decode(client.get(FILE)["content"]) == b"a\n"
    assert client.get(f"{REPO}/pulls") == []

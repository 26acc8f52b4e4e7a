"""Post-mortems that are edited in one pull request, which waits for a human."""

import pytest

from syncd.ports import DeniedError, RejectedError
from syncd.testing.github import GitHubSimulator, Human
from tests.github.documents import (
    REPO,
    asked,
    committed,
    document,
    documents,
    messages,
    revisions,
)
from tests.github.pull_requests import BRANCH, PULLS, TREE, edit, proposing, pull


@pytest.fixture(autouse=True)
def _documents(li: Human) -> None:
    """Two documents on the default branch."""
    li.write(REPO, "a.md", "a\n")
    li.write(REPO, "b.md", "b\n")


def test_the_first_edit_opens_it(docs: GitHubSimulator) -> None:
    """A branch from the base's tip, a commit, a pull request; the base stays as it is."""
    ours = proposing(docs)
    before = document(ours).revision
    asked(docs)
    revision = ours.write("a.md", b"a, edited\n", before)
    assert asked(docs) == [
        PULLS,
        "GET /contents/a.md",
        "GET ",
        "GET /git/ref/heads/main",
        "POST /git/refs",
        "PUT /contents/a.md",
        "POST /pulls",
    ]
    assert committed(docs, "a.md") == b"a\n"
    assert committed(docs, "a.md", BRANCH) == b"a, edited\n"
    assert revision.startswith(f"{before}+")
    assert document(ours).revision == revision


def test_it_tells_a_reviewer_what_to_do(docs: GitHubSimulator) -> None:
    """The title counts, the text lists the documents with links, and names the ways out."""
    edit(docs, b"a, edited\n")
    shown = pull(docs)
    assert shown["title"] == "Update the action items of a.md"
    assert f"- [a.md]({docs.url}/{REPO}/blob/{BRANCH}/a.md)" in shown["body"]
    assert 'write = "never"' in shown["body"]
    edit(docs, b"b, edited\n", "b.md")
    shown = pull(docs)
    assert shown["title"] == "Update the action items of 2 post-mortems"
    assert f"- [b.md]({docs.url}/{REPO}/blob/{BRANCH}/b.md)" in shown["body"]
    assert len(docs.state().more["pull_requests"]) == 1


def test_what_waits_counts(docs: GitHubSimulator) -> None:
    """A pass that knows everything asks twice and finds nothing new, while it waits."""
    edit(docs, b"a, edited\n")
    found = {each.path: each for each in documents(proposing(docs))}
    assert found["a.md"].content == b"a, edited\n"
    assert found["b.md"].content == b"b\n"
    known = {path: each.revision for path, each in found.items()}
    asked(docs)
    (page,) = proposing(docs).scan(known)
    assert asked(docs) == [PULLS, TREE]
    assert page.unchanged == ("a.md", "b.md")


def test_a_second_edit_goes_on_top(docs: GitHubSimulator) -> None:
    """It costs a look at both sides, the commit, and the pull request's text."""
    edit(docs, b"a, edited\n")
    ours = proposing(docs)
    before = document(ours).revision
    asked(docs)
    ours.write("a.md", b"a, edited again\n", before)
    assert asked(docs) == [PULLS, "GET /contents/a.md", "PUT /contents/a.md", "PATCH /pulls/1"]
    assert committed(docs, "a.md", BRANCH) == b"a, edited again\n"


@pytest.mark.parametrize("squash", [False, True])
def test_a_human_merges(docs: GitHubSimulator, li: Human, *, squash: bool) -> None:
    """Then the base counts; the next edit starts from there, in a new pull request."""
    edit(docs, b"a, edited\n")
    li.merge(f"{REPO}#1", squash)
    ours = proposing(docs)
    assert [each.content for each in documents(ours)] == [b"a, edited\n", b"b\n"]
    assert "+" not in document(ours).revision
    edit(docs, b"b, edited\n", "b.md")
    assert pull(docs, 2)["title"] == "Update the action items of b.md"
    assert committed(docs, "a.md", BRANCH) == b"a, edited\n"
    assert committed(docs, "b.md", BRANCH) == b"b, edited\n"
    own = "Update action items of b.md from their tickets"
    assert messages(docs, BRANCH)[:2] == [own, messages(docs)[0]]
    li.merge(f"{REPO}#2", squash)
    assert committed(docs, "b.md") == b"b, edited\n"


@pytest.mark.parametrize("squash", [False, True])
def test_a_branch_that_was_deleted_after_the_merge(
    docs: GitHubSimulator, li: Human, *, squash: bool
) -> None:
    """It is made again."""
    edit(docs, b"a, edited\n")
    li.merge(f"{REPO}#1", squash)
    li.delete_branch(REPO, BRANCH)
    edit(docs, b"b, edited\n", "b.md")
    assert pull(docs, 2)["status"] == "open"


def test_a_human_edits_the_base(docs: GitHubSimulator, li: Human) -> None:
    """Their version counts, and the edit is made anew from it; the pull request can be merged."""
    edit(docs, b"a, edited\n")
    edit(docs, b"b, edited\n", "b.md")
    li.write(REPO, "a.md", "a by li\n")
    ours = proposing(docs)
    found = {each.path: each for each in documents(ours)}
    assert found["a.md"].content == b"a by li\n"
    assert found["b.md"].content == b"b, edited\n"
    asked(docs)
    ours.write("a.md", b"a by li, edited\n", found["a.md"].revision)
    assert asked(docs) == [
        PULLS,
        "GET /contents/a.md",
        "GET /contents/a.md",
        "GET /compare/main...SHA",
        "GET /git/trees/SHA",
        "POST /git/trees",
        "POST /git/commits",
        f"PATCH /git/refs/heads/{BRANCH}",
        "PUT /contents/a.md",
        "PATCH /pulls/1",
    ]
    known = revisions(proposing(docs))
    asked(docs)
    (page,) = proposing(docs).scan(known)
    assert (asked(docs), page.unchanged) == ([PULLS, TREE], ("a.md", "b.md"))
    li.merge(f"{REPO}#1")
    assert (committed(docs, "a.md"), committed(docs, "b.md")) == (
        b"a by li, edited\n",
        b"b, edited\n",
    )


def test_an_edit_that_is_only_behind(docs: GitHubSimulator, li: Human) -> None:
    """A document that changed on the base since the branch began is edited as it is now."""
    edit(docs, b"a, edited\n")
    li.write(REPO, "b.md", "b by li\n")
    edit(docs, b"b by li, edited\n", "b.md")
    assert committed(docs, "a.md", BRANCH) == b"a, edited\n"
    li.merge(f"{REPO}#1")
    assert committed(docs, "b.md") == b"b by li, edited\n"


def test_the_base_moves_elsewhere(docs: GitHubSimulator, li: Human) -> None:
    """That is no reason for anything: the document waits as before, at the same price."""
    edit(docs, b"a, edited\n")
    known = revisions(proposing(docs))
    li.write(REPO, "src/main.py", "pass\n")
    asked(docs)
    (page,) = proposing(docs).scan(known)
    assert (asked(docs), page.unchanged) == ([PULLS, TREE], ("a.md", "b.md"))


def test_a_document_that_was_deleted_on_the_base(docs: GitHubSimulator, li: Human) -> None:
    """It is gone, whatever waits; and it does not come back with the next edit."""
    edit(docs, b"a, edited\n")
    li.remove(REPO, "a.md")
    ours = proposing(docs)
    assert [each.path for each in documents(ours)] == ["b.md"]
    assert ours.read("a.md") is None
    li.write(REPO, "b.md", "b by li\n")
    edit(docs, b"b by li, edited\n", "b.md")
    assert committed(docs, "a.md", BRANCH) is None
    li.merge(f"{REPO}#1")
    assert committed(docs, "a.md") is None


def test_a_human_closes_it(docs: GitHubSimulator, li: Human) -> None:
    """That was a no: the base counts, and the same edits are refused with the way out."""
    edit(docs, b"a, edited\n")
    li.close(f"{REPO}#1")
    assert [each.content for each in documents(proposing(docs))] == [b"a\n", b"b\n"]
    for _ in range(2):
        with pytest.raises(RejectedError, match=r"pull/1, which was closed.*reopen it.*never"):
            edit(docs, b"a, edited\n")
    assert len(docs.state().more["pull_requests"]) == 1
    li.reopen(f"{REPO}#1")
    assert document(proposing(docs)).content == b"a, edited\n"


def test_another_edit_after_a_no(docs: GitHubSimulator, li: Human) -> None:
    """It is asked for in a new pull request, which holds nothing else that was refused."""
    edit(docs, b"a, edited\n")
    edit(docs, b"b, edited\n", "b.md")
    li.close(f"{REPO}#1")
    edit(docs, b"a, edited otherwise\n")
    assert pull(docs, 2)["title"] == "Update the action items of a.md"
    assert committed(docs, "b.md", BRANCH) == b"b\n"
    li.merge(f"{REPO}#2")
    assert committed(docs, "a.md") == b"a, edited otherwise\n"


def test_a_no_that_took_the_branch_along(docs: GitHubSimulator, li: Human) -> None:
    """Closing and deleting the branch says the same as closing alone."""
    edit(docs, b"a, edited\n")
    li.delete_branch(REPO, BRANCH)
    with pytest.raises(RejectedError, match=r"closed without being merged"):
        edit(docs, b"a, edited\n")
    edit(docs, b"a, edited otherwise\n")
    assert pull(docs, 2)["status"] == "open"


def test_an_edit_that_is_taken_back(docs: GitHubSimulator) -> None:
    """When tickets are where they were, nothing is left to merge, and it says so."""
    edit(docs, b"a, edited\n")
    ours = proposing(docs)
    revision = edit(docs, b"a\n")
    assert document(ours).revision == revision
    assert "nothing is left to merge" in pull(docs)["body"]
    edit(docs, b"a, edited\n")
    assert "- [a.md]" in pull(docs)["body"]


def test_a_branch_for_it_and_one_to_merge_into(docs: GitHubSimulator, li: Human) -> None:
    """Both can be named, and another pull request from the same branch is none of ours."""
    ours = proposing(docs, branch="main", pull_request_branch="bots/pm")
    ours.write("a.md", b"a, edited\n", document(ours).revision)
    assert committed(docs, "a.md", "bots/pm") == b"a, edited\n"
    assert document(ours).content == b"a, edited\n"
    assert document(proposing(docs)).content == b"a\n"


def test_without_the_right_to_ask(docs: GitHubSimulator) -> None:
    """GitHub's refusal is told as it is."""
    docs.token("ghp_reader", "reader")
    docs.repository(REPO, roles={"reader": "read"})
    ours = proposing(docs, token="ghp_reader")
    with pytest.raises(DeniedError, match="403"):
        ours.write("a.md", b"a, edited\n", document(ours).revision)

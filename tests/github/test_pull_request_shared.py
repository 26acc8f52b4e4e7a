"""A pull request that others are at work on as well: people, another source, a bad network."""

import json

import pytest

from syncd.ports import RejectedError, StaleError
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
from tests.github.pull_requests import BLOB, BRANCH, NOTE, PULLS, TREE, edit, proposing, pull


@pytest.fixture(autouse=True)
def _documents(li: Human) -> None:
    """Two documents on the default branch."""
    li.write(REPO, "a.md", "a\n")
    li.write(REPO, "b.md", "b\n")


def test_a_human_commits_to_it(docs: GitHubSimulator, li: Human) -> None:
    """Their version waits as any other, is seen at once, and syncd's next edit goes on top."""
    edit(docs, b"a, edited\n")
    known = revisions(proposing(docs))
    li.write(REPO, "a.md", "a, edited by li\n", BRANCH)
    li.write(REPO, "note.txt", "for the reviewer\n", BRANCH)
    asked(docs)
    (page,) = proposing(docs).scan(known)
    assert asked(docs) == [PULLS, TREE, "GET /compare/main...SHA", "GET /git/trees/SHA", BLOB]
    (found,) = page.documents
    assert found.content == b"a, edited by li\n"
    (page,) = proposing(docs).scan(known | {"a.md": found.revision})
    assert page.unchanged == ("a.md", "b.md")
    assert asked(docs) == [PULLS, TREE, "GET /compare/main...SHA"]  # memory knows the rest
    edit(docs, b"a, edited by both\n")
    assert committed(docs, "note.txt", BRANCH) == b"for the reviewer\n"
    assert "Update note.txt" in messages(docs, BRANCH)
    li.merge(f"{REPO}#1")
    assert committed(docs, "a.md") == b"a, edited by both\n"


def test_a_human_brings_it_up_to_date(docs: GitHubSimulator, li: Human) -> None:
    """The button "Update branch" changes nothing about what waits."""
    edit(docs, b"a, edited\n")
    li.write(REPO, "b.md", "b by li\n")
    li.update_branch(REPO, BRANCH)
    found = documents(proposing(docs))
    assert [each.content for each in found] == [b"a, edited\n", b"b by li\n"]
    edit(docs, b"b by li, edited\n", "b.md")
    li.merge(f"{REPO}#1")
    assert committed(docs, "b.md") == b"b by li, edited\n"


def test_more_commits_of_people_are_theirs_to_merge(docs: GitHubSimulator, li: Human) -> None:
    """Where people changed other files, syncd does not merge the base for them."""
    edit(docs, b"a, edited\n")
    li.write(REPO, "note.txt", "for the reviewer\n", BRANCH)
    li.write(REPO, "b.md", "b by li\n")
    with pytest.raises(RejectedError, match=r'people changed note.txt.*"Update branch"'):
        edit(docs, b"b by li, edited\n", "b.md")
    li.update_branch(REPO, BRANCH)
    edit(docs, b"b by li, edited\n", "b.md")
    assert committed(docs, "note.txt", BRANCH) == b"for the reviewer\n"


def test_commits_of_people_are_never_lost(docs: GitHubSimulator, li: Human) -> None:
    """A branch with such commits is not begun anew, until they were merged or it is deleted."""
    edit(docs, b"a, edited\n")
    li.write(REPO, "note.txt", "for the reviewer\n", BRANCH)
    li.close(f"{REPO}#1")
    with pytest.raises(RejectedError, match=r"has commits of people.*delete the branch"):
        edit(docs, b"b, edited\n", "b.md")
    assert committed(docs, "note.txt", BRANCH) == b"for the reviewer\n"
    li.reopen(f"{REPO}#1")
    li.merge(f"{REPO}#1", squash=True)
    edit(docs, b"b, edited\n", "b.md")
    assert committed(docs, "note.txt", BRANCH) == b"for the reviewer\n"  # by the base now
    li.merge(f"{REPO}#2")
    li.write(REPO, "late.txt", "after the merge\n", BRANCH)
    with pytest.raises(RejectedError, match=r"has commits of people"):
        edit(docs, b"a, edited again\n")


def test_a_lost_race_is_stale(docs: GitHubSimulator, li: Human) -> None:
    """Whatever side changes between reading and writing, nothing is written."""
    ours = proposing(docs)
    before = document(ours).revision
    li.write(REPO, "a.md", "a by li\n")
    with pytest.raises(StaleError, match=r"a.md: somebody changed it"):
        ours.write("a.md", b"ours\n", before)
    edit(docs, b"a by li, edited\n")
    before = document(ours).revision
    li.write(REPO, "a.md", "a, edited by li\n", BRANCH)
    with pytest.raises(StaleError, match=r"a.md: the pull request changed"):
        ours.write("a.md", b"ours\n", before)
    before = document(ours).revision
    li.close(f"{REPO}#1")
    with pytest.raises(StaleError, match=r"a.md: its pull request was closed"):
        ours.write("a.md", b"ours\n", before)
    li.remove(REPO, "b.md")
    with pytest.raises(StaleError):
        ours.write("b.md", b"ours\n", "x")
    assert committed(docs, "a.md", BRANCH) == b"a, edited by li\n"


def test_it_is_closed_in_the_same_moment(docs: GitHubSimulator, li: Human) -> None:
    """A commit that came too late is not told as made, and the no counts for it as well."""
    edit(docs, b"a, edited\n")
    end = docs.before(lambda _: li.close(f"{REPO}#1"), "PUT .*")
    with pytest.raises(StaleError, match=r"pull/1 was closed meanwhile"):
        edit(docs, b"b, edited\n", "b.md")
    end()
    assert [each.content for each in documents(proposing(docs))] == [b"a\n", b"b\n"]
    with pytest.raises(RejectedError, match="closed without being merged"):
        edit(docs, b"a, edited\n")


@pytest.mark.parametrize("match", ["POST .*/refs", "PUT .*", "POST .*/pulls", "PATCH .*/pulls/.*"])
def test_lost_answers_are_looked_into(docs: GitHubSimulator, li: Human, match: str) -> None:
    """Each request that writes may lose its answer: there is one branch, commit, pull request."""
    docs.faults.add(match, "lose-answer")
    edit(docs, b"a, edited\n")
    edit(docs, b"b, edited\n", "b.md")
    assert docs.faults.waiting == ()
    assert len(docs.state().more["pull_requests"]) == 1
    assert len(messages(docs, BRANCH)) == len(messages(docs)) + 2
    found = documents(proposing(docs))
    assert [each.content for each in found] == [b"a, edited\n", b"b, edited\n"]


@pytest.mark.parametrize("match", ["PUT .*", "POST .*/pulls"])
def test_a_pass_that_broke_off_is_taken_up(docs: GitHubSimulator, match: str) -> None:
    """A branch without its pull request, or without its commit, is begun anew."""
    docs.faults.add(match, "403-limit", times=None, retry_after=60)
    with pytest.raises(Exception, match="rate limit"):
        edit(docs, b"a, edited\n")
    docs.faults.clear()
    edit(docs, b"a, edited\n")
    assert pull(docs)["status"] == "open"
    assert len(messages(docs, BRANCH)) == len(messages(docs)) + 1


@pytest.mark.parametrize("what", ["", "{}", '{"head": 1, "documents": [1]}', "{broken"])
def test_the_note_can_be_lost(docs: GitHubSimulator, li: Human, what: str) -> None:
    """A human who edits the text of the pull request takes nothing away but its speed."""
    edit(docs, b"a, edited\n")
    known = revisions(proposing(docs))
    body = NOTE.sub(f"<!-- syncd: {what} -->" if what else "", pull(docs)["body"])
    li.edit(f"{REPO}#1", body=body)
    asked(docs)
    (page,) = proposing(docs).scan(known)
    assert page.unchanged == ("a.md", "b.md")
    assert asked(docs) == [PULLS, TREE, "GET /compare/main...SHA"]
    edit(docs, b"b, edited\n", "b.md")
    asked(docs)
    list(proposing(docs).scan(revisions(proposing(docs))))
    assert asked(docs)[-2:] == [PULLS, TREE]


def test_what_people_write_there_stays(docs: GitHubSimulator, li: Human) -> None:
    """A title and a text of their own survive each edit."""
    edit(docs, b"a, edited\n")
    li.edit(f"{REPO}#1", title="Friday's sync", body=f"For Ana.\n\n{pull(docs)['body']}\n\nThanks!")
    edit(docs, b"b, edited\n", "b.md")
    shown = pull(docs)
    assert shown["title"] == "Friday's sync"
    assert shown["body"].startswith("For Ana.\n\n")
    assert shown["body"].endswith("\n\nThanks!")
    assert shown["body"].count("- [b.md]") == 1


def test_many_documents(docs: GitHubSimulator, li: Human) -> None:
    """More than a comparison shows, and than fit in a note, are told apart all the same."""
    with docs.changing():
        for number in range(310):
            li.write(REPO, f"m{number:03}.md", f"{number}\n")
    edit(docs, b"a, edited\n")
    with docs.changing():
        for number in range(310):
            li.write(REPO, f"m{number:03}.md", f"{number}, edited\n", BRANCH)
    found = {each.path: each for each in documents(proposing(docs))}
    assert all(found[f"m{n:03}.md"].content == f"{n}, edited\n".encode() for n in range(310))
    edit(docs, b"b, edited\n", "b.md")
    shown = pull(docs)
    assert len(shown["body"]) < 65_536
    assert "- and 212 more" in shown["body"]
    assert len(documents(proposing(docs))) == 312


def test_two_sources_share_one(docs: GitHubSimulator, li: Human) -> None:
    """Two folders of a repository wait in the same pull request, and keep what is the other's."""
    li.write(REPO, "x/a.md", "xa\n")
    li.write(REPO, "y/b.md", "yb\n")
    one, other = proposing(docs, path="x"), proposing(docs, path="y")
    one.write("a.md", b"xa, edited\n", document(one).revision)
    other.write("b.md", b"yb, edited\n", document(other, "b.md").revision)
    body = pull(docs)["body"]
    assert "- [x/a.md]" in body
    assert "- [y/b.md]" in body
    li.write(REPO, "x/a.md", "xa by li\n")  # makes what waits of the first outdated
    li.write(REPO, "y/b.md", "yb by li\n")
    other = proposing(docs, path="y")
    other.write("b.md", b"yb by li, edited\n", document(other, "b.md").revision)
    assert "- [x/a.md]" not in pull(docs)["body"]
    li.merge(f"{REPO}#1")
    assert committed(docs, "x/a.md") == b"xa by li\n"
    assert committed(docs, "y/b.md") == b"yb by li, edited\n"


def test_the_note_is_harmless(docs: GitHubSimulator, li: Human) -> None:
    """A path cannot end the comment that the note is in."""
    li.write(REPO, "a --> b.md", "x\n")
    edit(docs, b"edited\n", "a --> b.md")
    body = pull(docs)["body"]
    found = NOTE.search(body)
    assert found
    assert list(json.loads(found[1])["documents"]) == ["a --> b.md"]
    assert document(proposing(docs), "a --> b.md").content == b"edited\n"

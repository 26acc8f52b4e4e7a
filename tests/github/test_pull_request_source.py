"""Post-mortems that are edited in one pull request, which waits for a human."""

import json
import re

import pytest

from syncd.ports import DeniedError, PostMortemSource, RejectedError, StaleError
from syncd.testing.github import GitHubSimulator, Human
from tests.github.documents import (
    REPO,
    asked,
    committed,
    document,
    documents,
    messages,
    revisions,
    source,
)

BRANCH = "syncd/post-mortems"
PULLS, TREE, BLOB = "GET /pulls", "GET /git/trees/HEAD", "GET /git/blobs/SHA"
NOTE = re.compile(r"<!-- syncd: (\{.*\}) -->")


def proposing(github: GitHubSimulator, **settings: str) -> PostMortemSource:
    """The source, as a process that has just started opens it."""
    more = {"write": "pull-request", "include": ("*.md",), "exclude": ("README.md",)}
    return source(github, **more | settings)


def edit(github: GitHubSimulator, content: bytes, path: str = "a.md") -> str:
    """What a pass does: read, write what it read, say which revision that is."""
    ours = proposing(github)
    list(ours.scan({}))
    return ours.write(path, content, document(ours, path).revision)


def pull(github: GitHubSimulator, number: int = 1) -> dict[str, str]:
    """A pull request as people see it."""
    found = github.state().more["pull_requests"]
    ticket = next(each for each in found if each.key == f"{REPO}#{number}")
    return {"title": ticket.title, "body": ticket.body, "status": ticket.status}


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


def test_an_edit_that_is_taken_back(docs: GitHubSimulator) -> None:
    """When tickets are where they were, nothing is left to merge, and it says so."""
    edit(docs, b"a, edited\n")
    ours = proposing(docs)
    revision = edit(docs, b"a\n")
    assert document(ours).revision == revision
    assert "nothing is left to merge" in pull(docs)["body"]
    edit(docs, b"a, edited\n")
    assert "- [a.md]" in pull(docs)["body"]


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


def test_the_note_is_harmless(docs: GitHubSimulator, li: Human) -> None:
    """A path cannot end the comment that the note is in."""
    li.write(REPO, "a --> b.md", "x\n")
    edit(docs, b"edited\n", "a --> b.md")
    body = pull(docs)["body"]
    found = NOTE.search(body)
    assert found
    assert list(json.loads(found[1])["documents"]) == ["a --> b.md"]
    assert document(proposing(docs), "a --> b.md").content == b"edited\n"

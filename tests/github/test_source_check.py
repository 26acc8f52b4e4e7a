"""What `syncd doctor` says of post-mortems on GitHub."""

from collections.abc import Sequence
from typing import Any

from syncd.ports import Check
from syncd.testing.github import GitHubSimulator, Human
from tests.github.documents import REPO, asked, document, documents_on_github, source


def checks(docs: GitHubSimulator, **settings: Any) -> Sequence[Check]:
    """The lines of doctor; nothing may be written for them."""
    docs.clear_log()
    found = source(docs, **settings).check()
    assert all(line.startswith("GET ") for line in docs.log)
    return found


def wrong(docs: GitHubSimulator, **settings: Any) -> Check:
    """The one line that is not well."""
    (found,) = (check for check in checks(docs, **settings) if not check.ok)
    assert found.hint is not None or found.message
    return found


def test_all_is_well(docs: GitHubSimulator, li: Human) -> None:
    """It counts documents, and says where edits go."""
    li.write(REPO, "pm/a.md", "text\n")
    said = [check.message for check in checks(docs, path="pm")]
    assert said == ["1 document in acme/docs/pm on main", "syncd commits to main"]
    assert asked(docs) == [
        "GET ",
        "GET /git/trees/HEAD",
        "GET /branches/main",
        "GET /rules/branches/main",
    ]
    assert [check.ok for check in checks(docs, path="pm", write="never")] == [True]


def test_what_is_not_there(docs: GitHubSimulator, li: Human) -> None:
    """A repository, branch, folder or file that is not there is named with its key."""
    assert "correct repository" in wrong(docs, repository="acme/nowhere").message
    assert "correct branch" in wrong(docs, branch="nowhere").message
    assert "correct path" in wrong(docs, path="nowhere").message
    found = wrong(docs, include=("*.rst",))
    assert found.message == "0 documents in acme/docs on main"
    assert found.hint == "check sources.docs.path, include and branch"
    docs.record = False  # addresses by number are not described
    li.rename_repository(REPO, "acme/handbook")
    assert wrong(docs).hint == 'set sources.docs.repository = "acme/handbook"'


def test_what_syncd_may_not_do() -> None:
    """Without the right to write it says which one is missing; who writes never needs none."""
    with documents_on_github(role="read") as docs:
        found = wrong(docs)
        assert found.message == "syncd may read acme/docs, but not write there"
        assert "the role Write" in (found.hint or "")
        assert "Contents: Read and write;" in (found.hint or "")
        assert "Pull requests: Read and write" in (wrong(docs, write="pull-request").hint or "")
        assert "Issues: Read and write" in (wrong(docs, label="incident").hint or "")
        assert all(check.ok for check in checks(docs, write="never"))


def test_a_protected_branch(docs: GitHubSimulator, li: Human) -> None:
    """What will refuse commits is wrong, what may is said; a pull request is the way out."""
    li.protect(REPO, "main")
    (_, told) = checks(docs)
    assert told.ok
    assert "main is protected" in told.message
    assert 'set sources.docs.write = "pull-request"' in (told.hint or "")
    li.protect(REPO, "main", "ruleset")
    found = wrong(docs)
    assert "rules of main refuse commits" in found.message
    assert 'set sources.docs.write = "pull-request"' in (found.hint or "")
    assert all(check.ok for check in checks(docs, write="pull-request"))
    assert len(checks(docs, write="never")) == 1


def test_the_pull_request(docs: GitHubSimulator, li: Human) -> None:
    """Whether one waits, and that one was refused, with what can be done about it."""
    (_, told) = checks(docs, write="pull-request")
    assert told.message == "no pull request waits; edits will be on syncd/post-mortems"
    ours = source(docs, write="pull-request")
    ours.write("README.md", b"edited\n", document(ours, "README.md").revision)
    (_, told) = checks(docs, write="pull-request")
    assert told.message == f"{docs.url}/{REPO}/pull/1 waits for you"
    li.close(f"{REPO}#1")
    (_, told) = checks(docs, write="pull-request")
    assert "pull/1 was closed without being merged" in told.message
    assert "reopen it" in (told.hint or "")


def test_issues(docs: GitHubSimulator, li: Human) -> None:
    """The label has to be there, and issues have to be switched on."""
    found = wrong(docs, label="incident")
    assert found.message == "acme/docs has no label 'incident': no issue is a post-mortem"
    li.create(REPO, "Payments are down", "Text.", ("incident",))
    (told,) = checks(docs, label="incident")
    assert told.message == "issues of acme/docs with the label incident are read, and edited there"

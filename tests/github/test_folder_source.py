"""Post-mortems in a repository: what is read, at what price, and how they are committed."""

import threading
from typing import Any

import pytest
from pydantic import ValidationError

from syncd.ports import (
    AgainError,
    DeniedError,
    LimitedError,
    PortError,
    RejectedError,
    StaleError,
)
from syncd.testing.github import GitHubSimulator, Human, git
from syncd.testing.github.pushes import move_ref
from syncd.testing.github.records import Entry
from syncd_github import fetch
from tests.github.documents import (
    REPO,
    asked,
    committed,
    document,
    documents,
    messages,
    revisions,
    source,
    unreadable,
)
from tests.github.stage import TOKEN

TREE, BLOB, FILE = "GET /git/trees/HEAD", "GET /git/blobs/SHA", "GET /contents/a.md"


def write(li: Human, path: str, content: str = "text\n", branch: str = "") -> None:
    """Commit a file as a human."""
    li.write(REPO, path, content, branch)


def test_documents_come_in_the_order_of_their_paths(docs: GitHubSimulator, li: Human) -> None:
    """A scan yields every Markdown file by path, and proves that there is nothing else."""
    for path in ("pm/b.md", "pm/a/z.md", "pm/a-b.md", "pm/a.md", "pm/n.txt", "pm/.github/x.md"):
        write(li, path, path)
    ours = source(docs, path="pm")
    pages = list(ours.scan({}))
    found = [document for page in pages for document in page.documents]
    assert [each.path for each in found] == ["a-b.md", "a.md", "a/z.md", "b.md"]
    assert found[2].content == b"pm/a/z.md"
    assert [page.last for page in pages] == [True]


def test_each_document_costs_a_request_once(docs: GitHubSimulator, li: Human) -> None:
    """A first scan asks for the tree and each file, a quiet one for the tree, news for itself."""
    write(li, "a.md")
    write(li, "b.md")
    ours = source(docs, exclude=("README.md",))
    known = revisions(ours)
    assert asked(docs) == [TREE, BLOB, BLOB]
    (page,) = ours.scan(known)
    assert asked(docs) == [TREE]
    assert (page.unchanged, page.documents, page.last) == (("a.md", "b.md"), (), True)
    write(li, "b.md", "more\n")
    (page,) = ours.scan(known)
    assert asked(docs) == [TREE, BLOB]
    assert [each.path for each in page.documents] == ["b.md"]


def test_another_branch(docs: GitHubSimulator, li: Human) -> None:
    """The branch that is named is read, written and linked; the default branch is left alone."""
    write(li, "a.md", "main\n")
    _branch(docs, "release/1")
    write(li, "a.md", "release\n", "release/1")
    ours = source(docs, branch="release/1", include=("a.md",))
    (found,) = documents(ours)
    assert (found.content, document(ours)) == (b"release\n", found)
    assert found.url == f"{docs.url}/{REPO}/blob/release/1/a.md"
    ours.write("a.md", b"ours\n", found.revision)
    assert committed(docs, "a.md", "release/1") == b"ours\n"
    assert committed(docs, "a.md") == b"main\n"


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({"path": "pm"}, "{page}/blob/HEAD/pm/2026/a%20b.md"),
        ({}, "{page}/blob/HEAD/pm/2026/a%20b.md"),
        ({"path": "/pm/2026/", "branch": "main"}, "{page}/blob/main/pm/2026/a%20b.md"),
        ({"path": "pm", "url_base": "https://x.org/"}, "https://x.org/2026/a%20b.md"),
    ],
)
def test_urls_and_folders(
    docs: GitHubSimulator, li: Human, settings: dict[str, Any], url: str
) -> None:
    """A back-link leads to the file's page or where the settings say; links start at its folder."""
    write(li, "pm/2026/a b.md")
    (found,) = documents(source(docs, exclude=("README.md",), **settings))
    assert found.url == url.format(page=f"{docs.url}/{REPO}")
    assert found.folder == "pm/2026"


@pytest.mark.parametrize("content", ["a\r\nb\r\n", "\ufeffa\n", "Zürich – 東京 🚒\n", "", "a\nb"])
def test_bytes_come_and_go_as_they_are(docs: GitHubSimulator, li: Human, content: str) -> None:
    """Line ends, a byte order mark and any letter survive reading and writing."""
    write(li, "ä ö.md", content)
    ours = source(docs, exclude=("README.md",))
    (found,) = documents(ours)
    assert found.content == content.encode()
    assert document(ours, "ä ö.md") == found
    wanted = found.content + "Ähm\r\n".encode()
    ours.write("ä ö.md", wanted, found.revision)
    assert committed(docs, "ä ö.md") == wanted


def test_links_and_submodules_are_passed_by(docs: GitHubSimulator, li: Human) -> None:
    """Symbolic links are not followed, and submodules are no documents."""
    write(li, "a.md")
    _add_entry(docs, Entry("120000", "link.md", _blob(docs, b"a.md")))
    _add_entry(docs, Entry("160000", "module.md", "1" * 40))
    assert [each.path for each in documents(source(docs))] == ["README.md", "a.md"]


def test_what_is_too_large_is_not_fetched(docs: GitHubSimulator, li: Human) -> None:
    """A file of more than 5 MB is unreadable without a request, and the others go on."""
    write(li, "a.md")
    write(li, "big.md", "x" * (fetch.MAX_BYTES + 1))
    write(li, "lfs.md", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n")
    ours = source(docs, exclude=("README.md",))
    found = unreadable(ours)
    assert [each.path for each in found] == ["big.md", "lfs.md"]
    assert asked(docs) == [TREE, BLOB, BLOB]
    assert [each.path for each in documents(ours)] == ["a.md"]
    with pytest.raises(PortError, match=r"lfs.md: kept in Git LFS"):
        ours.read("lfs.md")


def test_a_file_above_1_mb_is_read_by_its_blob(docs: GitHubSimulator, li: Human) -> None:
    """GitHub sends no content with such a file; it takes one request more."""
    write(li, "a.md", "x" * (1024 * 1024 + 1))
    assert len(document(source(docs)).content) == 1024 * 1024 + 1
    assert asked(docs) == [FILE, BLOB]


def test_one_that_cannot_be_had_stops_no_other(docs: GitHubSimulator, li: Human) -> None:
    """It is named, the others are read, and nothing is concluded from its absence."""
    for path in ("a.md", "b.md", "c.md"):
        write(li, path, path)
    known = revisions(source(docs, exclude=("README.md",)))
    broken = f"GET /repos/{REPO}/git/blobs/{known['b.md']}"
    docs.faults.add(broken, "503", times=None)
    (page,) = source(docs, exclude=("README.md",)).scan({})
    assert [each.path for each in page.documents] == ["a.md", "c.md"]
    assert [each.path for each in page.unreadable] == ["b.md"]
    assert not page.last


def test_a_github_that_is_down_is_no_list_of_broken_files(docs: GitHubSimulator, li: Human) -> None:
    """After three files in a row that cannot be had the scan ends, and is not whole."""
    for number in range(6):
        write(li, f"{number}.md", str(number))
    docs.faults.add(".* /repos/.*/git/blobs/.*", "503", times=None)
    with pytest.raises(AgainError):
        list(source(docs).scan({}))
    docs.faults.clear()
    docs.faults.add(".* /repos/.*/git/blobs/.*", "403-limit", retry_after=60)
    with pytest.raises(LimitedError):
        list(source(docs).scan({}))


def test_a_tree_that_is_cut_off_is_walked(docs: GitHubSimulator, li: Human) -> None:
    """A large repository is read folder by folder, and the next scan does not ask in vain."""
    for path in ("pm/2025/a.md", "pm/2025/q1/b.md", "pm/2026/c.md", "pm/d.md", "src/x.md"):
        write(li, path, path)
    docs.world.tree_limit = 4
    ours = source(docs, path="pm")
    found = documents(ours)
    assert [each.path for each in found] == ["2025/a.md", "2025/q1/b.md", "2026/c.md", "d.md"]
    docs.clear_log()
    (page,) = ours.scan({each.path: each.revision for each in found})
    assert len(page.unchanged) == 4
    assert asked(docs) == ["GET /git/trees/HEAD", *["GET /git/trees/SHA"] * 3]
    with pytest.raises(PortError, match="no folder nowhere on the default branch"):
        list(source(docs, path="nowhere").scan({}))


def test_what_is_not_there_is_named_with_its_key(docs: GitHubSimulator, li: Human) -> None:
    """A repository, branch or folder that is not there stops the source, and says which."""
    with pytest.raises(DeniedError, match=r"acme/nowhere: not there, or hidden.*repository"):
        list(source(docs, repository="acme/nowhere").scan({}))
    with pytest.raises(DeniedError, match=r"acme/docs has no branch nowhere: correct branch"):
        list(source(docs, branch="nowhere").scan({}))
    with pytest.raises(PortError, match=r"no folder pm on the default branch: correct path"):
        list(source(docs, path="pm").scan({}))
    assert source(docs).read("nowhere.md") is None
    with pytest.raises(RejectedError, match="no path below acme/docs/pm"):
        source(docs, path="pm").read("../README.md")


def test_an_empty_repository_has_no_documents(docs: GitHubSimulator) -> None:
    """Before the first commit a source is empty, and no error."""
    docs.repository("acme/empty", files={}, roles={"syncd-bot": "write"})
    assert [page.last for page in source(docs, repository="acme/empty").scan({})] == [True]


def test_a_renamed_repository_is_no_empty_one(docs: GitHubSimulator, li: Human) -> None:
    """PyGithub follows to the new name and forgets what it asked: nothing is concluded from it."""
    docs.record = False  # addresses by number are not described
    write(li, "pm/a.md")
    li.rename_repository(REPO, "acme/handbook")
    with pytest.raises(DeniedError, match='set repository = "acme/handbook"'):
        list(source(docs).scan({}))


def test_a_commit_says_what_and_why(docs: GitHubSimulator, li: Human) -> None:
    """One request writes, if the file is still what was read; its message names the document."""
    write(li, "pm/a.md", "one\n")
    ours = source(docs, path="pm")
    before = document(ours).revision
    docs.clear_log()
    after = ours.write("a.md", b"two\n", before)
    assert asked(docs) == ["PUT /contents/pm/a.md"]
    assert committed(docs, "pm/a.md") == b"two\n"
    assert document(ours).revision == after
    assert messages(docs)[0] == "Update action items of a.md from their tickets"
    repo = docs.world.repo_named(REPO)
    assert repo
    head = git.head_of(docs.world, repo, "main")
    assert head
    assert "\n\npm/a.md\n\n" in head.message


def test_a_lost_race_is_stale(docs: GitHubSimulator, li: Human) -> None:
    """What somebody else changed or removed meanwhile is not written over, nor made again."""
    write(li, "a.md", "one\n")
    ours = source(docs)
    before = document(ours).revision
    write(li, "a.md", "theirs\n")
    with pytest.raises(StaleError, match=r"a.md: somebody changed it"):
        ours.write("a.md", b"ours\n", before)
    assert committed(docs, "a.md") == b"theirs\n"
    before = document(ours).revision
    li.remove(REPO, "a.md")
    with pytest.raises(StaleError, match="somebody changed it"):
        ours.write("a.md", b"ours\n", before)
    assert committed(docs, "a.md") is None


@pytest.mark.parametrize("fault", ["lose-answer", "late-503"])
def test_a_lost_answer_is_looked_into(docs: GitHubSimulator, li: Human, fault: str) -> None:
    """A commit whose answer was lost is found, and not told as somebody else's."""
    write(li, "a.md", "one\n")
    ours = source(docs)
    before = document(ours).revision
    docs.clear_log()
    docs.faults.add("PUT .*", fault)
    after = ours.write("a.md", b"two\n", before)
    assert asked(docs) == ["PUT /contents/a.md", FILE]
    assert document(ours).revision == after
    assert len(messages(docs)) == 3


@pytest.mark.parametrize("fault", ["503", "drop"])
def test_a_write_that_did_not_happen_is_tried_again(
    docs: GitHubSimulator, li: Human, fault: str
) -> None:
    """Once it is certain that nothing was written."""
    write(li, "a.md", "one\n")
    ours = source(docs)
    before = document(ours).revision
    docs.clear_log()
    docs.faults.add("PUT .*", fault)
    ours.write("a.md", b"two\n", before)
    assert asked(docs) == ["PUT /contents/a.md", FILE, "PUT /contents/a.md"]
    assert committed(docs, "a.md") == b"two\n"
    docs.faults.add("PUT .*", fault, times=None)
    with pytest.raises(AgainError):
        ours.write("a.md", b"three\n", document(ours).revision)
    assert committed(docs, "a.md") == b"two\n"


def test_threads_write_one_after_the_other(docs: GitHubSimulator, li: Human) -> None:
    """Of many writes based on one revision exactly one happens, and none meets another."""
    write(li, "a.md", "one\n")
    before = document(source(docs)).revision
    won: list[bytes] = []

    def put(content: bytes) -> None:
        try:
            source(docs).write("a.md", content, before)
        except StaleError:
            return
        won.append(content)

    threads = [threading.Thread(target=put, args=(b"%d" % number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [committed(docs, "a.md")] == won
    assert len(messages(docs)) == 3


@pytest.mark.parametrize("kind", ["protection", "ruleset"])
def test_a_protected_branch_names_the_way_out(docs: GitHubSimulator, li: Human, kind: str) -> None:
    """GitHub's own words, and the setting that goes with them; nothing is tried twice."""
    write(li, "a.md", "one\n")
    li.protect(REPO, "main", kind)
    ours = source(docs)
    before = document(ours).revision
    docs.clear_log()
    with pytest.raises(RejectedError, match=r'pull request\..*docs\.write = "pull-request"'):
        ours.write("a.md", b"two\n", before)
    assert asked(docs) == ["PUT /contents/a.md"]


def test_write_never(docs: GitHubSimulator, li: Human) -> None:
    """A source that may not be written says so, and sends nothing."""
    write(li, "a.md", "one\n")
    ours = source(docs, write="never")
    assert not ours.writable
    before = document(ours).revision
    docs.clear_log()
    with pytest.raises(DeniedError, match=r"sources\.docs\.write"):
        ours.write("a.md", b"two\n", before)
    assert docs.log == []


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"repository": "docs"}, "'docs' is no repository"),
        ({"path": "../pm"}, "no folder of a repository"),
        ({"include": ("[z-a]",)}, "is no glob"),
        ({"branch": "x", "pull_request_branch": "x"}, "the same branch"),
        ({"label": "incident", "path": "pm"}, "path means files"),
        ({"label": "incident", "write": "pull-request"}, "no files"),
        ({"label": "a,b"}, "comma"),
        ({"token": ""}, "no token"),
    ],
)
def test_settings_that_do_not_fit(
    docs: GitHubSimulator, settings: dict[str, Any], message: str
) -> None:
    """Each is an error of the configuration, in words; the token is in none of them."""
    with pytest.raises(ValidationError, match=message) as caught:
        source(docs, **settings)
    assert TOKEN not in str(caught.value.errors(include_input=False))


def _branch(docs: GitHubSimulator, name: str) -> None:
    with docs.changing() as world:
        repo = world.repo_named(REPO)
        assert repo
        sha = world.refs[repo.id, "refs/heads/main"]
        move_ref(world, repo, repo.owner, f"refs/heads/{name}", sha)


def _blob(docs: GitHubSimulator, content: bytes) -> str:
    with docs.changing() as world:
        repo = world.repo_named(REPO)
        assert repo
        return git.put_blob(world, repo.id, content)


def _add_entry(docs: GitHubSimulator, entry: Entry) -> None:
    """Commit something that is no plain file."""
    with docs.changing() as world:
        repo = world.repo_named(REPO)
        assert repo
        head = git.head_of(world, repo, "main")
        assert head
        tree = git.with_entry(world, repo.id, head.tree, entry.name, (entry.mode, entry.sha))
        by = git.signature_of(world.users[repo.owner], world.time())
        commit = git.put_commit(world, repo.id, tree, (head.sha,), "Add", by)
        move_ref(world, repo, repo.owner, "refs/heads/main", commit.sha)

"""Post-mortems on a simulated GitHub, and what is asked of it about them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from syncd.model import Document
from syncd.ports import Opening, PostMortemSource, UnreadableDocument, find_adapter
from syncd.testing.github import GitHubSimulator
from syncd.testing.simulator import Options
from tests.github.stage import TOKEN
from tests.specs import assert_truthful
from tests.specs.folder import SPECS
from tests.specs.problem import Side

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
REPO = "acme/docs"


@contextmanager
def documents_on_github(role: str = "write") -> Iterator[GitHubSimulator]:
    """A GitHub with the repository `acme/docs`, in which syncd has this role.

    What is asked of it is held against GitHub's own description, where that is at hand.
    """
    with GitHubSimulator(Options(now=NOW), open_door=False) as github:
        github.record = True
        github.token(TOKEN, "syncd-bot")
        roles = {"syncd-bot": role, "li": "admin"}
        github.repository(REPO, roles=roles)  # type: ignore[arg-type]
        yield github
        assert github.unknown == []
        if github.exchanges and (SPECS / "github-rest.openapi.json").is_file():
            assert_truthful("github", github.exchanges, sides=frozenset({Side.REQUEST}))


def source(github: GitHubSimulator, **settings: Any) -> PostMortemSource:
    """The source `docs` over `acme/docs`, as a process that has just started opens it."""
    found = find_adapter("github").source
    assert found
    kind = found()
    table = {"url": github.url, "token": TOKEN, "repository": REPO} | settings
    labels = frozenset({"post-mortem", "priority/P0"})
    opening = Opening("docs", Path(), label="post-mortem", labels=labels)
    return kind.open(opening, kind.settings(**table))


def documents(docs: PostMortemSource) -> list[Document]:
    """Everything that a first scan shows."""
    return [document for page in docs.scan({}) for document in page.documents]


def unreadable(docs: PostMortemSource) -> list[UnreadableDocument]:
    """What a first scan cannot read."""
    return [found for page in docs.scan({}) for found in page.unreadable]


def revisions(docs: PostMortemSource) -> dict[str, str]:
    """What memory would know after a first scan."""
    return {document.path: document.revision for document in documents(docs)}


def document(docs: PostMortemSource, path: str = "a.md") -> Document:
    """One document that has to be there."""
    found = docs.read(path)
    assert found
    return found


def asked(github: GitHubSimulator) -> list[str]:
    """The requests so far without queries and shas, below the repository; forgets them."""
    lines = [line.partition("?")[0].replace(f"/repos/{REPO}", "") for line in github.log]
    github.clear_log()
    return [re.sub(r"\b[0-9a-f]{40}\b", "SHA", line) for line in lines]


def committed(github: GitHubSimulator, path: str, branch: str = "main") -> bytes | None:
    """A file as it is on a branch."""
    from syncd.testing.github import git

    world = github.world
    repo = world.repo_named(REPO)
    assert repo
    head = git.head_of(world, repo, branch)
    entry = head and git.entry_at(world, repo.id, head.tree, path)
    return world.blobs[repo.id, entry.sha] if entry else None


def messages(github: GitHubSimulator, branch: str = "main") -> list[str]:
    """The first lines of the commits of a branch, newest first."""
    from syncd.testing.github import git

    world = github.world
    repo = world.repo_named(REPO)
    assert repo
    head = git.head_of(world, repo, branch)
    assert head
    return [commit.message.partition("\n")[0] for commit in git.history(world, repo.id, head.sha)]

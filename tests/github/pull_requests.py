"""Post-mortems in a pull request: how a pass edits them, and what people see."""

import re

from syncd.ports import PostMortemSource
from syncd.testing.github import GitHubSimulator
from tests.github.documents import REPO, document, source

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

"""Whom a text mentions, as GitHub reads it.

Source: jch/html-pipeline, `MentionFilter`, which GitHub published: `@` and a login, after the
start or anything but a letter or digit, outside of `pre`, `code` and `a`, in what the Markdown is
rendered to, where `&#64;` is an `@` too. People are told who can read the repository
(docs.github.com, "Basic writing and formatting syntax"). Mentions of teams are not simulated, and
Markdown is looked at as far as that takes: code, comments, links and emphasis.
"""

import re
from html import unescape

from syncd.testing.github.records import Repository, reaches
from syncd.testing.github.world import GitHubWorld

_SILENT = re.compile(
    r"^(?P<fence>```|~~~).*?(?:^(?P=fence)|\Z)"  # a block of code
    r"|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"  # code
    r"|<!--.*?-->"
    r"|\]\([^)\s]*\)"  # where a link leads
    r"|https?://[^\s<>]*",
    re.DOTALL | re.MULTILINE,
)
_EMPHASIS = re.compile(r"(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])")
_MENTION = re.compile(
    r"(?<![A-Za-z0-9])@(?P<login>[A-Za-z0-9][A-Za-z0-9-]*)(?!/)(?=\.*(?:[^\w.]|$))"
)


def mentioned(world: GitHubWorld, repo: Repository, text: str | None) -> list[str]:
    """The logins of those whom a text in a repository mentions, each once."""
    shown = unescape(_EMPHASIS.sub(" ", _SILENT.sub(" ", text or "")))
    found: dict[str, None] = {}
    for name in _MENTION.finditer(shown):
        known = world.logins.get(name["login"].lower())
        user = None if known is None else world.users[known]
        if user is not None and reaches(world.role_of(repo, user), "read"):
            found[user.login] = None
    return list(found)

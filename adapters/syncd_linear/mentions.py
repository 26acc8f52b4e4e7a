"""Whom a text mentions, in Linear's way: by the address of somebody's profile.

An address of the workspace's profiles that is not meant like that gets a space without width in
it, which is taken out again from whatever is read; there a mention is `@` and who it is.

Sources: linear/linear#351 (an employee of Linear: the plain address of a profile in the Markdown
of a comment becomes a mention; that what comes back may name somebody by the full name is a
user's remark there); schpet/linear-cli#112 (`@name` alone stays text). `User.url` of the official
SDL is that address. Not known: in which form a mention comes back, so both are read.
"""

import re
from urllib.parse import unquote

_SILENCE = "\u200b"
_PROFILE = (
    rf"https?://[^\s/()<>\[\]]+/[^\s/()<>\[\]]+/profiles/(?P<name>[^\s/()<>\[\]{_SILENCE}]*[\w%])"
)
_MENTION = re.compile(rf"\[@?[^\]\n]*\]\({_PROFILE}\)|{_PROFILE.replace('name', 'plain')}")


def silenced(text: str, workspace: str) -> str:
    """The text in which nobody is mentioned; `workspace` as it stands in addresses."""
    profile = re.compile(rf"(/{re.escape(workspace)}/profiles/)(?=\S)", re.IGNORECASE)
    return profile.sub(rf"\1{_SILENCE}", text)


def spoken(text: str) -> str:
    """The text as people read it."""
    return _MENTION.sub(_name, text).replace(f"/profiles/{_SILENCE}", "/profiles/")


def _name(found: re.Match[str]) -> str:
    return f"@{unquote(found['name'] or found['plain'])}"

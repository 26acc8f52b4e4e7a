"""Globs over paths with `/`, as `include` and `exclude` use them."""

import re
from collections.abc import Sequence

_TOKEN = re.compile(
    r"(?P<folders>(?:(?<=/)|^)\*\*/)|(?P<all>\*\*)|(?P<set>\[!?(?:\]|[^\]/])[^\]/]*\])|.", re.DOTALL
)
_ONE = {"*": "[^/]*", "?": "[^/]"}


def compiled(globs: Sequence[str]) -> re.Pattern[str] | None:
    """One pattern for paths that match any of the globs; None if there are none.

    `*` and `?` stay within a folder, `**/` is any number of folders, `[ab]` one of a set.
    """
    return re.compile("|".join(f"(?:{_translated(glob)})" for glob in globs)) if globs else None


def _translated(glob: str) -> str:
    return "".join(map(_part, _TOKEN.finditer(glob)))


def _part(token: re.Match[str]) -> str:
    if token["folders"]:
        return "(?:[^/]+/)*"
    if token["all"]:
        return ".*"
    if found := token["set"]:
        negated = found.startswith("[!") and found != "[!]"
        inner = found[2:-1] if negated else found[1:-1]
        escaped = re.sub(r"([\\\[\]^&~|])", r"\\\1", inner)
        return f"(?!/)[{'^' * negated}{escaped}]"
    return _ONE.get(token[0], re.escape(token[0]))

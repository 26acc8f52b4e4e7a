"""Globs over paths with `/`, as `include` and `exclude` use them."""

import re
from collections.abc import Callable, Sequence

_TOKEN = re.compile(
    r"(?P<folders>(?:(?<=/)|^)\*\*/)|(?P<all>\*\*)|(?P<set>\[!?(?:\]|[^\]/])[^\]/]*\])|.", re.DOTALL
)
_ONE = {"*": "[^/]*", "?": "[^/]"}


def chooser(include: Sequence[str], exclude: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path counts: it matches a glob of the first, and none of the second.

    `*` and `?` stay within a folder, `**/` is any number of folders, `[ab]` one of a set.
    """
    wanted, unwanted = _compiled(include), _compiled(exclude)

    def counts(path: str) -> bool:
        included = wanted is not None and wanted.fullmatch(path) is not None
        return included and not (unwanted and unwanted.fullmatch(path))

    return counts


def checked(globs: tuple[str, ...]) -> tuple[str, ...]:
    """The globs of a configuration.

    Raises:
        ValueError: one of them cannot be understood; says which.
    """
    for glob in globs:
        try:
            _compiled([glob])
        except re.error as error:
            message = f"{glob!r} is no glob: {error}"
            raise ValueError(message) from error
    return globs


def _compiled(globs: Sequence[str]) -> re.Pattern[str] | None:
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

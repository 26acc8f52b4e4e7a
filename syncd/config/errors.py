"""What is wrong with a configuration, in words that a person can act upon."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TypeAlias

Key: TypeAlias = tuple[str | int, ...]
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what was found, and the way out.

    `variable` is the environment variable that the value came from, if it did.
    """

    key: Key
    found: str
    hint: str
    variable: str | None = None

    def __str__(self) -> str:
        """One line, as it stands in an error."""
        origin = f" (from ${self.variable})" if self.variable else ""
        return f"{dotted(self.key)}{origin}: {self.found}; {self.hint}"


class ConfigError(Exception):
    """The configuration cannot be used; the text names the file, each key, and each way out."""

    def __init__(self, path: Path, problems: Sequence[Problem | str]) -> None:
        """`problems` in the order in which they are told; there is at least one."""
        self.path = path
        self.problems = tuple(str(problem) for problem in problems)
        if len(self.problems) == 1:
            super().__init__(f"{path}: {self.problems[0]}")
        else:
            lines = "".join(f"\n  {problem}" for problem in self.problems)
            super().__init__(f"{path}: {len(self.problems)} errors{lines}")


def dotted(key: Key) -> str:
    """A key as TOML writes it: `trackers.gh.token`, `people."a@b.c".team`, `include[2]`."""
    text = ""
    for part in key:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            shown = part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False)
            text += f".{shown}" if text else shown
    return text


def nearest(name: str, known: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """The known name that somebody most likely meant, if one is near enough (1 is equal)."""
    by_fold = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(name.casefold(), by_fold, n=1, cutoff=likeness)
    return by_fold[near[0]] if near else None


def suggestion(name: str, known: Collection[str], *, none: str = "there is none") -> str:
    """The way out for a wrong name: the nearest right one, else all of them."""
    if near := nearest(name, known):
        return f"did you mean {near!r}?"
    return f"known: {', '.join(sorted(known))}" if known else none

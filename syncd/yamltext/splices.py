"""Changes of single values in a text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Value: TypeAlias = str | Sequence[str] | Mapping[str, Any] | None
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Splice:
    """Put `text` in place of the characters from `start` up to `end`."""

    start: int
    end: int
    text: str


def splice(text: str, splices: Iterable[Splice]) -> str:
    """The text with all splices made; those that insert at one place keep their order."""
    parts: list[str] = []
    at = 0
    for part in sorted(splices, key=lambda part: (part.start, part.end)):
        parts += (text[at : part.start], part.text)
        at = part.end
    return "".join((*parts, text[at:]))

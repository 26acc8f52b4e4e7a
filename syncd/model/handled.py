"""Commands that were handled, as far as there is room to remember them.

Trackers have little of it. What is decided goes by what will be read back, so that remembering
less than was said is never taken for a change.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

KEPT = 20
"""So many comments with commands are remembered, the newest."""
LONGEST_ANSWER = 300
"""Characters of an answer that are kept; more is cut."""

_ROOM = 8_000  # characters of JSON for all of them, without anything that is not ASCII
_SHORT_ANSWER = 60  # where letters that take more than one byte would need more room


@dataclass(frozen=True, slots=True)
class Handled:
    """A command that syncd has dealt with: the id of its comment, and what was answered."""

    comment: str
    answer: str


def kept(handled: Sequence[Handled]) -> tuple[Handled, ...]:
    """What there is room for: the newest commands that were handled, and no long answers."""
    newest = handled[-KEPT:]
    for longest in (LONGEST_ANSWER, _SHORT_ANSWER):
        short = tuple(Handled(each.comment, _cut(each.answer, longest)) for each in newest)
        if len(json.dumps([[each.comment, each.answer] for each in short])) <= _ROOM:
            break
    return short


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"

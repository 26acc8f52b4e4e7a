"""The line that says of which earlier post-mortems this one is a recurrence.

It is a paragraph of its own below the last action item. Wherever else somebody has put or
moved it, outside of lists and quotes, it is known again.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syncd.markdown.blocks import Blocks, Fence, Heading, Paragraph
from syncd.markdown.source import Source, Splice
from syncd.model import RecurrenceEdit, quoted_id

if TYPE_CHECKING:
    from syncd.markdown.found import Found

_ID = r"`[^`]+`|\[[^\[\]]+\]\([^()\s]*\)|(?=[\w.-]*[\d-])\w(?:[\w.-]*\w)?"
_LINE = re.compile(rf"Recurrence of (?P<ids>(?:{_ID})(?:(?:, | and )(?:{_ID}))*)(?::.*)?\.?")
_LINK = re.compile(r"\[(.+)\]\(.*\)")
_FENCES = ("```", "~~~")


@dataclass(frozen=True, slots=True)
class Noted:
    """The line as it stands: from which character to which, and the ids that it names."""

    start: int
    end: int
    ids: tuple[str, ...]


def noted(blocks: Blocks) -> Noted | None:
    """The first line that says so."""
    for block in blocks.blocks:
        if isinstance(block, Paragraph) and "Recurrence of " in block.text.lines[0]:
            text, start = block.text.lines[0], block.text.offsets[0]
            if ids := _ids(text.strip("*_")):
                return Noted(start, start + len(text), ids)
    return None


def place(source: Source, blocks: Blocks, items: Sequence[Found]) -> int | None:
    """Where a new line goes: behind the block with the last item, if the body has one."""
    last = max((found.item.line for found in items), default=0)
    held = None
    for n, block in enumerate(blocks.blocks):
        if block.line <= last <= blocks.ends[n]:
            held = n
    if held is None:
        return None
    if isinstance(blocks.blocks[held], Heading):  # what is below it is about the item
        following = blocks.blocks[held + 1 :]
        held += next((n for n, b in enumerate(following) if isinstance(b, Heading)), len(following))
    end = blocks.ends[held]
    if isinstance(blocks.blocks[held], Fence) and not _is_closed(source, blocks.blocks[held], end):
        return None
    return source.starts[end - 1] + len(source.lines[end - 1])


def splices(
    edit: RecurrenceEdit, source: Source, blocks: Blocks, items: Sequence[Found]
) -> Iterator[Splice]:
    """Write the line, or rewrite it; what names the same ids already is left alone.

    Raises:
        LookupError: there is no place for it.
    """
    if (known := noted(blocks)) is not None:
        if set(known.ids) != set(edit.ids):
            yield Splice(known.start, known.end, edit.text)
        return
    at = place(source, blocks, items)
    if at is None:
        raise LookupError("there is no place for a line below the action items")
    below = source.line_at(at)
    crowded = below < len(source.lines) and source.lines[below].strip()
    end = source.newline if crowded else ""
    yield Splice(at, at, f"{source.newline}{source.newline}{edit.text}{end}")


def _ids(line: str) -> tuple[str, ...]:
    """The ids that a line names; what is neither plain nor in backticks is no id."""
    match = _LINE.fullmatch(line)
    named = [_LINK.sub(r"\1", part) for part in re.findall(_ID, match["ids"])] if match else []
    ids = tuple(part.strip("`") for part in named)
    return ids if all(map(operator.eq, map(quoted_id, ids), named)) else ()


def _is_closed(source: Source, block: object, end: int) -> bool:
    """Whether a fence ends before the document does."""
    last = source.lines[end - 1].strip()
    return last.startswith(_FENCES) and isinstance(block, Fence) and end > block.line

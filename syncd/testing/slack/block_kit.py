"""The rules of blocks that a message can break.

Source: docs.slack.dev/reference/block-kit/blocks: at most 50 blocks in a message; a header has 150
signs of plain text, the text of a section 1 to 3000, a context 10 elements; ids are not needed.
"""

from collections.abc import Iterator
from typing import Any

from syncd.testing.slack.errors import invalid_blocks

MOST = 50
_TYPES = frozenset(
    {"actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
)


def check(blocks: object) -> list[Any]:
    """The blocks, if they can be shown.

    Raises:
        RefusedError: `invalid_blocks`, with what is wrong.
    """
    if not isinstance(blocks, list):
        raise invalid_blocks("must be a list of blocks [json-pointer:/blocks]")
    problems = list(_problems(blocks))
    if problems:
        raise invalid_blocks(*problems)
    return blocks


def _problems(blocks: list[Any]) -> Iterator[str]:
    if len(blocks) > MOST:
        yield f"no more than {MOST} items allowed [json-pointer:/blocks]"
    for n, block in enumerate(blocks):
        at = f"[json-pointer:/blocks/{n}]"
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in _TYPES:
            yield f"unsupported type: {kind} {at}"
        elif kind == "header":
            yield from _text(block.get("text"), at, {"plain_text"}, 150)
        elif kind == "section" and "fields" not in block:
            yield from _text(block.get("text"), at, {"plain_text", "mrkdwn"}, 3000)
        elif kind == "context":
            elements = block.get("elements")
            if not isinstance(elements, list) or not 1 <= len(elements) <= 10:
                yield f"must have 1 to 10 elements {at}"
                continue
            for element in elements:
                if element.get("type") != "image":
                    yield from _text(element, at, {"plain_text", "mrkdwn"}, 3000)


def _text(held: object, at: str, types: set[str], most: int) -> Iterator[str]:
    if not isinstance(held, dict) or held.get("type") not in types:
        yield f"must be a text object {at}"
        return
    text = held.get("text")
    if not isinstance(text, str) or not text:
        yield f"must be more than 0 characters {at}"
    elif len(text) > most:
        yield f"must be less than {most + 1} characters {at}"

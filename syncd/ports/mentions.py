"""Where a text of syncd's means people, so that an adapter writes them as its tracker does.

Everything else of the text is only text: whatever looks like a mention there is none.
"""

import re
from collections.abc import Callable, Sequence

from syncd.model import Mention

_BEFORE = r"(?<![\w@/.+-])@?"  # not within a word, an address or a path
_AFTER = r"(?![\w@/]|[.+-]\w)"


def with_mentions(
    text: str,
    mentions: Sequence[Mention],
    native: Callable[[Mention], str],
    plain: Callable[[str], str] = str,
) -> str:
    """The text in a tracker's own form: people as `native` writes them, the rest as `plain` does.

    Every occurrence of a mention's words counts that is no part of a longer word, an address or
    a path; an `@` right before it belongs to it.
    """
    pieces = pieces_of(text, mentions)
    return "".join(plain(each) if isinstance(each, str) else native(each) for each in pieces)


def pieces_of(text: str, mentions: Sequence[Mention]) -> Sequence[str | Mention]:
    """The text in pieces: what is only text, and each occurrence of somebody who is mentioned."""
    known = {each.words.removeprefix("@"): each for each in mentions if each.words.strip("@ ")}
    if not known:
        return [text]
    longest_first = sorted(known, key=len, reverse=True)
    words = "|".join(re.escape(each) for each in longest_first)
    pieces: list[str | Mention] = []
    end = 0
    for found in re.finditer(rf"{_BEFORE}(?P<words>{words}){_AFTER}", text):
        if found.start() > end:
            pieces.append(text[end : found.start()])
        pieces.append(known[found["words"]])
        end = found.end()
    return [*pieces, text[end:]] if end < len(text) else pieces

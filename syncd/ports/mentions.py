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
    """The text in pieces: what is only text, and each occurrence of somebody who is mentioned.

    A mention without an account is only text. Of several with the same words the first
    occurrence means the first, and so on.
    """
    known: dict[str, list[Mention]] = {}
    for each in mentions:
        if each.account and each.words.strip("@ "):
            known.setdefault(each.words.removeprefix("@"), []).append(each)
    if not known:
        return [text]
    longest_first = sorted(known, key=len, reverse=True)
    words = "|".join(re.escape(each) for each in longest_first)
    pieces: list[str | Mention] = []
    end = 0
    for found in re.finditer(rf"{_BEFORE}(?P<words>{words}){_AFTER}", text):
        if found.start() > end:
            pieces.append(text[end : found.start()])
        same = known[found["words"]]
        pieces.append(same.pop(0) if len(same) > 1 else same[0])
        end = found.end()
    return [*pieces, text[end:]] if end < len(text) else pieces

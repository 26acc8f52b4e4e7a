"""What Slack makes of a text, and what a person then sees.

Source: docs.slack.dev/messaging/formatting-message-text: `&`, `<` and `>` that are to be seen are
written `&amp;`, `&lt;` and `&gt;`; in angle brackets stand links, `<#C...>`, `<@U...>` and, after
an exclamation mark, `<!channel>`, `<!here>`, `<!everyone>`, `<!subteam^S...>` and dates.
What was sent without being written so comes back written so, as history shows it.
"""

import re
from collections.abc import Iterator
from typing import Any

_COMMAND = re.compile(r"<(?:[#@!][^<>\s][^<>]*|(?:https?://|mailto:)[^<>\s|]+(?:\|[^<>]*)?)>")
_LOOSE = re.compile(r"&(?!(?:amp|lt|gt);)")
_SPECIAL = re.compile(r"<(!(?:channel|here|everyone)|!subteam\^\w+|@\w+)(?:\|[^<>]*)?>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def kept(text: str) -> str:
    """`text` as Slack keeps it and gives it back."""
    parts, end = [], 0
    for found in _COMMAND.finditer(text):
        parts += [_as_entities(text[end : found.start()]), found[0]]
        end = found.end()
    return _LOOSE.sub("&amp;", "".join([*parts, _as_entities(text[end:])]))


def seen(text: str) -> str:
    """What a person reads: links by their words, entities as what they stand for."""
    shown = re.sub(r"<(?:[^<>|]*\|)?([^<>]*)>", r"\1", text)
    for entity, sign in _ENTITIES:
        shown = shown.replace(entity, sign)
    return shown.replace("\u2060", "")


def mentions(text: str) -> list[str]:
    """Whom a text tells: `!channel`, `@U00000001`."""
    return _SPECIAL.findall(text)


def texts(blocks: object) -> Iterator[tuple[str, str]]:
    """Each text in blocks, with its type, in their order."""
    if isinstance(blocks, list):
        for block in blocks:
            yield from texts(block)
    elif isinstance(blocks, dict):
        held: Any = blocks.get("text")
        if isinstance(held, str):
            yield str(blocks.get("type")), held
        for value in blocks.values():
            if isinstance(value, dict | list):
                yield from texts(value)


def _as_entities(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")

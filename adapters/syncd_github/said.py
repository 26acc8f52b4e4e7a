"""syncd's own comments: what a human reads, and the record by which they are known again.

The record stands in an HTML comment at the end of the text. It counts only in comments of
syncd's own account: whoever quotes one does not speak for syncd.

GitHub tells everybody whose login stands behind an `@`. So one that is not meant like that gets a
space without width behind it, which is taken out again from whatever is read.

Sources: docs.github.com, "Basic writing and formatting syntax" (mentions); dependabot-core#3157
and renovatebot/renovate#1083 (U+200B keeps people from being told, also where somebody answers by
e-mail, which code does not); zwave-js/zwave-js-ui#4743 (`&#64;` is an `@` by then).
"""

import re
from collections.abc import Sequence
from typing import Any

from syncd.model import Mention, State
from syncd.ports.marker import VERSION, state_fields, state_of
from syncd.ports.mentions import with_mentions
from syncd_github.block import dumped, loaded

_SILENCE = "\u200b"
_AT = r"@|&(?:#0*64|#[xX]0*40|commat);"
_LOUD = re.compile(rf"(?<![A-Za-z0-9])({_AT})(?=[A-Za-z0-9])")
_SILENT = re.compile(rf"({_AT}){_SILENCE}")
_RECORD = re.compile(r"\s*<!-- syncd-said (\{.*?\}) -->\s*\Z")


def silenced(text: str) -> str:
    """The text in which nobody is mentioned."""
    return _LOUD.sub(rf"\1{_SILENCE}", text)


def spoken(text: str) -> str:
    """The text as it was before nobody was mentioned in it."""
    return _SILENT.sub(r"\1", text)


def written(
    text: str, record: str, state: State | None = None, mentions: Sequence[Mention] = ()
) -> str:
    """The text of a comment with its record, and the state that goes along."""
    data: dict[str, Any] = {"record": record, "v": VERSION}
    if state is not None:
        data["state"] = state_fields(state)
    shown = with_mentions(text.rstrip(), mentions, _native, silenced)
    return f"{shown}\n\n<!-- syncd-said {dumped(data)} -->"


def has_record(body: str) -> bool:
    """Whether a comment claims to be syncd's."""
    return _RECORD.search(body) is not None


def read(body: str) -> tuple[str, str | None, State | None]:
    """What people read in a comment of syncd's account, its record, and the state in it."""
    found = _RECORD.search(body)
    if found is None:
        return body, None, None
    data = loaded(found[1])
    record = data.get("record")
    if data.get("v") != VERSION or not isinstance(record, str):
        return body, None, None
    return body[: found.start()], record, state_of(data.get("state"))


def holding(body: str, state: State) -> str | None:
    """The same comment with another state in its record; None if it has no record any more."""
    found = _RECORD.search(body)
    data = loaded(found[1]) if found else {}
    if found is None or "record" not in data:
        return None
    record = dumped({**data, "state": state_fields(state)})
    return f"{body[: found.start(1)]}{record}{body[found.end(1) :]}"


def _native(mention: Mention) -> str:
    return f"@{mention.account.removeprefix('@')}"

"""syncd's own comments: what a human reads, and the record by which they are known again.

The record stands in an HTML comment at the end of the text. It counts only in comments of
syncd's own account: whoever quotes one does not speak for syncd.
"""

import re
from typing import Any

from syncd.model import NOTE, State
from syncd.ports.marker import VERSION, state_fields, state_of
from syncd_github.block import dumped, loaded

_RECORD = re.compile(r"\s*<!-- syncd-said (\{.*?\}) -->\s*\Z")


def written(text: str, record: str, state: State | None = None) -> str:
    """The text of a comment with its record, and the state that a note may hold."""
    data: dict[str, Any] = {"record": record, "v": VERSION}
    if state is not None:
        data["state"] = state_fields(state)
    return f"{text.rstrip()}\n\n<!-- syncd-said {dumped(data)} -->"


def has_record(body: str) -> bool:
    """Whether a comment claims to be syncd's."""
    return _RECORD.search(body) is not None


def read(body: str) -> tuple[str, str | None, State | None]:
    """What people read in a comment of syncd's account, its record, and the state in a note."""
    found = _RECORD.search(body)
    if found is None:
        return body, None, None
    data = loaded(found[1])
    record = data.get("record")
    if data.get("v") != VERSION or not isinstance(record, str):
        return body, None, None
    state = state_of(data.get("state")) if record == NOTE else None
    return body[: found.start()], record, state

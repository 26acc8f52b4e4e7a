"""syncd's own comments: what a human reads, and the record by which they are known again.

The record stands in an HTML comment at the end of the text. It counts only in comments of
syncd's own account: whoever quotes one does not speak for syncd.
"""

import re
from datetime import UTC, datetime
from typing import Any

from syncd.model import NOTE, State
from syncd_github.block import base_of, dumped, fields_of, loaded

_RECORD = re.compile(r"\s*<!-- syncd-said (\{.*?\}) -->\s*\Z")


def written(text: str, record: str, state: State | None = None) -> str:
    """The text of a comment with its record, and the state that a note may hold."""
    data: dict[str, Any] = {"record": record, "v": 1}
    if state is not None:
        data["state"] = {
            "base": fields_of(state.base),
            "document": fields_of(state.document) if state.document else None,
            "progress": _instant(state.progress),
            "ticket": state.ticket,
            "written": _instant(state.written),
        }
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
    if data.get("v") != 1 or not isinstance(record, str):
        return body, None, None
    state = _state(data.get("state")) if record == NOTE else None
    return body[: found.start()], record, state


def _state(data: Any) -> State | None:
    if not isinstance(data, dict) or not isinstance(data.get("ticket"), str):
        return None
    base, document = data.get("base"), data.get("document")
    try:
        return State(
            ticket=data["ticket"],
            base=(base_of(base) if isinstance(base, dict) else None) or State("").base,
            document=base_of(document) if isinstance(document, dict) else None,
            progress=_read_instant(data.get("progress")),
            written=_read_instant(data.get("written")),
        )
    except (TypeError, ValueError):
        return None


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _read_instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

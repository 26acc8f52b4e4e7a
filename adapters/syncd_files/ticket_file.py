"""The text of a file ticket: read, made, and edited byte for byte. No I/O."""

import re
from collections.abc import Callable
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from syncd.model import (
    NOTE,
    AddComment,
    Comment,
    Draft,
    State,
    Status,
    Ticket,
    TicketEdit,
    TicketRef,
    WriteNote,
)
from syncd.ports import BrokenTicket, RejectedError
from syncd.yamltext import (
    FrontMatter,
    Splice,
    YamlError,
    YamlText,
    dump,
    load,
    splice,
    split_front_matter,
)
from syncd_files import comments, marker
from syncd_files.disk import revision_of

_SYNONYMS = {
    "todo": Status.OPEN, "new": Status.OPEN, "reopened": Status.OPEN, "backlog": Status.OPEN,
    "doing": Status.IN_PROGRESS, "started": Status.IN_PROGRESS, "wip": Status.IN_PROGRESS,
    "review": Status.IN_PROGRESS, "blocked": Status.IN_PROGRESS,
    "closed": Status.DONE, "resolved": Status.DONE, "fixed": Status.DONE, "complete": Status.DONE,
    "wontfix": Status.DROPPED, "rejected": Status.DROPPED, "cancelled": Status.DROPPED,
}  # fmt: skip


class _BrokenError(ValueError):
    def __init__(self, message: str, key: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.key = key
        self.line = line


def parsed(ref: TicketRef, file: str, content: bytes) -> Ticket | BrokenTicket:
    """The ticket that a file holds; `file` is what a message calls it."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"{file}:{line}: the bytes are not UTF-8; save the file as UTF-8"
        return BrokenTicket(ref, message, marker.glimpsed(content.decode("utf-8", "replace")))
    try:
        front, document = _front_matter(text)
    except _BrokenError as error:
        return BrokenTicket(ref, f"{file}:{error.line}: {error.message}", marker.glimpsed(text))
    try:
        return _ticket(ref, document.data, text[front.body :], revision_of(content))
    except _BrokenError as error:
        above = text.count("\n", 0, front.start)
        line = above + document.line_of((error.key,) if error.key else ())
        return BrokenTicket(ref, f"{file}:{line}: {error.message}", marker.glimpsed(text))


def drafted(draft: Draft, key: str) -> bytes:
    """The file of a ticket that does not exist yet."""
    created = marker.instant(draft.created.replace(microsecond=0))
    state = State(ticket=key, base=draft.base, written=draft.created)
    fields = {
        "key": key,
        "title": draft.wanted.title,
        "status": str(draft.status),
        "assignee": draft.wanted.assignee,
        "due": draft.wanted.due and draft.wanted.due.isoformat(),
        "labels": sorted(draft.wanted.labels),
        "created": created,
        "updated": created,
        "post_mortem": draft.identity.url,
        "syncd": marker.written(None, draft.identity, state),
    }
    lines = [
        f"{name}:{'' if value is None else f' {dump(value)}'}\n" for name, value in fields.items()
    ]
    body = draft.body.rstrip("\n")
    end = "\n" if body else ""
    return f"---\n{''.join(lines)}---\n{body}{end}".encode()


def edited(ticket: Ticket, content: bytes, edit: TicketEdit) -> bytes:
    """The bytes of a ticket's file after an edit; those that it does not name stay.

    Raises:
        RejectedError: the file is written in a way that cannot be edited with certainty.
    """
    text = content.decode()
    front, document = _front_matter(text)
    try:
        splices = _splices(ticket, document, edit)
    except YamlError as error:
        line = text.count("\n", 0, front.start) + error.line
        raise RejectedError(
            f"{ticket.ref.key}, line {line}: {error.message}; edit it by hand"
        ) from error
    moved = [
        Splice(part.start + front.start, part.end + front.start, part.text) for part in splices
    ]
    return splice(text, moved).encode()


def said(content: bytes, action: AddComment) -> bytes:
    """The bytes of a ticket's file with a comment of syncd's at the end of its list."""
    comment = Comment(action.at, comments.AUTHOR, action.text, record=action.record)
    return _below(content, lambda body, newline: comments.added(body, comment, newline))


def noted(ticket: Ticket, content: bytes, action: WriteNote) -> bytes:
    """The bytes of a ticket's file with syncd's one note as wished for, and the state beside it.

    Raises:
        RejectedError: the file is written in a way that cannot be edited with certainty.
    """
    if action.state is not None:
        content = edited(ticket, content, TicketEdit(state=action.state))
    note = Comment(action.at, comments.AUTHOR, action.text, record=NOTE)
    return _below(content, lambda body, newline: comments.noted(body, note, newline))


def _below(content: bytes, change: Callable[[str, str], str]) -> bytes:
    """The bytes with another text below the front matter, in the line ends of the file."""
    text = content.decode()
    front, _ = _front_matter(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    above = text[: front.body]
    after = change(text[front.body :], newline)
    if after and not above.endswith("\n"):
        above += newline
    return (above + after).encode()


def _front_matter(text: str) -> tuple[FrontMatter, YamlText]:
    front = split_front_matter(text)
    if front is None:
        message = "no front matter; begin the file with --- and end its YAML with ---"
        raise _BrokenError(message, line=1)
    try:
        document = load(front.text)
    except YamlError as error:
        line = text.count("\n", 0, front.start) + error.line
        raise _BrokenError(f"broken YAML: {error.message}", line=line) from error
    if not isinstance(document.data, dict):
        raise _BrokenError("the front matter has no keys; give it title: and status:", line=1)
    return front, document


def _ticket(ref: TicketRef, data: Any, body: str, revision: str) -> Ticket:
    title = _text(data, "title")
    if not title:
        raise _BrokenError("no title; write title: and what has to be done", "title")
    try:
        identity, state = marker.parsed(data.get("syncd"))
    except marker.MarkerError as error:
        message = f"{error}; restore the line syncd: from version control, or remove it"
        raise _BrokenError(message, "syncd") from error
    return Ticket(
        ref=ref,
        revision=revision,
        title=title,
        status=_status(_text(data, "status")),
        assignee=_text(data, "assignee"),
        due=_day(data, "due"),
        labels=frozenset(_labels(data)),
        created=_instant(data, "created"),
        updated=_instant(data, "updated"),
        closed=_instant(data, "closed"),
        back_link=_text(data, "post_mortem"),
        closing_reason=_text(data, "reason"),
        identity=identity,
        state=state,
        comments=comments.read(body),
    )


def _splices(ticket: Ticket, document: YamlText, edit: TicketEdit) -> list[Splice]:
    data: Any = document.data
    changes: list[tuple[str, Any]] = []
    for key, before, after in (
        ("title", ticket.title, edit.title),
        ("status", ticket.status, edit.status),
        ("reason", ticket.closing_reason, edit.reason),
        ("assignee", ticket.assignee, edit.assignee),
        ("due", ticket.due, edit.due),
        ("post_mortem", ticket.back_link, edit.back_link),
        ("updated", ticket.updated, edit.updated),
        ("closed", ticket.closed, edit.closed),
    ):
        if after is not None and _written(after) != (before and _written(before)):
            changes.append((key, _written(after)))
    labels = _labels(data)
    wanted = [label for label in labels if label not in edit.remove_labels]
    wanted += sorted(edit.add_labels.difference(labels))
    if wanted != labels:
        changes.append(("labels", wanted))
    mark = marker.written(data.get("syncd"), edit.identity, edit.state)
    if (edit.identity or edit.state) and mark != marker.written(data.get("syncd"), None, None):
        changes.append(("syncd", mark))
    return [document.replaced((key,), value) for key, value in changes]


def _written(value: str | date | datetime) -> str:
    if isinstance(value, datetime):
        return marker.instant(value.replace(microsecond=0))
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(data: Any, key: str) -> str | None:
    value = data.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _BrokenError(f"{key}: holds more than one value; write one", key)
    return value.strip() or None


def _status(written: str | None) -> Status:
    words = ", ".join(Status)
    if written is None:
        raise _BrokenError(f"no status; write status: and one of {words}", "status")
    word = re.sub(r"[\s_-]+", "_", written.strip().casefold())
    try:
        return Status(word)
    except ValueError:
        near = _SYNONYMS.get(word) or next(iter(get_close_matches(word, list(Status), n=1)), None)
        hint = f"did you mean {near}?" if near else f"write one of {words}"
        raise _BrokenError(f"status: {written!r} is not known; {hint}", "status") from None


def _day(data: Any, key: str) -> date | None:
    text = _text(data, key)
    try:
        return marker.read_day(text) if text else None
    except ValueError:
        message = f"{key}: {text!r} is not a date; write it as 2026-03-01"
        raise _BrokenError(message, key) from None


def _instant(data: Any, key: str) -> datetime | None:
    text = _text(data, key)
    try:
        return marker.read_instant(text) if text else None
    except ValueError:
        message = f"{key}: {text!r} is not a time; write it as 2026-03-01T09:00:00Z"
        raise _BrokenError(message, key) from None


def _labels(data: Any) -> list[str]:
    value = data.get("labels")
    if value is None or isinstance(value, str):
        return [label.strip() for label in (value or "").split(",") if label.strip()]
    if not isinstance(value, list) or not all(isinstance(label, str | None) for label in value):
        raise _BrokenError("labels: is not a list; write labels: [first, second]", "labels")
    return [label for label in value if label]

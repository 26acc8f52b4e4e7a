"""The shape of a page: JSON in, a ticket out, and the fields to set on it. No I/O.

The notebook calls most things as syncd does. Where your tracker does not, this is the place.
"""

from dataclasses import asdict, replace
from hashlib import sha256
from typing import Any, TypeAlias

from msgspec import MsgspecError, convert, json

from syncd import model, ports
from syncd.model.handled import kept

Fields: TypeAlias = dict[str, Any]


def read(ref: model.TicketRef, page: str) -> model.Ticket | ports.BrokenTicket:
    """The ticket on a page; one that cannot be understood says why, and holds nobody up."""
    try:
        fields = json.decode(page, type=Fields)
        revision = sha256(page.encode()).hexdigest()  # another one, whatever changes
        found = convert({**fields, "ref": asdict(ref), "revision": revision}, model.Ticket)
    except MsgspecError as error:
        return ports.BrokenTicket(ref, f"{ref.key}: {error}")
    # Comments are only ever added, so their place names them.
    said = (replace(each, id=f"{n}", account=each.author) for n, each in enumerate(found.comments))
    return replace(found, comments=tuple(said))


def drafted(draft: model.Draft, number: str) -> Fields:
    """Everything on a new page, both halves of the marker included."""
    return {
        **asdict(draft.wanted),
        "status": draft.status,
        "text": draft.body,
        "created": draft.created,
        "back_link": draft.identity.url,
        "identity": draft.identity,
        "state": model.State(number, draft.base, written=draft.created),
    }


def edited(ticket: model.Ticket, edit: model.TicketEdit) -> Fields:
    """What an edit sets, by the names that it has on a ticket; None leaves a field as it is."""
    labels = sorted((ticket.labels | edit.add_labels) - edit.remove_labels)
    wishes = {name: getattr(edit, name, None) for name in model.Ticket.__dataclass_fields__}
    return wishes | {"closing_reason": edit.reason, "labels": labels}


def said(ticket: model.Ticket, action: model.AddComment | model.WriteNote) -> Fields:
    """All comments with one of syncd's: one more, or the note in the place of the one before."""
    comments = {each.record or f"{n}": each for n, each in enumerate(ticket.comments)}
    record = action.record if isinstance(action, model.AddComment) else model.NOTE
    comments[record] = model.Comment(action.at, "syncd", action.text, record=record)
    return {"comments": list(comments.values()), "state": getattr(action, "state", None)}


def written(fields: Fields) -> str:
    """What is written on a page: fields with a value, and no more of a state than is kept."""
    if state := fields.get("state"):
        fields |= {"state": replace(state, handled=kept(state.handled))}
    return json.encode({n: value for n, value in fields.items() if value is not None}).decode()

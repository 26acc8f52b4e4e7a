"""Three-way merge, field by field: what document and ticket said last tells who changed what.

Source: the field table of the project's design: status, owner and due date are the ticket's;
an empty field is filled from the other side, and nothing is ever emptied.
"""

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Settled(NamedTuple, Generic[T]):
    """The value in force, where it still has to be written, and what was set aside."""

    value: T | None
    to_ticket: bool = False
    to_document: bool = False
    set_aside: T | None = None


def settle(
    document: T | None,
    ticket: T | None,
    *,
    base: T | None,
    document_base: T | None,
    same: Callable[[T, T], bool],
) -> Settled[T]:
    """Merge one field. What only the document changed goes to the ticket; else the ticket wins.

    `base` is what the ticket said when syncd last wrote to it, `document_base` what the
    document said then; None where that is not known, so that both count as changed.
    """
    if document is None or ticket is None:
        return Settled(
            document if ticket is None else ticket,
            to_ticket=ticket is None and document is not None,
            to_document=document is None and ticket is not None,
        )
    if same(document, ticket):
        return Settled(ticket)
    if document_base is not None and same(document, document_base):
        return Settled(ticket, to_document=True)
    if base is not None and same(ticket, base):
        return Settled(document, to_ticket=True)
    return Settled(ticket, to_document=True, set_aside=document)


def follow(document: T | None, ticket: T, *, document_base: T | None, blank: T) -> Settled[T]:
    """Merge a field that only the ticket decides: a document that differs is set right.

    `blank` is what a document means that says nothing.
    """
    said = blank if document is None else document
    if said == ticket:
        return Settled(ticket)
    unchanged = said == (blank if document_base is None else document_base)
    return Settled(ticket, to_document=True, set_aside=None if unchanged else said)

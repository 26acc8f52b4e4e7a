"""From an assessed item to the edit of its document.

A document is edited before its ticket's base says so: a base that runs ahead would make the
old document look like a human's newer edit, if a pass is stopped between the two.
"""

import posixpath

from syncd.model import Cell, CellEdit, Change, ChangeKind, Difference, EditDocument, PostMortem
from syncd.policy.assess import Assessment, writable
from syncd.policy.facts import Terms
from syncd.policy.ownership import owner_of, same_owner
from syncd.policy.telling import shown, why_due
from syncd.policy.ticket_change import home_of

_SCHEME = "://"


def edit_document(
    assessment: Assessment,
    post_mortem: PostMortem,
    terms: Terms,
) -> Change | None:
    """The step that writes the cells of one item, if any of them is out of date."""
    item, written, ticket = assessment.item, assessment.written, assessment.ticket
    creating = home_of(assessment, post_mortem) is not None
    edits: list[CellEdit] = []
    differences: list[Difference] = []

    def write(cell: Cell, before: object, after: object, text: str, why: str | None) -> None:
        if writable(assessment, cell, terms):
            edits.append(CellEdit(written.index, cell, text))
            differences.append(Difference(cell, shown(before), shown(after), why))

    link_new = creating and writable(assessment, Cell.TICKET, terms)
    if link_new:
        differences.append(Difference(Cell.TICKET, None, "the new ticket"))
    elif ticket and not assessment.claim.linked and writable(assessment, Cell.TICKET, terms):
        target = link_target(ticket.ref.url, post_mortem.folder)
        edits.append(CellEdit(written.index, Cell.TICKET, ticket.ref.key, target))
        differences.append(Difference(Cell.TICKET, None, ticket.ref.key))
    if ticket or creating:
        said_by = f"{ticket.ref.key} says so" if ticket else None
        if assessment.statuses.to_document:
            after = item.status.value.replace("_", " ")
            if assessment.claim.obeyed and (reason := assessment.claim.obeyed.reason):
                after = f"{after}: {reason}"
            write(Cell.STATUS, written.status, item.status, after, said_by)
        owner = _written_like(assessment, terms) if assessment.owners.to_document else None
        if owner and not same_owner(owner, written.owner, terms.organization):
            write(Cell.OWNER, written.owner, owner, owner, said_by)
        if assessment.dues.to_document and item.due:
            why = said_by if ticket and ticket.due else why_due(assessment, terms)
            write(Cell.DUE, written.due, item.due, item.due.isoformat(), why)
        if item.priority and item.priority is not written.priority and assessment.is_open:
            write(
                Cell.PRIORITY, written.priority, item.priority, item.priority, item.priority_reason
            )
    if not differences:
        return None
    action = EditDocument(
        source=item.source,
        path=item.file,
        index=written.index,
        line=written.line,
        edits=tuple(edits),
        based_on=post_mortem.revision,
        link_new_ticket=link_new,
    )
    return Change(
        kind=ChangeKind.EDIT_POST_MORTEM,
        post_mortem=item.post_mortem,
        item=item.id,
        title=item.title,
        tracker=ticket.ref.tracker if ticket else None,
        ticket=ticket.ref.key if ticket else None,
        differences=tuple(differences),
        action=action,
    )


def link_target(url: str, folder: str | None) -> str:
    """What a document in `folder` writes to link a ticket: relative where both are files."""
    return url if _SCHEME in url or folder is None else posixpath.relpath(url, folder or ".")


def _written_like(assessment: Assessment, terms: Terms) -> str | None:
    """The owner in the way that the document names people: by handle, by name, or by e-mail."""
    owner, written = assessment.owner, assessment.written.owner
    person = terms.organization.person(owner.name) if owner.name else None
    if person is None or not written:
        return owner.name
    if written.startswith("@") and (login := next(iter(person.accounts.values()), None)):
        return f"@{login.removeprefix('@')}"
    before = owner_of(written, terms.organization)
    known_by_name = before.is_one and "@" not in written
    return person.name if known_by_name and person.name else person.email

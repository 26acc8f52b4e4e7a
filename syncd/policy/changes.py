"""From an assessed item to the steps that bring ticket and document to where policy wants them.

The order of the steps is what makes a pass safe to be stopped anywhere: a ticket is made
before the document links it, and a document is edited before the ticket's base says so, since
a base that runs ahead would make the old document look like a human's newer edit.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TypeVar

from syncd.model import (
    Base,
    Cell,
    CellEdit,
    Change,
    ChangeKind,
    CreateTicket,
    Difference,
    Draft,
    EditDocument,
    EditTicket,
    Identity,
    PostMortem,
    State,
    Status,
    Team,
    Ticket,
    TicketEdit,
    Wanted,
)
from syncd.policy.assess import Assessment, writable
from syncd.policy.facts import Terms
from syncd.policy.labels import label_changes, wanted_labels
from syncd.policy.merge import Settled
from syncd.policy.ownership import owner_of, same_owner
from syncd.policy.wording import plain

T = TypeVar("T")

_SCHEME = "://"


def home_of(assessment: Assessment, post_mortem: PostMortem) -> tuple[Team, str] | None:
    """The team and project where this pass makes the ticket of an item; None if it makes none."""
    team = assessment.route.team
    if assessment.ticket or assessment.claim.held or not assessment.is_open:
        return None
    if team is None or not team.create:
        return None
    project = team.confidential_project if post_mortem.confidential else team.project
    return (team, project) if project else None


def create_ticket(assessment: Assessment, post_mortem: PostMortem, terms: Terms) -> Change | None:
    """The step that makes the ticket of an item, with its marker and labels from the start."""
    item, home = assessment.item, home_of(assessment, post_mortem)
    if home is None:
        return None
    team, project = home
    wanted = terms.normalize(
        team.tracker,
        Wanted(
            title=assessment.written.title,
            assignee=assessment.owner.name if assessment.owner.is_one else None,
            due=item.due,
            labels=wanted_labels(assessment, terms),
        ),
    )
    base = Base(
        title=assessment.written.title,
        owner=wanted.assignee,
        due=wanted.due,
        priority=item.priority,
        status=item.status,
        url=post_mortem.url,
    )
    identity = Identity(item.id, item.post_mortem, post_mortem.url)
    draft = Draft(
        tracker=team.tracker,
        project=project,
        wanted=wanted,
        body=_body(assessment, post_mortem),
        identity=identity,
        base=base,
        created=terms.now,
        status=item.status,
    )
    differences = [
        Difference("project", None, f"{team.tracker} {project}", f"team {team.name}"),
        Difference("owner", None, wanted.assignee),
        Difference("priority", None, item.priority, item.priority_reason),
        Difference("category", None, item.category),
        Difference("due", None, _text(wanted.due), _why_due(assessment, terms)),
    ]
    return Change(
        kind=ChangeKind.CREATE_TICKET,
        post_mortem=item.post_mortem,
        item=item.id,
        title=item.title,
        tracker=team.tracker,
        ticket=None,
        differences=tuple(difference for difference in differences if difference.after),
        action=CreateTicket(draft),
    )


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
            differences.append(Difference(cell, _text(before), _text(after), why))

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
            write(Cell.STATUS, written.status, item.status, after, said_by)
        owner = _written_like(assessment, terms) if assessment.owners.to_document else None
        if owner and not same_owner(owner, written.owner, terms.organization):
            write(Cell.OWNER, written.owner, owner, owner, said_by)
        if assessment.dues.to_document and item.due:
            why = said_by if ticket and ticket.due else _why_due(assessment, terms)
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


def edit_ticket(
    assessment: Assessment, ticket: Ticket, post_mortem: PostMortem, terms: Terms
) -> Change | None:
    """The step that brings a ticket, its labels, its back-link and its marker up to date."""
    item, state = assessment.item, ticket.state
    differences = list(_ticket_differences(assessment, ticket, post_mortem, terms))
    changed = {difference.field: difference.after for difference in differences}
    add, remove = label_changes(assessment, ticket, terms)
    progressed = state is not None and _human_progress(ticket, state, terms)
    keeps_no_times = ticket.ref.tracker in terms.keeps_no_times
    new_state = _next_state(assessment, ticket, post_mortem, terms, progressed=progressed)
    closes = keeps_no_times and not ticket.status.is_open and ticket.closed is None
    remembers = new_state != state
    if not (changed or add or remove or closes or remembers):
        return None
    if add or remove:
        shown = [f"+{label}" for label in sorted(add)] + [f"-{label}" for label in sorted(remove)]
        differences.append(Difference("labels", None, " ".join(shown), item.priority_reason))
    if closes:
        differences.append(
            Difference("closed", None, f"{terms.now:%Y-%m-%d %H:%M} UTC", "seen by this pass")
        )
    if not differences:
        why = "so that the next edit can be told from this one"
        differences.append(
            Difference("marker", None, "remembers what document and ticket say", why)
        )
    wanted = terms.normalize(
        ticket.ref.tracker,
        Wanted(assessment.written.title, item.owner, item.due, frozenset()),
    )
    adopted = ticket.identity is None
    edit = TicketEdit(
        title=wanted.title if "title" in changed else None,
        assignee=wanted.assignee if "owner" in changed else None,
        due=wanted.due if "due" in changed else None,
        back_link=post_mortem.url if "back-link" in changed else None,
        add_labels=add,
        remove_labels=remove,
        identity=Identity(item.id, item.post_mortem, post_mortem.url) if adopted else None,
        state=replace(new_state, written=terms.now),
        updated=terms.now if keeps_no_times and progressed else None,
        closed=terms.now if closes else None,
    )
    return Change(
        kind=ChangeKind.LINK_TICKET if adopted else ChangeKind.UPDATE_TICKET,
        post_mortem=item.post_mortem,
        item=item.id,
        title=item.title,
        tracker=ticket.ref.tracker,
        ticket=ticket.ref.key,
        differences=tuple(differences),
        action=EditTicket(ticket.ref, edit, ticket.revision),
    )


def may_write_back_link(ticket: Ticket, url: str) -> bool:
    """Whether the back-link is missing or syncd's own; one that a human wrote stays."""
    ours = {ticket.state.base.url if ticket.state else None}
    if ticket.identity:
        ours.add(ticket.identity.url)
    return ticket.back_link in {None, "", url} or ticket.back_link in ours


def link_target(url: str, folder: str | None) -> str:
    """What a document in `folder` writes to link a ticket: relative where both are files."""
    return url if _SCHEME in url or folder is None else posixpath.relpath(url, folder or ".")


def _ticket_differences(
    assessment: Assessment, ticket: Ticket, post_mortem: PostMortem, terms: Terms
) -> Iterator[Difference]:
    base, title = ticket.state.base if ticket.state else None, assessment.written.title
    if base and base.title and plain(base.title) != plain(title) and ticket.title != title:
        shown = assessment.item.title
        yield Difference("title", ticket.title, shown, "retitled in the post-mortem")
    if _gives_owner(assessment):
        yield Difference("owner", ticket.assignee, assessment.item.owner, "the post-mortem says so")
    if _gives_due(assessment):
        written = assessment.written.due is not None
        why = "the post-mortem says so" if written else _why_due(assessment, terms)
        yield Difference("due", _text(ticket.due), _text(assessment.item.due), why)
    if ticket.back_link != post_mortem.url and may_write_back_link(ticket, post_mortem.url):
        yield Difference("back-link", ticket.back_link, post_mortem.url)


def _gives_owner(assessment: Assessment) -> bool:
    return assessment.owners.to_ticket and assessment.is_open and assessment.owner.is_one


def _gives_due(assessment: Assessment) -> bool:
    return assessment.dues.to_ticket and assessment.is_open


def _next_state(
    assessment: Assessment,
    ticket: Ticket,
    post_mortem: PostMortem,
    terms: Terms,
    *,
    progressed: bool,
) -> State:
    """What the marker should remember once this pass is through."""
    item, written = assessment.item, assessment.written
    was = ticket.state.base if ticket.state else Base()
    ours = was.priority if assessment.ticket_priority else item.priority
    base = Base(
        title=written.title,
        owner=item.owner if _gives_owner(assessment) else ticket.assignee,
        due=item.due if _gives_due(assessment) else ticket.due,
        priority=ours if assessment.is_open else was.priority,
        status=ticket.status,
        url=post_mortem.url if may_write_back_link(ticket, post_mortem.url) else was.url,
    )
    settled = (assessment.owners, assessment.dues, assessment.statuses)
    differs = any(each.to_document for each in settled)
    if ticket.state and not (progressed or differs or ticket.state.document) and base == was:
        return ticket.state
    document = Base(
        owner=_left_alone(
            assessment.owners, assessment.written_owner.name, Cell.OWNER, assessment, terms
        ),
        due=_left_alone(assessment.dues, written.due, Cell.DUE, assessment, terms),
        status=_left_alone(assessment.statuses, written.status, Cell.STATUS, assessment, terms),
    )
    return State(
        ticket=ticket.ref.id,
        base=base,
        document=document if document != Base() else None,
        progress=terms.now if progressed else ticket.state.progress if ticket.state else None,
        written=ticket.state.written if ticket.state else None,
    )


def _left_alone(
    settled: Settled[T],
    said: T | None,
    cell: Cell,
    assessment: Assessment,
    terms: Terms,
) -> T | None:
    """What the document goes on saying against the ticket, where it cannot be written."""
    return said if settled.to_document and not writable(assessment, cell, terms) else None


def _human_progress(ticket: Ticket, state: State, terms: Terms) -> bool:
    """Whether somebody changed the ticket since syncd last wrote to it."""
    base = state.base
    return (
        ticket.status is not base.status
        or ticket.due != base.due
        or not same_owner(ticket.assignee, base.owner, terms.organization)
    )


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


def _why_due(assessment: Assessment, terms: Terms) -> str | None:
    """Why a date was proposed; None where somebody set it."""
    item = assessment.item
    if item.due is None or item.due != assessment.computed_due or item.priority is None:
        return None
    if assessment.written.due or (assessment.ticket and assessment.ticket.due):
        return None
    return f"{item.priority}: {terms.policy.due[item.priority]} days"


def _body(assessment: Assessment, post_mortem: PostMortem) -> str:
    """What a human reads on a new ticket."""
    item = assessment.item
    incident = [str(post_mortem.severity)] if post_mortem.severity else []
    if post_mortem.date:
        incident.append(post_mortem.date.isoformat())
    about = f" ({', '.join(incident)})" if incident else ""
    lines = [f"Action item {item.id} of the post-mortem “{post_mortem.title}”{about}."]
    if item.priority_reason:
        lines.append(f"Priority {item.priority_reason}.")
    lines.append("Status, owner and due date are shown in the post-mortem as they stand here.")
    return "\n\n".join(lines)


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, Status):
        return value.value
    return value.isoformat() if isinstance(value, date) else str(value)

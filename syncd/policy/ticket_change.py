"""From an assessed item to the step that makes its ticket, or brings it up to date.

A ticket carries its marker from the request that makes it, so that one whose answer was lost
is found again instead of being made twice.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from syncd.model import (
    Base,
    Cell,
    Change,
    ChangeKind,
    CreateTicket,
    Difference,
    Draft,
    EditTicket,
    Identity,
    PostMortem,
    State,
    Team,
    Ticket,
    TicketEdit,
    Wanted,
)
from syncd.model.handled import kept
from syncd.policy.assess import Assessment, writable
from syncd.policy.case import Obeyed
from syncd.policy.facts import Terms
from syncd.policy.heard import silent_act
from syncd.policy.labels import label_changes, wanted_labels
from syncd.policy.merge import Settled
from syncd.policy.progress import lowered, moved_at, pushed
from syncd.policy.recall import keeper
from syncd.policy.telling import shown, why_due
from syncd.policy.wording import headline, plain

T = TypeVar("T")


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
    owner = assessment.owner.name if assessment.owner.is_one else None
    wanted = terms.normalize(
        team.tracker,
        Wanted(
            title=headline(assessment.written.title),
            assignee=terms.account(team.tracker, owner) if owner else None,
            due=item.due,
            labels=wanted_labels(assessment, terms),
        ),
    )
    base = Base(
        title=assessment.written.title,
        owner=terms.called(team.tracker, wanted.assignee, owner),
        due=wanted.due,
        priority=item.priority,
        status=terms.told_apart(team.tracker, item.status),
        url=post_mortem.url,
    )
    identity = Identity(item.id, item.post_mortem, post_mortem.url, base=base, since=terms.today)
    draft = Draft(
        tracker=team.tracker,
        project=project,
        wanted=wanted,
        body=_body(assessment, post_mortem),
        identity=identity,
        base=base,
        created=terms.now,
        status=terms.told_apart(team.tracker, item.status),
        priority=item.priority,
    )
    differences = [
        Difference("project", None, f"{team.tracker} {project}", f"team {team.name}"),
        Difference("owner", None, base.owner),
        Difference("priority", None, item.priority, item.priority_reason),
        Difference("category", None, item.category),
        Difference("due", None, shown(wanted.due), why_due(assessment, terms)),
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


def edit_ticket(
    assessment: Assessment,
    ticket: Ticket,
    post_mortem: PostMortem,
    terms: Terms,
    *,
    notes: bool = False,
    speaks: bool = False,
) -> Change | None:
    """The step that brings a ticket, its labels, its back-link and its marker up to date.

    `notes` says that syncd's note is rewritten as well, which the tracker's own time of change
    shows: the marker tells then that nobody else was at work. It `speaks` where a comment is
    made, which moves that time on as well. Where only what syncd says can hold the state and
    nothing is said, something that it said before gets it: that takes more requests.
    """
    item, state, obeyed = assessment.item, ticket.state, assessment.claim.obeyed
    actual = obeyed.actual if obeyed else ticket
    differences = list(_ticket_differences(assessment, ticket, post_mortem, terms))
    differences += _told(ticket, obeyed) if obeyed else ()
    changed = {difference.field: difference.after for difference in differences}
    add, remove = label_changes(assessment, ticket, terms)
    after = (ticket.labels | add) - remove
    add, remove = after - actual.labels, actual.labels - after
    moved_on = assessment.moved_on
    keeps_no_times = ticket.ref.tracker in terms.keeps_no_times
    keeps_state = ticket.ref.tracker not in terms.keeps_no_state
    closes = keeps_no_times and not ticket.status.is_open and ticket.closed is None
    ends = "status" in changed
    adopted = ticket.identity is None
    writes = bool(changed or add or remove or speaks)
    new_state = next_state(assessment, ticket, post_mortem, terms, writes=writes)
    remembers = adopted or (keeps_state and (new_state != state or notes))
    if not (changed or add or remove or closes or remembers):
        return None
    if add or remove:
        told = [f"+{label}" for label in sorted(add)] + [f"-{label}" for label in sorted(remove)]
        differences.append(Difference("labels", None, " ".join(told), item.priority_reason))
    if closes:
        differences.append(
            Difference("closed", None, f"{terms.now:%Y-%m-%d %H:%M} UTC", "seen by this pass")
        )
    if not differences:
        why = "so that the next edit can be told from this one"
        differences.append(
            Difference("marker", None, "remembers what document and ticket say", why)
        )
    tracker = ticket.ref.tracker
    account = terms.account(tracker, item.owner) if item.owner else None
    wanted = terms.normalize(
        tracker, Wanted(headline(assessment.written.title), account, item.due, frozenset())
    )
    taken = ticket.account if ticket.assignee != actual.assignee else None
    edit = TicketEdit(
        title=wanted.title if "title" in changed else None,
        assignee=(taken or wanted.assignee) if "owner" in changed else None,
        due=wanted.due if "due" in changed else None,
        back_link=post_mortem.url if "back-link" in changed else None,
        add_labels=add,
        remove_labels=remove,
        priority=item.priority if add or remove else None,
        status=ticket.status if ends else None,
        reason=obeyed.reason if obeyed and ends else None,
        identity=(
            Identity(
                item.id,
                item.post_mortem,
                post_mortem.url,
                base=new_state.base,
                since=terms.today,
            )
            if adopted
            else None
        ),
        state=replace(new_state, written=terms.now),
        state_in=None if keeps_state or notes or speaks else keeper(ticket),
        updated=terms.now if keeps_no_times and moved_on else None,
        closed=terms.now if closes else None,
    )
    return Change(
        kind=_kind(adopted=adopted, ends=ends),
        post_mortem=item.post_mortem,
        item=item.id,
        title=item.title,
        tracker=ticket.ref.tracker,
        ticket=ticket.ref.key,
        differences=tuple(differences),
        action=EditTicket(ticket.ref, edit, ticket.revision, actual),
    )


def _kind(*, adopted: bool, ends: bool) -> ChangeKind:
    if ends:
        return ChangeKind.CLOSE_TICKET
    return ChangeKind.LINK_TICKET if adopted else ChangeKind.UPDATE_TICKET


def _told(ticket: Ticket, obeyed: Obeyed) -> Iterator[Difference]:
    """What commands change on a ticket; labels are told with all others."""
    actual, why = obeyed.actual, "on somebody's command"
    if ticket.assignee != actual.assignee:
        yield Difference("owner", actual.assignee, ticket.assignee, why)
    if ticket.due != actual.due:
        yield Difference("due", shown(actual.due), shown(ticket.due), why)
    if ticket.status is not actual.status:
        yield Difference("status", shown(actual.status), shown(ticket.status), obeyed.reason)


def may_write_back_link(ticket: Ticket, url: str) -> bool:
    """Whether the back-link is missing or syncd's own; one that a human wrote stays."""
    ours = {ticket.state.base.url if ticket.state else None}
    if ticket.identity:
        ours.add(ticket.identity.url)
    return ticket.back_link in {None, "", url} or ticket.back_link in ours


def _ticket_differences(
    assessment: Assessment, ticket: Ticket, post_mortem: PostMortem, terms: Terms
) -> Iterator[Difference]:
    base, title = ticket.state.base if ticket.state else None, assessment.written.title
    if (
        base
        and base.title
        and plain(base.title) != plain(title)
        and ticket.title != headline(title)
    ):
        yield Difference(
            "title", ticket.title, assessment.item.title, "retitled in the post-mortem"
        )
    if _gives_owner(assessment, ticket, terms):
        yield Difference("owner", ticket.assignee, assessment.item.owner, "the post-mortem says so")
    if _gives_due(assessment):
        written = assessment.written.due is not None
        why = "the post-mortem says so" if written else why_due(assessment, terms)
        yield Difference("due", shown(ticket.due), shown(assessment.item.due), why)
    if ticket.back_link != post_mortem.url and may_write_back_link(ticket, post_mortem.url):
        yield Difference("back-link", ticket.back_link, post_mortem.url)


def _gives_owner(assessment: Assessment, ticket: Ticket, terms: Terms) -> bool:
    if not (assessment.owners.to_ticket and assessment.is_open and assessment.owner.is_one):
        return False
    account = terms.account(ticket.ref.tracker, str(assessment.owner.name))
    return account is not None and "assignee" not in assessment.claim.refused


def _gives_due(assessment: Assessment) -> bool:
    refused = "due" in assessment.claim.refused
    return assessment.dues.to_ticket and assessment.is_open and not refused


def next_state(
    assessment: Assessment,
    ticket: Ticket,
    post_mortem: PostMortem,
    terms: Terms,
    *,
    writes: bool = False,
) -> State:
    """What the marker, or memory in its place, should hold once this pass is through.

    Memory is told of everything that people did; a marker costs a request, and learns of what
    only the tracker's time of change shows when this pass `writes` to the ticket anyway.
    """
    learns = writes or ticket.ref.tracker in terms.keeps_no_state
    silent = silent_act(ticket, terms) if learns else None
    obeyed = assessment.claim.obeyed
    moved_on = assessment.moved_on or silent is not None
    item, written = assessment.item, assessment.written
    was = ticket.state.base if ticket.state else Base()
    ours = was.priority if assessment.ticket_priority else item.priority or was.priority
    base = Base(
        title=written.title,
        owner=item.owner if _gives_owner(assessment, ticket, terms) else ticket.assignee,
        due=item.due if _gives_due(assessment) else ticket.due,
        priority=ours if assessment.is_open else was.priority,
        status=terms.told_apart(ticket.ref.tracker, ticket.status),
        url=post_mortem.url if may_write_back_link(ticket, post_mortem.url) else was.url,
    )
    in_force = item.priority if assessment.is_open and item.priority is not base.priority else None
    settled = (assessment.owners, assessment.dues, assessment.statuses)
    differs = any(each.to_document for each in settled)
    same = base == was and ticket.state and in_force is ticket.state.priority
    settles = moved_on or differs or obeyed
    if ticket.state and same and not (settles or ticket.state.document):
        return ticket.state
    document = Base(
        owner=_left_alone(
            assessment.owners, assessment.written_owner.name, Cell.OWNER, assessment, terms
        ),
        due=_left_alone(assessment.dues, written.due, Cell.DUE, assessment, terms),
        status=_left_alone(assessment.statuses, written.status, Cell.STATUS, assessment, terms),
    )
    last = ticket.state or State(ticket.ref.id)
    return State(
        ticket=ticket.ref.id,
        base=base,
        document=document if document != Base() else None,
        progress=assessment.heard if moved_on else last.progress,
        written=last.written,
        priority=in_force,
        pushed=pushed(assessment),
        moved=moved_at(assessment, terms),
        lowered=lowered(assessment),
        handled=kept((*last.handled, *(obeyed.handled if obeyed else ()))),
        snoozed=(obeyed.snoozed if obeyed else None) or last.snoozed,
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


def _body(assessment: Assessment, post_mortem: PostMortem) -> str:
    """What a human reads on a new ticket."""
    item = assessment.item
    incident = [str(post_mortem.severity)] if post_mortem.severity else []
    if post_mortem.date:
        incident.append(post_mortem.date.isoformat())
    about = f" ({', '.join(incident)})" if incident else ""
    lines = [f"Action item {item.id} of the post-mortem “{post_mortem.title}”{about}."]
    if (title := assessment.written.title) != headline(title):
        lines.append(title)
    if item.priority_reason:
        lines.append(f"Priority {item.priority_reason}.")
    lines.append("Status, owner and due date are shown in the post-mortem as they stand here.")
    return "\n\n".join(lines)

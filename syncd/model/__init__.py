"""The nouns of syncd, frozen and typed, without behaviour beyond their own meaning.

In: nothing; this package imports only the standard library.
Out: what every other package speaks: post-mortems as written, tickets as they stand in
a tracker, the organisation that owns both, and the plan with its changes and findings.
"""

from syncd.model.organization import Organization, Person, Team
from syncd.model.outcome import ChangeOutcome, Heading, Outcome, PassOutcome, SourceError
from syncd.model.plan import (
    ActionItem,
    AddComment,
    Change,
    ChangeKind,
    CreateTicket,
    Difference,
    EditDocument,
    EditTicket,
    Finding,
    Plan,
    TicketAction,
    WriteNote,
)
from syncd.model.post_mortem import (
    Cell,
    CellEdit,
    Document,
    Link,
    PostMortem,
    Problem,
    WrittenItem,
)
from syncd.model.remembered import DocumentKey, Remembered, RememberedItem, TicketKey, joined
from syncd.model.ticket import (
    NOTE,
    Base,
    Comment,
    Draft,
    Identity,
    State,
    Ticket,
    TicketEdit,
    TicketRef,
    Wanted,
)
from syncd.model.vocabulary import Category, Level, Priority, Severity, Status

__all__ = [
    "NOTE",
    "ActionItem",
    "AddComment",
    "Base",
    "Category",
    "Cell",
    "CellEdit",
    "Change",
    "ChangeKind",
    "ChangeOutcome",
    "Comment",
    "CreateTicket",
    "Difference",
    "Document",
    "DocumentKey",
    "Draft",
    "EditDocument",
    "EditTicket",
    "Finding",
    "Heading",
    "Identity",
    "Level",
    "Link",
    "Organization",
    "Outcome",
    "PassOutcome",
    "Person",
    "Plan",
    "PostMortem",
    "Priority",
    "Problem",
    "Remembered",
    "RememberedItem",
    "Severity",
    "SourceError",
    "State",
    "Status",
    "Team",
    "Ticket",
    "TicketAction",
    "TicketEdit",
    "TicketKey",
    "TicketRef",
    "Wanted",
    "WriteNote",
    "WrittenItem",
    "joined",
]

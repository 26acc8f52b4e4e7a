"""The nouns of syncd, frozen and typed, without behaviour beyond their own meaning.

In: nothing; this package imports only the standard library.
Out: what every other package speaks: post-mortems as written, tickets as they stand in
a tracker, the organisation that owns both, and the plan with its changes and findings.
"""

from syncd.model.digest import Digest, DigestLine, Post, Telling
from syncd.model.nudge import Nudge, NudgeKind
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
    Mention,
    Plan,
    TicketAction,
    WriteNote,
)
from syncd.model.post_mortem import (
    Cell,
    CellEdit,
    Document,
    DocumentPart,
    Link,
    PostMortem,
    Problem,
    RecurrenceEdit,
    WrittenItem,
    quoted_id,
)
from syncd.model.remembered import DocumentKey, Remembered, RememberedItem, TicketKey, joined
from syncd.model.ticket import (
    NOTE,
    Base,
    Comment,
    Draft,
    Handled,
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
    "Digest",
    "DigestLine",
    "Document",
    "DocumentKey",
    "DocumentPart",
    "Draft",
    "EditDocument",
    "EditTicket",
    "Finding",
    "Handled",
    "Heading",
    "Identity",
    "Level",
    "Link",
    "Mention",
    "Nudge",
    "NudgeKind",
    "Organization",
    "Outcome",
    "PassOutcome",
    "Person",
    "Plan",
    "Post",
    "PostMortem",
    "Priority",
    "Problem",
    "RecurrenceEdit",
    "Remembered",
    "RememberedItem",
    "Severity",
    "SourceError",
    "State",
    "Status",
    "Team",
    "Telling",
    "Ticket",
    "TicketAction",
    "TicketEdit",
    "TicketKey",
    "TicketRef",
    "Wanted",
    "WriteNote",
    "WrittenItem",
    "joined",
    "quoted_id",
]

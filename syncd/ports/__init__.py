"""What an adapter offers to syncd: sources of post-mortems, trackers of tickets, notifiers.

In: names and settings of what the configuration asks for.
Out: documents and tickets as they are, and writes that are safe to be interrupted.
An adapter knows its own system and nothing of policy: no priority, no cadence, no clock,
no store, and not whether a pass is a rehearsal (a rehearsal never calls `apply` or `write`).
"""

from syncd.model import Right
from syncd.ports.adapter import (
    Adapter,
    NotifierKind,
    Opening,
    Question,
    SourceKind,
    TrackerKind,
    UnknownAdapterError,
    find_adapter,
)
from syncd.ports.check import Check
from syncd.ports.errors import (
    AgainError,
    DeniedError,
    GoneError,
    LimitedError,
    PortError,
    RejectedError,
    StaleError,
    UnsureError,
)
from syncd.ports.gate import Gate, RealTime
from syncd.ports.notifier import Notifier, NotifierCapabilities
from syncd.ports.source import DocumentPage, PostMortemSource, UnreadableDocument
from syncd.ports.tracker import (
    Applied,
    BrokenTicket,
    Capabilities,
    Found,
    Gone,
    Hidden,
    Known,
    Moved,
    Result,
    TicketPage,
    Tracker,
    one_by_one,
)

__all__ = [
    "Adapter",
    "AgainError",
    "Applied",
    "BrokenTicket",
    "Capabilities",
    "Check",
    "DeniedError",
    "DocumentPage",
    "Found",
    "Gate",
    "Gone",
    "GoneError",
    "Hidden",
    "Known",
    "LimitedError",
    "Moved",
    "Notifier",
    "NotifierCapabilities",
    "NotifierKind",
    "Opening",
    "PortError",
    "PostMortemSource",
    "Question",
    "RealTime",
    "RejectedError",
    "Result",
    "Right",
    "SourceKind",
    "StaleError",
    "TicketPage",
    "Tracker",
    "TrackerKind",
    "UnknownAdapterError",
    "UnreadableDocument",
    "UnsureError",
    "find_adapter",
    "one_by_one",
]

"""What syncd remembers between passes: a cache of what was read, and the history of changes.

In: what a pass read and did. Out: the same, for the next pass.
Deleting the store loses nothing but the history: tickets carry what must survive, and
everything else is read again. A store of another version is emptied, its history kept.
"""

from syncd.memory.concluded import Concluded
from syncd.memory.database import DamagedStoreError, StoreError, is_there, move_aside
from syncd.memory.journal import Journal, PassRecord
from syncd.memory.keys import Keys, ParkedKey
from syncd.memory.messages import Delivery, MessageKey
from syncd.memory.records import Account, HistoryEntry, ReadDocument, ReadProject, Scan
from syncd.memory.store import Memory

__all__ = [
    "Account",
    "Concluded",
    "DamagedStoreError",
    "Delivery",
    "HistoryEntry",
    "Journal",
    "Keys",
    "Memory",
    "MessageKey",
    "ParkedKey",
    "PassRecord",
    "ReadDocument",
    "ReadProject",
    "Scan",
    "StoreError",
    "is_there",
    "move_aside",
]

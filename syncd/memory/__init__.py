"""What syncd remembers between passes: a cache of what was read, and the history of changes.

In: what a pass read and did. Out: the same, for the next pass.
Deleting the store loses nothing but the history: tickets carry what must survive, and
everything else is read again. A store of another version is emptied, its history kept.
"""

from syncd.memory.database import StoreError, is_there
from syncd.memory.store import HistoryEntry, Memory, ReadDocument

__all__ = ["HistoryEntry", "Memory", "ReadDocument", "StoreError", "is_there"]

"""Post-mortem documents to model, and byte-exact edits back.

In: the bytes of a Markdown document, the words by which its sections are known, and edits
of single cells. Out: a `PostMortem` with everything that is certain and a `Problem` for
everything that is not, or the edited bytes. It resolves nothing (tickets, people, ids), does
no I/O, and never writes a byte outside the cell that an edit names.
"""

from syncd.markdown.edit import edit
from syncd.markdown.read import read
from syncd.markdown.source import UnreadableError
from syncd.markdown.words import ENGLISH, Words

__all__ = ["ENGLISH", "UnreadableError", "Words", "edit", "read"]

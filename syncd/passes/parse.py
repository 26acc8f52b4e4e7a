"""From the bytes of a document to what memory keeps of it, and from edits to new bytes.

The Markdown reader is imported when the first document is read: a pass over documents that
all are known already does without it, and starts in half the time.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from syncd.memory import ReadDocument
from syncd.model import Document, DocumentPart, Problem
from syncd.ports import RejectedError

if TYPE_CHECKING:
    from syncd.markdown import Words


def parse(document: Document, headings: tuple[str, ...]) -> ReadDocument:
    """Read one document; what cannot be read is a problem, not an exception.

    `headings` are those of `[markdown]` in the configuration.
    """
    from syncd.markdown import UnreadableError, read

    try:
        return ReadDocument(document.revision, read(document, _words(headings)))
    except UnreadableError as error:
        problem = error.problem
    except Exception as error:  # noqa: BLE001  (one document never stops the others)
        message = f"syncd failed to read it: {type(error).__name__}: {error}"
        hint = "this is a bug in syncd: please report it, with the document if you may"
        problem = Problem("unreadable-post-mortem", 1, message, hint)
    return ReadDocument(document.revision, problem=problem)


def edited(content: bytes, edits: Sequence[DocumentPart], headings: tuple[str, ...]) -> bytes:
    """The document with these parts written, and every other byte as it was.

    Raises:
        RejectedError: a part cannot be written.
    """
    from syncd.markdown import edit

    try:
        return edit(content, edits, _words(headings))
    except (LookupError, ValueError) as error:
        raise RejectedError(f"the document cannot be edited: {error}") from error


@lru_cache(maxsize=4)
def _words(headings: tuple[str, ...]) -> "Words":
    from syncd.markdown import ENGLISH

    return ENGLISH.extended(headings)

"""The port of post-mortem sources."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from syncd.model import Document
from syncd.ports.check import Check


@dataclass(frozen=True, slots=True)
class UnreadableDocument:
    """A document that is there but whose bytes cannot be had (or are too many)."""

    path: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A part of a source. Only a scan that yielded a page with `last` proves absence.

    `unchanged` lists the paths whose revision is the one that the caller knows already.
    """

    documents: Sequence[Document] = ()
    unchanged: Sequence[str] = ()
    unreadable: Sequence[UnreadableDocument] = ()
    last: bool = False


class PostMortemSource(Protocol):
    """A place where post-mortems are kept."""

    @property
    def name(self) -> str:
        """The name of its table in the configuration."""

    @property
    def writable(self) -> bool:
        """Whether syncd may edit documents here (`write` in the configuration)."""

    def scan(self, known: Mapping[str, str]) -> Iterator[DocumentPage]:
        """Yield every document, the unchanged ones by path only.

        `known` maps paths to the revisions that the caller has read before; empty reads all.

        Raises:
            PortError: the source, or the rest of it, cannot be read.
        """

    def read(self, path: str) -> Document | None:
        """The document as it is now; None if it is not there."""

    def write(self, path: str, content: bytes, based_on: str) -> str:
        """Replace a document whose revision is still `based_on`; return the new revision.

        The write is atomic: afterwards the document is the old one or the new one, whole.

        Raises:
            StaleError: the document has another revision by now; nothing was written.
            PortError: it could not be written; nothing was.
        """

    def check(self) -> Sequence[Check]:
        """What `syncd doctor` says about this source."""

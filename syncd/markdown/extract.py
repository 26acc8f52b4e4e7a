"""Finds the action items of a document, each with the places where it can be edited."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syncd.markdown import fields
from syncd.markdown.blocks import (
    Block,
    Blocks,
    Entry,
    Fence,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Table,
    Text,
)
from syncd.markdown.entries import EntryReader, is_status_word
from syncd.markdown.found import Fields, Finds
from syncd.markdown.inline import words
from syncd.markdown.source import MAX_ITEMS, Source, UnreadableError
from syncd.markdown.tables import TableReader
from syncd.markdown.words import (
    Kind,
    Words,
    introduces_actions,
    is_accomplished,
    is_command,
    is_commitment,
    is_nothing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LABEL_WORDS = 8
_HEADING_ITEM = re.compile(
    r"^(?:(?:action(?: item)?|ai|item|task)\s*)?#?\d{1,3}\s*[).:]\s+\S", re.I
)
_HANDLE = re.compile(r"(?<![\w@/.])@[A-Za-z0-9][\w-]*")


@dataclass(slots=True)
class _Section:
    """Where the walk is: the section that is open, and what its sub-headings say."""

    kind: Kind = Kind.UNKNOWN
    level: int = 7
    stopped: int = 7  # the level of a sub-heading below which nothing counts
    context: Fields | None = None


class Extraction:
    """One walk over the blocks of a document."""

    def __init__(self, source: Source, document: Blocks, vocabulary: Words) -> None:
        """`vocabulary` tells the sections apart."""
        self._source = source
        self._blocks = document.blocks
        self._references = document.references
        self._vocabulary = vocabulary
        self.finds = Finds()

    def run(self) -> Finds:
        """Every item, in the order of the document, and every doubt.

        Raises:
            UnreadableError: there are more items than any post-mortem has.
        """
        self._has_actions = self._kinds_present()
        self._walk(self._blocks)
        self.finds.problems.sort(key=lambda problem: problem.line)
        return self.finds

    def _kinds_present(self) -> bool:
        return any(
            self._kind(block) is Kind.ACTIONS
            for block in self._blocks
            if isinstance(block, Heading | Paragraph)
        )

    def _kind(self, block: Heading | Paragraph) -> Kind:
        if isinstance(block, Heading):
            return self._vocabulary.kind(self._plain(block.text))
        label = self._pseudo_heading(block)
        return self._vocabulary.kind(label) if label else Kind.UNKNOWN

    def _pseudo_heading(self, block: Paragraph) -> str | None:
        """A paragraph that is only a label: bold, or one line that ends in a colon or is short."""
        raw = block.text.raw
        if "\n" in raw or len(raw.split()) > _LABEL_WORDS:
            return None
        bold = re.fullmatch(r"(\*\*|__)(.+?):?\1\s*:?", raw)
        if bold:
            return bold[2]
        if raw.endswith(":") or not re.search(r"[.!?]$", raw):
            return raw.rstrip(":")
        return None

    def _plain(self, text: Text) -> str:
        return " ".join(words(text.raw, self._references).plain.split())

    def _walk(self, blocks: Sequence[Block]) -> None:
        section = _Section()
        before: Block | None = None
        for position, block in enumerate(blocks):
            following = blocks[position + 1] if position + 1 < len(blocks) else None
            match block:
                case Heading():
                    section = self._enter(section, block, blocks[position + 1 :])
                case Paragraph():
                    section = self._paragraph(section, block, following)
                case Listing():
                    self._listing(section, block, before)
                case Table():
                    self._table(section, block)
                case Quote():
                    self._walk_quote(section, block)
                case Fence():
                    pass
            before = block
            if len(self.finds.items) > MAX_ITEMS:
                raise UnreadableError(
                    self.finds.items[MAX_ITEMS].item.line,
                    f"more than {MAX_ITEMS:,} action items",
                    "split the document: a post-mortem has 3 to 7 focused action items",
                )

    def _enter(self, section: _Section, heading: Heading, rest: Sequence[Block]) -> _Section:
        plain = self._plain(heading.text)
        kind = self._vocabulary.kind(plain)
        within = section.kind in {Kind.ACTIONS, Kind.MAYBE} and heading.level > section.level
        if not within:
            groups = section.kind is Kind.ACTIONS and fields.is_category(plain)
            if not groups or heading.level < section.level:
                kind = Kind.MAYBE if kind is Kind.MAYBE and not self._has_actions else kind
                return _Section(kind, heading.level, context=_said_by(plain))
            section.level = heading.level - 1
        if heading.level <= section.stopped:
            section.stopped = 7
        if kind is Kind.OTHER and fields.category_of(plain) is None:
            section.stopped = min(section.stopped, heading.level)
        if section.stopped < 7:  # noqa: PLR2004
            return section
        if kind is Kind.ACTIONS and section.kind is Kind.MAYBE:
            return _Section(kind, heading.level, context=_said_by(plain))
        below = _until_heading(rest)
        if section.kind is Kind.ACTIONS and self._is_item(heading, plain, below):
            details = tuple(_texts(below))
            reader = EntryReader(heading.text, self._references, Fields())
            reader.read(heading.line, details, self.finds)
            section.stopped = heading.level + 100  # what stands below are details
            section.context = Fields()
            return _Section(section.kind, section.level, 50 + heading.level, Fields())
        return _Section(section.kind, section.level, section.stopped, _said_by(plain))

    def _is_item(self, heading: Heading, plain: str, below: Sequence[Block]) -> bool:
        if is_nothing(plain) or fields.is_category(plain):
            return False
        title = _HEADING_ITEM.sub("", plain)
        numbered = title != plain
        listed = any(isinstance(block, Listing | Table) for block in below)
        if _HANDLE.search(plain):
            return True
        if numbered:
            return not listed or is_command(title)
        return is_command(plain) and len(plain.split()) > 2 and not listed  # noqa: PLR2004

    def _paragraph(self, section: _Section, block: Paragraph, following: Block | None) -> _Section:
        label = self._pseudo_heading(block)
        kind = self._vocabulary.kind(label) if label else Kind.UNKNOWN
        if kind is Kind.ACTIONS and isinstance(following, Listing | Table | Paragraph):
            return _Section(Kind.ACTIONS, 6, context=_said_by(label or ""))
        if label and section.kind is Kind.ACTIONS and kind is Kind.OTHER:
            return _Section(Kind.OTHER, section.level)
        if label and block.text.raw.startswith(("**", "__")) and section.context is not None:
            section.context = _said_by(label)
        return section

    def _walk_quote(self, section: _Section, block: Quote) -> None:
        for inner in block.blocks:
            match inner:
                case Listing():
                    self._listing(section, inner, None)
                case Table():
                    self._table(section, inner)
                case _:
                    pass

    def _table(self, section: _Section, table: Table) -> None:
        reader = TableReader(self._source.text, table, self._references)
        open_ = section.kind is Kind.ACTIONS and section.stopped >= 7  # noqa: PLR2004
        if (open_ and reader.is_possible()) or (
            section.kind is not Kind.OTHER and reader.is_certain()
        ):
            reader.read(section.context or Fields(), self.finds)

    def _listing(self, section: _Section, listing: Listing, before: Block | None) -> None:
        context = section.context or Fields()
        if section.stopped < 7:  # noqa: PLR2004
            return
        if section.kind is Kind.ACTIONS:
            if section.stopped == 7:  # noqa: PLR2004
                self._entries(listing.entries, context)
            return
        if self._has_actions or section.kind is Kind.OTHER:
            return
        introduced = isinstance(before, Paragraph) and introduces_actions(self._plain(before.text))
        if introduced and section.kind is not Kind.OTHER:
            self._entries(listing.entries, context)
        elif section.kind is Kind.MAYBE:
            likely = [entry for entry in listing.entries if self._is_likely(entry)]
            if 2 * len(likely) >= len(listing.entries):
                self._entries(tuple(likely), context)

    def _is_likely(self, entry: Entry) -> bool:
        text = _first_text(entry)
        if text is None:
            return False
        plain = self._plain(text)
        return is_command(plain) or is_commitment(plain) or is_accomplished(plain)

    def _entries(self, entries: Sequence[Entry], context: Fields) -> None:
        for entry in entries:
            text = _first_text(entry)
            if text is None:
                continue
            plain = self._plain(text)
            nested = [block for block in entry.blocks if isinstance(block, Listing)]
            if nested and self._is_label(text, plain):
                inner = context.copy()
                _label(inner, plain)
                for listing in nested:
                    self._entries(listing.entries, inner)
            elif not is_nothing(_without_box(plain)):
                reader = EntryReader(text, self._references, context)
                reader.read(entry.line, tuple(_texts(entry.blocks))[1:], self.finds)

    def _is_label(self, text: Text, plain: str) -> bool:
        if re.match(r"\[[ xX]\]\s", text.raw) or len(plain.split()) > _LABEL_WORDS:
            return False
        bold = re.fullmatch(r"(\*\*|__)[^*]+\1\s*:?", text.raw)
        if fields.is_category(plain) or (bold and not is_command(plain)):
            return True
        return (
            not is_command(plain)
            and not re.search(r"[.!?]$", plain)
            and (re.search(r" to [a-z]+", plain) is None)
        )


def _said_by(heading: str) -> Fields:
    context = Fields()
    _label(context, heading)
    return context


def _label(context: Fields, text: str) -> None:
    """What a label says of everything below it."""
    context.category = fields.category_of(text) or context.category
    inner = re.search(r"\(([^()]+)\)\s*$", text)
    for word in (text, inner[1] if inner else ""):
        if is_status_word(word):
            context.status = fields.status_of(word)[0]
    if re.fullmatch(r"P[0-3]\b.{0,30}", text.strip(" *:"), re.IGNORECASE):
        context.priority = fields.priority_of(text)
    if handle := re.fullmatch(r"\W*(@[\w-]+)\W*", text):
        context.owner = handle[1]


def _without_box(plain: str) -> str:
    return re.sub(r"^\[[ xX]?\]\s*", "", plain)


def _first_text(entry: Entry) -> Text | None:
    first = entry.blocks[0] if entry.blocks else None
    return first.text if isinstance(first, Paragraph) else None


def _texts(blocks: Sequence[Block]) -> Iterator[Text]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Listing):
            for entry in block.entries:
                yield from _texts(entry.blocks)


def _until_heading(blocks: Sequence[Block]) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            break
        found.append(block)
    return found

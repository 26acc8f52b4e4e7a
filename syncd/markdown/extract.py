"""Finds the action items of a document, each with the places where it can be edited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from syncd.markdown import fields
from syncd.markdown.blocks import (
    Block,
    Entry,
    Fence,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Table,
    Text,
)
from syncd.markdown.entries import EntryReader
from syncd.markdown.found import Fields, Finds
from syncd.markdown.inline import words
from syncd.markdown.labels import is_field, is_status_word
from syncd.markdown.outline import Section
from syncd.markdown.phrases import (
    introduces_actions,
    is_accomplished,
    is_command,
    is_commitment,
    is_housekeeping,
    is_nothing,
    is_passive_promise,
)
from syncd.markdown.prose import is_marked, note_promises
from syncd.markdown.source import Source
from syncd.markdown.tables import TableReader
from syncd.markdown.words import Kind
from syncd.markdown.yaml_items import read_fence

_LABEL_WORDS = 8
_TITLE_WORDS = 3
_NUMBERED = re.compile(
    r"(?:(?:action(?: item)?|ai|item|task)\s*)?#?\d{1,3}\s*[).:]\s+(?=\S)", re.IGNORECASE
)
_MARKED = re.compile(r"\W*action items?\W", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@/.])@[A-Za-z0-9][\w-]*")
_BOX = re.compile(r"\[[ xX]?\](?:\s+|\Z)")


class Extraction:
    """One walk over the sections of a document."""

    def __init__(
        self, source: Source, sections: Section, references: Mapping[str, str], finds: Finds
    ) -> None:
        """`finds` may hold items already, those of the front matter."""
        self._source = source
        self._references = references
        self._outline = sections
        self._has_actions = any(
            section.kind is Kind.ACTIONS and not section.is_empty
            for section in self._outline.walk()
        )
        self.finds = finds

    def run(self) -> None:
        """Take in every item, in the order of the document, and every doubt.

        Raises:
            UnreadableError: there are more items than any post-mortem has.
        """
        self._section(self._outline, Kind.UNKNOWN, Fields())
        self.finds.sort()

    def _section(self, section: Section, inherited: Kind, context: Fields) -> None:
        kind = _kind_within(section, inherited)
        heading = section.heading
        if isinstance(heading, Heading) and kind is Kind.ACTIONS and self._is_item(section):
            reader = EntryReader(heading.text, self._references, context)
            reader.read(heading.line, tuple(_texts(section.all_blocks())), self.finds)
            return
        context = context.copy()
        _label(context, section.plain)
        blocks = _nested_as_meant(section.blocks)
        legend = _has_table_later(blocks)
        before: Block | None = None
        for position, block in enumerate(blocks):
            if not (kind is Kind.ACTIONS and legend[position] and _is_legend(block)):
                self._block(block, before, kind, context)
            before = block
        for part in section.sections:
            self._section(part, kind, context)

    def _block(self, block: Block, before: Block | None, kind: Kind, context: Fields) -> None:
        match block:
            case Listing():
                self._listing(block, before, kind, context)
            case Table():
                self._table(block, kind, context)
            case Quote():
                inner: Block | None = None
                for part in block.blocks:
                    self._block(part, inner, kind, context)
                    inner = part
            case Paragraph():
                self._paragraph(block, kind)
            case Fence():
                read_fence(self._source, block, self.finds)
            case Heading():
                pass

    def _paragraph(self, paragraph: Paragraph, kind: Kind) -> None:
        text = paragraph.text
        if text.raw.rstrip("*_ ").endswith(":") and "\n" not in text.raw:
            return  # it announces what follows
        if kind is Kind.ACTIONS or is_marked(text.raw):
            note_promises(text, expected=True, finds=self.finds)
        elif not self._has_actions and kind is not Kind.OTHER:
            note_promises(text, expected=kind is Kind.MAYBE, finds=self.finds)

    def _table(self, table: Table, kind: Kind, context: Fields) -> None:
        reader = TableReader(self._source.text, table, self._references)
        if (kind is Kind.ACTIONS and reader.is_possible()) or (
            kind is not Kind.OTHER and reader.is_certain()
        ):
            reader.read(context, self.finds)

    def _listing(self, listing: Listing, before: Block | None, kind: Kind, context: Fields) -> None:
        for fence in _fences(listing):
            read_fence(self._source, fence, self.finds)
        if kind is Kind.ACTIONS:
            self._entries(listing.entries, context)
            return
        if self._has_actions or kind is Kind.OTHER:
            return
        intro = self._plain(before.text) if isinstance(before, Paragraph) else ""
        if introduces_actions(intro):
            self._entries(listing.entries, context)
        elif kind is Kind.MAYBE and not intro.endswith(":"):
            likely = tuple(entry for entry in listing.entries if self._is_likely(entry))
            if 2 * len(likely) >= len(listing.entries):
                self._entries(likely, context)

    def _entries(self, entries: Sequence[Entry], context: Fields) -> None:
        for entry in entries:
            text = _first_text(entry)
            if text is None:
                continue
            plain = self._plain(text)
            nested = [block for block in entry.blocks if isinstance(block, Listing)]
            if is_field(text.raw) or is_housekeeping(_BOX.sub("", plain, count=1)):
                continue
            if nested and self._is_label(text, plain, nested):
                inner = context.copy()
                _label(inner, plain)
                for listing in nested:
                    self._entries(listing.entries, inner)
            elif not is_nothing(_BOX.sub("", plain, count=1)):
                reader = EntryReader(text, self._references, context)
                reader.read(entry.line, tuple(_texts(entry.blocks))[1:], self.finds)

    def _is_item(self, section: Section) -> bool:
        """Whether a heading among action items is one of them, and no name of a group."""
        if section.kind is Kind.ACTIONS:
            return False
        if is_nothing(section.plain) or fields.is_category(section.plain):
            return False
        title = _NUMBERED.sub("", section.plain, count=1)
        if _HANDLE.search(title):
            return True
        below = list(section.all_blocks())
        if any(is_field(line) for text in _texts(below) for line in text.lines):
            return True
        if not all(map(_is_about, below)):
            return title != section.plain and is_command(title)
        return title != section.plain or (is_command(title) and len(title.split()) >= _TITLE_WORDS)

    def _is_likely(self, entry: Entry) -> bool:
        text = _first_text(entry)
        plain = self._plain(text) if text else ""
        return (
            _MARKED.match(plain) is not None
            or is_command(plain)
            or is_commitment(plain)
            or is_passive_promise(plain)
            or is_accomplished(plain)
        )

    def _is_label(self, text: Text, plain: str, nested: Sequence[Listing]) -> bool:
        """Whether an entry only names what the entries nested below it have in common."""
        if _BOX.match(text.raw) or len(plain.split()) > _LABEL_WORDS:
            return False
        below = [entry for listing in nested for entry in listing.entries]
        if any(is_field(inner.raw) for entry in below if (inner := _first_text(entry))):
            return False
        if fields.is_category(plain):
            return True
        if is_command(plain) or re.search(r"[.!?]$| to [a-z]+", plain):
            return False
        marked = plain.endswith(":") or re.fullmatch(r"(\*\*|__)[^*]+\1", text.raw)
        return bool(marked) or 2 * sum(map(self._is_likely, below)) > len(below)

    def _plain(self, text: Text) -> str:
        return " ".join(words(text.raw, self._references).plain.split())


def _kind_within(section: Section, inherited: Kind) -> Kind:
    if section.kind is Kind.ACTIONS or section.heading is None:
        return section.kind if section.heading else inherited
    if section.kind is Kind.OTHER:
        names_category = fields.category_of_label(section.plain) is not None
        return inherited if inherited is Kind.ACTIONS and names_category else Kind.OTHER
    if section.kind is Kind.MAYBE:
        return Kind.ACTIONS if inherited is Kind.ACTIONS else Kind.MAYBE
    return inherited


def _label(context: Fields, text: str) -> None:
    """What a heading or label says of everything below it."""
    context.category = fields.category_of_label(text) or context.category
    inner = re.search(r"\(([^()]+)\)\W*$", text)
    for said in (re.sub(r"\(.*", "", text), inner[1] if inner else ""):
        if is_status_word(said):
            context.status = fields.status_of(said)[0]
    if re.match(r"\W*P[0-3]\b", text, re.IGNORECASE):
        context.priority = fields.priority_of(text)
    if handle := re.fullmatch(r"\W*(@[\w-]+)\W*", text):
        context.owner = handle[1]


def _nested_as_meant(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with bullets right below a numbered list as parts of its last entry."""
    meant: list[Block] = []
    for block in blocks:
        above = meant[-1] if meant else None
        if (
            isinstance(block, Listing)
            and isinstance(above, Listing)
            and above.ordered
            and not block.ordered
        ):
            *others, last = above.entries
            last = replace(last, blocks=(*last.blocks, block))
            meant[-1] = replace(above, entries=(*others, last))
        else:
            meant.append(block)
    return meant


def _has_table_later(blocks: Sequence[Block]) -> list[bool]:
    later: list[bool] = []
    seen = False
    for block in reversed(blocks):
        later.append(seen)
        seen = seen or isinstance(block, Table)
    return later[::-1]


def _is_legend(block: Block) -> bool:
    """Whether a list explains the words of the table that follows it: `P0 - critical`."""
    if not isinstance(block, Listing):
        return False
    firsts = [text.raw for entry in block.entries if (text := _first_text(entry))]
    return all(
        fields.is_category(first) or re.fullmatch(r"\W*P\d\W*", first)
        for first in (re.split(r"\s[-–—]\s|:", raw, maxsplit=1)[0] for raw in firsts)
    )


def _fences(listing: Listing) -> Iterator[Fence]:
    for entry in listing.entries:
        for block in entry.blocks:
            if isinstance(block, Fence):
                yield block
            elif isinstance(block, Listing):
                yield from _fences(block)


def _is_about(block: Block) -> bool:
    """Whether a block can only say more about the item above it: text, or labelled values."""
    if isinstance(block, Listing):
        return all((text := _first_text(entry)) and is_field(text.raw) for entry in block.entries)
    return not isinstance(block, Table)


def _first_text(entry: Entry) -> Text | None:
    first = entry.blocks[0] if entry.blocks else None
    return first.text if isinstance(first, Paragraph) else None


def _texts(blocks: Sequence[Block] | Iterator[Block]) -> Iterator[Text]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Listing):
            for entry in block.entries:
                yield from _texts(entry.blocks)

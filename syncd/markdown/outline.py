"""Sections of a document: headings, and the short lines that people use as headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from syncd.markdown import fields
from syncd.markdown.blocks import Block, Blocks, Heading, Listing, Paragraph, Table, Text
from syncd.markdown.inline import words
from syncd.markdown.words import Kind, Words

_LABEL_WORDS = 8
_BOLD = re.compile(r"(\*\*|__)(?P<label>[^*]+?):?\1\s*:?")


@dataclass(slots=True)
class Section:
    """A heading with everything below it; the part before the first heading has none.

    `kind` is what the heading announces by itself, not what it inherits.
    """

    kind: Kind
    plain: str = ""
    heading: Heading | Paragraph | None = None
    level: int = 0
    blocks: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all stands below the heading."""
        return not self.blocks and not self.sections

    def all_blocks(self) -> Iterator[Block]:
        """Everything below, sub-sections included."""
        yield from self.blocks
        for section in self.sections:
            yield from section.all_blocks()

    def walk(self) -> Iterator[Section]:
        """This section and all below it."""
        yield self
        for section in self.sections:
            yield from section.walk()


def outline(document: Blocks, vocabulary: Words) -> Section:
    """The sections of a document as a tree."""
    root = Section(Kind.UNKNOWN)
    path = [root]
    titled = False
    for position, block in enumerate(document.blocks):
        following = document.blocks[position + 1 : position + 2]
        section = _opens(block, following, document, vocabulary, path[-1])
        if section is None:
            path[-1].blocks.append(block)
            continue
        if section.kind is not Kind.ACTIONS and not titled and section.level == 1:
            section.kind = Kind.UNKNOWN  # the title may well be "Logs lost" or "Impact of ..."
        titled = titled or isinstance(block, Heading)
        while path[-1].level >= section.level:
            path.pop()
        path[-1].sections.append(section)
        path.append(section)
    for section in list(root.walk()):
        _adopt_categories(section)
    return root


def label_of(text: Text) -> str | None:
    """What a line says that is only a label: bold, ending in a colon, or short."""
    raw = text.raw
    if "\n" in raw or len(raw.split()) > _LABEL_WORDS:
        return None
    if bold := _BOLD.fullmatch(raw):
        return bold["label"]
    if raw.endswith(":") or (raw[-1:].isalnum() and "[" not in raw and "://" not in raw):
        return raw.rstrip(":")
    return None


def _opens(
    block: Block, following: Sequence[Block], document: Blocks, vocabulary: Words, inside: Section
) -> Section | None:
    if isinstance(block, Heading):
        plain = " ".join(words(block.text.raw, document.references).plain.split())
        return Section(vocabulary.kind(plain), plain, block, block.level)
    if not isinstance(block, Paragraph) or (label := label_of(block.text)) is None:
        return None
    kind = vocabulary.kind(label)
    marked = _BOLD.fullmatch(block.text.raw) is not None
    heads = (Listing, Table, Paragraph) if marked else (Listing, Table)
    below = bool(following) and isinstance(following[0], heads)
    if (kind in {Kind.ACTIONS, Kind.OTHER} or marked) and below:
        # Deeper than any heading, so that the next heading of any level ends it.
        return Section(kind, label, block, 7 if kind is not Kind.UNKNOWN else 8)
    if fields.is_category(label) and inside.kind is Kind.ACTIONS and below:
        return Section(kind, label, block, 8)
    return None


def _adopt_categories(parent: Section) -> None:
    """Take "Prevent", "Detect", "Mitigate" beside an empty "Action items" as parts of it."""
    kept: list[Section] = []
    for section in parent.sections:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.kind is Kind.ACTIONS
            and not last.blocks
            and all(fields.is_category(child.plain) for child in last.sections)
            and fields.is_category(section.plain)
        ):
            last.sections.append(section)
        else:
            kept.append(section)
    parent.sections = kept

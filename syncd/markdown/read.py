"""A post-mortem document as a model: its heading, its items, and what cannot be told."""

from __future__ import annotations

from dataclasses import dataclass

from syncd.markdown import front_matter, metadata, recurrence
from syncd.markdown.blocks import Blocks, parse
from syncd.markdown.extract import Extraction
from syncd.markdown.found import Finds
from syncd.markdown.front_matter import About, FrontMatter
from syncd.markdown.outline import Section, outline
from syncd.markdown.source import Source
from syncd.markdown.words import ENGLISH, Words
from syncd.model import Document, PostMortem


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that reading and editing have in common."""

    source: Source
    front_matter: FrontMatter | None
    blocks: Blocks
    sections: Section
    finds: Finds


def analyse(content: bytes, words: Words) -> Reading:
    """Find the items of a document and where they stand.

    Raises:
        UnreadableError: nothing in it can be trusted; says where and why.
    """
    source = Source.of(content)
    matter = front_matter.find(source)
    blocks = parse(source, skip=matter.lines if matter else 0)
    sections = outline(blocks, words)
    finds = Finds()
    if matter:
        front_matter.Reader(matter, finds).items()
    Extraction(source, sections, blocks.references, finds).run()
    return Reading(source, matter, blocks, sections, finds)


def read(document: Document, words: Words = ENGLISH) -> PostMortem:
    """Read a post-mortem document; a template to be filled in has no items.

    Raises:
        UnreadableError: nothing in it can be trusted; says where and why.
    """
    reading = analyse(document.content, words)
    finds = reading.finds
    given = About()
    if reading.front_matter:
        given = front_matter.Reader(reading.front_matter, finds).about()
    seen = metadata.about(reading.source, reading.blocks, reading.sections, document.path)
    id_ = given.id or seen.id
    dated = (given.date or seen.date) is not None
    in_use = dated and (given.id or any(found.item.links for found in finds.items))
    known = recurrence.noted(reading.blocks)
    placed = known or recurrence.place(reading.source, reading.blocks, finds.items) is not None
    form = not in_use and metadata.is_template(document.path, seen.title)
    return PostMortem(
        source=document.source,
        path=document.path,
        revision=document.revision,
        url=document.url,
        folder=document.folder,
        id=id_ or metadata.slug_of(document.path),
        id_is_given=id_ is not None,
        title=given.title or seen.title or metadata.slug_of(document.path),
        date=given.date or seen.date,
        severity=given.severity or seen.severity,
        duration=given.duration or seen.duration,
        detected_after=given.detected_after or seen.detected_after,
        services=given.services or seen.services,
        root_causes=given.root_causes or seen.root_causes,
        lead=given.lead or seen.lead,
        confidential=given.confidential,
        waivers=given.waivers,
        items=() if form else tuple(found.item for found in finds.items),
        problems=() if form else tuple(sorted(finds.problems, key=lambda problem: problem.line)),
        recurrence=known.ids if known else (),
        takes_recurrence=not form and bool(placed),
    )

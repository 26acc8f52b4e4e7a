"""A post-mortem document as a model: heading, items, and what cannot be told for certain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syncd.markdown.blocks import Heading, parse
from syncd.markdown.extract import Extraction
from syncd.markdown.source import Source
from syncd.markdown.words import ENGLISH, Words
from syncd.model import Document, PostMortem

if TYPE_CHECKING:
    from syncd.markdown.found import Finds


def read(document: Document, words: Words = ENGLISH) -> PostMortem:
    """Read a post-mortem document.

    Raises:
        UnreadableError: nothing in it can be trusted; says where and why.
    """
    source = Source.of(document.content)
    blocks = parse(source)
    finds = Extraction(source, blocks, words).run()
    title = next((b.text.raw for b in blocks.blocks if isinstance(b, Heading)), document.path)
    slug = re.sub(r"[^a-z0-9]+", "-", document.path.rsplit(".", 1)[0].lower()).strip("-")
    return PostMortem(
        source=document.source,
        path=document.path,
        revision=document.revision,
        url=document.url,
        folder=document.folder,
        id=slug,
        id_is_given=False,
        title=title,
        items=tuple(found.item for found in finds.items),
        problems=tuple(finds.problems),
    )


def extract(content: bytes, words: Words) -> tuple[Source, Finds]:
    """The items of a document with their places in it."""
    source = Source.of(content)
    return source, Extraction(source, parse(source), words).run()

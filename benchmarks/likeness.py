"""Which texts of real post-mortems are taken for the same, to be read by a person.

Run as `python -m benchmarks.likeness [DIR] [--least N]`. DIR holds `docs/` with Markdown files;
it is `$SYNCD_CORPUS` or `../shared/corpus` unless given, and may be absent. Three kinds of
texts are compared, each across documents: action items, root causes, and all sentences, which
are the boilerplate that a cause must be told from.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from syncd.markdown import UnreadableError, read
from syncd.model import Document, PostMortem
from syncd.policy.gist import Gist, gist
from syncd.policy.likeness import neighbours

_LEAST_SAID = 2.0
_SENTENCE = re.compile(r"\n\s*\n|\n\s*[-*#|>] ?|(?<=[.!?])\s+(?=[A-Z])")
_LENGTH = range(25, 300)


class Text(NamedTuple):
    """A text and the document that it is from."""

    file: str
    said: str


def texts(folder: Path) -> dict[str, set[Text]]:
    """The texts of each kind, each once for each document."""
    found: dict[str, set[Text]] = defaultdict(set)
    for path in sorted((folder / "docs").glob("*.md")):
        content = path.read_bytes()
        post_mortem = _read(path.name, content)
        if post_mortem is not None:
            found["action items"] |= {Text(path.name, item.title) for item in post_mortem.items}
            found["root causes"] |= {Text(path.name, text) for text in post_mortem.root_causes}
        sentences = _SENTENCE.split(content.decode("utf-8", "replace"))
        plain = (" ".join(sentence.split()) for sentence in sentences)
        found["sentences"] |= {
            Text(path.name, said) for said in plain if len(said) in _LENGTH and "|" not in said
        }
    return found


def _read(name: str, content: bytes) -> PostMortem | None:
    try:
        return read(Document("corpus", name, content, "", name))
    except UnreadableError:
        return None


def alike(found: set[Text], least: int) -> Iterator[tuple[int, Text, Text]]:
    """Pairs of texts from two documents that are alike, and say enough, most alike first."""
    by_gist: dict[Gist, list[Text]] = defaultdict(list)
    for text in sorted(found):
        by_gist[gist(text.said)].append(text)
    near = neighbours(frozenset(by_gist), least)
    pairs = [
        (score, one, other)
        for said, group in by_gist.items()
        for score, theirs in [(100, said), *near.get(said, ())]
        if said.shared(theirs).weight >= _LEAST_SAID
        for one in group
        for other in by_gist[theirs]
        if one.file < other.file
    ]
    yield from sorted(pairs, key=lambda pair: (-pair[0], pair[1:]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the pairs, and how many there are of each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("SYNCD_CORPUS", "../shared/corpus")
    parser.add_argument("folder", metavar="DIR", type=Path, nargs="?", default=Path(default))
    parser.add_argument("--least", type=int, default=70)
    given = parser.parse_args(arguments)
    if not (given.folder / "docs").is_dir():
        print(f"no corpus at {given.folder}: nothing to compare", file=sys.stderr)
        return 0
    for kind, found in texts(given.folder).items():
        pairs = list(alike(found, given.least))
        same = sum(one.said == other.said for _, one, other in pairs)
        print(f"{len(found):,} {kind}: {len(pairs):,} pairs from {given.least} on, {same:,} equal")
        for score, one, other in pairs:
            if one.said != other.said:
                print(f"  {score:>3}  {one.said}\n       {other.said}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Whether anything that a human wrote was changed: comments, paragraphs and documents."""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from benchmarks.year.lives import Lives
from benchmarks.year.places import Places

_RECURRENCE = "Recurrence of "
_HUMAN_CELLS = 4
"""The first cells of a row are people's: action, category, impact, effort."""


def changed(places: Places, lives: Lives, documents: Mapping[Path, str]) -> Iterator[str]:
    """Everything of a human's that is not there any more as it was written."""
    there: dict[tuple[str, str], str] = {}
    for name, simulator in places.simulators.items():
        there |= {(name, each.id): each.body for each in simulator.state().comments}
    for place, text in lives.wrote.items():
        if there.get(place) != text:
            yield f"comment {place[1]} in {place[0]} says {there.get(place)!r}, not {text!r}"
    bodies = {(name, each.key): each.body for name, each in places.tickets()}
    for tracker, ticket, text in lives.paragraphs:
        if text not in bodies.get((tracker, ticket), ""):
            yield f"a paragraph is gone from {ticket}: {text!r}"
    for file, text in documents.items():
        now = file.read_bytes().decode("utf-8")
        yield from (f"{file.name}: {each}" for each in _differences(text, now))


def _differences(before: str, now: str) -> Iterator[str]:
    """Lines that are another, but for cells that are syncd's and lines of recurrences."""
    own = [line for line in now.split("\n") if not line.startswith(_RECURRENCE)]
    blank = chain(own, [""] * max(0, before.count("\n") + 1 - len(own)))
    left = list(blank)
    for line in before.split("\n"):
        while left and _humans(left[0]) != _humans(line) and not left[0].strip():
            left.pop(0)  # a blank line that parts what syncd added
        if not left or _humans(left.pop(0)) != _humans(line):
            yield f"line {line!r} is not there any more"
            return
    if any(line.strip() for line in left):
        yield f"there is more than before: {left!r}"


def _humans(line: str) -> str:
    """What of a line is a human's."""
    if not line.startswith("| "):
        return line
    return "|".join(line.split("|")[: _HUMAN_CELLS + 1])

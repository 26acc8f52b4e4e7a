"""Scores the Markdown reader on a corpus of real post-mortems, labelled item by item.

Run as `python -m benchmarks.corpus [DIR] [--misses]`. DIR holds `docs/`, `INDEX.tsv` and
`GOLD.jsonl`; it is `$SYNCD_CORPUS` or `../shared/corpus` unless given, and may be absent.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Self, TypeAlias

from syncd.markdown import UnreadableError, read
from syncd.markdown.fields import AmbiguousError, category_of, date_of, priority_of
from syncd.model import Document, PostMortem, Status, WrittenItem

Gold: TypeAlias = dict[str, Any]

_FIELDS = ("owner", "ticket", "due", "status", "category", "priority")
_ALIKE = 0.6
_LANGUAGES = re.compile(r"^(?:Japanese|Chinese|Korean|German|French|Spanish)\b")


@dataclass(slots=True)
class Score:
    """Counts of one group of documents; `right` pairs correct and wanted values by field."""

    files: int = 0
    gold: int = 0
    found: int = 0
    matched: int = 0
    prose: int = 0
    prose_noted: int = 0
    problems: int = 0
    unreadable: int = 0
    spurious: int = 0
    right: dict[str, list[int]] = field(default_factory=lambda: {f: [0, 0] for f in _FIELDS})

    def __iadd__(self, other: Score) -> Self:
        """Both together."""
        for name in ("files", "gold", "found", "matched", "prose", "prose_noted", "problems"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.unreadable += other.unreadable
        self.spurious += other.spurious
        for name, (right, wanted) in other.right.items():
            self.right[name][0] += right
            self.right[name][1] += wanted
        return self

    def row(self, name: str) -> str:
        """One line of the report."""
        precision = self.matched / self.found if self.found else None
        recall = self.matched / self.gold if self.gold else None
        f1 = 2 * self.matched / (self.found + self.gold) if self.found + self.gold else None
        shares = (precision, recall, f1, *(_share(*self.right[f]) for f in _FIELDS))
        return f"{name:<12}{self.files:>6}{self.gold:>6}{self.found:>6}" + "".join(
            f"{'-' if share is None else format(share, '.3f'):>9}" for share in shares
        )


def _share(right: int, wanted: int) -> float | None:
    return right / wanted if wanted else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 0 also where there is no corpus."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.corpus")
    default = Path(__file__).parents[1] / ".." / "shared" / "corpus"
    parser.add_argument("dir", nargs="?", type=Path, default=os.environ.get("SYNCD_CORPUS"))
    parser.add_argument("--misses", action="store_true", help="list what was missed or is wrong")
    options = parser.parse_args(arguments)
    folder = Path(options.dir or default)
    if not (folder / "INDEX.tsv").is_file():
        print(f"no corpus at {folder}: nothing to score", file=sys.stderr)
        return 0
    for line in report(folder, misses=options.misses):
        print(line)
    return 0


def report(folder: Path, *, misses: bool) -> Iterator[str]:
    """The lines of the report."""
    gold: dict[str, list[Gold]] = defaultdict(list)
    for line in (folder / "GOLD.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        gold[item["file"]].append(item)
    groups: dict[str, Score] = defaultdict(Score)
    total = Score()
    notes: list[str] = []
    started = time.perf_counter()
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        entries = list(csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE))
    for entry in entries:
        name = entry["file"]
        content = (folder / "docs" / name).read_bytes()
        score = _score(name, entry, content, gold[name], notes)
        group = _group(entry)
        groups[group] += score
        if not group.startswith("("):
            total += score
    seconds = time.perf_counter() - started
    yield f"{'form':<12}{'files':>6}{'gold':>6}{'found':>6}" + "".join(
        f"{head:>9}" for head in ("prec", "recall", "F1", *_FIELDS)
    )
    for name in sorted(groups):
        yield groups[name].row(name)
    yield total.row("all")
    structured = Score()
    for name, score in groups.items():
        if name != "prose" and not name.startswith("("):
            structured += score
    yield structured.row("not prose")
    prose = groups["prose"]
    yield ""
    yield f"prose items noted as ambiguous: {prose.prose_noted} of {prose.prose}"
    yield f"problems noted: {sum(score.problems for score in groups.values())}"
    yield f"documents without items that got some: {sum(s.spurious for s in groups.values())}"
    yield f"unreadable: {sum(score.unreadable for score in groups.values())}"
    yield f"{len(entries)} documents in {seconds:.2f} s"
    if misses:
        yield from notes


def _group(entry: dict[str, str]) -> str:
    if _LANGUAGES.match(entry["note"]):
        return "(language)"
    if entry["note"].startswith("TEMPLATE"):
        return "(template)"
    return "(ambiguous)" if entry["note"].startswith("AMBIGUOUS") else entry["form"]


def _score(
    name: str, entry: dict[str, str], content: bytes, gold: list[Gold], notes: list[str]
) -> Score:
    score = Score(files=1, gold=len(gold))
    try:
        post_mortem = read(Document("corpus", entry["path"], content, "", ""))
    except UnreadableError as error:
        score.unreadable = 1
        notes.append(f"{name}: unreadable: {error}")
        return score
    score.found = len(post_mortem.items)
    score.problems = len(post_mortem.problems)
    score.spurious = int(not gold and entry["items"] == "0" and bool(post_mortem.items))
    pairs, missed, false = match(gold, post_mortem.items)
    score.matched = len(pairs)
    for wanted, item in pairs:
        for key in _FIELDS:
            if wanted[key] is not None:
                right = _agrees(key, wanted[key], item)
                score.right[key][0] += right
                score.right[key][1] += 1
                if not right:
                    said = [link.target or link.text for link in item.links]
                    got = said if key == "ticket" else getattr(item, key)
                    notes.append(f"{name}:{item.line}: {key} {wanted[key]!r}, read {got!r}")
            elif key in {"owner", "due", "status"} and getattr(item, key) is not None:
                notes.append(f"{name}:{item.line}: extra {key} {getattr(item, key)!r}")
    if entry["form"] == "prose":
        score.prose = len(missed)
        score.prose_noted = _noted(missed, post_mortem)
    notes += [f"{name}:{wanted['line']}: missed: {wanted['text'][:80]}" for wanted in missed]
    notes += [f"{name}:{item.line}: false: {item.title[:80]}" for item in false]
    return score


def match(
    gold: Sequence[Gold], items: Sequence[WrittenItem]
) -> tuple[list[tuple[Gold, WrittenItem]], list[Gold], list[WrittenItem]]:
    """Pair labelled and found items by line, else by like text within two lines."""
    left = list(items)
    pairs: list[tuple[Gold, WrittenItem]] = []
    missed: list[Gold] = []
    for wanted in gold:
        same = next((item for item in left if item.line == wanted["line"]), None)
        near = same or next(
            (
                item
                for item in left
                if abs(item.line - wanted["line"]) <= 2
                and SequenceMatcher(None, item.title[:160], wanted["text"]).ratio() >= _ALIKE
            ),
            None,
        )
        if near is None:
            missed.append(wanted)
        else:
            left.remove(near)
            pairs.append((wanted, near))
    return pairs, missed, left


def _noted(missed: Sequence[Gold], post_mortem: PostMortem) -> int:
    lines = [problem.line for problem in post_mortem.problems]
    noted = 0
    for wanted in missed:
        near = next((line for line in lines if 0 <= line - wanted["line"] <= 2), None)
        if near is not None:
            lines.remove(near)
            noted += 1
    return noted


def _agrees(key: str, wanted: str, item: WrittenItem) -> bool:
    match key:
        case "owner":
            return _bare(wanted) == _bare(item.owner or "")
        case "ticket":
            return bool(item.links) and wanted in {item.links[0].target, item.links[0].text}
        case "due":
            return item.due == _date(wanted)
        case "status":
            expected = {Status.OPEN, Status.IN_PROGRESS} if wanted == "open" else {Status(wanted)}
            return item.status in expected
        case "category":
            return item.category is category_of(wanted)
        case _:
            return item.priority is priority_of(wanted)


def _bare(owner: str) -> str:
    return owner.strip("`* ").removeprefix("@").casefold()


def _date(written: str) -> dt.date | None:
    try:
        return date_of(written)
    except AmbiguousError:
        return None


if __name__ == "__main__":
    sys.exit(main())

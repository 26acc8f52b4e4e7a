"""What the body of a document, its headings and its file name say of the post-mortem."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from syncd.markdown import fields
from syncd.markdown.blocks import Block, Blocks, Heading, Listing, Paragraph, Table
from syncd.markdown.front_matter import About
from syncd.markdown.inline import words
from syncd.markdown.outline import Section
from syncd.markdown.phrases import is_nothing
from syncd.markdown.rows import split
from syncd.markdown.source import Source
from syncd.markdown.words import plain_heading, word_set

_LABEL = re.compile(r"\W*(?P<label>[A-Za-z][A-Za-z /()-]{1,40}?)\W*?(?::|：)\W*?(?P<value>\S.*)")
_LABELS = {
    "date": "date|incident date|date of incident|date of the incident|occurred|occurred on",
    "severity": "severity|sev|incident severity|severity level|sev level",
    "duration": "duration|incident duration|total duration|outage duration|length of outage",
    "detected_after": "detected after|time to detect|time to detection|ttd|detection time",
    "services": "services|service|affected services|services affected|affected service"
    "|impacted services|services impacted|affected systems",
    "lead": "lead|incident lead|incident commander|incident manager|commander",
    "root_causes": "root cause|root causes",
}
_MEANINGS = {name: key for key, names in _LABELS.items() for name in names.split("|")}
_ABOUT = frozenset(
    {
        "metadata",
        "meta",
        "summary",
        "overview",
        "details",
        "incident summary",
        "incident details",
        "incident overview",
        "incident information",
        "executive summary",
        "issue summary",
        "general information",
        "stats",
        "at a glance",
        "incident",
    }
)
_YEARLY_ID = re.compile(
    r"(?<![A-Za-z0-9])(?P<letters>[A-Z]{1,8}|(?i:pm|inc|ir|pir|rca|postmortem))-?(?:19|20)\d\d-"
    r"\d{1,5}(?![\d]|-\d)"
)
_PLAIN_ID = re.compile(r"(?<![A-Za-z0-9-])(?i:PM|INC|IR|PIR|RCA)-\d+(?![\d]|-\d)")
_FOREIGN = word_set(
    """
    CVE GHSA RFC ISO JAN FEB MAR APR MAY JUN JUL AUG SEP SEPT OCT NOV DEC JUNE JULY MARCH
    """
)
_FILE_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(\d\d)[-_]?(\d\d)(?!\d)")
_LONGEST_CAUSE = 300
_BLANK_TITLE = re.compile(
    r"\{\{.*\}\}|<[\w -]*(?:title|name|incident|summary)[\w -]*>|YYYY|\bINC-X"
    r"|\[(?:[\w -]*\b)?(?:title|name|incident|summary|description|service|date)(?:\b[\w -]*)?\]",
    re.IGNORECASE,
)
_TEMPLATE_WORDS = word_set(
    """
    a an the our post mortem postmortem mortems postmortems incident incidents report reports
    review reviews rca pir coe retro retrospective example sample blank pmyyyy yyyy nnn mm dd
    name title issue document doc analysis md for of
    """
)


def id_of(path: str, heading: str | None) -> str | None:
    """The id that the file name, or else the first heading, carries."""
    for text in (PurePosixPath(path).name, heading or ""):
        for pattern in (_YEARLY_ID, _PLAIN_ID):
            for match in pattern.finditer(text):
                found = match.group().upper()
                if re.split(r"[-\d]", found)[0] not in _FOREIGN:
                    return found
    return None


def slug_of(path: str) -> str:
    """The id of a document that carries none: its path in lower case, joined by dashes."""
    parts = list(PurePosixPath(path).parts)
    stem = parts[-1].rsplit(".", 1)[0] if parts else ""
    if stem.casefold() in {"index", "readme"} and len(parts) > 1:
        parts = parts[:-1]
    else:
        parts = [*parts[:-1], stem]
    return re.sub(r"[^\w]+", "-", "-".join(parts).lower()).strip("-_") or "post-mortem"


def is_template(path: str, heading: str | None) -> bool:
    """Whether a document is a form to be filled in, not a report."""
    stem = PurePosixPath(path).stem
    if heading and _BLANK_TITLE.search(heading):
        return True
    for text in (stem, heading or ""):
        tokens = re.findall(r"[a-z]+", text.casefold())
        if {"template", "templates"} & set(tokens):
            rest = [token for token in tokens if token not in {"template", "templates"}]
            if all(token in _TEMPLATE_WORDS for token in rest):
                return True
            report = {"postmortem", "mortem", "incident", "report"} & set(rest)
            dated = re.search(r"(?:19|20)\d\d", text)
            if report and not dated and tokens[-1].startswith("template"):
                return True
    return False


def first_heading(document: Blocks) -> str | None:
    """The title that the headings give: the first of level 1, else the first of all."""
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    top = [heading for heading in headings if heading.level == 1]
    for heading in top or headings:
        plain = " ".join(words(heading.text.raw, document.references).plain.split())
        if plain:
            return plain
    return None


def about(source: Source, document: Blocks, sections: Section, path: str) -> About:
    """What is written plainly; where two places differ, nothing is taken."""
    heading = first_heading(document)
    said: dict[str, set[object]] = {}
    found = About(title=heading, id=id_of(path, heading))
    if heading and found.id:  # "PM-2026-0057: Checkout timeouts"
        id_first = re.compile(rf"\W*{re.escape(found.id)}\b[\]\s:.|–—-]*", re.IGNORECASE)
        at = id_first.match(heading)
        found.title = (heading[at.end() :] if at else "") or heading
    for label, value in _labelled(source, sections, document.references):
        key = _MEANINGS.get(plain_heading(re.sub(r"\([^)]*\)", "", label)))
        if key is not None and not is_nothing(value):
            meaning = _meaning(key, value)
            if meaning:
                said.setdefault(key, set()).add(meaning)
    for part in re.findall(r"[^(),;]+", "".join(re.findall(r"\(([^()]*)\)", heading or ""))):
        if re.search(r"\bsev", part, re.IGNORECASE) and (severity := fields.severity_of(part)):
            said.setdefault("severity", {severity})
        if duration := fields.duration_of(part):
            said.setdefault("duration", {duration})
    for key, meanings in said.items():
        if len(meanings) == 1:
            setattr(found, key, meanings.pop())
    found.date = found.date or _file_date(path) or _day(heading or "")
    found.root_causes = found.root_causes or _causes(sections, document.references)
    return found


def _meaning(key: str, value: str) -> object:
    match key:
        case "date":
            return _day(value)
        case "severity":
            return fields.severity_of(value)
        case "duration" | "detected_after":
            return fields.duration_of(re.sub(r"\s*\(.*", "", value))
        case "services":
            return tuple(text for part in value.split(",") if (text := part.strip(" .`")))
        case "root_causes":
            return (value,) if len(value) <= _LONGEST_CAUSE else None
        case _:
            return value.strip(" .")


def _labelled(
    source: Source, sections: Section, references: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    blocks: list[Block] = list(sections.blocks)
    for number, section in enumerate(sections.walk()):
        if number == 1 or plain_heading(section.plain) in _ABOUT:
            blocks += section.blocks
    for block in blocks:
        if isinstance(block, Table):
            for row in (block.header, *block.rows):
                cells = [
                    " ".join(words(source.text[slice(*span)], references).plain.split())
                    for span in split(row).spans
                ]
                if len(cells) == 2:
                    yield cells[0].strip(": "), cells[1]
            continue
        for line in _lines(block):
            if match := _LABEL.match(" ".join(words(line, references).plain.split())):
                yield match["label"], match["value"]


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from block.text.lines
    elif isinstance(block, Listing):
        for entry in block.entries:
            if entry.blocks and isinstance(entry.blocks[0], Paragraph):
                yield entry.blocks[0].text.raw


def _causes(sections: Section, references: Mapping[str, str]) -> tuple[str, ...]:
    """The causes below a heading for them: the entries of its list, or its one paragraph."""
    for section in sections.walk():
        if plain_heading(section.plain) in {"root cause", "root causes", "root cause s"}:
            return _causes_in(section.blocks, references) if not section.sections else ()
    return ()


def _causes_in(blocks: Sequence[Block], references: Mapping[str, str]) -> tuple[str, ...]:
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, Listing):
            return _plain_causes([*_lines(block)], references)
        if isinstance(block, Paragraph):
            texts.append(block.text.raw)
    return _plain_causes(texts, references) if len(texts) == 1 else ()


def _plain_causes(texts: Sequence[str], references: Mapping[str, str]) -> tuple[str, ...]:
    plain = [" ".join(words(text, references).plain.split()) for text in texts]
    if any(len(text) > _LONGEST_CAUSE for text in plain):
        return ()
    return tuple(text for text in plain if not is_nothing(text))


def _file_date(path: str) -> dt.date | None:
    for part in reversed(PurePosixPath(path).parts):
        if match := _FILE_DATE.search(part):
            try:
                return dt.date(*map(int, match.groups()))
            except ValueError:
                continue
    return None


def _day(text: str) -> dt.date | None:
    try:
        return fields.date_of(text)
    except fields.AmbiguousError:
        return None

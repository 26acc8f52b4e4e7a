"""Action items in running text: list entries and headings, with their labels and handles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from syncd.markdown import fields
from syncd.markdown.blocks import Text
from syncd.markdown.columns import LABELS, Column
from syncd.markdown.found import WORDING, Fields, Finds
from syncd.markdown.inline import words
from syncd.markdown.labels import LABEL, Place, is_status_word, take_details, take_label
from syncd.markdown.phrases import VERBS, is_accomplished
from syncd.markdown.source import Splice
from syncd.markdown.trailer import (
    Trailer,
    compose,
    find_trailer,
    key_of,
    markdown_link,
    ticket_links,
)
from syncd.markdown.words import word_set
from syncd.model import Cell, CellEdit, Link, Status

_BOX = re.compile(r"\[(?P<mark>[ xX]?)\](?:\s+|\Z)")
_HANDLE = r"(?<![\w@/.`])`?(?P<handle>@[A-Za-z0-9][\w-]*(?:/[\w-]+)?)`?(?![\w.]*\.\w)"
_EMAIL = r"(?P<email>[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}(?![\w-]))"
_WHO = rf"(?:{_HANDLE}|\[(?P<linked>@[\w-]+)\]\([^()\s]*\)|[<`]?{_EMAIL}[>`]?)"
_OWNER_FIRST = re.compile(
    rf"\s*(?:\*\*|__|\()?{_WHO}(?:\*\*|__|\))?(?:\s*[:–—-]\s+|:\s*|\s*(?:will|to)\s+)(?:\*\*)?",
)
_OWNER_LAST = re.compile(rf"\s*(?:[-–—,:/|]\s*)?(?:\(|\[)?{_WHO}(?:\)|\])?\.?\s*\Z")
_ANY_WHO = re.compile(_WHO)
_SEVERAL = (
    r"(?<![\w@/.`])(?P<all>@[A-Za-z0-9][\w/-]*+"
    r"(?:[\s,/&+]+(?:and\s+)?@[A-Za-z0-9][\w/-]*+)+)(?![\w.]*\.\w)"
)
_SEVERAL_FIRST = re.compile(
    rf"\s*(?:\*\*|__|\()?{_SEVERAL}(?:\*\*|__|\))?(?:\s*[:–—-]\s+|:\s*|\s+(?:will|to)\s+)"
)
_SEVERAL_LAST = re.compile(rf"\s*(?:[-–—,:/|]\s*)?[(\[]?{_SEVERAL}[)\]]?\.?\s*\Z")
_NOT_THEIRS = re.compile(
    r"(?:\bcc|\bask|\bthanks to|\bby|\bper|\bwith|\bsee|\bfrom|\blike|\bas)\s+\Z", re.IGNORECASE
)
_LEAD = re.compile(
    r"\s*(?:(?P<mark>\*\*|__)(?P<bold>[^*\n]{1,80}?)(?P=mark)\s*(?:[:–—-]\s*)?"
    r"|\[(?P<tag>[^\[\]\n]{1,30})\](?![(\[])\s*(?:[:–—-]\s+|:)?"
    r"|\((?P<paren>[^()\n]{1,20})\)\s*(?:[:–—-]\s+|:)?"
    r"|(?P<word>[\w /-]{2,30}?)(?::\s+|\s+[–—-]\s+)"
    r"|(?P<sign>[✅✔☑✓❌🚧⬜]\ufe0f?)\s*)"
)
_TAIL = re.compile(
    r"\s*[\[(](?P<tag>[^\[\]()\n]{1,30})[\])]\.?\s*\Z"
    r"|\s+[-–—|·]\s+(?P<part>[^–—|·\n]{1,200}?)\.?\s*\Z"
)
_DUE = re.compile(
    r"(?:due|by|eta|deadline|target)(?: date)?(?: on| by)?:?\s+(?P<date>[\w ,./-]{6,20})",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\s*(?:(?:action(?: item)?|ai|item|task)\s*)?#?\d{1,3}\s*[).:]\s+", re.IGNORECASE
)
_NAME = r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]+){0,2}"
_NAME_TO_VERB = re.compile(
    rf"\s*(?P<name>{_NAME}(?:(?:, (?:and )?| and | & |/){_NAME})*) to (?P<verb>[a-z]+)\b"
)
_NO_NAMES = word_set(
    """
    need needs we i it this that ability way ways how plan plans script scripts tool tools
    tooling alert alerts alarm alarms dashboard process processes job jobs test tests policy
    check checks mechanism system runbook documentation docs access support work effort everyone
    nobody something someone some all able due prior ready hard easy time want wants similar
    related according related next when where what option options possibility monitor monitoring
    metric metrics feature features api apis service services code changes change improvements
    improvement fix fixes steps step procedure procedures workflow automation bot cron function
    button command method guide guidelines training logic query rule rules ticket tickets issue
    issues pr
    """
)
_MARKERS = frozenset(
    {"action", "action item", "action items", "ai", "follow-up", "follow up", "task"}
)
_HIDDEN = "\ue000"  # stands for each character of a trailer in mid-text; nobody writes it
_BARE_NAME = re.compile(r"[^\s@]+")


@dataclass(frozen=True, slots=True)
class TextForm:
    """An item in running text: its check box, its trailer, and the values that labels give.

    `box` is the offset of the check mark; `tail` where the trailer stands or would stand.
    `unmarked` is the status that the item has without box and trailer.
    """

    tail: tuple[int, int]
    trailer: Trailer | None
    box: int | None = None
    unmarked: Status | None = None
    places: Mapping[Cell, Place] = field(default_factory=dict)

    def splices(self, edits: Mapping[Cell, CellEdit]) -> Iterator[Splice]:
        """Replace labelled values and the check mark; the rest goes into the trailer."""
        for cell, edit in edits.items():
            if place := self.places.get(cell):
                yield from self._placed(place, edit)
        link = self.trailer.link if self.trailer else None
        word = _status_word(self.trailer) if self.trailer else None
        if Cell.TICKET in edits and Cell.TICKET not in self.places:
            edit = edits[Cell.TICKET]
            link = markdown_link(" ".join(edit.text.split()), edit.target)
        if Cell.STATUS in edits and Cell.STATUS not in self.places:
            status, reason = fields.status_of(edits[Cell.STATUS].text)
            if status is not None:
                if self.box is not None:
                    yield Splice(self.box, self.box + 1, "x" if status is Status.DONE else " ")
                word = None if status is self._unwritten(status) and not reason else WORDING[status]
                word = f"{word}: {reason}" if word and reason else word
        new = compose(link, word)
        old = compose(self.trailer.link, _status_word(self.trailer)) if self.trailer else ""
        if new != old:
            yield Splice(*self.tail, new)

    def _placed(self, place: Place, edit: CellEdit) -> Iterator[Splice]:
        text = _wording(edit)
        if place.whole is None or "@" in text:
            yield Splice(place.start, place.end, text)
        elif _BARE_NAME.fullmatch(text):
            yield Splice(place.start, place.end, f"@{text}")
        else:  # a name of several words needs a label to be known as the owner
            yield Splice(*place.whole, "")
            yield Splice(self.tail[0], self.tail[0], f" (Owner: {text})")

    def _unwritten(self, wanted: Status) -> Status | None:
        """The status that the item will have without a word of it in the trailer."""
        if self.box is not None:
            return Status.DONE if wanted is Status.DONE else Status.OPEN
        return self.unmarked or Status.OPEN


def _status_word(trailer: Trailer) -> str | None:
    if trailer.status is None:
        return None
    word = WORDING[trailer.status]
    return f"{word}: {trailer.reason}" if trailer.reason else word


def _wording(edit: CellEdit) -> str:
    text = " ".join(edit.text.split())
    if edit.cell is Cell.TICKET:
        return markdown_link(text, edit.target)
    if edit.cell is Cell.STATUS:
        status, reason = fields.status_of(text)
        if status is not None:
            return f"{WORDING[status]}: {reason}" if reason else WORDING[status]
    return text


class EntryReader:
    """Reads one item in running text, step by step from the outside in."""

    def __init__(self, text: Text, references: Mapping[str, str], context: Fields) -> None:
        """`context` is what headings and labels above say of the item."""
        self.item = context.copy()
        self._text = text
        self._raw = text.raw
        self._references = references
        self._words = words(self._raw, references)
        self._places: dict[Cell, Place] = {}
        self._problems: list[tuple[int, str]] = []
        self._start = 0
        self._end = len(self._raw)

    def read(self, line: int, details: tuple[Text, ...], finds: Finds) -> None:
        """Take the item in; `details` are the texts below it, some of which are labels."""
        item = self.item
        box = _BOX.match(self._raw)
        if box:
            self._start = box.end()
        trailer = find_trailer(self._raw, self._words)
        if trailer and trailer.start < self._start:
            trailer = None
        if trailer and self._raw[trailer.end :].strip():
            hidden = _HIDDEN * (trailer.end - trailer.start)
            self._raw = f"{self._raw[: trailer.start]}{hidden}{self._raw[trailer.end :]}"
            self._words = words(self._raw, self._references)
            self._end = len(self._raw.rstrip())
        else:
            self._end = trailer.start if trailer else len(self._raw.rstrip())
        self._leads()
        self._labels(line, finds)
        self._tails()
        if box and box["mark"]:
            item.status = Status.OPEN if box["mark"] == " " else Status.DONE
        unmarked = item.status if box is None else None
        if unmarked is None and is_accomplished(self._visible()):
            unmarked = Status.DONE
            item.status = item.status or Status.DONE
        self._handle_in_the_middle()
        item.title = self._visible()
        item.links += self._links(trailer)
        for detail in details:
            take_details(detail, item, self._places, line, finds, self._references)
        if trailer and trailer.status and Cell.STATUS not in self._places:
            ticked = box is not None and item.status is Status.DONE
            if not (ticked and trailer.status.is_open):
                item.status, item.reason = trailer.status, trailer.reason
        tail = self._text.offset(trailer.start if trailer else len(self._raw.rstrip()))
        form = TextForm(
            tail=(tail, self._text.offset(trailer.end) if trailer else tail),
            trailer=trailer,
            box=self._text.offset(1) if box and box["mark"] else None,
            unmarked=unmarked,
            places=self._places,
        )
        finds.add(item, line, form, frozenset({Cell.TICKET, Cell.STATUS, *self._places}))

    def _visible(self) -> str:
        visible = self._raw[self._start : self._end].replace(_HIDDEN, " ")
        said = words(visible, self._references)
        return " ".join(said.plain.split()).strip(" :–—-")

    def _leads(self) -> None:
        if number := _NUMBER.match(self._raw, self._start, self._end):
            self._start = number.end()
        while True:
            if several := _SEVERAL_FIRST.match(self._raw, self._start, self._end):
                self.item.owner = several["all"]
                self._start = several.end()
            owner = _OWNER_FIRST.match(self._raw, self._start, self._end)
            if owner and Cell.OWNER not in self._places and self.item.owner is None:
                self._own(owner)
                self._start = owner.end()
                continue
            lead = _LEAD.match(self._raw, self._start, self._end)
            if lead is None or not self._take(_said(lead)) or lead.end() >= self._end:
                break
            self._start = lead.end()
        named = _NAME_TO_VERB.match(self._raw, self._start, self._end)
        if named and self.item.owner is None and named["verb"] in VERBS:
            first = named["name"].split()[0].casefold()
            if first not in VERBS and first not in _NO_NAMES:
                self.item.owner = named["name"]
                self._start = named.start("verb")

    def _tails(self) -> None:
        while True:
            visible = self._raw[self._start : self._end]
            several = _SEVERAL_LAST.search(visible)
            if several and several.start() and self.item.owner is None:
                self.item.owner = several["all"]
                self._end = self._start + several.start()
                continue
            owner = _OWNER_LAST.search(visible)
            if owner and owner.start() and self.item.owner is None:
                before = visible[: owner.start()]
                if not _NOT_THEIRS.search(before + " "):
                    self._own(owner, self._start)
                    self._end = self._start + owner.start()
                    continue
            tail = _TAIL.search(visible)
            if tail is None or not tail.start() or not self._takes(tail):
                break
            self._end = self._start + tail.start()

    def _takes(self, tail: re.Match[str]) -> bool:
        """Understand what stands behind the title: a due date, a ticket, or a short word."""
        said = tail["tag"] or tail["part"]
        base = self._start + tail.start("tag" if tail["tag"] else "part")
        if due := _DUE.fullmatch(said):
            try:
                self.item.due = fields.date_of(due["date"])
            except fields.AmbiguousError:
                return False
            if self.item.due is not None:
                offset = self._text.offset
                place = Place(offset(base + due.start("date")), offset(base + due.end("date")))
                self._places[Cell.DUE] = place
            return self.item.due is not None
        mentions = self._words.mentions
        if any(mention.start == base and mention.end == base + len(said) for mention in mentions):
            return tail["part"] is not None
        return (tail["part"] is not None and key_of(said) is not None) or self._take(said)

    def _take(self, said: str) -> bool:
        """Understand a short word beside the title; False if it is part of the title."""
        text = said.strip(" :.!*_")
        label, colon, value = text.partition(":")
        if colon and LABELS.get(label.strip().casefold()) in {Column.PRIORITY, Column.CATEGORY}:
            text = value.strip()
        if text.casefold() in _MARKERS:
            return True
        if fields.is_category(text):
            self.item.category = fields.category_of(text)
        elif re.fullmatch(r"P[0-3]", text, re.IGNORECASE) or (
            text.casefold().removesuffix(" priority") in {"critical", "high", "medium", "low"}
        ):
            self.item.priority = fields.priority_of(text)
        elif is_status_word(text):
            self.item.status, self.item.reason = fields.status_of(text)
        else:
            return False
        return True

    def _own(self, match: re.Match[str], base: int = 0) -> None:
        group = next(name for name in ("handle", "linked", "email") if match[name])
        start, end = match.span(group)
        if group == "linked":
            start, end = start - 1, match.string.index(")", end) + 1
        self.item.owner = match[group]
        offset = self._text.offset
        self._places[Cell.OWNER] = Place(
            offset(base + start),
            offset(base + end),
            whole=(offset(base + match.start()), offset(base + match.end())),
        )

    def _handle_in_the_middle(self) -> None:
        if self.item.owner is not None:
            return
        base = self._start
        visible = self._raw[base : self._end]
        handles = {
            match["handle"] or match["linked"]
            for match in _ANY_WHO.finditer(visible)
            if (match["handle"] or match["linked"])
            and not _NOT_THEIRS.search(visible[: match.start()])
            and (not self._words.in_code(base + match.start()) or "`" in match.group())
        }
        if len(handles) == 1:
            self.item.owner = handles.pop()

    def _labels(self, line: int, finds: Finds) -> None:
        first: int | None = None
        for match in LABEL.finditer(self._raw, self._start, self._end):
            if not match["lead"].strip() and not match["mark"]:
                line_start = self._raw.rfind("\n", 0, match.start("label")) + 1
                before = self._raw[line_start : match.start("label")].strip()
                if before and before[-1] not in ".,;:|)":
                    continue
            if first is None:
                first = match.start()
            take_label(match, self.item, self._places, self._text, line, finds, self._references)
        if first is not None and first > self._start:
            self._end = len(self._raw[:first].rstrip(" \t\n,;(["))

    def _links(self, trailer: Trailer | None) -> Iterator[Link]:
        found = sorted(ticket_links(self._words, self._raw), key=lambda pair: pair[0])
        if trailer and trailer.ticket and self._raw[trailer.start] == _HIDDEN:
            yield trailer.ticket
        for position, link in found:
            if trailer and trailer.ticket and trailer.start <= position < trailer.end:
                yield trailer.ticket
            elif link not in self.item.links and Link(link.text, link.target, True) not in (
                self.item.links
            ):
                yield link


def _said(lead: re.Match[str]) -> str:
    return next(group for group in lead.group("bold", "tag", "paren", "word", "sign") if group)

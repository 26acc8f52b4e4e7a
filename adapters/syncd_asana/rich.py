"""Asana's rich text: made of the little Markdown that syncd writes, and read back to it.

Source: Asana's page on rich text: an XML fragment in `<body>`, text with `&`, `<` and `>` escaped,
line breaks as they are, `<strong>`, `<code>` and `<a href="...">` among its tags; anything else
that is not well-formed is refused. `<a data-asana-gid="..."/>` mentions whoever has that gid, and
comes back with their name and `data-asana-type="user"`; no other text mentions anybody.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser

from syncd.model import Mention
from syncd.ports.mentions import pieces_of
from syncd.ports.spoken import coded, fenced, listed, quoted

_MARKS = re.compile(
    r"\[(?P<label>[^\]\n]+)\]\((?P<target>https?://[^\s()<>\"]+)\)"
    r"|(?P<url>https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]*`])"
    r"|\*\*(?P<bold>[^*\n]+)\*\*"
    r"|`(?P<code>[^`\n]+)`"
)
_LINK = re.compile(r"<a\b(?P<attributes>[^>]*)>(?P<label>.*?)</a>", re.DOTALL)
_HREF = re.compile(r"\bhref=(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
_PERSON = re.compile(r"\bdata-asana-type=[\"']user[\"']")
_TAG = re.compile(r"<[^>]*>")
_FORMATTED = re.compile(r"<(?:pre|blockquote|code|li)\b")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link in rich text: where it stands, what it leads to, and what it says."""

    start: int
    end: int
    href: str
    label: str
    is_person: bool = False


def anchors(html: str) -> Iterator[Anchor]:
    """The links in rich text, in order."""
    for found in _LINK.finditer(html):
        if href := _HREF.search(found["attributes"]):
            target = href["double"] if href["double"] is not None else href["single"]
            label = unescape(_TAG.sub("", found["label"]))
            is_person = _PERSON.search(found["attributes"]) is not None
            yield Anchor(found.start(), found.end(), unescape(target), label, is_person)


def link(href: str, label: str) -> str:
    """A link."""
    return f'<a href="{escape(href)}">{text(label)}</a>'


def text(plain: str) -> str:
    """Text that means nothing but itself."""
    return escape(_ILLEGAL.sub("", plain), quote=False)


def from_markdown(written: str, mentions: Sequence[Mention] = ()) -> str:
    """Rich text of what syncd writes: text with people, links, addresses, bold and code."""
    parts, end = [], 0
    for found in _MARKS.finditer(written):
        parts += [_spoken(written[end : found.start()], mentions), _marked(found)]
        end = found.end()
    return "".join([*parts, _spoken(written[end:], mentions)])


def to_markdown(html: str) -> str:
    """What syncd wrote, of the rich text that was made of it."""
    parts, end = [], 0
    for anchor in anchors(html):
        parts.append(_unmarked(html[end : anchor.start]))
        bare = anchor.is_person or anchor.href == anchor.label
        parts.append(anchor.label if bare else f"[{anchor.label}]({anchor.href})")
        end = anchor.end
    return "".join([*parts, _unmarked(html[end:])])


def said(html: str, plain: str) -> str:
    """What people said: quotes, code and lists as in Markdown; without any the `plain` text."""
    if not _FORMATTED.search(html):
        return plain
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.words()


class _Reader(HTMLParser):
    """Reads rich text inside out: `_open` has the tags that are not closed yet, and their text."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, list[str]]] = [("body", [])]

    def words(self) -> str:
        """The text so far, without the blank lines that come of blocks at its ends."""
        while len(self._open) > 1:
            self._close()
        return "".join(self._open[0][1]).strip("\n").rstrip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in {"pre", "blockquote", "code", "li"}:
            self._open.append((tag, []))
        elif tag in {"h1", "h2", "hr"}:
            self._open[-1][1].append("\n")

    def handle_data(self, data: str) -> None:
        self._open[-1][1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open[-1][0] and len(self._open) > 1:
            self._close()
        elif tag in {"h1", "h2", "ul", "ol"}:
            self._open[-1][1].append("\n")

    def _close(self) -> None:
        tag, parts = self._open.pop()
        text = "".join(parts)
        if tag == "code" and "\n" not in text:
            self._open[-1][1].append(coded(text))
            return
        inner = text.strip("\n")
        block = {"blockquote": quoted, "li": listed}.get(tag, fenced)(inner)
        self._open[-1][1].append(f"\n{block}\n")


def inside(html: str) -> tuple[str, str, str]:
    """What stands before, in and after the body of rich text."""
    start, end = html.find(">") + 1, html.rfind("</")
    if not html.startswith("<body") or end < start:
        return "<body>", text(html), "</body>"
    return html[:start], html[start:end], html[end:]


def _spoken(plain: str, mentions: Sequence[Mention]) -> str:
    pieces = pieces_of(plain, mentions)
    return "".join(
        f'<a data-asana-gid="{escape(each.account)}"/>' if isinstance(each, Mention) else text(each)
        for each in pieces
    )


def _marked(found: re.Match[str]) -> str:
    if found["label"] is not None:
        return link(found["target"], found["label"])
    if found["url"] is not None:
        return link(found["url"], found["url"])
    if found["bold"] is not None:
        return f"<strong>{text(found['bold'])}</strong>"
    return f"<code>{text(found['code'])}</code>"


def _unmarked(html: str) -> str:
    marked = re.sub(r"</?strong>", "**", html)
    return unescape(_TAG.sub("", re.sub(r"</?code>", "`", marked)))

"""Texts for Cloud: Atlassian Document Format, as far as plain text needs it.

Only a node of its own mentions somebody, so that whatever stands in a text stays text.

Source: developer.atlassian.com/cloud/jira/platform/apis/document (nodes and marks; a text node
is never empty; a `mention` has the account in `id`, and in `text` what is shown, with the `@`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from syncd.model import Mention
from syncd.ports.mentions import pieces_of
from syncd.ports.spoken import coded, fenced, listed, quoted

_URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")
_LISTS = {"bulletList", "orderedList"}
_STACKS = {"listItem", "panel", "expand", "nestedExpand", "table", "tableCell", "tableHeader"}


def document(
    text: str, *, signed: tuple[str, str] | None = None, mentions: Sequence[Mention] = ()
) -> dict[str, Any]:
    """A plain text as a document; `signed` is a last paragraph, a name and where it leads."""
    plain = text.replace("\r\n", "\n").strip()
    paragraphs = [
        {"type": "paragraph", "content": list(_inline(part.strip("\n"), mentions))}
        for part in re.split(r"\n{2,}", plain)
        if part.strip("\n")
    ]
    if signed is not None:
        name, target = signed
        paragraphs.append({"type": "paragraph", "content": [_link(name, target)]})
    return {"type": "doc", "version": 1, "content": paragraphs}


def words(body: Any) -> str:
    """The words of a document: an empty line between its parts, quotes and code as in Markdown."""
    if not isinstance(body, dict):
        return str(body or "")
    return "\n\n".join(_words(node) for node in body.get("content") or ())


def signature(body: Any) -> str | None:
    """Where the last paragraph leads, if that is nothing but a link."""
    blocks: Sequence[Any] = (body.get("content") if isinstance(body, dict) else None) or []
    inline: Sequence[Any] = (blocks[-1].get("content") if blocks else None) or []
    if len(inline) != 1:
        return None
    for mark in inline[0].get("marks") or ():
        if mark.get("type") == "link":
            return str((mark.get("attrs") or {}).get("href", ""))
    return None


def unsigned(body: Mapping[str, Any]) -> dict[str, Any]:
    """The document without its last paragraph."""
    return {**body, "content": list(body.get("content") or ())[:-1]}


def _inline(paragraph: str, mentions: Sequence[Mention]) -> Iterator[dict[str, Any]]:
    for n, line in enumerate(paragraph.split("\n")):
        if n:
            yield {"type": "hardBreak"}
        end = 0
        for url in _URL.finditer(line):
            yield from _spoken(line[end : url.start()], mentions)
            yield _link(url[0], url[0])
            end = url.end()
        yield from _spoken(line[end:], mentions)


def _spoken(text: str, mentions: Sequence[Mention]) -> Iterator[dict[str, Any]]:
    for piece in pieces_of(text, mentions):
        if isinstance(piece, Mention):
            shown = f"@{piece.words.removeprefix('@')}"
            yield {"type": "mention", "attrs": {"id": piece.account, "text": shown}}
        elif piece:
            yield {"type": "text", "text": piece}


def _link(text: str, target: str) -> dict[str, Any]:
    mark = {"type": "link", "attrs": {"href": target}}
    return {"type": "text", "text": text, "marks": [mark]}


def _words(node: Mapping[str, Any]) -> str:
    kind, attrs = node.get("type"), node.get("attrs") or {}
    if kind == "text":
        is_code = any(mark.get("type") == "code" for mark in node.get("marks") or ())
        text = str(node.get("text", ""))
        return coded(text) if is_code else text
    if kind == "hardBreak":
        return "\n"
    if kind in {"mention", "emoji", "status"}:
        return str(attrs.get("text") or attrs.get("shortName") or "")
    if kind in {"inlineCard", "blockCard"}:
        return str(attrs.get("url") or "")
    inner = [_words(each) for each in node.get("content") or ()]
    if kind in _LISTS:
        return "\n".join(map(listed, inner))
    if kind == "codeBlock":
        return fenced("".join(inner))
    if kind == "blockquote":
        return quoted("\n\n".join(inner))
    if kind == "tableRow":
        return f"| {' | '.join(' '.join(cell.split()) for cell in inner)} |"
    return ("\n" if kind in _STACKS else "").join(inner)

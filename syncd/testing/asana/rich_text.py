"""Rich text: what may be written, how it comes back, and the plain text of it.

Source: the page on rich text (Asana/developer-docs @ 39208263, `_rich-text.html.md`): wrapped in
`<body>`, valid XML, known tags only, attributes only on links, or 400; a link needs a gid or an
address; one with a gid is completed (`href`, `data-asana-type`, the name unless
`data-asana-dynamic` is false); whatever is read may be written back, images with their
attributes included.

Not documented, and chosen here: the words of the 400; that text comes back written the canonical
way; how plain text is made of rich text (the text of it alone) and the other way round (addresses
become links).
"""

import re
from collections.abc import Callable, Iterator
from html import escape
from xml.etree import ElementTree as ET

from syncd.testing.asana.errors import refused

EVERYWHERE = frozenset({"strong", "em", "u", "s", "code", "ol", "ul", "li", "a", "blockquote"})
IN_TASKS = EVERYWHERE | {"h1", "h2", "hr", "img", "pre"}
IN_STORIES = EVERYWHERE | {"pre"}
_WITH_ATTRIBUTES = frozenset({"a", "img"})
_BLOCKS = frozenset({"li", "h1", "h2", "hr", "blockquote", "pre", "ul", "ol"})
_ADDRESS = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

Resolve = Callable[[str], tuple[str, str, str] | None]
"""Of a gid: what it is, its address and its name; `None` if the asker cannot see it."""


def written(field: str, html: object, allowed: frozenset[str], resolve: Resolve) -> str:
    """What is kept of rich text that somebody sends: the inside of its body.

    Raises:
        RefusedError: it is not rich text.
    """
    if not isinstance(html, str):
        raise refused(400, f"{field}: Not a string")
    try:
        root = ET.fromstring(html)  # noqa: S314  (written by tests and adapters, on loopback)
    except ET.ParseError as error:
        raise refused(400, f"{field}: XML is invalid: {error}") from error
    if root.tag != "body":
        raise refused(400, f"{field}: XML is invalid: the root must be <body>")
    for element in root.iter():
        if element is not root:
            _check(field, element, allowed)
            if element.tag == "a":
                _complete(field, element, resolve)
    return "".join(_inside(root))


def from_plain(text: str) -> str:
    """Plain text as rich text, with links where it has addresses."""
    clean = _ILLEGAL.sub("", text)
    parts, end = [], 0
    for found in _ADDRESS.finditer(clean):
        parts.append(escape(clean[end : found.start()], quote=False))
        parts.append(f'<a href="{escape(found[0])}">{escape(found[0], quote=False)}</a>')
        end = found.end()
    return "".join([*parts, escape(clean[end:], quote=False)])


def to_plain(html: str) -> str:
    """The text of rich text."""
    return "".join(_text(ET.fromstring(f"<body>{html}</body>")))  # noqa: S314


def addresses(html: str) -> list[str]:
    """Where its links lead to."""
    root = ET.fromstring(f"<body>{html}</body>")  # noqa: S314
    return [str(link.get("href")) for link in root.iter("a") if link.get("href")]


def people(html: str) -> list[str]:
    """Whom it mentions: the gids of its links to people."""
    root = ET.fromstring(f"<body>{html}</body>")  # noqa: S314
    links = [link for link in root.iter("a") if link.get("data-asana-type") == "user"]
    return list(dict.fromkeys(str(link.get("data-asana-gid")) for link in links))


def wrapped(html: str) -> str:
    """The form in which the API shows it."""
    return f"<body>{html}</body>"


def _check(field: str, element: ET.Element, allowed: frozenset[str]) -> None:
    if element.tag not in allowed:
        raise refused(400, f"{field}: XML is invalid: unsupported tag <{element.tag}>")
    if element.attrib and element.tag not in _WITH_ATTRIBUTES:
        raise refused(400, f"{field}: XML is invalid: <{element.tag}> takes no attributes")


def _complete(field: str, link: ET.Element, resolve: Resolve) -> None:
    gid = link.get("data-asana-gid")
    known = resolve(gid) if gid is not None else None
    if known is None:
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", link.get("href", "")):
            raise refused(400, f"{field}: XML is invalid: <a> needs a gid or a valid href")
        return
    kind, address, name = known
    dynamic = link.get("data-asana-dynamic") != "false"
    link.attrib.update(
        {
            "href": address,
            "data-asana-accessible": "true",
            "data-asana-dynamic": "true" if dynamic else "false",
            "data-asana-type": kind,
        }
    )
    if dynamic:
        for child in list(link):
            link.remove(child)
        link.text = f"@{name}" if kind == "user" else name


def _inside(element: ET.Element) -> Iterator[str]:
    yield escape(element.text or "", quote=False)
    for child in element:
        named = "".join(f' {name}="{escape(value)}"' for name, value in child.attrib.items())
        if child.tag in {"hr", "img"}:
            yield f"<{child.tag}{named}/>"
        else:
            yield f"<{child.tag}{named}>"
            yield from _inside(child)
            yield f"</{child.tag}>"
        yield escape(child.tail or "", quote=False)


def _text(element: ET.Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield from _text(child)
        if child.tag in _BLOCKS:
            yield "\n"
        yield child.tail or ""

"""Long texts: documents (ADF) for version 3 of the API, wiki markup for version 2.

Source: the structure of documents (developer.atlassian.com/cloud/jira/platform/apis/document);
that a plain text is refused where a document belongs, and in which words (Atlassian community,
qaq-p/1304733); 32,767 characters at most ("The entered text is too long. It exceeds the allowed
limit of 32767 characters.", jenkinsci/jira-plugin#667). What Jira makes of wiki markup when it
turns it into a document is simplified: paragraphs, line breaks and bare links, and `{code}`,
`{noformat}`, `{quote}` and `bq.` where they stand at the beginning of a line.

Whom a text mentions: `mention` nodes by the account in `attrs.id`; in wiki markup `[~name]`, on
Cloud `[~accountid:...]`, unless a backslash stands before it (jira.atlassian.com, "Text formatting
notation"; developer.atlassian.com on the removal of user names). That it is none in `{code}` and
`{noformat}` is simulated; a plain `@name` is only what the editor starts a mention with.
"""

import re
from collections.abc import Iterator
from typing import Any

from syncd.testing.jira.records import Text

LONGEST = 32_767
NOT_A_DOCUMENT = "Operation value must be an Atlassian Document (see the Atlassian Document Format)"

_QUIET = re.compile(r"\{(?P<macro>code|noformat)[^}]*\}.*?(?:\{(?P=macro)\}|\Z)", re.DOTALL)
_MENTION = re.compile(r"(?<!\\)\[~(?:accountid:)?(?P<name>[^\]\s|]+)\]")
_BLOCK = re.compile(
    r"^\{(?P<macro>code|noformat|quote)[^}]*\}(?P<inner>.*?)\{(?P=macro)\}|^bq\. (?P<line>[^\n]*)",
    re.DOTALL | re.MULTILINE,
)
_URL = re.compile(r"https?://[^\s\]|}]+")


class TextError(ValueError):
    """A text that Jira would not take; the message is Jira's."""


def taken(value: Any, *, adf: bool) -> Text | None:
    """A text as it was sent.

    Raises:
        TextError: it has the wrong form, or is too long.
    """
    if value is None or value == "":
        return None
    if adf and not _is_document(value):
        raise TextError(NOT_A_DOCUMENT)
    if not adf and not isinstance(value, str):
        raise TextError("Operation value must be a string")
    text = Text("adf" if adf else "wiki", value)
    if len(plain(text)) > LONGEST:
        raise TextError(
            f"The entered text is too long. It exceeds the allowed limit of {LONGEST} characters."
        )
    return text


def shown(text: Text | None, *, adf: bool) -> Any:
    """A text as a version of the API shows it."""
    if text is None:
        return None
    if adf:
        return text.value if text.form == "adf" else document(text.value)
    return text.value if text.form == "wiki" else plain(text)


def plain(text: Text | None) -> str:
    """The words of a text."""
    if text is None:
        return ""
    if text.form == "wiki":
        return str(text.value)
    return "\n\n".join(_words(node) for node in text.value["content"])


def mentions(text: Text | None) -> Iterator[str]:
    """Whom a text mentions, by account or name."""
    if text is None:
        return
    if text.form == "wiki":
        yield from (found["name"] for found in _MENTION.finditer(_QUIET.sub("", str(text.value))))
        return
    left = [text.value]
    while left:
        node = left.pop()
        if node.get("type") == "mention":
            yield str(node.get("attrs", {}).get("id", ""))
        left += node.get("content", ())


def document(words: str) -> dict[str, Any]:
    """A document of paragraphs, with line breaks and links in them, quotes and code."""
    content: list[dict[str, Any]] = []
    end = 0
    for block in _BLOCK.finditer(words):
        content += _paragraphs(words[end : block.start()])
        if block["macro"] in {"code", "noformat"}:
            code = {"type": "text", "text": block["inner"].strip("\n")}
            content.append({"type": "codeBlock", "content": [code]})
        else:
            inner = _paragraphs(block["inner"] or block["line"])
            content.append({"type": "blockquote", "content": inner})
        end = block.end()
    return {"type": "doc", "version": 1, "content": content + _paragraphs(words[end:])}


def _paragraphs(words: str) -> list[dict[str, Any]]:
    parts = [part.strip("\n") for part in re.split(r"\n{2,}", words)]
    return [{"type": "paragraph", "content": _lines(part)} for part in parts if part]


def _lines(paragraph: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    for line in paragraph.split("\n"):
        if nodes:
            nodes.append({"type": "hardBreak"})
        nodes += _spans(line)
    return nodes


def _spans(line: str) -> list[dict[str, Any]]:
    spans: list[dict[str, Any]] = []
    end = 0
    for url in _URL.finditer(line):
        if url.start() > end:
            spans.append({"type": "text", "text": line[end : url.start()]})
        link = {"type": "link", "attrs": {"href": url[0]}}
        spans.append({"type": "text", "text": url[0], "marks": [link]})
        end = url.end()
    if end < len(line):
        spans.append({"type": "text", "text": line[end:]})
    return spans


def _words(node: dict[str, Any]) -> str:
    if node["type"] == "text":
        return str(node["text"])
    if node["type"] == "hardBreak":
        return "\n"
    attrs = node.get("attrs", {})
    if node["type"] in {"mention", "emoji", "status"}:
        return str(attrs.get("text", ""))
    if node["type"] == "inlineCard":
        return str(attrs.get("url", ""))
    between = "\n" if node["type"] in {"bulletList", "orderedList", "listItem"} else ""
    return between.join(_words(each) for each in node.get("content", ()))


def _is_document(value: Any) -> bool:
    if not isinstance(value, dict) or value.get("type") != "doc" or value.get("version") != 1:
        return False
    content = value.get("content")
    return isinstance(content, list) and all(_is_node(node) for node in content)


def _is_node(node: Any) -> bool:
    if not isinstance(node, dict) or not isinstance(node.get("type"), str):
        return False
    if node["type"] == "text":
        return isinstance(node.get("text"), str) and node["text"] != ""
    content = node.get("content", [])
    return isinstance(content, list) and all(_is_node(each) for each in content)

"""From text to nodes for the YAML that nearly all front matter is, many times faster.

It reads keys at the margin that have a word, a quoted text, or brackets on their own line,
and gives exactly the nodes that the full grammar gives; at the first sign of anything else
it gives None, and the full grammar decides.
"""

import re

from syncd.yamltext.nodes import MAX_LENGTH, NULLS, Mapping, Node, Scalar, Sequence

_ODD = re.compile(
    "[^\\n\\r\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd"
    "\\U00010000-\\U0010ffff]|\\r(?!\\n)"
)
_BLANK = re.compile(r" *(?:#[^\n]*)?(?:\r?\n|\Z)")
_KEY = re.compile(r"([A-Za-z_][\w-]{0,99}):(?=[ \r\n]|\Z)")
_END = re.compile(r"(?: +#[^\n]*| *\r?)(?:\n|\Z)")
_SPACES = re.compile(r" *")
_QUOTED = re.compile(r"\"([^\"\\\r\n]*)\"|'([^'\r\n]*)'(?!')")
_WORDS = re.compile(r"[\w/($](?:[^\s:#]|:(?!\s|\Z)|(?<!\s)#| +(?![\s:#]|\Z))*")
_WORDS_IN_FLOW = re.compile(
    r"[\w/($](?:[^\s:#,\[\]{}]|:(?![\s,\[\]{}]|\Z)|(?<!\s)#| +(?![\s:#,\[\]{}]|\Z))*"
)
_MAX_DEPTH = 8


def quickly_parsed(text: str) -> Mapping | None:
    """The root node, where the whole text is of the simple kind."""
    if len(text) > MAX_LENGTH or _ODD.search(text):
        return None
    root = Mapping(0, 0, 0, False, {})
    at = 0
    while at < len(text):
        if blank := _BLANK.match(text, at):
            at = blank.end()
            continue
        colon = _key(text, at, root)
        if colon is None:
            return None
        node: Node | None = Scalar(colon + 1, colon + 1, None)
        if not (end := _END.match(text, colon + 1)):
            node = _value(text, _after_spaces(text, colon + 1), 0)
            end = _END.match(text, node.end) if node else None
        if node is None or end is None:
            return None
        root.start = root.start if root.entries else at
        root.entries[text[at:colon]] = (Scalar(at, colon, text[at:colon]), node)
        root.end, at = node.end, end.end()
    return root if root.entries else None


def _key(text: str, at: int, mapping: Mapping) -> int | None:
    """Where the colon is after a key that is a new one."""
    found = _KEY.match(text, at)
    return found.end(1) if found and found[1] not in {*mapping.entries, *NULLS} else None


def _value(text: str, at: int, depth: int) -> Node | None:
    if quoted := _QUOTED.match(text, at):
        return Scalar(at, quoted.end(), quoted[1] if quoted[2] is None else quoted[2])
    if words := (_WORDS_IN_FLOW if depth else _WORDS).match(text, at):
        return Scalar(at, words.end(), None if words[0] in NULLS else words[0])
    opening = text[at : at + 1]
    if depth >= _MAX_DEPTH or opening not in {"[", "{"}:
        return None
    column = at - text.rfind("\n", 0, at) - 1
    if opening == "[":
        return _sequence(text, Sequence(at, at, column, True, []), depth)
    return _mapping(text, Mapping(at, at, column, True, {}), depth)


def _sequence(text: str, node: Sequence, depth: int) -> Sequence | None:
    at = _after_spaces(text, node.start + 1)
    while not (text.startswith("]", at) and not node.items):
        item = _value(text, at, depth + 1)
        if item is None:
            return None
        node.items.append(item)
        at = _after_spaces(text, item.end)
        if text.startswith("]", at):
            break
        if not text.startswith(",", at):
            return None
        at = _after_spaces(text, at + 1)
    node.end = at + 1
    return node


def _mapping(text: str, node: Mapping, depth: int) -> Mapping | None:
    at = _after_spaces(text, node.start + 1)
    while not (text.startswith("}", at) and not node.entries):
        colon = _key(text, at, node)
        value = _value(text, _after_spaces(text, colon + 1), depth + 1) if colon else None
        if colon is None or value is None:
            return None
        node.entries[text[at:colon]] = (Scalar(at, colon, text[at:colon]), value)
        at = _after_spaces(text, value.end)
        if text.startswith("}", at):
            break
        if not text.startswith(",", at):
            return None
        at = _after_spaces(text, at + 1)
    node.end = at + 1
    return node


def _after_spaces(text: str, at: int) -> int:
    found = _SPACES.match(text, at)
    return found.end() if found else at

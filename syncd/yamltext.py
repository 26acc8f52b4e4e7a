"""YAML text with positions, so that one value can change while every other byte stays.

In: the text of a YAML document (front matter, an `action_item:` block, a marker).
Out: its plain data, in which scalars are strings exactly as meant, and the splices that
change single values. It must not render a whole document again, nor guess a type.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.error import YAMLError as ParserError
from ruamel.yaml.reader import ReaderError

Data: TypeAlias = dict[str, Any] | list[Any] | str | None
Value: TypeAlias = str | Sequence[str] | Mapping[str, Any] | None
Path: TypeAlias = tuple[str | int, ...]

MAX_DEPTH = 32
MAX_LENGTH = 1_000_000

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class YamlError(ValueError):
    """The text is not YAML that can be read with certainty; `line` and `column` start at 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        """`message` is short and for people; it names what was found."""
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Splice:
    """Put `text` in place of the characters from `start` up to `end`."""

    start: int
    end: int
    text: str


def splice(text: str, splices: Iterable[Splice]) -> str:
    """The text with all splices made; those that insert at one place keep their order."""
    parts: list[str] = []
    at = 0
    for part in sorted(splices, key=lambda part: (part.start, part.end)):
        parts += (text[at : part.start], part.text)
        at = part.end
    return "".join((*parts, text[at:]))


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Where the YAML of a Markdown text lies (`start` to `end`), and where its body begins."""

    text: str
    start: int
    end: int
    body: int


_OPENING = re.compile(r"\ufeff?---[ \t]*\r?\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)


def split_front_matter(text: str) -> FrontMatter | None:
    """The front matter at the very start of a text, between `---` and `---` or `...`."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return None
    start, end = opening.end(), closing.start()
    return FrontMatter(text[start:end], start, end, closing.end())


@dataclass(slots=True)
class _Scalar:
    start: int
    end: int
    data: str | None
    block_end: int | None = None
    """Where a block scalar ends with its blank lines, which may be part of what it means."""


@dataclass(slots=True)
class _Sequence:
    start: int
    end: int
    column: int
    flow: bool
    items: "list[_Node]"


@dataclass(slots=True)
class _Mapping:
    start: int
    end: int
    column: int
    flow: bool
    entries: "dict[str, tuple[_Scalar, _Node]]"


_Node: TypeAlias = _Scalar | _Sequence | _Mapping


def load(text: str) -> "YamlText":
    """Read one YAML document.

    Tags are ignored; anchors, aliases, duplicate keys and further documents are refused.

    Raises:
        YamlError: it cannot be read with certainty.
    """
    if len(text) > MAX_LENGTH:
        raise YamlError(f"more than {MAX_LENGTH:,} characters of YAML", 1, 1)
    # A block scalar keeps its last line break only if there is one, so there always is.
    ended = text if text.endswith("\n") else text + "\n"
    try:
        return YamlText(text, _Builder(text, YAML(typ="safe", pure=True).parse(ended)).document())
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _error(text, _explained(str(error.problem)), mark.index if mark else 0) from error
    except ReaderError as error:
        message = f"the character U+{error.character:04X} cannot stand in YAML"
        raise _error(text, message, error.position) from error
    except (ParserError, ValueError, OverflowError, IndexError) as error:
        if isinstance(error, YamlError):
            raise
        raise YamlError("this is not YAML", 1, 1) from error


class YamlText:
    """A YAML document: its text, its plain data, and the splices that change its values."""

    def __init__(self, text: str, root: _Node) -> None:
        """Made by `load`."""
        self.text = text
        self._root = root
        self._newline = "\r\n" if "\r\n" in text else "\n"

    @property
    def data(self) -> Data:
        """Dictionaries, lists, strings exactly as meant, and None for what is empty."""
        return _plain(self._root)

    def line_of(self, path: Path) -> int:
        """The 1-based line of what is at `path`, or of the nearest thing above it."""
        node, at = self._root, 0
        for step in path:
            if isinstance(node, _Mapping) and step in node.entries:
                key, node = node.entries[str(step)]
                at = key.start
            elif isinstance(node, _Sequence) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
                at = node.start
            else:
                break
        return self.text.count("\n", 0, at) + 1

    def replaced(self, path: Path, value: Value) -> Splice:
        """The splice that sets the value at `path`, or adds it as the last key of its mapping.

        Raises:
            KeyError: there is no mapping to add it to.
            YamlError: it is written in a way that cannot be changed with certainty.
        """
        *above, last = path
        parent = self._node(above)
        if isinstance(parent, _Mapping) and isinstance(last, str):
            if last not in parent.entries:
                return self._added(parent, last, value)
            key, node = parent.entries[last]
            return self._set(node, value, parent.flow, key)
        if isinstance(parent, _Sequence) and isinstance(last, int):
            return self._set(parent.items[last], value, parent.flow)
        if not above and isinstance(last, str) and _plain(parent) is None:
            newline = "" if self.text.endswith(("\n", "")[not self.text]) else self._newline
            line = f"{newline}{_scalar(last)}: {dump(value)}{self._newline}"
            return Splice(len(self.text), len(self.text), line)
        raise KeyError(path)

    def _node(self, path: Iterable[str | int]) -> _Node:
        node = self._root
        for step in path:
            if isinstance(node, _Mapping) and step in node.entries:
                node = node.entries[str(step)][1]
            elif isinstance(node, _Sequence) and isinstance(step, int):
                node = node.items[step]
            else:
                raise KeyError(step)
        return node

    def _set(self, node: _Node, value: Value, flow: bool, key: _Scalar | None = None) -> Splice:
        if isinstance(node, _Sequence) and value and not isinstance(value, str | Mapping):
            return self._relisted(node, value)
        new = dump(value, flow)
        start, end = node.start, node.end
        colon = self._colon(key) if key else -1
        if (
            not isinstance(node, _Scalar) and not node.flow
        ):  # it starts on a line of its own: go back to the colon or dash
            start = colon + 1 if key else len(self.text[:start].rstrip())
        if key and colon < 0:
            if not flow:
                raise _error(self.text, "a key without a colon cannot be given a value", key.start)
            return Splice(key.end, key.end, f": {new}")
        tight = start > 0 and self.text[start - 1] in ":-?,"
        return Splice(start, end, f" {new}" if tight else new)

    def _colon(self, key: _Scalar) -> int:
        """Where the colon after a key is; -1 if there is none."""
        found = _COLON.match(self.text, key.end)
        return found.end() - 1 if found else -1

    def _relisted(self, node: _Sequence, value: Sequence[str]) -> Splice:
        """A list, in its own style, in which items that stay keep their bytes."""
        if node.flow:
            ends = [(item.start, item.end) for item in node.items]
        else:
            dash = _dash(node.column)
            dashes = [node.start]
            for before, item in pairwise(node.items):
                found = dash.search(self.text, before.end, item.start)
                dashes.append(found.end() - 1 if found else item.start)
            ends = list(pairwise((*dashes, self._end_of_line(node.end))))
        written: dict[str, list[str]] = {}
        for item, (start, end) in zip(node.items, ends, strict=True):
            if isinstance(item, _Scalar) and item.data is not None and item.block_end is None:
                written.setdefault(item.data, []).append(self.text[start:end].rstrip())
        new = [
            kept.pop(0) if (kept := written.get(item)) else _item(item, node.flow) for item in value
        ]
        if node.flow:
            return Splice(node.start, node.end, f"[{', '.join(new)}]")
        separator = self._newline + " " * node.column
        return Splice(node.start, ends[-1][1], separator.join(new))

    def _added(self, parent: _Mapping, key: str, value: Value) -> Splice:
        entry = f"{_scalar(key, parent.flow)}: {dump(value, parent.flow)}"
        if parent.flow and self.text[parent.start] != "{":
            raise _error(self.text, "a pair without braces cannot be given a key", parent.start)
        if not parent.entries:
            return Splice(parent.start + 1, parent.start + 1, entry)
        last_key, last = [*parent.entries.values()][-1]
        end = max(last.end, last_key.end)
        if parent.flow:
            return Splice(end, end, f"{' ' if self.text[end - 1] == ':' else ''}, {entry}")
        line = " " * parent.column + entry
        while not isinstance(last, _Scalar) and not last.flow:
            last = (
                last.items[-1] if isinstance(last, _Sequence) else [*last.entries.values()][-1][1]
            )
        if isinstance(last, _Scalar) and last.block_end is not None:
            return Splice(last.block_end, last.block_end, line + self._newline)
        at = self._end_of_line(end)
        return Splice(at, at, self._newline + line)

    def _end_of_line(self, at: int) -> int:
        end = self.text.find("\n", at)
        if end < 0:
            return len(self.text)
        return end - 1 if self.text[end - 1] == "\r" and end > at else end


class _Builder:
    """Makes nodes from parser events; spans end where the last value of a node ends."""

    def __init__(self, text: str, events: Iterator[Any]) -> None:
        self._text = text
        self._events = events

    def document(self) -> _Node:
        root: _Node | None = None
        for event in self._events:
            name = type(event).__name__
            if name in {"ScalarEvent", "AliasEvent", "MappingStartEvent", "SequenceStartEvent"}:
                root = self._node(event, 1)
            elif name == "DocumentStartEvent" and root is not None:
                raise self._refusal("a second document begins here", event)
        return root or _Scalar(0, 0, None, None)

    def _node(self, event: Any, depth: int) -> _Node:
        name = type(event).__name__
        if name == "AliasEvent":
            raise self._refusal(
                "a value that starts with * needs quotes (aliases are refused)", event
            )
        if event.anchor is not None:
            raise self._refusal(
                "a value that starts with & needs quotes (anchors are refused)", event
            )
        if depth > MAX_DEPTH:
            raise self._refusal(f"more than {MAX_DEPTH} levels, one in the other", event)
        start, end = event.start_mark.index, event.end_mark.index
        if name == "ScalarEvent":
            is_null = event.style is None and event.value in _NULLS
            data = None if is_null else event.value
            if event.style not in {"|", ">"}:
                return _Scalar(start, end, data)
            return _Scalar(start, start + len(self._text[start:end].rstrip()), data, end)
        flow, column = bool(event.flow_style), event.start_mark.column
        if name == "SequenceStartEvent":
            return self._sequence(_Sequence(start, end, column, flow, []), depth)
        return self._mapping(_Mapping(start, end, column, flow, {}), depth)

    def _sequence(self, node: _Sequence, depth: int) -> _Sequence:
        for event in self._events:
            if type(event).__name__ == "SequenceEndEvent":
                node.end = event.end_mark.index if node.flow else node.items[-1].end
                break
            item = self._node(event, depth + 1)
            if not node.flow and isinstance(item, _Scalar) and item.start == item.end:
                before = node.items[-1].end if node.items else node.start
                dash = _dash(node.column).search(self._text, before) if node.items else None
                item.start = item.end = dash.end() if dash else node.start + 1
            node.items.append(item)
        return node

    def _mapping(self, node: _Mapping, depth: int) -> _Mapping:
        for event in self._events:
            if type(event).__name__ == "MappingEndEvent":
                if node.flow and self._text[node.start] == "{":
                    node.end = event.end_mark.index
                else:
                    node.end = max(part.end for part in [*node.entries.values()][-1])
                break
            key = self._node(event, depth + 1)
            if not isinstance(key, _Scalar) or key.data is None:
                raise self._refusal("a key has to be a word", event)
            if key.data in node.entries:
                first = self._text.count("\n", 0, node.entries[key.data][0].start) + 1
                raise self._refusal(
                    f"the key {key.data!r} is here twice (first in line {first})", event
                )
            value = self._node(next(self._events), depth + 1)
            if isinstance(value, _Scalar) and value.start == value.end:
                # The parser puts an empty value before whatever comes next.
                colon = _COLON.match(self._text, key.end)
                value.start = value.end = colon.end() if colon else key.end
            node.entries[key.data] = (key, value)
        return node

    def _refusal(self, message: str, event: Any) -> YamlError:
        return _error(self._text, message, event.start_mark.index)


_COLON = re.compile(r"\s*:")


def _dash(column: int) -> re.Pattern[str]:
    """How the items of a block sequence begin, but for the first, which need not begin a line."""
    return re.compile(rf"^ {{{column}}}-(?=\s)", re.MULTILINE)


def _plain(node: _Node) -> Data:
    if isinstance(node, _Scalar):
        return node.data
    if isinstance(node, _Sequence):
        return [_plain(item) for item in node.items]
    return {key: _plain(value) for key, (_, value) in node.entries.items()}


def _error(text: str, message: str, index: int) -> YamlError:
    line_start = text.rfind("\n", 0, index) + 1
    return YamlError(message, text.count("\n", 0, index) + 1, index - line_start + 1)


_EXPLANATIONS = (
    (r"found character '\\t'", "a tab cannot indent or stand before a value: use spaces"),
    (r"found character '(.)' that cannot start", r"a value that starts with \1 needs quotes"),
    (r"mapping values are not allowed", "a value that holds a colon and a space needs quotes"),
    (r"could not find expected ':'", "a key without a colon, or a quote that is not closed"),
    (r"expected <block end>", "this does not fit here: check indentation and quotes"),
    (r"(?:while scanning|unexpected end of stream)", "a quote is not closed"),
    (r"expected ',' or '(.)'", r"a comma or \1 is missing before this"),
    (r"expected the node content", "a value is missing, or starts with a sign that needs quotes"),
    (r"maximum depth|too deep", f"more than {MAX_DEPTH} levels, one in the other"),
)


def _explained(problem: str) -> str:
    for pattern, explanation in _EXPLANATIONS:
        if found := re.search(pattern, problem):
            return found.expand(explanation)
    return problem


_MEANS_SOMETHING_ELSE = re.compile(
    r"""y|n|yes|no|on|off|true|false|null|[-+]?\.?(?:inf|nan)
    |[-+]?[\d.][\d_.,:]*(?:e[-+]?\d+)?|0x[\da-f_]+|0o[0-7_]+|0b[01_]+""",
    re.IGNORECASE | re.VERBOSE,
)
_NEEDS_QUOTES = re.compile(r"^[^\w/($]|:(?=\s|$)|\s#|^\s|\s$")
_NEEDS_QUOTES_IN_FLOW = re.compile(r"[,\[\]{}]|:[^\w/]|:$")


def _scalar(value: str, flow: bool = False) -> str:
    if (
        value
        and value.isprintable()
        and not _NEEDS_QUOTES.search(value)
        and not (flow and _NEEDS_QUOTES_IN_FLOW.search(value))
        and not _MEANS_SOMETHING_ELSE.fullmatch(value)
    ):
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else _escaped(char) for char in quoted)


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if char <= "\uffff" else f"\\U{ord(char):08x}"


def _item(value: str, flow: bool) -> str:
    return _scalar(value, flow=True) if flow else f"- {_scalar(value)}"


def dump(value: Any, flow: bool = False) -> str:
    """How a value is written after its key, on one line; `flow` says that brackets surround it."""
    if value is None:
        return "null"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _scalar(value, flow)
    if isinstance(value, Mapping):
        entries = (f"{_scalar(key, True)}: {dump(value[key], True)}" for key in sorted(value))
        return f"{{{', '.join(entries)}}}"
    return f"[{', '.join(dump(item, True) for item in value)}]"

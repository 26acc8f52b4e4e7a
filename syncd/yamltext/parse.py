"""From text to nodes by the full grammar, with what is wrong said in words for people."""

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.error import YAMLError as ParserError
from ruamel.yaml.reader import ReaderError

from syncd.yamltext.nodes import (
    COLON,
    MAX_DEPTH,
    MAX_LENGTH,
    NULLS,
    Mapping,
    Node,
    Scalar,
    Sequence,
    YamlError,
    dash_at,
    error_at,
)


def parsed(text: str) -> Node:
    """The root of one document.

    Raises:
        YamlError: it cannot be read with certainty.
    """
    if len(text) > MAX_LENGTH:
        raise YamlError(f"more than {MAX_LENGTH:,} characters of YAML", 1, 1)
    # A block scalar keeps its last line break only if there is one, so there always is.
    ended = text if text.endswith("\n") else text + "\n"
    try:
        return _Builder(text, YAML(typ="safe", pure=True).parse(ended)).document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise error_at(text, _explained(str(error.problem)), mark.index if mark else 0) from error
    except ReaderError as error:
        message = f"the character U+{error.character:04X} cannot stand in YAML"
        raise error_at(text, message, error.position) from error
    except (ParserError, ValueError, OverflowError, IndexError) as error:
        if isinstance(error, YamlError):
            raise
        raise YamlError("this is not YAML", 1, 1) from error


class _Builder:
    """Makes nodes from parser events; spans end where the last value of a node ends."""

    def __init__(self, text: str, events: Iterator[Any]) -> None:
        self._text = text
        self._events = events

    def document(self) -> Node:
        root: Node | None = None
        for event in self._events:
            name = type(event).__name__
            if name in {"ScalarEvent", "AliasEvent", "MappingStartEvent", "SequenceStartEvent"}:
                root = self._node(event, 1)
            elif name == "DocumentStartEvent" and root is not None:
                raise self._refusal("a second document begins here", event)
        return root or Scalar(0, 0, None, None)

    def _node(self, event: Any, depth: int) -> Node:
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
            is_null = event.style is None and event.value in NULLS
            data = None if is_null else event.value
            if event.style not in {"|", ">"}:
                return Scalar(start, end, data)
            return Scalar(start, start + len(self._text[start:end].rstrip()), data, end)
        flow, column = bool(event.flow_style), event.start_mark.column
        if name == "SequenceStartEvent":
            return self._sequence(Sequence(start, end, column, flow, []), depth)
        return self._mapping(Mapping(start, end, column, flow, {}), depth)

    def _sequence(self, node: Sequence, depth: int) -> Sequence:
        for event in self._events:
            if type(event).__name__ == "SequenceEndEvent":
                node.end = event.end_mark.index if node.flow else node.items[-1].end
                break
            item = self._node(event, depth + 1)
            if not node.flow and isinstance(item, Scalar) and item.start == item.end:
                before = node.items[-1].end if node.items else node.start
                dash = dash_at(node.column).search(self._text, before) if node.items else None
                item.start = item.end = dash.end() if dash else node.start + 1
            node.items.append(item)
        return node

    def _mapping(self, node: Mapping, depth: int) -> Mapping:
        for event in self._events:
            if type(event).__name__ == "MappingEndEvent":
                if node.flow and self._text[node.start] == "{":
                    node.end = event.end_mark.index
                else:
                    node.end = max(part.end for part in [*node.entries.values()][-1])
                break
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar) or key.data is None:
                raise self._refusal("a key has to be a word", event)
            if key.data in node.entries:
                first = self._text.count("\n", 0, node.entries[key.data][0].start) + 1
                raise self._refusal(
                    f"the key {key.data!r} is here twice (first in line {first})", event
                )
            value = self._node(next(self._events), depth + 1)
            if isinstance(value, Scalar) and value.start == value.end:
                # The parser puts an empty value before whatever comes next.
                colon = COLON.match(self._text, key.end)
                value.start = value.end = colon.end() if colon else key.end
            node.entries[key.data] = (key, value)
        return node

    def _refusal(self, message: str, event: Any) -> YamlError:
        return error_at(self._text, message, event.start_mark.index)


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

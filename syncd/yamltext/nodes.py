"""What the text is made of: values with their places, and the error that has a place."""

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

Data: TypeAlias = dict[str, Any] | list[Any] | str | None

MAX_DEPTH = 32
MAX_LENGTH = 1_000_000

NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class YamlError(ValueError):
    """The text is not YAML that can be read with certainty; `line` and `column` start at 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        """`message` is short and for people; it names what was found."""
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


@dataclass(slots=True)
class Scalar:
    """A value without parts; `start` and `end` are what a splice replaces."""

    start: int
    end: int
    data: str | None
    block_end: int | None = None
    """Where a block scalar ends with its blank lines, which may be part of what it means."""


@dataclass(slots=True)
class Sequence:
    """A list; `column` is where its dashes stand, `flow` says that it has brackets."""

    start: int
    end: int
    column: int
    flow: bool
    items: "list[Node]"


@dataclass(slots=True)
class Mapping:
    """Keys and values in their order; `column` is where the keys stand."""

    start: int
    end: int
    column: int
    flow: bool
    entries: "dict[str, tuple[Scalar, Node]]"


Node: TypeAlias = Scalar | Sequence | Mapping


COLON = re.compile(r"\s*:")


def dash_at(column: int) -> re.Pattern[str]:
    """How the items of a block sequence begin, but for the first, which need not begin a line."""
    return re.compile(rf"^ {{{column}}}-(?=\s)", re.MULTILINE)


def plain(node: Node) -> Data:
    """What a node means."""
    if isinstance(node, Scalar):
        return node.data
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, (_, value) in node.entries.items()}


def error_at(text: str, message: str, index: int) -> YamlError:
    """The error at a place of the text."""
    line_start = text.rfind("\n", 0, index) + 1
    return YamlError(message, text.count("\n", 0, index) + 1, index - line_start + 1)

"""Markdown blocks with the exact place of their text in the source."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from syncd.markdown.source import Source, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

    Rule = Callable[[StateBlock, int, int, bool], bool]

_CONTAINERS = frozenset({"blockquote_open", "list_item_open"})
_SETEXT_WORDS = 12


@dataclass(frozen=True, slots=True)
class Text:
    """Running text: its lines without indentation, and the source offset of each.

    `first_line` is 1-based.
    """

    first_line: int
    lines: tuple[str, ...]
    offsets: tuple[int, ...]

    @property
    def raw(self) -> str:
        """The text as written, lines joined by LF."""
        return "\n".join(self.lines)

    def offset(self, position: int) -> int:
        """Where in the source a position in `raw` is."""
        for line, offset in zip(self.lines, self.offsets, strict=True):
            if position <= len(line):
                return offset + position
            position -= len(line) + 1
        return self.end

    @property
    def end(self) -> int:
        """The source offset just behind the last character."""
        return self.offsets[-1] + len(self.lines[-1])


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `line` is 1-based, as everywhere."""

    line: int
    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    line: int
    text: Text


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced code block; `body` is the range of its content, as indexes of source lines."""

    line: int
    info: str
    body: range


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, from its first character to its last; cells are split later."""

    line: int
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the header row, and the rows below the delimiter row."""

    line: int
    header: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list."""

    line: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A bulleted or numbered list."""

    line: int
    ordered: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote."""

    line: int
    blocks: tuple[Block, ...]


Block = Heading | Paragraph | Fence | Table | Listing | Quote


@dataclass(frozen=True, slots=True)
class Blocks:
    """All blocks of a document, and the targets of its reference links by label.

    `ends` has the last line of each, 1-based, blank ones left out.
    """

    blocks: tuple[Block, ...]
    references: Mapping[str, str] = field(default_factory=dict)
    ends: tuple[int, ...] = ()


def parse(source: Source, skip: int = 0) -> Blocks:
    """Find the blocks of a document, without its first `skip` lines.

    Raises:
        UnreadableError: blocks are nested deeper than the parser follows.
    """
    markdown = _parser()
    environment: dict[str, Any] = {}
    text = "\n" * skip + "\n".join(source.lines[skip:])
    tokens: list[Token] = []
    markdown.block.parse(text, markdown, environment, tokens)
    deepest = markdown.options.maxNesting - 1
    for token in tokens:
        if token.level >= deepest and token.type in _CONTAINERS and token.map:
            raise UnreadableError(
                token.map[0] + 1,
                f"lists or quotes are nested {deepest} levels deep",
                "write the part in question less deeply nested",
            )
    references = {
        label: definition["href"] for label, definition in environment.get("references", {}).items()
    }
    builder = _Builder(source, skip, tokens)
    return Blocks(builder.blocks(), references, tuple(builder.ends))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark").enable("table")
    alternatives = {"table": ["paragraph", "reference"]}
    alternatives["heading"] = ["paragraph", "reference", "blockquote"]
    for name, rule in _rules():
        markdown.block.ruler.at(name, _located(rule), {"alt": alternatives.get(name, [])})
    return markdown


def _rules() -> Iterator[tuple[str, Rule]]:
    from markdown_it import rules_block

    for name in ("table", "heading", "lheading", "paragraph"):
        yield name, getattr(rules_block, name)


def _located(rule: Rule) -> Rule:
    """Note where each line of text begins: only while the rule runs does the parser know."""

    def run(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        before = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        for token in state.tokens[before:]:
            if token.map and token.type in {"inline", "tr_open"}:
                token.meta["starts"] = [
                    state.bMarks[line] + state.tShift[line] for line in range(*token.map)
                ]
        return True

    return run


class _Builder:
    """Turns the parser's flat tokens into a tree."""

    def __init__(self, source: Source, skip: int, tokens: Sequence[Token]) -> None:
        self._source = source
        self._tokens = tokens
        self._next = 0
        self.ends: list[int] = []
        self._shifts: list[int] = []
        position = 0
        for number, line in enumerate(source.lines):
            self._shifts.append(source.starts[number] - position)
            position += (0 if number < skip else len(line)) + 1

    def blocks(self) -> tuple[Block, ...]:
        """The blocks up to the end of the container that is open."""
        found: list[Block] = []
        while self._next < len(self._tokens):
            token = self._tokens[self._next]
            self._next += 1
            if token.nesting < 0:
                break
            block = self._block(token)
            if block is not None:
                found.append(block)
                if token.level == 0 and token.map:
                    self.ends.append(self._end(token.map[1]))
        return tuple(found)

    def _end(self, line: int) -> int:
        while line > 1 and not self._source.lines[line - 1].strip():
            line -= 1
        return line

    def _block(self, token: Token) -> Block | None:
        line = token.map[0] + 1 if token.map else 0
        match token.type:
            case "heading_open":
                return self._heading(token, line)
            case "paragraph_open":
                text = self._text(self._tokens[self._next])
                self._next += 2
                return Paragraph(line, text)
            case "fence" if token.map:
                return Fence(line, token.info.strip(), range(line, token.map[1]))
            case "table_open":
                return self._table(line)
            case "blockquote_open":
                return Quote(line, self.blocks())
            case "bullet_list_open" | "ordered_list_open":
                return Listing(line, token.type.startswith("o"), tuple(self._entries()))
            case _:
                return None

    def _heading(self, token: Token, line: int) -> Heading | Paragraph:
        text = self._text(self._tokens[self._next])
        self._next += 2
        underlined = token.markup in {"=", "-"}
        if underlined and len(text.raw.split()) > _SETEXT_WORDS:
            return Paragraph(line, text)  # a rule drawn right below a paragraph makes it a heading
        return Heading(line, int(token.tag[1]), text)

    def _entries(self) -> Iterator[Entry]:
        while self._tokens[self._next].nesting > 0:
            token = self._tokens[self._next]
            self._next += 1
            yield Entry(token.map[0] + 1 if token.map else 0, self.blocks())
        self._next += 1

    def _table(self, line: int) -> Table:
        rows: list[Row] = []
        while (token := self._tokens[self._next]).type != "table_close":
            self._next += 1
            if token.type == "tr_open" and token.map:
                number = token.map[0]
                start = token.meta["starts"][0] + self._shifts[number]
                end = self._source.starts[number] + len(self._source.lines[number])
                rows.append(Row(number + 1, start, self._source.text[start:end]))
        self._next += 1
        return Table(line, rows[0], tuple(rows[1:]))

    def _text(self, token: Token) -> Text:
        first = token.map[0] if token.map else 0
        lines: list[str] = []
        offsets: list[int] = []
        for number, (content, start) in enumerate(
            zip(token.content.split("\n"), token.meta["starts"], strict=False), start=first
        ):
            line = content.strip()
            offset = start + self._shifts[number]
            lines.append(line)
            offsets.append(self._source.text.index(line, offset))
        return Text(first + 1, tuple(lines), tuple(offsets))

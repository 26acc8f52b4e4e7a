"""Text for a terminal: columns that line up, colour on request, and nothing that it obeys."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

_STYLES = {
    "bold": "1",
    "dim": "2",
    "error": "31",
    "new": "32",
    "warning": "33",
    "info": "36",
    "told": "35",
}
_BLANKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
# Controls (C0, DEL, C1) can drive a terminal; the others turn or hide what a reader sees.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Terminal:
    """How wide a line may be, and whether it may be coloured."""

    width: int
    colour: bool = False

    def styled(self, text: str, style: str | None) -> str:
        """`text` in a colour, if there is colour."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour and style and text else text

    def row(
        self,
        left: str,
        right: str = "",
        *,
        indent: int = 0,
        column: int = 0,
        style: str | None = None,
    ) -> str:
        """One line with `right` at `column`; if they do not fit beside each other, below.

        `left` is cut where it alone is too long.
        """
        margin = " " * indent
        left = cut(left, self.width - indent)
        if not right:
            return margin + self.styled(left, style)
        start = max(column, indent + cells(left) + 2)
        if start + cells(right) > self.width:
            start = max(indent + cells(left) + 2, self.width - cells(right))
        if start + cells(right) <= self.width:
            gap = " " * (start - indent - cells(left))
            return margin + self.styled(left, style) + gap + self.styled(right, "dim")
        below = self.paragraph(right, indent=indent + 4, style="dim")
        return f"{margin}{self.styled(left, style)}\n{below}"

    def paragraph(
        self, text: str, *, indent: int = 0, first: str = "", style: str | None = None
    ) -> str:
        """`text` wrapped below itself; `first` stands before its first line."""
        room = max(self.width - indent - cells(first), 20)
        lines, line = [], ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if line and cells(longer) > room:
                lines.append(line.rstrip())
                line = word
            else:
                line = longer
        lines.append(line)
        margin, hanging = " " * indent, " " * (indent + cells(first))
        styled = [self.styled(line, style) for line in lines]
        return margin + first + f"\n{hanging}".join(styled)


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def cut(text: str, width: int) -> str:
    """`text`, shortened with an ellipsis if it takes more than `width` columns."""
    if cells(text) <= width:
        return text
    kept, taken = "", 1
    for sign in text:
        taken += cells(sign)
        if taken > width:
            break
        kept += sign
    return kept.rstrip() + "…"


def padded(text: str, width: int) -> str:
    """`text` with blanks up to `width` columns."""
    return text + " " * (width - cells(text))


def harmless(value: Any) -> Any:
    """A report with every text on one line, and its control characters shown as `\\x1b`."""
    if isinstance(value, str):
        if value.isprintable():
            return value
        return _UNSAFE.sub(_escape, _BLANKS.sub(" ", value))
    if isinstance(value, dict):
        return {harmless(key): harmless(inner) for key, inner in value.items()}
    return [harmless(inner) for inner in value] if isinstance(value, list) else value


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")

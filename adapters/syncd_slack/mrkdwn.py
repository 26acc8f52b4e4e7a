"""Text as Slack shows it unchanged, and Markdown in Slack's own markup.

Source: docs.slack.dev/messaging/formatting-message-text: `&`, `<` and `>` are written as
entities, everything in angle brackets is a command or a link, and `*bold*`, `_italic_`,
`~struck~` are what Markdown writes otherwise.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_IN_A_LINK = {"<": "%3C", ">": "%3E", "|": "%7C", " ": "%20", '"': "%22", "\n": "", "\r": ""}
_MARKS = {"strong": "*", "em": "_", "s": "~"}
_MARK = re.compile(r"(?<!\w)[*_~`]|[*_~`](?!\w)")  # inside a word they mean nothing
_WORD_JOINER = "\u2060"
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def escaped(text: str) -> str:
    """`text` on one line, in which nothing is a link, a mention or a command."""
    return " ".join(text.split()).translate(_ENTITIES)


def plain(text: str) -> str:
    """`text` as above, in which nothing is bold, italic, struck or code either."""
    return _MARK.sub(f"{_WORD_JOINER}\\g<0>{_WORD_JOINER}", escaped(text))


def link(text: str, url: str | None) -> str:
    """`text` that leads to an address of the web; it is only text where there is none."""
    if not url or not url.startswith(("https://", "http://")):
        return plain(text)
    target = "".join(_IN_A_LINK.get(sign, sign) for sign in url).replace("&", "&amp;")
    return f"<{target}|{plain(text)}>"


def from_markdown(text: str) -> list[str]:
    """The paragraphs, lists and tables of a Markdown text, each in Slack's markup."""
    tokens = _MARKDOWN.parse(text)
    blocks: list[str] = []
    place = 0
    while place < len(tokens):
        end = _end_of(tokens, place)
        if told := _block(tokens[place : end + 1]).rstrip():
            blocks.append(told)
        place = end + 1
    return blocks


def _end_of(tokens: Sequence[Token], place: int) -> int:
    """Where the block ends that begins there."""
    depth = 0
    for n in range(place, len(tokens)):
        depth += tokens[n].nesting
        if depth == 0:
            return n
    return len(tokens) - 1


def _block(tokens: Sequence[Token]) -> str:
    first = tokens[0]
    match first.type:
        case "heading_open":
            # Bold as a whole: a bold word in it would end that.
            return f"*{_inline(tokens[1].children or (), marks=False)}*"
        case "table_open":
            return _table(tokens)
        case "fence" | "code_block":
            return f"```\n{first.content.rstrip().translate(_ENTITIES)}\n```"
        case "hr":
            return ""
    return "\n".join(_lines(tokens))


def _lines(tokens: Sequence[Token]) -> list[str]:
    """The lines of paragraphs, lists and quotes, however deep."""
    lines: list[str] = []
    numbers: list[int | None] = []
    lead, quoted = "", 0
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                numbers.append(None)
            case "ordered_list_open":
                numbers.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                numbers.pop()
            case "list_item_open":
                number = numbers[-1]
                lead = "    " * (len(numbers) - 1) + ("• " if number is None else f"{number}. ")
                numbers[-1] = None if number is None else number + 1
            case "blockquote_open" | "blockquote_close":
                quoted += token.nesting
            case "inline":
                told = _inline(token.children or ())
                lines.append("> " * bool(quoted) + lead + told)
                lead = "    " * len(numbers)
            case "fence" | "code_block":
                lines.append(f"```\n{token.content.rstrip().translate(_ENTITIES)}\n```")
            case _:
                continue
    return lines


def _inline(tokens: Sequence[Token], *, marks: bool = True) -> str:
    told: list[str] = []
    for n, token in enumerate(tokens):
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind in _MARKS:
            told.append(_MARKS[kind] if marks else "")
        elif token.type == "link_open":
            inside = "".join(each.content for each in _until_closed(tokens[n + 1 :]))
            told.append(link(inside, str(token.attrs.get("href", ""))))
        elif token.type == "code_inline":
            told.append(f"`{token.content.translate(_ENTITIES)}`")
        elif token.type in {"softbreak", "hardbreak"}:
            told.append(" " if token.type == "softbreak" else "\n")
        elif token.type == "text" and not _is_in_link(tokens[:n]):
            told.append(_kept(token.content))
    return "".join(told)


def _kept(text: str) -> str:
    """As `plain`, with the blanks at both ends."""
    start = " " if text[:1].isspace() else ""
    end = " " if text[-1:].isspace() and text.strip() else ""
    return f"{start}{plain(text)}{end}"


def _until_closed(tokens: Sequence[Token]) -> Sequence[Token]:
    end = next(n for n, token in enumerate(tokens) if token.type == "link_close")
    return tokens[:end]


def _is_in_link(before: Sequence[Token]) -> bool:
    return sum(token.nesting for token in before if token.type.startswith("link_")) > 0


def _table(tokens: Sequence[Token]) -> str:
    """A table in type of one width; Slack has no other."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append("".join(each.content for each in token.children or ()))
    widths = [max(len(row[n]) for row in rows if n < len(row)) for n in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
        for row in rows
    ]
    return "```\n" + "\n".join(lines).translate(_ENTITIES).replace("```", "'''") + "\n```"

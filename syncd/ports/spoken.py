"""How an adapter gives back what people said: quotes and code of theirs stay recognisable.

A command counts only where somebody says it himself. So an adapter whose tracker knows quotes and
code in another form than Markdown's gives them back in that of Markdown.
"""

import re

_TICKS = re.compile(r"`+")
_BELOW = "    "


def quoted(text: str) -> str:
    """A quote: each line of it behind a `>`."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def fenced(code: str) -> str:
    """Code between two fences, which are longer than whatever looks like one in it."""
    fence = "`" * max(3, _longest(code) + 1)
    return f"{fence}\n{code}\n{fence}"


def coded(code: str) -> str:
    """Code within a line."""
    ticks = "`" * (_longest(code) + 1)
    space = " " if len(ticks) > 1 else ""
    return f"{ticks}{space}{code}{space}{ticks}"


def listed(text: str) -> str:
    """An entry of a list, further lines below its own text."""
    return f"- {text}".replace("\n", f"\n{_BELOW}")


def _longest(code: str) -> int:
    return max(map(len, _TICKS.findall(code)), default=0)

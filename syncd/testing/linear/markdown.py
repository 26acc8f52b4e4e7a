"""What becomes of Markdown on its way through Linear's editor.

Linear keeps a ProseMirror document and gives its text back as Markdown. Third parties report that
HTML comments do not come back, that `-` before a list item becomes `*`, that brackets in running
text are escaped, and that code comes back byte for byte (mattgiles/perk, live runs of June 2026;
several agents' notes on `\\[`). Text that has none of this is stored as it is, but for blanks at
its end. Not known: everything else that it may do.
"""

import re

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BULLET = re.compile(r"^(\s*)[-+](?=\s)", re.MULTILINE)
_CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
_LINK = re.compile(r"(\[[^\]\n]*\]\([^)\n]*\)|^\s*\*\s+\[[ xX]\])", re.MULTILINE)
_BRACKET = re.compile(r"(?<!\\)([\[\]])")


def stored(text: str) -> str:
    """The Markdown that comes back."""
    parts = _CODE.split(text)
    return "".join(
        part if place % 2 else _outside_code(part) for place, part in enumerate(parts)
    ).rstrip()


def _outside_code(text: str) -> str:
    text = _BULLET.sub(r"\1*", _COMMENT.sub("", text))
    parts = _LINK.split(text)
    return "".join(
        part if place % 2 else _BRACKET.sub(r"\\\1", part) for place, part in enumerate(parts)
    )

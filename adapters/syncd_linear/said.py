"""syncd's own comments: what a human reads, and the record by which they are known again.

Linear's editor drops HTML comments, and it keeps code as it is. So the record stands as code in
the last line. It counts only if the id of the comment is the one that follows from issue and
record (see `ids`): a comment in which somebody quotes another has an id of its own.

Source: several third parties about what comes back of Markdown, among them mattgiles/perk, which
keeps its records as code after it saw them come back byte for byte (live runs of June 2026). That
`-` before a list item comes back as `*`, and punctuation with backslashes, is undone here.
"""

import re
from urllib.parse import quote, unquote

from syncd_linear.ids import comment_ids
from syncd_linear.mentions import spoken

_RECORD = re.compile(r"\s*`syncd (?P<record>[^`\s]+)`\s*\Z")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
_BULLET = re.compile(r"^(\s*)\*(?=\s)", re.MULTILINE)


def written(text: str, record: str) -> str:
    """The text of a comment with its record."""
    return f"{text.rstrip()}\n\n`syncd {quote(record, safe=':/.,=@+')}`"


def read(workspace: str, issue: str, id_: str, body: str) -> tuple[str, str | None]:
    """What people read in a comment, and its record if it is syncd's own."""
    found = _RECORD.search(body)
    if found is None:
        return _unescaped(body), None
    record = unquote(found["record"])
    if id_ not in comment_ids(workspace, issue, record):
        return _unescaped(body), None
    return _unescaped(body[: found.start()], bullets=True), record


def _unescaped(text: str, *, bullets: bool = False) -> str:
    parts = _CODE.split(text)
    return spoken(
        "".join(
            part if place % 2 else _typed(part, bullets=bullets) for place, part in enumerate(parts)
        )
    )


def _typed(text: str, *, bullets: bool) -> str:
    text = _ESCAPED.sub(r"\1", text)
    return _BULLET.sub(r"\1-", text) if bullets else text

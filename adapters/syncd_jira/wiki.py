"""Wiki markup that people write on Data Center, with quotes and code as Markdown has them.

Source: jira.atlassian.com, "Text formatting notation": `{code}`, with a language or a title behind
a colon, and `{noformat}` hold code, `{quote}` holds quotes, `bq. ` makes one of its line; a
backslash takes a character's meaning away.
"""

import re
from collections.abc import Iterator

from syncd.ports.spoken import fenced, quoted

_MACRO = re.compile(r"(?<![\\{])\{(?P<name>code|noformat|quote)(?::[^}\n]*)?\}(?!\})")
_LINE_QUOTE = re.compile(r"^[ \t]*bq\.[ \t]+(.*)$", re.MULTILINE)


def words(markup: str) -> str:
    """The text; everything but quotes and code stays as it is written."""
    return "".join(_parts(markup.replace("\r\n", "\n")))


def _parts(markup: str) -> Iterator[str]:
    end = 0
    while found := _MACRO.search(markup, end):
        yield _said(markup[end : found.start()], is_before=True)
        closing = re.compile(rf"(?<!\\)\{{{found['name']}\}}").search(markup, found.end())
        inner = markup[found.end() : closing.start() if closing else len(markup)].strip("\n")
        yield quoted(words(inner)) if found["name"] == "quote" else fenced(inner)
        end = closing.end() if closing else len(markup)
        if end < len(markup) and markup[end] != "\n":
            yield "\n"
    yield _said(markup[end:])


def _said(text: str, *, is_before: bool = False) -> str:
    text = _LINE_QUOTE.sub(r"> \1", text)
    return f"{text}\n" if is_before and text and not text.endswith("\n") else text

"""Quotes and code in the forms of each tracker: nothing in them is said by whoever writes them."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.policy.commands import orders_in
from syncd.ports.spoken import fenced, listed, quoted
from syncd_asana import rich
from syncd_files import comments
from syncd_jira import adf, wiki
from tests.policy.test_commands import TODAY

LINES = st.lists(
    st.sampled_from(["/syncd take", "```", "~~~", "words", "", "> x", "- y"]), min_size=1
)
TEXTS = LINES.map("\n".join)


def count(text: str) -> int:
    """How many commands somebody gives."""
    return len(orders_in(text, TODAY))


@given(text=TEXTS)
def test_as_adapters_give_them_back(text: str) -> None:
    """Whatever is quoted, fenced or listed stays so, and a command below it is one."""
    for wrapped in (quoted(text), fenced(text), listed(f"x\n{text}")):
        assert count(wrapped) == 0
        assert count(f"{wrapped}\n\n/syncd take") == 1


@given(text=TEXTS, before=st.sampled_from(["", "Look: ", "Look:\n"]))
def test_wiki_markup(text: str, before: str) -> None:
    """Macros of Jira Data Center, wherever in a line they begin."""
    for begin, end in (
        ("{code}", "{code}"),
        ("{code:title=a.py|borderStyle=solid}", "{code}"),
        ("{noformat}", "{noformat}"),
        ("{quote}", "{quote}"),
    ):
        body = f"{before}{begin}\n{text}\n{end}"
        assert count(wiki.words(body)) == 0
        assert count(wiki.words(f"{body}\n/syncd take")) == 1
        assert count(wiki.words(body.replace("\n", "\r\n"))) == 0


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("bq. /syncd take", "> /syncd take"),
        ("a\nbq. b\nc", "a\n> b\nc"),
        ("{quote}a\n{code}b{code}{quote}", "> a\n> ```\n> b\n> ```"),
        ("say \\{code} or {{code}}", "say \\{code} or {{code}}"),
        ("{code}never closed", "```\nnever closed\n```"),
        ("*bold* [link|https://x.test]", "*bold* [link|https://x.test]"),
    ],
)
def test_what_becomes_of_wiki_markup(markup: str, shown: str) -> None:
    """Quotes and code change their form, and nothing else does."""
    assert wiki.words(markup) == shown


@given(text=TEXTS)
def test_documents_of_jira_cloud(text: str) -> None:
    """Blocks of code, quotes, lists and cells of tables are none of somebody's own lines."""
    leaf = {"type": "text", "text": text or "x"}
    paragraph = {"type": "paragraph", "content": [leaf]}
    item = {"type": "listItem", "content": [{"type": "paragraph", "content": []}, paragraph]}
    cell = {"type": "tableRow", "content": [{"type": "tableCell", "content": [paragraph]}]}
    for node in (
        {"type": "codeBlock", "attrs": {"language": "sh"}, "content": [leaf]},
        {"type": "blockquote", "content": [paragraph]},
        {"type": "blockquote", "content": [{"type": "codeBlock", "content": [leaf]}]},
        {"type": "bulletList", "content": [item]},
        {"type": "table", "content": [cell, cell]},
    ):
        own = {"type": "paragraph", "content": [{"type": "text", "text": "/syncd take"}]}
        assert count(adf.words({"type": "doc", "content": [node]})) == 0
        assert count(adf.words({"type": "doc", "content": [node, own]})) == 1


def test_inline_code_of_jira_cloud() -> None:
    """A command in code within a line is talked about, not given."""
    leaf = {"type": "text", "text": "/syncd take", "marks": [{"type": "code"}]}
    body = {"type": "doc", "content": [{"type": "paragraph", "content": [leaf]}]}
    assert adf.words(body) == "`/syncd take`"


@given(text=TEXTS)
def test_rich_text_of_asana(text: str) -> None:
    """The editor's buttons for quotes, code and lists."""
    inner = escape(text)
    for html in (
        f"<pre>{inner}</pre>",
        f"<blockquote>{inner}</blockquote>",
        f"<blockquote>x<pre>{inner}</pre></blockquote>",
        f"<ul><li>x\n{inner}</li></ul>",
        f"x\n<code>{inner}</code>",
    ):
        shown = rich.said(f"<body>{html}</body>", "/syncd take")
        assert count(shown) == 0, shown
        own = rich.said(f"<body>{html}\n\n/syncd take</body>", "")
        assert count(own) == 1, own


def test_plain_text_of_asana() -> None:
    """Without any of that it is the plain text, in which a mention is a name."""
    assert rich.said("<body>a <strong>b</strong></body>", "a b") == "a b"


@pytest.mark.parametrize(
    ("entry", "commands"),
    [
        ("/syncd take", 1),
        ("Look:\n\n  /syncd take", 1),
        ("Look:\n\n    /syncd take", 1),
        ("Look:\n\n      /syncd take", 0),
        ("Look:\n\n\t\t/syncd take", 0),
        ("Look:\n\n  ```\n  /syncd take\n  ```", 0),
        ("> a\n  > /syncd take", 0),
        ("    /syncd take", 0),
    ],
)
def test_entries_of_file_tickets(entry: str, commands: int) -> None:
    """What belongs to an entry is indented a little, and code more than that."""
    body = f"## Comments\n- 2026-03-01T09:00:00Z jane@acme.com: {entry}\n"
    (said,) = comments.read(body)
    assert count(said.text) == commands

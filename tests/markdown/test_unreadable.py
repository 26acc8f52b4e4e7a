"""Documents that cannot be trusted, or that want to be expensive."""

from __future__ import annotations

import pytest

from syncd.markdown import UnreadableError, edit, read
from syncd.markdown.source import MAX_BYTES, MAX_ITEMS, MAX_LINES, MAX_PIPED_LINES
from tests.markdown.round_trip import document


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"# A\n\n\xff\n", 3, "byte 6"),
        (b"# A\nx\0y\n", 2, "NUL"),
        ("# A\n".encode("utf-16"), 1, "UTF-16"),
        (b"---\ntitle: A\nlead: [\n---\n", 4, "column"),
        (b"---\nid: A\nid: B\n---\n", 3, "twice"),
        (b"---\ntitle: A\n\n# B\n", 1, "never closed"),
        (b"# A\n" + b"> " * 5_000 + b"x\n", 2, "nested"),
        (b"- " * 5_000 + b"x\n", 1, "nested"),
        (b"\n".join(b"  " * depth + b"- a" for depth in range(500)), 10, "nested"),
        (b"x" * (MAX_BYTES + 1), 1, "bytes"),
        (b"\n" * MAX_LINES, MAX_LINES + 1, "lines"),
        (b"|a|b|\n|-|-|\n" + b"|x|y|\n" * 100_000, MAX_PIPED_LINES + 1, "tables"),
        (b"## Actions\n\n" + b"We will add it.\n" * (MAX_ITEMS + 1), MAX_ITEMS + 3, "unclear"),
        (b"## Actions\n" + b"- Add it\n" * (MAX_ITEMS + 1), MAX_ITEMS + 2, "action items"),
    ],
)
def test_a_document_that_cannot_be_trusted_is_refused(
    content: bytes, line: int, words: str
) -> None:
    """The refusal names the line, what was found and the way out; editing refuses as well."""
    with pytest.raises(UnreadableError) as refusal:
        read(document(content))
    problem = refusal.value.problem
    assert (problem.rule, problem.line) == ("unreadable-post-mortem", line)
    assert words in problem.message
    assert problem.hint
    with pytest.raises(UnreadableError):
        edit(content, [])


@pytest.mark.parametrize(
    "line",
    [
        "[" * 10_000,
        "[a](" * 4_000,
        "*a " * 6_000,
        "`" * 10_000,
        "<!--" * 4_000,
        "(" * 10_000,
        "a|" * 5_000,
        "\\" * 10_000,
        "@" * 10_000,
        "- Owner: " * 2_000,
        "x@" * 8_000,
        "#1 " * 6_000,
        "A" * 10_000 + " to add",
    ],
)
@pytest.mark.parametrize("prefix", ["- ", "| Action | Owner |\n|-|-|\n| ", "", "### 1) "])
def test_odd_lines_cost_no_more_than_long_ones(prefix: str, line: str) -> None:
    """Nothing is repeated inside a repetition: whatever stands in a line, it is read."""
    text = f"# A\n\n## Action items\n\n{prefix}{line}\n"
    found = read(document(text))
    assert edit(text.encode(), []) == text.encode()
    assert len(found.items) <= 1


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b"---\n", b"---\n---\n", b"\r"])
def test_an_empty_document_is_a_post_mortem_without_items(content: bytes) -> None:
    """Little is not broken."""
    assert read(document(content)).items == ()

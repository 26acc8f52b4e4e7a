"""Texts on both Jiras: what is written reads back, and records are syncd's alone."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import NOTE, Base, State
from syncd_jira import adf
from syncd_jira.speech import Speech

URL = "https://acme.atlassian.net/browse/PAY-1"
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")) | st.just("\n")
).map(lambda text: "\n\n".join(part.strip("\n") for part in text.split("\n\n") if part.strip("\n")))


@given(text=TEXTS, record=st.text(min_size=1), is_cloud=st.booleans())
def test_a_comment_reads_back(text: str, record: str, is_cloud: bool) -> None:
    """Whatever a comment says and is the record of, both are the same afterwards."""
    speech = Speech(is_cloud)
    body = speech.comment(text, record, URL)
    said = speech.read(body, own=True)
    assert said.record == record
    assert said.text.strip() == text.strip()
    assert speech.has_record(body)


@pytest.mark.parametrize("is_cloud", [True, False])
def test_a_record_counts_in_own_comments_only(is_cloud: bool) -> None:
    """The same words in somebody else's comment are words."""
    speech = Speech(is_cloud)
    body = speech.comment("A reminder.", "overdue/1", URL)
    assert speech.read(body, own=False).record is None
    assert not speech.has_record(speech.text("A reminder. syncd"))


@pytest.mark.parametrize("is_cloud", [True, False])
def test_comments_hold_a_state(is_cloud: bool) -> None:
    """Where the tracker has no place for it, what syncd says has: the note, or a reminder."""
    speech, state = (
        Speech(is_cloud),
        State("1", Base("T"), written=datetime(2026, 3, 2, tzinfo=UTC)),
    )
    assert speech.read(speech.comment("x", NOTE, URL, state), own=True).state == state
    assert speech.read(speech.comment("x", "overdue/1", URL, state), own=True).state == state
    assert speech.read(speech.comment("x", "overdue/1", URL), own=True).state is None


def test_documents() -> None:
    """Paragraphs, line breaks and links are what Atlassian calls them, and no text is empty."""
    made = adf.document("See https://x.test/a?b=1, now.\nAnd\n\n\nthen")
    first, second = made["content"]
    assert [node["type"] for node in first["content"]] == [
        "text",
        "text",
        "text",
        "hardBreak",
        "text",
    ]
    assert first["content"][1]["marks"][0]["attrs"]["href"] == "https://x.test/a?b=1"
    assert second["content"] == [{"type": "text", "text": "then"}]
    assert adf.words(made) == "See https://x.test/a?b=1, now.\nAnd\n\nthen"
    assert adf.document("") == {"type": "doc", "version": 1, "content": []}


def test_what_people_write() -> None:
    """Mentions, lists, cards and code are read as words; an odd document is no error."""
    text = {"type": "text", "text": "x"}
    item = {"type": "listItem", "content": [{"type": "paragraph", "content": [text]}]}
    body = {
        "type": "doc",
        "version": 1,
        "content": [
            {
                "type": "paragraph",
                "content": [
                    {"type": "mention", "attrs": {"id": "1", "text": "@Jane"}},
                    {"type": "text", "text": " see "},
                    {"type": "inlineCard", "attrs": {"url": "https://x.test"}},
                ],
            },
            {"type": "bulletList", "content": [item, item]},
            {"type": "codeBlock", "content": [text]},
            {"type": "rule"},
        ],
    }
    assert adf.words(body) == "@Jane see https://x.test\n\n- x\n- x\n\n```\nx\n```\n\n"
    assert adf.words(None) == ""
    assert adf.signature({"type": "doc", "content": []}) is None


def test_wiki_markup_shows_the_words() -> None:
    """What would be markup is escaped, in an address too; other links stay links."""
    text = Speech(cloud=False).text("{code} *b* [x] a_b https://x.test/a_b https://x.test/[~a_b]")
    start = r"\{code\} \*b\* \[x\] a\_b https://x.test/a_b"
    assert text == rf"{start} https://x.test/\[\~a\_b\]"

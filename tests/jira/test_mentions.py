"""Whom syncd's texts reach in Jira."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import Mention
from syncd.testing.jira import texts
from syncd.testing.jira.records import Text
from syncd_jira.speech import Speech

URL = "https://acme.atlassian.net/browse/PAY-1"
JANE = Mention("jane@acme.com", "5b10ac8d82e05b22cc7d4ef5")
CLOUD, DATA_CENTER = Speech(cloud=True), Speech(cloud=False)
PARTS = [
    "[~jane]",
    "[",
    "~",
    "jane",
    "]",
    "\\",
    "[~accountid:1]",
    "@jane",
    " ",
    "\n",
    "|",
    "{code}",
]
TEXTS = st.lists(st.sampled_from([*PARTS, "https://x.test/", "{noformat}", "é", "."])).map("".join)


def told(body: object) -> list[str]:
    """Who is told of a text."""
    return list(texts.mentions(Text("adf" if isinstance(body, dict) else "wiki", body)))


def test_a_node_mentions_on_cloud() -> None:
    """The account stands in the node, and people read who it is; the record is behind it."""
    text = "jane@acme.com: see https://x.test/jane@acme.com\n\nAsk @jane@acme.com, <b> & [~x]."
    body = CLOUD.comment(text, "due/1", URL, mentions=[JANE])
    node = {"type": "mention", "attrs": {"id": JANE.account, "text": "@jane@acme.com"}}
    first, second, _ = (part["content"] for part in body["content"])
    assert [first[0], second[1]] == [node, node]
    assert told(body) == [JANE.account] * 2
    found = CLOUD.read(body, own=True)
    assert found.record == "due/1"
    assert found.text == f"@{text}"


def test_brackets_mention_on_data_center() -> None:
    """The name stands in brackets that are not escaped; everything else is."""
    text = "jane@acme.com: not [~omar], {{x}} or a_b."
    body = DATA_CENTER.comment(text, "due/1", URL, mentions=[Mention("jane@acme.com", "jdoe")])
    assert body.startswith(r"[~jdoe]: not \[\~omar\]")
    assert told(body) == ["jdoe"]
    found = DATA_CENTER.read(body, own=True)
    assert (found.text, found.record) == ("[~jdoe]: not [~omar], {{x}} or a_b.", "due/1")


@pytest.mark.parametrize("speech", [CLOUD, DATA_CENTER], ids=["cloud", "data-center"])
@given(text=TEXTS)
def test_nobody_is_told_by_chance(speech: Speech, text: str) -> None:
    """However a text is put together, as a comment or a description it mentions nobody."""
    assert told(speech.comment(text, "due/1", URL)) == []
    assert told(speech.text(text)) == []


@pytest.mark.parametrize("text", ["[~jane]", "Ask [~jane].", "[~accountid:jane]", "x[~jane]y"])
def test_what_would_have_told_somebody(text: str) -> None:
    """These are mentions in wiki markup, so that escaping them is worth something."""
    assert told(text) == ["jane"]
    assert told(DATA_CENTER.text(text)) == []

"""Which words of a text mean people."""

import pytest

from syncd.model import Mention
from syncd.ports.mentions import pieces_of, with_mentions

JANE = Mention("jane@acme.com", "1")
MARY_ANN = Mention("Mary Ann", "2")
MARY = Mention("@Mary", "3")


def written(text: str, *mentions: Mention) -> str:
    return with_mentions(text, mentions, lambda each: f"<{each.account}>", str.upper)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jane@acme.com: overdue", "<1>: OVERDUE"),
        ("@jane@acme.com: overdue", "<1>: OVERDUE"),
        ("(jane@acme.com), **jane@acme.com**.", "(<1>), **<1>**."),
        ("Ask jane@acme.com\nor\tjane@acme.com!", "ASK <1>\nOR\t<1>!"),
        ("Mary Ann and Mary", "<2> AND <3>"),
        ("@Mary's", "<3>'S"),
        ("", ""),
        ("nobody", "NOBODY"),
    ],
)
def test_each_occurrence_of_the_words(text: str, expected: str) -> None:
    """People are written as the tracker does, wherever they are named, and the rest is text."""
    assert written(text, JANE, MARY, MARY_ANN) == expected


@pytest.mark.parametrize(
    "text",
    [
        "xjane@acme.com",
        "x.jane@acme.com",
        "jane@acme.com.au",
        "jane@acme.community",
        "https://wiki.test/jane@acme.com",
        "jane@acme.com/x",
        "Maryland, Mary@acme.com, Mary-Lou",
        "mary",
    ],
)
def test_a_part_of_something_else_is_nobody(text: str) -> None:
    """Longer words, addresses and paths in which somebody's words stand are only text."""
    assert written(text, JANE, MARY) == text.upper()


def test_mentions_without_words_mean_nothing() -> None:
    """There has to be something in the text that can mean somebody."""
    assert pieces_of("@ a", [Mention("@", "1"), Mention(" ", "2")]) == ["@ a"]
    assert pieces_of("", [JANE]) == []


def test_without_an_account_it_is_only_text() -> None:
    """Somebody of whom no account is known is named, and nobody is told."""
    assert written("@Jane Doe @Mary: x", Mention("@Jane Doe", ""), MARY) == "@JANE DOE <3>: X"


def test_two_of_one_name() -> None:
    """Each of them is told."""
    text = "@Jane @Jane: Jane"
    assert written(text, Mention("@Jane", "1"), Mention("@Jane", "2")) == "<1> <2>: <2>"

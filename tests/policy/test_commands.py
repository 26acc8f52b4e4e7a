"""What counts as a command: said by somebody himself, at the beginning of a line, and clear."""

from datetime import date, timedelta
from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syncd.model import Priority
from syncd.policy.commands import USAGE, Mistake, Order, Word, orders_in

TODAY = date(2026, 3, 2)
TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("/syncd \n`~>-*<!\t"), max_size=300)
WORDS = st.sampled_from([*Word, "tkae", "", "Take"])
ARGUMENTS = st.lists(
    TEXTS | st.sampled_from(["2026-04-01", "until", "14d", "2w", "0d", "P1", "P9", "2026-02-30"]),
    max_size=4,
).map(" ".join)
COMMANDS = st.builds(lambda word, rest: f"/syncd {word} {rest}", WORDS, ARGUMENTS)


@given(text=TEXTS | COMMANDS | st.lists(TEXTS | COMMANDS).map("\n".join), on=st.dates())
@example(text="/syncd snooze 999w x", on=date.max)
@example(text="/syncd snooze 1d x", on=date.max)
def test_no_text_is_too_odd(text: str, on: date) -> None:
    """Whatever somebody writes, on whatever day, it is read without an error."""
    for said in orders_in(text, on):
        assert isinstance(said, Order | Mistake)


@given(text=TEXTS | COMMANDS, on=st.dates())
def test_a_mistake_repeats_nothing_that_means_something(text: str, on: date) -> None:
    """What is wrong is told in one line that mentions nobody and has no markup of theirs."""
    for said in orders_in(text, on):
        if isinstance(said, Mistake):
            rest = said.message
            for usage in USAGE:
                rest = rest.replace(f"`/syncd {usage}`", "")
            assert len(rest) < 150
            assert not set(rest) & set("@<>[]*|\n\r#!")


def quote(text: str) -> str:
    """As every tool quotes."""
    return "\n".join(f"> {line}" for line in text.splitlines())


def indented(text: str) -> str:
    """As Markdown knows code without fences."""
    return "Look:\n\n" + "\n".join(f"    {line}" for line in text.splitlines())


LINES = st.lists(
    COMMANDS.map(lambda text: " ".join(text.split())) | st.sampled_from(["", "Some words."]),
    min_size=1,
    max_size=4,
).map("\n".join)


@given(
    text=LINES,
    wrap=st.sampled_from(
        [
            quote,
            indented,
            lambda text: quote(quote(text)),
            lambda text: f"````\n```\n{text}\n```\n````".replace("`````", "````"),
            lambda text: f"~~~ text\n{text.replace('~', '')}\n~~~",
            lambda text: f"- ```\n  {text.replace('`', '')}\n  ```",
            lambda text: f"1. Like this:\n   ```sh\n   {text.replace('`', '')}\n   ```",
            lambda text: f"```\n{text.replace('`', '')}",
            lambda text: f"<!--\n{escape(text)}\n-->",
            lambda text: f"Words <!-- hidden:\n{escape(text)}\n-->",
            lambda text: f"<blockquote>\n{escape(text)}\n</blockquote>",
            lambda text: f"<pre><code>{escape(text)}\n</code></pre>",
        ]
    ),
)
def test_nothing_in_quotes_and_code_is_a_command(text: str, wrap: object) -> None:
    """However it is quoted, fenced, indented or hidden, nobody is saying it."""
    assert callable(wrap)
    assert orders_in(wrap(text), TODAY) == ()
    (said,) = orders_in(f"{wrap(text.replace('`', ''))}\n\n", TODAY) or (None,)
    assert said is None


@pytest.mark.parametrize(
    "before",
    [
        "> quoted\n\n",
        "```\n/syncd help\n```\n",
        "~~~\n```\n~~~\n",
        "a `{code}` and ```a span``` of code\n",
        "<!-- a template -->\n",
        "<blockquote>said before</blockquote>\n\n",
        "    code\n\n",
        "- a list\n- of things\n\n",
        "{code}\n",
        "   ",
    ],
)
def test_what_stands_below_is_said_again(before: str) -> None:
    """A quote, a block of code or a comment ends where it ends, and a command below it counts."""
    assert orders_in(f"{before}/syncd take", TODAY) == (Order(Word.TAKE),)


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ("/syncd", Order(Word.HELP)),
        ("/syncd help", Order(Word.HELP)),
        ("/syncd take", Order(Word.TAKE)),
        ("/syncd take please", Order(Word.TAKE)),
        ("/syncd take <!-- thanks -->", Order(Word.TAKE)),
        ("/syncd due 2026-04-01 a b", Order(Word.DUE, day=date(2026, 4, 1), reason="a b")),
        ("/syncd due 2026-03-02 today", Order(Word.DUE, day=TODAY, reason="today")),
        ("/syncd snooze 14d a", Order(Word.SNOOZE, day=date(2026, 3, 16), reason="a")),
        ("/syncd snooze 2w a", Order(Word.SNOOZE, day=date(2026, 3, 16), reason="a")),
        ("/syncd snooze 2026-03-03 a", Order(Word.SNOOZE, day=date(2026, 3, 3), reason="a")),
        ("/syncd priority p1 a", Order(Word.PRIORITY, priority=Priority.P1, reason="a")),
        ("/syncd accept-risk a", Order(Word.ACCEPT_RISK, reason="a")),
        (
            "/syncd accept-risk until 2026-03-03 a",
            Order(Word.ACCEPT_RISK, day=date(2026, 3, 3), reason="a"),
        ),
        ("/syncd duplicate-of PM-1-01", Order(Word.DUPLICATE_OF, target="PM-1-01")),
        ("/syncd   due\t2026-04-01  a", Order(Word.DUE, day=date(2026, 4, 1), reason="a")),
    ],
)
def test_what_is_understood(said: str, order: Order) -> None:
    """Every command in its forms."""
    assert orders_in(said, TODAY) == (order,)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("/syncd snooze 14d", "needs a reason"),
        ("/syncd snooze 0d a", "not before tomorrow"),
        ("/syncd snooze 2026-03-02 a", "not before tomorrow"),
        ("/syncd snooze 400d a", "within a year"),
        ("/syncd snooze a while", "`a` is no span"),
        ("/syncd due 2026-03-01 a", "2026-03-01 is over"),
        ("/syncd due 2026-04-01", "needs a reason"),
        ("/syncd due 01.04.2026 a", "is no date"),
        ("/syncd due", "is no date"),
        ("/syncd priority P4 a", "is no priority from P0 to P3"),
        ("/syncd priority P1", "needs a reason"),
        ("/syncd accept-risk", "needs a reason"),
        ("/syncd accept-risk until 2026-03-02 a", "2026-03-02 is over"),
        ("/syncd accept-risk until 2026-03-03", "needs a reason"),
        ("/syncd accept-risk until tomorrow a", "`tomorrow` is no date"),
        ("/syncd duplicate-of", "of which"),
        ("/syncd tkae", "did you mean `/syncd take`?"),
        ("/syncd Take", "did you mean `/syncd take`?"),
        ("/syncd xyzzy", "`/syncd help` lists what there is"),
    ],
)
def test_what_is_not_understood(said: str, wrong: str) -> None:
    """Each mistake is named."""
    (mistake,) = orders_in(said, TODAY)
    assert isinstance(mistake, Mistake)
    assert wrong in mistake.message


@pytest.mark.parametrize(
    "said", ["/syncdtake", "please /syncd take", "`/syncd take`", "/ syncd take", "- /syncd take"]
)
def test_what_is_no_command(said: str) -> None:
    """It stands at the beginning of a line, on its own, and not in the middle of words."""
    assert orders_in(said, TODAY) == ()


@given(days=st.integers(1, 366))
def test_a_snooze_counts_from_the_comment(days: int) -> None:
    """However late it is read, it ends as many days after it was said."""
    (said,) = orders_in(f"/syncd snooze {days}d a", TODAY)
    assert isinstance(said, Order)
    assert said.day == TODAY + timedelta(days)

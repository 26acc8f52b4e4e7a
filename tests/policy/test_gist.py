"""What texts say, whatever way they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.policy.gist import as_written, gist
from syncd.policy.jargon import FAINT, JOINED, MEANINGS, SILENT

TEXTS = st.text(max_size=200)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Add a circuit breaker", "create circuit-breakers!"),
        ("Alert on the error rate", "Alerting: error rates"),
        ("time-outs of the DB", "The database timed out"),
        ("No limit for retries", "unlimited retries, without limits"),
        ("The cert of the k8s API", "Kubernetes API certificates"),
        ("it wasn’t renewed", "it was not renewed"),
        ("see https://acme.com/status: full disks", "disk full"),
        ("full disk since 2026-03-01T10:00:00Z", "full disk since 2026-02-01"),
        ("<name of the service>: full disk", "full disk"),
    ],
)
def test_forms_do_not_matter(one: str, other: str) -> None:
    """Two ways to say the same have the same telling words."""
    assert gist(one).telling == gist(other).telling != frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Upgrade to 1.25", "Upgrade to 1.26"),
        ("authentication failed", "authorization failed"),
        ("enable the cache", "disable the cache"),
        ("the login page", "the login alert"),
    ],
)
def test_other_things_stay_apart(one: str, other: str) -> None:
    """A version, an opposite, a word that only looks alike make another text."""
    assert gist(one) != gist(other)


@pytest.mark.parametrize("text", ["", "It was the root cause of this incident.", "<TODO: why?>"])
def test_nothing_is_said(text: str) -> None:
    """Padding and templates have no words that count."""
    assert gist(text).weight == 0


def test_words_that_say_little_weigh_half() -> None:
    """An alert on errors says less than an alert on payments."""
    assert gist("alert on errors").weight == 1
    assert gist("alert on payments").weight == 1.5
    assert gist("alert on payments").fainter(gist("payments").words).weight == 1


def test_words_are_told_as_written() -> None:
    """What is shown are the words of the text, in its order, and not their stems."""
    text = "Retries without a limit exhausted the pool; retries!"
    shared = gist(text).shared(gist("the pool was exhausted by unlimited retries"))
    assert as_written(shared, text) == ("retries", "limit", "exhausted", "pool")


@given(TEXTS)
def test_any_text_has_a_gist(text: str) -> None:
    """Whatever is written, no word is telling and faint, and all are words of the text."""
    said = gist(text)
    assert not said.telling & said.faint
    assert len(as_written(said, text)) == len(said.words)


@given(st.lists(st.sampled_from(["retries", "alert", "disk", "the", "not"]), max_size=6))
def test_order_does_not_matter(words: list[str]) -> None:
    """The same words in another order say the same."""
    assert gist(" ".join(words)) == gist(" ".join(sorted(words)))


def test_the_word_lists_agree() -> None:
    """No word is silent and means something, and each list is written in lower case."""
    assert not SILENT & (FAINT | set(MEANINGS) | set(JOINED.values()))
    assert all(word == word.casefold() for word in (*SILENT, *FAINT, *MEANINGS))
    assert not [meaning for meaning in MEANINGS.values() if meaning in MEANINGS]

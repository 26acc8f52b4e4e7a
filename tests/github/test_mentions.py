"""Whom syncd's texts reach on GitHub, and what may be read of that afterwards."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import Mention
from syncd.testing.conformance.opened import Opened, settings_of
from syncd.testing.github import GitHubSimulator
from syncd.testing.github.mentions import mentioned
from syncd_github import said
from tests.github.stage import PROJECT, github

JANE = Mention("jane@acme.com", "janedoe")
LOUD = ["@", "&#64;", "&#x40;", "&#064;", "&commat;", "janedoe", "`", "```", "\\", "\n", "_", "**"]
TEXTS = st.lists(st.sampled_from([*LOUD, " ", ".", "-", "/", "<b>", "é", "x", "\u200b"]))


@pytest.fixture(scope="module", name="simulator")
def _simulator() -> Iterator[GitHubSimulator]:
    with github() as stage:
        yield stage.simulator


def told(simulator: GitHubSimulator, text: str) -> list[str]:
    """Who is told of a text."""
    repo = simulator.world.repo_named(PROJECT)
    assert repo is not None
    return mentioned(simulator.world, repo, text)


@given(parts=TEXTS)
def test_nobody_is_told_by_chance(simulator: GitHubSimulator, parts: list[str]) -> None:
    """However a text is put together, it mentions nobody, and reads as it was afterwards."""
    text = "".join(parts)
    silent = said.silenced(text)
    assert told(simulator, silent) == []
    if "\u200b" not in text:
        assert said.spoken(silent) == text


@pytest.mark.parametrize(
    "text",
    [
        "@janedoe",
        "_@janedoe_",
        "Ask @JaneDoe.",
        "(@janedoe)",
        "&#64;janedoe",
        "é@janedoe",
        "\\@janedoe",
    ],
)
def test_what_would_have_told_somebody(simulator: GitHubSimulator, text: str) -> None:
    """These are mentions on GitHub, so that keeping them quiet is worth something."""
    assert told(simulator, text) == ["janedoe"]
    assert told(simulator, said.silenced(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "jane@janedoe.com",
        "`@janedoe`",
        "```\n@janedoe\n```",
        "<!-- @janedoe -->",
        "[x](https://x.test/@janedoe)",
        "https://x.test/@janedoe",
        "@nobody-there",
        "@janedoe/team",
    ],
)
def test_what_tells_nobody_there(simulator: GitHubSimulator, text: str) -> None:
    """Addresses, code, comments, links, and names that nobody has are no mentions."""
    assert told(simulator, text) == []


def test_an_address_can_still_be_copied() -> None:
    """E-mail addresses stay as they are: they are no mentions."""
    assert said.silenced("jane@acme.com, a.b@acme.com") == "jane@acme.com, a.b@acme.com"


def test_a_comment_with_people(simulator: GitHubSimulator) -> None:
    """Whoever is meant is told by login, and the record is found behind it."""
    body = said.written("@jane@acme.com and @omarh", "due/1", mentions=[JANE])
    assert told(simulator, body) == ["janedoe"]
    text, record, _ = said.read(body)
    assert (said.spoken(text), record) == ("@janedoe and @omarh", "due/1")


def test_what_people_copy_from_syncd_is_a_command(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A command that somebody copies out of a comment of syncd's has no unseen character in it."""
    with github() as stage:
        it = Opened(stage, settings_of(stage, tmp_path_factory.mktemp("it")))
        key = it.make().ref.key
        stage.human.comment(key, said.silenced("/syncd assign @omarh"))
        assert it.read(key).comments[0].text == "/syncd assign @omarh"

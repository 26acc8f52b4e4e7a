"""Who may tell syncd what to do with a task, and whom its texts reach."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import Mention
from syncd.ports import AgainError, Right
from syncd.testing.asana import rich_text
from syncd.testing.conformance.opened import Opened, settings_of
from syncd_asana import rich
from tests.asana.stage import PROJECT, AsanaStage, asana
from tests.specs import assert_truthful

PARTS = ['<a data-asana-gid="1"/>', "<", ">", "&", '"', "1", "@Jane", "https://app.asana.com/0/1"]
TEXTS = st.lists(st.sampled_from([*PARTS, "`", "**", "[x](https://x.test/1)", " "])).map("".join)


@pytest.fixture(name="stage")
def _stage() -> Iterator[AsanaStage]:
    with asana() as stage:
        yield stage
        assert_truthful("asana", stage.simulator.exchanges)


@pytest.fixture(name="it")
def _it(stage: AsanaStage, tmp_path: Path) -> Opened:
    return Opened(stage, settings_of(stage, tmp_path))


@pytest.mark.parametrize(
    ("level", "right"),
    [("editor", Right.WRITE), ("commenter", Right.READ), ("none", Right.READ)],
)
def test_by_what_they_may_do_in_the_project(
    it: Opened, stage: AsanaStage, level: Any, right: Right
) -> None:
    """Editors may command, commenters and outsiders may not."""
    ref = it.make().ref
    somebody = stage.simulator.human("somebody@acme.com").gid
    stage.simulator.world.levels[PROJECT, somebody] = level
    assert it.tracker.right(ref, somebody) is right


def test_whose_task_it_is(it: Opened, stage: AsanaStage) -> None:
    """Whoever a task is assigned to may command it, in one request, whatever else they may do."""
    ref = it.make().ref
    jane = next(iter(stage.accounts.values()))
    stage.simulator.world.levels[PROJECT, jane] = "commenter"
    stage.clear_log()
    assert it.tracker.right(ref, jane) is Right.WRITE
    assert stage.log == ["POST /api/1.0/batch"]
    stage.simulator.human("li@acme.com").assign(ref.key, "omar@acme.com")
    assert it.tracker.right(ref, jane) is Right.READ


def test_syncd_itself(it: Opened, stage: AsanaStage) -> None:
    """syncd is known by the gid of its token's user."""
    assert it.tracker.right(it.make().ref, stage.simulator.world.bot) is Right.OWN


def test_it_cannot_be_asked(it: Opened, stage: AsanaStage) -> None:
    """Where Asana does not answer, nothing is concluded."""
    ref = it.make().ref
    stage.simulator.faults.add("POST /batch", "503", 10)
    with pytest.raises(AgainError):
        it.tracker.right(ref, next(iter(stage.accounts.values())))


@given(text=TEXTS)
def test_nobody_is_told_by_chance(text: str) -> None:
    """However a text is put together, it mentions nobody, and is what Asana takes."""
    html = f"<body>{rich.from_markdown(text)}</body>"
    kept = rich_text.written(
        "html_text",
        html,
        rich_text.IN_STORIES,
        lambda gid: ("user", f"https://x.test/{gid}", "Jane"),
    )
    assert rich_text.people(kept) == []


def test_a_link_with_a_gid_mentions() -> None:
    """Whoever is meant is a link without words, to which Asana puts the name."""
    html = rich.from_markdown(
        "jane@acme.com: <b> & `jane@acme.com`", [Mention("jane@acme.com", "7")]
    )
    assert html == '<a data-asana-gid="7"/>: &lt;b&gt; &amp; <code>jane@acme.com</code>'
    shown = (
        '<a href="https://app.asana.com/0/7/list" data-asana-gid="7" data-asana-type="user">'
        "@Jane Doe</a>: &lt;b&gt; &amp; <code>jane@acme.com</code>"
    )
    assert rich.to_markdown(shown) == "@Jane Doe: <b> & `jane@acme.com`"

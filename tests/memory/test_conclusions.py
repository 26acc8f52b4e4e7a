"""What passes concluded: the newest about each post-mortem, whoever of several wrote it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syncd.memory import Memory, ReadDocument
from syncd.model import ActionItem, DocumentKey, Finding, Life, Measured, Remembered
from tests.action_items import open_item

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Memory, Memory]]:
    """Two that use one store, the first of which decodes only what has changed."""
    url = f"sqlite:///{tmp_path / 'syncd.db'}"
    ours, theirs = Memory(url), Memory(url)
    ours.keep_decoded()
    yield ours, theirs
    ours.close()
    theirs.close()


def item(post_mortem: str, title: str = "Add an alert") -> ActionItem:
    """An action item as a pass concludes it."""
    return open_item(f"{post_mortem}-01", post_mortem, title)


def finding(post_mortem: str | None, message: str = "it is late") -> Finding:
    """A finding about a post-mortem, or about none."""
    return Finding("overdue", message=message, hint="", post_mortem=post_mortem)


def _whole(memory: Memory, *names: str) -> None:
    items = [item(name) for name in names]
    lives = {each.id: Life() for each in items}
    found = [finding(name) for name in names]
    memory.save_pass(NOW, items, found, Measured(lives, ()), {})


def test_the_newest_about_each_counts(two: tuple[Memory, Memory]) -> None:
    """A pass over one post-mortem replaces what was concluded about it, and nothing else."""
    ours, theirs = two
    _whole(ours, "A", "B", "C")
    done = Life(closed=NOW)
    for memory in (ours, theirs, ours):
        title = f"Add it, {memory is ours}"
        memory.save_part(["B"], [item("B", title)], [], Measured({"B-01": done}, ()))
        for reader in two:
            titles = [each.title for each in reader.items()]
            assert titles == ["Add an alert", title, "Add an alert"]
            assert [each.post_mortem for each in reader.findings()] == ["A", "C"]
            overview = reader.overview()
            assert overview is not None
            assert overview.measured.lives == {"A-01": Life(), "B-01": done, "C-01": Life()}
    _whole(theirs, "A", "B")
    for reader in two:
        assert [each.post_mortem for each in reader.items()] == ["A", "B"]
        assert [each.post_mortem for each in reader.findings()] == ["A", "B"]


@pytest.mark.parametrize("parts", [[], ["B"]])
def test_a_finding_about_another_is_added(two: tuple[Memory, Memory], parts: list[str]) -> None:
    """What a pass tells beside of another post-mortem does not replace what is known of that."""
    ours, theirs = two
    _whole(ours, "A", "B")
    for name in parts:
        theirs.save_part([name], [item(name)], [finding(name)], Measured({}, ()))
    assert len(ours.findings()) == 2
    beside = finding("B", "it was quoted")
    ours.save_part(["A"], [item("A")], [finding("A"), beside], Measured({}, ()))
    for reader in two:
        assert [each.post_mortem for each in reader.items()] == ["A", "B"]
        assert sorted(each.message for each in reader.findings()) == [
            "it is late",
            "it is late",
            "it was quoted",
        ]


def test_before_a_whole_pass_nothing_is_known(two: tuple[Memory, Memory]) -> None:
    """A part alone would look like all there is."""
    ours, _ = two
    ours.save_part(["A"], [item("A")], [], Measured({}, ()))
    assert ours.concluded() is None
    assert not ours.items()


def test_losses_stay_until_the_next_whole_pass(two: tuple[Memory, Memory]) -> None:
    """What rests, and why, is told to passes that cannot see it themselves."""
    ours, theirs = two
    ours.save_pass(NOW, [], [], Measured({}, ()), {("docs",): "10 of 20", ("it", "PAY"): "all"})
    ours.save_part(["A"], [], [], Measured({}, ()))
    assert theirs.losses() == {("docs",): "10 of 20", ("it", "PAY"): "all"}
    _whole(ours, "A")
    assert not theirs.losses()


def test_what_another_wrote_is_read(two: tuple[Memory, Memory]) -> None:
    """What is as it was is the same object again; what another changed or took away is not."""
    ours, theirs = two
    keys = [DocumentKey("docs", "a.md"), DocumentKey("docs", "b.md")]
    notes = {key: Remembered(key.path, ()) for key in keys}
    read = {key.path: ReadDocument("1") for key in keys}
    ours.remember(notes, {})
    ours.save_documents("docs", "settings", read)
    before = ours.remembered(), ours.documents("docs", "settings")
    theirs.remember({keys[1]: replace(notes[keys[1]], id="another")}, notes)
    theirs.save_documents("docs", "settings", {"b.md": ReadDocument("2")})
    after = ours.remembered(), ours.documents("docs", "settings")
    assert after[0][keys[0]] is before[0][keys[0]]
    assert after[1]["a.md"] is before[1]["a.md"]
    assert after[0][keys[1]].id == "another"
    assert after[1]["b.md"].revision == "2"
    theirs.save_documents("docs", "settings", {}, ["a.md"])
    assert set(ours.documents("docs", "settings")) == {"b.md"}
    assert not ours.documents("docs", "other settings")

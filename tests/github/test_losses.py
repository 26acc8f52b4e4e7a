"""What syncd still knows of an issue when its store is lost, or a pass of it was killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.company import Run
from tests.github.company import GitHubCompany, company

DAY = 24 * 3600
ROW = "Add a circuit breaker | prevent | 4 | 1 | jane.doe@acme.com | | | "


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubCompany]:
    """A company whose only item was asked about a day after its ticket was made."""
    with company(tmp_path, monkeypatch) as ours:
        ours.document(ROW)
        ours.passes()
        ours.passes(later=DAY)
        assert "nothing has been heard since 2026-03-02" in last_words(ours)
        yield ours


def last_words(acme: GitHubCompany) -> str:
    """What was said last."""
    return acme.github.state().comments[-1].body


def another_category(acme: GitHubCompany) -> Run:
    """A pass that changes a label without a word."""
    path = next((acme.company.folder / "post-mortems").glob("*.md"))
    path.write_text(path.read_text("utf-8").replace("prevent", "mitigate"), "utf-8")
    return acme.passes(later=1800)


def lose_the_store(acme: GitHubCompany) -> None:
    """Delete it."""
    for file in acme.company.folder.glob("syncd.db*"):
        file.unlink()


def test_a_silent_edit_is_told_by_the_comment_before(acme: GitHubCompany) -> None:
    """Two requests more than the labels take, and no letter that people see is another one."""
    said = last_words(acme)
    another_category(acme)
    issue, comment = "/repos/acme/pay/issues/1", "/repos/acme/pay/issues/comments"
    asked = [line.rpartition("/" if "comments" in line else " ")[0] for line in acme.github.log]
    assert asked[-4:] == ["DELETE", "POST", f"GET {comment}", f"PATCH {comment}"]
    assert acme.github.log[-3] == f"POST {issue}/labels"
    assert last_words(acme) != said
    assert last_words(acme).rpartition("\n\n")[0] == said.rpartition("\n\n")[0]


def test_a_lost_store_leaves_no_label_for_progress(acme: GitHubCompany) -> None:
    """The label that syncd changed an hour after it spoke is nobody's sign of life."""
    another_category(acme)
    lose_the_store(acme)
    assert acme.passes().changes == []
    acme.passes(later=DAY - 3600)
    assert "nothing has been heard since 2026-03-02" in last_words(acme)


def test_a_lost_store_leaves_a_silent_act(acme: GitHubCompany) -> None:
    """Who did something without a word, before syncd spoke, is known by what it said then."""
    acme.later(3600)
    acme.github.human("li").label("acme/pay#1", "ours")
    for _ in range(2):  # the second time what was said the first time hides when that was
        lose_the_store(acme)
        acme.passes(later=DAY)
        assert "nothing has been heard since 2026-03-03" in last_words(acme)
    assert len(acme.github.state().comments) == 3


def test_a_killed_pass_leaves_no_label_for_progress(
    acme: GitHubCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed right after the edit, syncd still knows that the edit was its own."""
    monkeypatch.setattr("syncd.passes.say._SLOW", -60.0)  # what was said a day ago is long seen
    with monkeypatch.context() as killing:
        killing.setattr("syncd.passes.apply._remember", lambda *_: 1 / 0)
        assert another_category(acme).code not in {0, 1}
    assert "category/mitigate" in acme.github.state().tickets[0].labels
    assert acme.passes().changes == []
    acme.passes(later=DAY - 3600)
    assert "nothing has been heard since 2026-03-02" in last_words(acme)

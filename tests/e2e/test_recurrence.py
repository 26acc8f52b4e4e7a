"""The line in the document, from pass to pass."""

import pytest

from tests.e2e.company import CONFIG, Company, Run
from tests.rules.recurrences import AGAIN, POOL, earlier, now
from tests.rules.writing import Document, day, post_mortem

LINE = "\nRecurrence of `A`: A-01, A-02 and A-03 were still open.\n"


@pytest.fixture
def again(company: Company) -> Company:
    """A company to which the same happened twice."""
    for document in (earlier(POOL), now(AGAIN)):
        write(company, document)
    return company


def write(company: Company, document: Document) -> None:
    """Somebody writes a post-mortem."""
    company.write(document.path, document.text)


def lines(run: Run) -> list[str]:
    """What a pass does about lines, by their document."""
    return [
        f"{change['post_mortem']}: {change['detail']['recurrence']['to']}"
        for change in run.changes
        if "recurrence" in change["detail"]
    ]


def test_it_is_written_once(again: Company) -> None:
    """The first pass writes it below the table, no later one does, nor one without memory."""
    before = again.document("B.md")
    assert lines(again.reconcile("--dry-run")) == ["B: A"]
    assert again.document("B.md") == before
    (change,) = [each for each in again.reconcile().changes if not each["item"]]
    assert (change["kind"], change["outcome"]) == ("edit-post-mortem", "applied")
    assert change["detail"]["recurrence"]["why"].startswith("score 96: unlimited, retries")
    assert again.document("B.md") == before + LINE
    for forget in (False, True, False):
        if forget:
            again.forget()
        run = again.reconcile()
        assert run.changes == []
        assert len(run.findings("recurrence")) == 1


def test_it_stays_when_the_items_are_done(again: Company) -> None:
    """That it came back stays true; the finding is settled."""
    again.reconcile()
    for key in again.tickets():
        again.change_ticket(key, "status", "done")
    again.reconcile()
    run = again.reconcile()
    assert (run.changes, run.findings("recurrence")) == ([], [])
    assert again.document("B.md").endswith(LINE)


def test_who_deletes_it_is_obeyed(again: Company) -> None:
    """A line that somebody took out is not written again; without memory syncd cannot know."""
    again.reconcile()
    text = again.document("B.md").removesuffix(LINE)
    again.write("post-mortems/B.md", text)
    for _ in range(2):
        run = again.reconcile()
        assert run.changes == []
        assert len(run.findings("recurrence")) == 1
    again.forget()
    assert lines(again.reconcile()) == ["B: A"]


def test_a_further_one_is_added(again: Company) -> None:
    """Another earlier post-mortem is added to the line, one that was taken out is not."""
    again.reconcile()
    write(again, post_mortem(name="C", date=day(-9), root_causes=[POOL]))
    assert sorted(lines(again.reconcile())) == ["B: A and C", "C: A"]
    told = "Recurrence of `A` and `C`: A-01, A-02, A-03, C-01, C-02 and C-03 were still open."
    assert told in again.document("B.md")
    text = again.document("B.md").replace("Recurrence of `A` and `C`", "Recurrence of `C`")
    again.write("post-mortems/B.md", text)
    assert again.reconcile().changes == []
    assert again.document("B.md") == text


def test_an_earlier_one_with_another_id(company: Company) -> None:
    """An id that syncd wrote and that nobody has any more gives way to the new one."""
    old, new = earlier(POOL, name="old-1"), earlier(POOL, name="new-1")
    write(company, old)
    write(company, now(AGAIN))
    company.reconcile()
    company.write(old.path, company.document("old-1.md").replace("id: old-1", "id: new-1"))
    company.reconcile()
    assert "Recurrence of new-1: " in company.document("B.md")
    assert company.document("B.md").count("Recurrence") == 1
    assert new.path != old.path
    assert company.reconcile().changes == []


def test_a_persons_own_line_is_enough(again: Company) -> None:
    """Who has written it already, with words of their own, is not repeated or corrected."""
    text = again.document("B.md").replace("# An incident", "Recurrence of `A`: sadly.\n\n# An")
    again.write("post-mortems/B.md", text)
    assert lines(again.reconcile()) == []
    assert again.document("B.md") == text


@pytest.mark.parametrize(
    ("config", "front"),
    [
        (CONFIG.replace('path = "post-mortems"', 'path = "post-mortems"\nwrite = "never"'), {}),
        (CONFIG + '[rules]\nrecurrence = "off"\n', {}),
        (CONFIG + '[rules.payments]\nrecurrence = "off"\n', {}),
        (CONFIG + f"[policy]\nsince = {day(1)}\n", {}),
        (CONFIG, {"waive": {"recurrence": "another pool"}}),
    ],
)
def test_where_no_line_is_written(again: Company, config: str, front: dict[str, object]) -> None:
    """Not into sources that syncd only reads, nor where the rule is off or waived."""
    again.write("syncd.toml", config)
    write(again, now(AGAIN, **front))
    before = again.document("B.md")
    assert lines(again.reconcile()) == []
    assert again.document("B.md") == before

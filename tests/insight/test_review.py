"""`syncd review`."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.insight.history import CONFIG, HISTORY, NOW, Incident, Item, title_of, write

AT = ["--config", "acme/syncd.toml", "--now", NOW]
TWO_SCREENS = 100  # lines


@pytest.fixture
def acme(run: Run, folder: Path) -> Path:
    """The company with the known history, after a pass."""
    write(folder / "acme", HISTORY)
    run("reconcile", *AT)
    return folder / "acme"


def reviewed(run: Run, *args: str) -> Any:
    """The sections of a review by name, in their order."""
    result = run("review", *AT, "--format", "json", *args)
    assert (result.code, result.err) == (0, "")
    return {section["name"]: section for section in json.loads(result.out)["sections"]}


def names(section: Any) -> list[str]:
    """The items of a section, as the history calls them."""
    return [entry["title"].split()[-1] for entry in section["entries"]]


def test_the_agenda(run: Run, acme: Path) -> None:
    """First what was finished; then the agenda of thirty minutes, in its order."""
    sections = reviewed(run)
    assert {name: section["minutes"] for name, section in sections.items()} == {
        "completed": None, "new": 5, "p0": 10, "p1": 5, "overdue": 5, "figures": 5,
    }  # fmt: skip
    text = run("review", *AT).out
    assert text.startswith("Weekly review, 2026-02-23 to 2026-03-02, 30 minutes\n\nFinished\n")
    headings = ["1. New", "2. P0", "3. P1", "4. Overdue and stalled", "5. Completion rate"]
    places = [text.index(f"\n{heading}") for heading in headings]
    assert places == sorted(places)


def test_what_is_on_it(run: Run, acme: Path) -> None:
    """Each item stands where the agenda asks for it, the worst first."""
    sections = reviewed(run, "--since", "2026-01-20")
    assert names(sections["completed"]) == ["B2", "G1", "H1"]
    assert [each["id"] for each in sections["new"]["incidents"]] == ["PM-D-1", "PM-E-1"]
    assert (names(sections["new"]), sections["new"]["elsewhere"]) == (["D1"], 1)
    assert names(sections["p0"]) == ["A1"]
    assert names(sections["p1"]) == ["D2"]
    assert names(sections["overdue"]) == ["F2", "F3", "F1", "C3", "D1"]
    assert sections["overdue"]["elsewhere"] == 2


def test_why_and_what_to_do(run: Run, acme: Path) -> None:
    """Every line has a link, what is wrong in numbers, and what to do."""
    sections = reviewed(run)
    (a1,) = sections["p0"]["entries"]
    assert a1["facts"] == [
        "happened again: PM-B-1", "145 days overdue", "no progress for 148 days", "zombie",
    ]  # fmt: skip
    assert (a1["owner"], a1["todo"]) == ("ana@acme.com", "agree on who finishes it this week")
    (d2,) = sections["p1"]["entries"]
    assert (d2["owner"], d2["todo"]) == (None, "name one person")
    for section in sections.values():
        for entry in section["entries"]:
            assert entry["url"].startswith("https://git.test/tickets/")
            assert entry["todo"]
            assert entry["facts"]


def test_whom_to_thank(run: Run, acme: Path) -> None:
    """What was finished stands first, by whom, how fast, and whether that was on time."""
    text = run("review", *AT, "--since", "60d").out
    line = next(line for line in text.splitlines() if "PM-B-1-01" in line)
    assert line.endswith("ana@acme.com, in 6 days, on time")


def test_recurrences_are_seen(run: Run, acme: Path) -> None:
    """An incident that repeats another says so, with the one that it repeats."""
    sections = reviewed(run, "--period", "quarterly")
    assert [
        (each["id"], [hit["post_mortem"] for hit in each["recurrence_of"]])
        for each in sections["recurrences"]["incidents"]
    ] == [("PM-B-1", ["PM-A-1"]), ("PM-E-1", ["PM-H-1"])]
    assert (
        "PM-B-1  Incident B  (SEV-3, 2026-01-10, recurrence of PM-A-1)"
        in run("review", *AT, "--period", "monthly", "--since", "60d").out
    )


def test_the_clean_up(run: Run, acme: Path) -> None:
    """Every quarter all that is open for more than 90 days, with three ways out."""
    assert names(reviewed(run, "--period", "quarterly")["clean-up"]) == ["A1"]
    later = ["--config", "acme/syncd.toml", "--now", "2026-03-21T00:00:00Z"]
    report = json.loads(run("review", *later, "--period", "quarterly", "--format", "json").out)
    (section,) = [each for each in report["sections"] if each["name"] == "clean-up"]
    assert sorted(names(section)) == ["A1", "C3", "F1", "F2", "F3"]
    assert section["shown"] == 5
    ways = "complete it, reprioritise it, or close it with a documented reason"
    assert {entry["todo"] for entry in section["entries"]} == {ways}


def test_the_past_is_left_alone(run: Run, folder: Path) -> None:
    """Items from before `policy.since` are measured and cleaned up, and not on the agenda."""
    write(folder / "acme", HISTORY, f"{CONFIG}[policy]\nsince = 2026-01-01\n")
    run("reconcile", *AT)
    sections = reviewed(run)
    assert names(sections["p0"]) == []
    assert names(sections["overdue"]) == ["D1"]
    assert names(reviewed(run, "--period", "quarterly")["clean-up"]) == ["A1"]
    assert "5 open items are from before policy.since" in run("review", *AT).out


def test_waivers_are_listed(run: Run, folder: Path) -> None:
    """A check that a post-mortem waives is listed with its reason."""
    waived = Incident(
        "W", "2026-02-27", "payments", "a vendor was away", severity="SEV-1",
        items=[Item("W1", "P2", "ana@acme.com", "Prevent", None, "2026-03-20")],
        waive='{category-gap: "nobody could have noticed sooner"}',
    )  # fmt: skip
    write(folder / "acme", [waived])
    run("reconcile", *AT)
    assert "PM-W-1  category-gap: nobody could have noticed sooner" in run("review", *AT).out


SECRET = Incident(
    "S", "2026-02-27", "payments", "a break-in",
    [Item("S1", "P0", "ana@acme.com", "Prevent", "2026-02-27T10:00:00Z", "2026-02-28")],
    confidential=True,
)  # fmt: skip


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
@pytest.mark.parametrize("command", [["metrics"], ["review"], ["review", "--period", "quarterly"]])
def test_confidential_titles_are_withheld(
    run: Run, folder: Path, command: list[str], form: str
) -> None:
    """Nobody learns from a report what a confidential post-mortem is about."""
    write(folder / "acme", [SECRET])
    run("reconcile", *AT)
    said = run(*command, *AT, "--format", form).out
    assert title_of(SECRET.items[0]) not in said
    assert "Incident S" not in said
    assert command[0] == "metrics" or "(confidential)" in said or "quarterly" in command


def big() -> list[Incident]:
    """A company that has let three hundred items slide."""
    words = ["payments", "platform"]
    return [
        Incident(
            chr(ord("A") + n % 8), f"2026-02-{n % 27 + 1:02}", words[n % 2], f"cause number {n}",
            [
                Item(f"{chr(ord('A') + n % 8)}{k}", f"P{k % 4}", "ana@acme.com", "Detect",
                     "2026-02-01T10:00:00Z", "2026-02-20")
                for k in range(8)
            ],
        )
        for n in range(8)
    ]  # fmt: skip


def test_two_screens(run: Run, folder: Path) -> None:
    """However much there is, a weekly review takes two screens, and says what it leaves out."""
    write(folder / "acme", big())
    run("reconcile", *AT)
    text = run("review", *AT, "--since", "2026-01-01").out
    assert len(text.splitlines()) <= TWO_SCREENS
    assert max(map(len, text.splitlines())) <= 100
    assert re.search(r"and \d+ more: syncd items --overdue", text)
    page = run("review", *AT, "--since", "2026-01-01", "--format", "html").out
    assert re.search(r"<summary>\d+ more</summary>", page)


def test_a_day_that_is_none(run: Run, acme: Path) -> None:
    """What is no day is exit 2."""
    result = run("review", *AT, "--since", "yesterday")
    assert (result.code, result.out) == (2, "")
    assert "--since: 'yesterday' is no window" in result.err


def test_nothing_is_written(run: Run, folder: Path) -> None:
    """Before the first pass it is read from documents and tickets, and no store is made."""
    write(folder / "acme", HISTORY)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert run("review", *AT).code == 0
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_what_could_not_be_read(run: Run, folder: Path) -> None:
    """Without a pass, a source that is not there is exit 3, and said."""
    write(folder / "acme", HISTORY)
    (folder / "acme" / "post-mortems").rename(folder / "acme" / "elsewhere")
    result = run("review", *AT)
    assert result.code == 3
    assert "docs" in result.err

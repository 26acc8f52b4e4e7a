"""A fresh document reads back as what it was made of."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from syncd.markdown import read
from syncd.markdown.columns import Column, column_of
from syncd.markdown.fresh import fresh
from syncd.model import Category, Document, PostMortem, Severity

DAY = dt.date(2026, 3, 1)
PATH = "2026/2026-03-01-outage.md"


def read_back(text: str) -> PostMortem:
    """What is read from a text."""
    return read(Document("docs", PATH, text.encode(), "r1", PATH))


@pytest.mark.parametrize("severity", [None, *Severity])
@pytest.mark.parametrize("id_", [None, "PM-2026-0052"])
@pytest.mark.parametrize("services", [(), ("payments-api", "edge, inner")])
def test_what_was_said_is_read(
    severity: Severity | None, id_: str | None, services: tuple[str, ...]
) -> None:
    """Title, date, severity, id and services come back; nothing else does, and nothing is odd."""
    text = fresh("Checkout fails", DAY, id_=id_, severity=severity, services=services)
    found = read_back(text)
    assert (found.title, found.date, found.severity) == ("Checkout fails", DAY, severity)
    assert (found.id_is_given, found.services) == (id_ is not None, services)
    assert id_ in {None, found.id}
    assert (found.items, found.problems) == ((), ())
    assert (found.duration, found.detected_after, found.root_causes, found.lead) == (
        None,
        None,
        (),
        None,
    )


@given(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1))
def test_any_title_comes_back(title: str) -> None:
    """However somebody calls it, the title is that, and the rest is as it was."""
    title = " ".join(title.split()) or "x"
    found = read_back(fresh(title, DAY, id_="PM-2026-0052", severity=Severity.SEV2))
    assert (found.title, found.id, found.date) == (title, "PM-2026-0052", DAY)
    assert (found.severity, found.items, found.problems) == (Severity.SEV2, (), ())


@pytest.mark.parametrize("title", ['Say "hi": # now', "- yes", "{a}: [b] | c", "2026-01-01", "no"])
def test_titles_that_yaml_would_take_otherwise(title: str) -> None:
    """Quotes, colons, words and numbers that mean something to YAML are a title all the same."""
    assert read_back(fresh(title, DAY, id_="PM-2026-0052")).title == title


def test_the_table_has_every_column() -> None:
    """Each column that is read is in the table; one for other links is not needed."""
    header = next(line for line in fresh("X", DAY).splitlines() if line.startswith("| Action"))
    columns = [column_of(cell) for cell in header.strip("| ").split(" | ")]
    assert sorted(map(str, columns)) == sorted(set(Column) - {Column.LINK})


def test_the_example_becomes_an_item() -> None:
    """Moved below the header, the commented row is an action item with owner, scores, category."""
    lines = fresh("X", DAY).splitlines()
    example = next(line for line in lines if "jane.doe@example.com" in line)
    rule = next(n for n, line in enumerate(lines) if line.startswith("| --- ") and n > 50)
    (item,) = read_back("\n".join([*lines[: rule + 1], example, *lines[rule + 1 :]])).items
    assert (item.category, item.impact, item.effort) == (Category.DETECT, 3, 1)
    assert item.owner == "jane.doe@example.com"
    assert len(item.cells) == 5, "every cell that syncd writes has a place"


def test_a_page_shows_no_comment() -> None:
    """What is to be filled in is shown to nobody but whoever writes."""
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(fresh("X", DAY))
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(fresh("X", DAY))
    assert "jane.doe" in html
    for comment in page.split("<!--")[1:]:
        assert "-->" in comment
    assert page.count("<table>") == 2
    assert "<h2>Action items</h2>" in page


def test_the_numbers_are_those_of_the_policy() -> None:
    """How many items there should be is what the rules will ask for."""
    assert "<!-- 2 to 5 of them." in fresh("X", DAY, items=(2, 5))

"""`syncd doctor` and `syncd init` with an Asana."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.asana.company import AsanaCompany, company
from tests.asana.stage import PROJECT, TOKEN


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AsanaCompany]:
    """A company whose machine and Asana agree on the time."""
    with company(tmp_path, monkeypatch) as ours:
        yield ours


def told(acme: AsanaCompany) -> str:
    """What the doctor says, in one line."""
    run = acme.company.run("doctor")
    assert TOKEN not in run.out + run.err
    assert [line for line in acme.asana.log if not line.startswith("GET ")] == []
    return " ".join(run.out.split())


def test_all_is_well(acme: AsanaCompany) -> None:
    """Who syncd is, that the project can be read, and which tags will be made."""
    acme.asana.world.add_tag("Post-Mortem")
    words = told(acme)
    assert "the token is that of syncd (syncd@acme.com)" in words
    assert f"project {PROJECT}: Payments can be read" in words
    assert re.search(r": 1 of the \d+ that syncd uses are there; the others are made", words)


def test_the_clock(acme: AsanaCompany) -> None:
    """A clock that is far off is told, and the rest is looked at all the same."""
    words = told(acme)
    assert "ahead of Asana's" in words or "behind Asana's" in words
    assert "Payments can be read" in words


def test_a_token_that_is_wrong(acme: AsanaCompany) -> None:
    """It has to be replaced; nothing else is looked at."""
    acme.asana.world.tokens.clear()
    words = told(acme)
    assert "the token is wrong, expired or revoked: make a new one" in words
    assert "Payments" not in words


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('fields = {Size = "L"}', "has no custom field 'Size': there is Kind"),
        ('fields = {Kind = "Task"}', "has no option 'Task': there is Bug"),
        ('fields = {Locked = "x"}', "the custom field Locked is locked or computed"),
        ('priority_field = "Kind"', "has no option 'P0'"),
        ('in_progress_section = "Doing"', "has no section 'Doing': there is Untitled section"),
        ('dropped_field = {Resolution = "x"}', "has no custom field 'Resolution'"),
    ],
)
def test_names_that_are_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, words: str
) -> None:
    """Fields, options and sections of the configuration are looked for in each project."""
    with company(tmp_path, monkeypatch, table) as acme:
        acme.asana.world.add_field(PROJECT, "Kind", "enum", ["Bug"])
        acme.asana.world.add_field(PROJECT, "Locked", locked=True)
        assert words in told(acme)


def test_projects_that_are_no_good(acme: AsanaCompany) -> None:
    """One that is archived, one that syncd may not see, one that is not there."""
    with acme.asana.changing() as world:
        world.projects[PROJECT] = replace(world.projects[PROJECT], archived=True)
    assert "Payments is archived" in told(acme)
    with acme.asana.changing() as world:
        world.levels[PROJECT, "*"] = "none"
    assert "You do not have access to this project." in told(acme)
    acme.asana.human("li").delete_project(PROJECT)
    assert "it is not there, or not any more" in told(acme)


def test_tags_of_one_name(acme: AsanaCompany) -> None:
    """Two tags with syncd's name are told, and the older one is taken."""
    for name in ("post-mortem", "Post-Mortem"):
        acme.asana.world.add_tag(name)
    assert "2 tags are called post-mortem: syncd takes the oldest" in told(acme)


def test_init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration for Asana is written and checked, and holds no token."""
    with company(tmp_path, monkeypatch) as acme:
        monkeypatch.setenv("SYNCD_TRACKERS__ASANA__TOKEN", TOKEN)
        monkeypatch.delenv("SYNCD_TRACKERS__WORK__TOKEN")
        run = acme.company.run(
            "init", "--yes", "--force", "--tracker", "asana", "--with", f"url={acme.asana.url}",
            "--team", "payments", "--project", PROJECT,
        )  # fmt: skip
        assert "Payments can be read" in " ".join(run.out.split())
        written = (acme.company.folder / "syncd.toml").read_text("utf-8")
        assert 'adapter = "asana"' in written
        assert TOKEN not in written + run.out + run.err
